"""The page of a hand-off: all it takes to post by hand, and a form that says what became of it.

Whoever has its address may use it: nobody can guess it, and it ends some days after all is said.
It is opened on a phone, so everything it needs lies below /handoff/.
"""

from __future__ import annotations

import hashlib
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
from campaign.content import ON
from campaign.lifecycle import State
from campaign.store import answers, decisions, handoffs, speakers
from campaign.store.answers import Taken
from campaign.store.barriers import Barrier
from campaign.store.models import Event, Post
from campaign.store.pictures import PictureLost, read

NAME, REASON, ADDRESS = 100, 500, 2000  # the most characters of what is typed in
POSTED, BEFORE, NOT = "posted", "posted before", "not posted"  # what a form may say
TURN = "posting"  # … and this comes before the words are shown
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
    answer = _read(request)
    # Who says what became of it is heard whatever became of the page meanwhile.
    told = answer.what in (POSTED, BEFORE, NOT)
    post = handoffs.ever(name) if told else handoffs.find(name, now)
    if post is None:
        return _gone(request)
    barrier = handoffs.barrier(post, now) if handoffs.is_open(post) else None
    if answer.what:
        _check(answer, barrier)
    if told and not answer.errors:
        return _heard(request, _take_down(answer, post, barrier, now))
    if answer.what == TURN and not answer.errors:
        turn = answers.take(post.pk, by=answer.by, now=now)
        return HttpResponseRedirect(f"./?turn={turn}" if turn else "./", status=303)
    context = _shown(post, barrier, request.GET.get("turn", ""))
    return _page(request, {**context, **_forms(answer, context)}, 400 if answer.errors else 200)


def _forms(answer: Answer, context: dict[str, Any]) -> dict[str, Answer]:
    """Return what stands in the three forms: posted, not posted, I am posting it."""
    blank = Answer(by=answer.by or (context["holder"] if context.get("yours") else ""))
    forms = {"form": blank, "other": blank, "take": blank}
    mine = {NOT: "other", TURN: "take"}.get(answer.what, "form")
    return {**forms, mine: answer} if answer.what else forms


def _heard(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Lead back to the page, or say aloud that an answer contradicts what is known."""
    if not taken.trouble:
        return HttpResponseRedirect("./", status=303)
    sentence = (
        f"What you said is written down, and people are told. {taken.trouble} "
        f"(The post is {taken.post.state}. {taken.post.cause})"
    )
    alone = {"title": "Look there at once", "sentence": sentence, "loud": True}
    return _page(request, {"alone": alone}, 409)


@require_safe
def state(request: HttpRequest, name: str) -> HttpResponse:
    """Say in one word how a post stands, so that a page that is open knows whether it is old."""
    now = datetime.now(timezone.utc)
    post = handoffs.find(name, now)
    if post is None:
        return HttpResponse("gone", content_type="text/plain", headers=HEADERS)
    barrier = handoffs.barrier(post, now) if handoffs.is_open(post) else None
    mark = _mark(post, barrier, handoffs.turn(post), request.GET.get("turn", ""))
    return HttpResponse(mark, content_type="text/plain", headers=HEADERS)


def _mark(post: Post, barrier: Barrier | None, turn: Event | None, mine: str) -> str:
    """Return a word that changes when a page that is open must be read again."""
    if not handoffs.is_open(post):
        return f"done-{post.state}"
    if barrier:
        return f"stop-{hashlib.sha256(barrier.sentence.encode()).hexdigest()[:8]}"
    who = turn.pk if turn else 0
    return f"{'go' if _yours(turn, mine) else 'wait'}-{post.attempt}-{who}"


def _yours(turn: Event | None, mine: str) -> bool:
    return turn is not None and str(turn.pk) == mine


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
    words = {name: _clean(given.get(name, "")) for name in ("by", "url", "why")}
    what = given.get("what", "") if request.method == "POST" else ""
    what = what if what in (POSTED, BEFORE, NOT, TURN) else ""
    return Answer(what, words["by"], words["url"], words["why"], "ticked" in given)


def _clean(text: str) -> str:
    """Return a line without what nobody can see: it would change how a list is read, or a row."""
    line = " ".join(text.split())
    return "".join(character for character in line if character.isprintable()).strip()


def _check(answer: Answer, barrier: Barrier | None) -> None:
    """Find what is missing, each with a sentence that says what to do."""
    errors = answer.errors
    if answer.what == NOT:
        if not answer.why or len(answer.why) > REASON:
            errors["why"] = f"Say in a few words (at most {REASON} letters) why it was not posted."
    elif answer.what == TURN:
        pass  # a name is all it takes
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


def _take_down(answer: Answer, post: Post, barrier: Barrier | None, now: datetime) -> Taken:
    """Complete the ledger, or write down what contradicts it."""
    if answer.what == NOT:
        return answers.not_out(post.pk, why=answer.why, by=answer.by, now=now)
    note = f"before it was stopped ({barrier.sentence.rstrip('.')})" if barrier else ""
    taken = answers.out(post.pk, url=answer.url, by=answer.by, now=now, note=note)
    there = taken.post
    if there.state == State.PUBLISHED and there.url == answer.url:
        speaker = speakers.speaker(there.channel)
        if found := registry.remote_id(speaker, there.url, folder=settings.STATE):
            decisions.numbered(post.pk, found, by=answer.by, now=now)
    return taken


def _shown(post: Post, barrier: Barrier | None, mine: str) -> dict[str, Any]:
    """Return what the template needs; the words to copy only while they may be posted."""
    zone, channel = ZoneInfo(post.channel.zone), post.channel
    is_open, turn = handoffs.is_open(post), handoffs.turn(post)
    yours = _yours(turn, mine)
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
        "words": {"posted": POSTED, "before": BEFORE, "not": NOT, "turn": TURN},
        "mark": _mark(post, barrier, turn, mine),
        "yours": yours,
        "holder": turn.actor if turn else "",
        "since": turn.at.astimezone(zone) if turn else None,
    }
    return {**shown, **_ready(post)} if yours and is_open and not barrier else shown


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
        "comments": content.comments if content.comments != ON else "",
    }


def _rows(text: str) -> int:
    """Return how many lines a text takes on a phone, within reason."""
    return min(14, max(2, sum(1 + len(line) // 38 for line in text.split("\n"))))
