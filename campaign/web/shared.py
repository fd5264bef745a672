"""What other machines are shown: shared pictures, hand-offs, health – and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.adapter import Deferred
from campaign.library.public_address import host_of, is_this_machine
from campaign.store import handoffs, sharing
from campaign.web import health

_OPEN = (sharing.PATH, handoffs.PATH)
_PASSED_ON = ("HTTP_FORWARDED", "HTTP_X_FORWARDED")  # what a web server in front of us adds


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
        if _is_from_outside(request, asked) and not _is_open(request, asked):
            return _nothing(404)
        return get_response(request)

    return middleware


def plain(request: HttpRequest, status: int) -> HttpResponse | None:
    """Answer somebody from outside, or on a phone, without a word of the console; else None."""
    if request.path_info.startswith(_OPEN) or _is_from_outside(request, _asked(request)):
        return _nothing(status)
    return None


def _names_from_outside() -> set[str]:
    return {settings.PUBLIC_HOST, settings.MONITORING_HOST} - {""}


def _asked(request: HttpRequest) -> str:
    """Return the name somebody came by; "" for one that is not ours."""
    try:
        return host_of(f"//{request.get_host()}")
    except DisallowedHost:
        return ""


def _is_from_outside(request: HttpRequest, name: str) -> bool:
    """Say whether a request came through a web server, by its name or by what one adds."""
    if any(header.startswith(_PASSED_ON) for header in request.META):
        return True
    return name in _names_from_outside() and not is_this_machine(name)


def _is_open(request: HttpRequest, name: str) -> bool:
    """Say whether somebody from outside may see a page."""
    path = request.path_info
    if name and name == settings.MONITORING_HOST and path in health.PATHS:
        return True
    passed_on = any(header.startswith(_PASSED_ON) for header in request.META)
    return (passed_on or name == settings.PUBLIC_HOST) and path.startswith(_OPEN)


def _nothing(status: int) -> HttpResponse:
    """Say nothing about this program: who asks may be anybody."""
    sentence = (
        "There is nothing here."
        if status < HTTPStatus.INTERNAL_SERVER_ERROR
        else "Try again in a minute."
    )
    return HttpResponse(f"{sentence}\n", content_type="text/plain", status=status)
