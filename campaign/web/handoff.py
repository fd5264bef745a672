"""The page of a hand-off: all it takes to post by hand, and a form that says what became of it.

Whoever has its address may use it: nobody can guess it, and it ends some days after all is said.
It is opened on a phone, so everything it needs lies below /handoff/.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from campaign import registry
from campaign.adapter import Deferred
from campaign.adapters.address import web_address
from campaign.adapters.handoff_folder import picture_names
from campaign.store import decisions, handing, handoffs, speakers
from campaign.store.barriers import Barrier
from campaign.store.decisions import DecisionError
from campaign.store.models import Post
from campaign.store.pictures import PictureLost, read

NAME, REASON, ADDRESS = 100, 500, 2000  # the most characters of what is typed in
POSTED, BEFORE, NOT = "posted", "posted before", "not posted"  # what a form may say
HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


@dataclass(slots=True)
class Answer:
    """What somebody typed in, and what is wrong with it."""

    what: str = ""
    by: str = ""
    url: str = ""
    why: str = ""
    ticked: bool = False
    errors: dict[str, str] = field(default_factory=dict)  # field -> sentence


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one hand-off, or take down what became of it."""
    now = datetime.now(timezone.utc)
    post = handoffs.find(name, now)
    if post is None:
        return _gone(request)
    answer = _read(request)
    if answer.what and handoffs.is_open(post):
        barrier = handoffs.barrier(post, now)
        _check(answer, barrier)
        if not answer.errors:
            _take_down(answer, post, barrier, now)
    if answer.what and not answer.errors:  # said already, or just now: the page tells
        return HttpResponseRedirect("./", status=303)
    context = _shown(post, handoffs.barrier(post, now))
    blank = Answer(by=answer.by)
    form, other = (blank, answer) if answer.what == NOT else (answer, blank)
    status = 400 if answer.errors else 200
    return _page(request, {**context, "form": form, "other": other}, status)


@require_safe
def picture(request: HttpRequest, name: str, number: str) -> HttpResponse:
    """Give a picture of a post that may be made now; with “save” as a file to keep."""
    now = datetime.now(timezone.utc)
    post = handoffs.find(name, now)
    if post is None or not handoffs.is_open(post) or handoffs.barrier(post, now):
        return _gone(request)
    images = picture_names(post.content.images)
    if not 1 <= int(number) <= len(images):
        return _gone(request)
    file, _, image = images[int(number) - 1]
    try:
        data = read(image.sha256)
    except PictureLost:
        return _gone(request)
    except Deferred:
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    headers = {**HEADERS}
    if "save" in request.GET:
        headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return HttpResponse(data, content_type=image.media_type, headers=headers)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form did not come from its own page."""
    sentence = (
        "Nothing was changed: this form did not come from its own page, or the browser keeps no "
        "cookies. Open the address from the alert again, and fill it in there."
    )
    return _alone(request, "Please open the page again", sentence, 403)


def _gone(request: HttpRequest) -> HttpResponse:
    sentence = (
        "There is nothing to post at this address, or no longer. “campaign status” shows what "
        "waits to be posted by hand."
    )
    return _alone(request, "Nothing to post here", sentence, 404)


def _alone(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    return _page(request, {"alone": {"title": title, "sentence": sentence}}, status)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "web/handoff.html", context, status=status)
    for header, value in HEADERS.items():
        response.headers[header] = value
    return response


def _read(request: HttpRequest) -> Answer:
    """Read the form, with the blanks taken out that nobody meant."""
    given = request.POST
    words = {name: " ".join(given.get(name, "").split()) for name in ("by", "url", "why")}
    what = given.get("what", "") if request.method == "POST" else ""
    what = what if what in (POSTED, BEFORE, NOT) else ""
    return Answer(what, words["by"], words["url"], words["why"], "ticked" in given)


def _check(answer: Answer, barrier: Barrier | None) -> None:
    """Find what is missing, each with a sentence that says what to do."""
    errors = answer.errors
    if answer.what == NOT:
        if not answer.why or len(answer.why) > REASON:
            errors["why"] = f"Say in a few words (at most {REASON} letters) why it was not posted."
    elif barrier and answer.what != BEFORE:
        errors["ticked"] = "It was stopped meanwhile. If you had posted it before that, say so."
        answer.ticked = False
    elif not answer.ticked:
        errors["ticked"] = "Tick the box if it is posted. If it is not, say so further down."
    if answer.url and not _is_address(answer.url):
        errors["url"] = "An address begins with https:// – copy it from the post itself."
    if not answer.by or len(answer.by) > NAME:
        errors["by"] = f"Type your name (at most {NAME} letters): it is kept in the log."


def _is_address(text: str) -> bool:
    try:
        return len(text) <= ADDRESS and bool(web_address(text))
    except ValueError:
        return False


def _take_down(answer: Answer, post: Post, barrier: Barrier | None, now: datetime) -> None:
    """Complete the ledger; where somebody else was first, the page says what they said."""
    with suppress(DecisionError):
        if answer.what == NOT:
            handing.not_posted(post.pk, why=answer.why, by=answer.by, now=now)
            return
        note = f"before it was stopped ({barrier.sentence.rstrip('.')})" if barrier else ""
        there = decisions.is_there(post.pk, url=answer.url, by=answer.by, now=now, note=note)
        speaker = speakers.speaker(there.channel)
        if found := registry.remote_id(speaker, there.url, folder=settings.STATE):
            decisions.numbered(post.pk, found, by=answer.by, now=now)


def _shown(post: Post, barrier: Barrier | None) -> dict[str, Any]:
    """Return what the template needs; the words to copy only while they may be posted."""
    zone, channel = ZoneInfo(post.channel.zone), post.channel
    is_open = handoffs.is_open(post)
    shown = {
        "post": post,
        "open": is_open,
        "stop": f"{barrier.sentence.rstrip('.')}." if barrier and is_open else "",
        "where": handoffs.where(post),
        "speaker": channel.speaker or channel.organisation,
        "whom": handoffs.whom(post),
        "due": post.due_at.astimezone(zone),
        "until": handoffs.ends(post).astimezone(zone),
        "doubtful": handoffs.doubtful(post),
        "above": post.after.url if post.after else "",
        "words": {"posted": POSTED, "before": BEFORE, "not": NOT},
    }
    return shown if barrier or not is_open else {**shown, **_ready(post)}


def _ready(post: Post) -> dict[str, Any]:
    """Return the words and pictures, as they are to be posted."""
    content = post.content
    limits = registry.platforms().get(post.channel.platform)
    text = limits.text_of(content) if limits else content.flat_text
    pictures = [
        {"number": number, "file": file, "image": image, "rows": _rows(image.alt)}
        for number, (file, _, image) in enumerate(picture_names(content.images), start=1)
    ]
    link = content.link.url if content.link else ""
    return {
        "text": text,
        "rows": _rows(text),
        "language": content.language,
        "pictures": pictures,
        "link": link,
    }


def _rows(text: str) -> int:
    """Return how many lines a text takes on a phone, within reason."""
    return min(14, max(2, sum(1 + len(line) // 38 for line in text.split("\n"))))
