"""What other machines are shown: shared pictures, hand-offs, health – and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.adapter import Deferred
from campaign.library.public_address import host_of, is_this_machine
from campaign.store import handoffs, sharing
from campaign.web import health


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Give a picture that is shared under this name, for as long as it is."""
    try:
        found = sharing.opened(name)
    except sharing.NotShared:
        return _nothing(404)
    except Deferred:
        response = _nothing(503)
        response.headers["Retry-After"] = "30"
        return response
    headers = {"Cache-Control": f"public, max-age={found.left}, immutable"}
    return HttpResponse(found.data, content_type=found.media_type, headers=headers)


def nothing_else(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the console from whoever comes from outside: it has no lock of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = host_of(f"//{request.get_host()}")
        from_outside = asked in _names_from_outside() and not is_this_machine(asked)
        if from_outside and not _is_open(asked, request.path_info):
            return _nothing(404)
        return get_response(request)

    return middleware


def _names_from_outside() -> set[str]:
    return {settings.PUBLIC_HOST, settings.MONITORING_HOST} - {""}


def _is_open(name: str, path: str) -> bool:
    """Say whether whoever comes by a name may see a page."""
    if name == settings.MONITORING_HOST and path in health.PATHS:
        return True
    return name == settings.PUBLIC_HOST and path.startswith((sharing.PATH, handoffs.PATH))


def _nothing(status: int) -> HttpResponse:
    """Say nothing about this program: who asks may be anybody."""
    return HttpResponse("There is nothing here.\n", content_type="text/plain", status=status)
