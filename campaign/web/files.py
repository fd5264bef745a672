"""Files the pages are made of: the style sheet, pictures."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign.store.pictures import PictureLost, read
from campaign.web import shared

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
YEAR = "private, max-age=31536000, immutable"  # a picture's address is its content


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """Give a file of the program itself."""
    data = files("campaign.web").joinpath("assets", name).read_bytes()
    return HttpResponse(data, content_type=TYPES[Path(name).suffix])


@require_safe
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """Give a picture by its content address."""
    try:
        data = read(sha256)
    except PictureLost:
        return not_found(request, None)
    kind = next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), "")
    if not kind:
        return not_found(request, None)
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": YEAR})


def not_found(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """Say that there is no such page."""
    return shared.plain(request, 404) or _page(
        request, "No such page", "There is nothing at this address.", 404
    )


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Say that the page could not be made; what goes out is not touched by it."""
    sentence = (
        "This page could not be shown. Posts go out all the same; “campaign doctor” says more."
    )
    return shared.plain(request, 500) or _page(request, "Something went wrong", sentence, 500)


def _page(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    context = {"title": title, "sentence": sentence}
    return render(request, "web/message.html", context, status=status)
