"""The sandbox timeline: posts as they look, what is due next, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from campaign import registry
from campaign.adapter import Capabilities, Content, Metrics
from campaign.adapters import sandbox
from campaign.adapters.sandbox import SandboxPost
from campaign.lifecycle import OPEN, State
from campaign.store import handoffs, notices, own_line, services
from campaign.store.holds import drills, shown
from campaign.store.models import Beat, ChannelState, Post, Service
from campaign.store.silence import SILENT
from campaign.store.snags import Snag, unpack
from campaign.text.bluesky import facets
from campaign.web import live_posts
from campaign.web.feeds import alternates
from campaign.web.reports import reports

SHOWN = 20  # posts of the timeline on one page
NEXT = 8

CHIPS = {
    State.PENDING: "awaits approval",
    State.SCHEDULED: "approved",
    State.MISSED: "missed",
    State.FAILED: "failed",
    State.UNCERTAIN: "uncertain",
}

COUNTS = {
    "impressions": "Shown",
    "reach": "Reached",
    "reactions": "Reactions",
    "comments": "Comments",
    "shares": "Shares",
    "saves": "Saves",
    "link_clicks": "Link clicks",
}


@dataclass(frozen=True, slots=True)
class Pulse:
    """When the worker last ticked, in words."""

    sentence: str
    silent: bool


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    now = datetime.now(timezone.utc)
    chosen = request.GET.get("platform", "")
    before = _moment(request.GET.get("before", ""))
    found = sandbox.timeline(
        settings.STATE, limit=SHOWN + 1, platform=chosen or None, before=before
    )
    shown = found[:SHOWN]
    live, sandboxed = live_posts.are_there()
    speakers = dict(ChannelState.objects.values_list("pk", "speaker"))
    return render(
        request,
        "web/timeline.html",
        {
            **frame("timeline", now),
            "now": now,
            "chosen": chosen,
            "platforms": _platforms(),
            "live": live,
            "sandboxed": sandboxed or bool(found) or not live,
            "out": live_posts.latest(),
            "timeline": [
                [as_shown(post, speakers, now) for post in thread] for thread in _threads(shown)
            ],
            "older": _older(shown[-1], chosen) if len(found) > SHOWN else "",
            "due": [_calendared(post) for post in _due(now)],
            "waiting": Post.objects.filter(state=State.PENDING, late_at__gt=now).count(),
            "stuck": [_calendared(post) for post in _stuck(now)],
            "handed": [_handed(post, now) for post in handoffs.waiting()[:NEXT]],
            "offline": own_line.down(),
            "resting": [_resting(row) for row in services.out_of_order(now)],
            "report": _report_sentence(),
            "feeds": alternates(),
            "void": [_calendared(post) for post in _void(now)],
            "snags": _snags(),
        },
    )


@require_safe
def alone(request: HttpRequest, remote_id: str) -> HttpResponse:
    """Show one post: where its receipt leads."""
    now = datetime.now(timezone.utc)
    post = sandbox.one_post(settings.STATE, remote_id)
    if post is None or post.deleted:
        sentence = "This post is not on the sandbox network, or no longer."
        context = {**frame("", now), "title": "No such post", "sentence": sentence}
        return render(request, "web/message.html", context, status=404)
    speakers = dict(ChannelState.objects.values_list("pk", "speaker"))
    context = {**frame("", now), "post": as_shown(post, speakers, now)}
    return render(request, "web/alone.html", context)


def frame(here: str, now: datetime) -> dict[str, Any]:
    """Return what every page shows around its own content."""
    return {"here": here, "holds": shown(now), "drills": drills(), "pulse": _pulse(now)}


def _pulse(now: datetime) -> Pulse:
    last = Beat.objects.order_by("-at").first()
    if last is None:
        return Pulse("No worker has run here yet", silent=True)
    at = last.at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if last.stopped_at is not None:
        return Pulse(f"Stopped at {at:%H:%M on %-d %B %Y}: nothing goes out", silent=True)
    if abs(now - last.at) <= SILENT:
        return Pulse("The worker is running", silent=False)
    return Pulse(f"No worker since {at:%H:%M on %-d %B %Y}: nothing goes out", silent=True)


def _snags() -> list[Snag]:
    last = Beat.objects.order_by("-at").first()
    return unpack(last.trouble) if last else []


def as_shown(post: SandboxPost, speakers: dict[str, str], now: datetime) -> dict[str, Any]:
    """Return what the template needs to draw a post as readers would see it."""
    speaker = speakers.get(post.channel) or post.handle or post.channel
    return {
        "id": post.remote_id,
        "speaker": speaker,
        "initials": "".join(word[0] for word in speaker.split()[:2]).upper(),
        "handle": post.handle,
        "platform": _title(post.platform),
        "language": post.language,
        "text": _lit(_text(post)),
        "images": post.images,
        "link": post.link if _limits(post.platform).card else None,
        "reply_to": post.reply_to,
        "at": post.published_at,
        "counts": _counts(post.metrics(now)),
    }


def _limits(platform: str) -> Capabilities:
    return registry.platforms().get(platform, sandbox.Sandbox.capabilities)


def _text(post: SandboxPost) -> str:
    """Return the text as the imitated platform gets it: where it makes its own card, flat."""
    return _limits(post.platform).text_of(Content(post.text, link=post.link))


def _threads(posts: Sequence[SandboxPost]) -> list[list[SandboxPost]]:
    """Put the parts of a thread together in reading order, where its newest part would be."""
    by_id = {post.remote_id: post for post in posts}
    found: dict[str, list[SandboxPost]] = {}
    for post in posts:
        first = post
        while first.reply_to in by_id:
            first = by_id[first.reply_to]
        found.setdefault(first.remote_id, []).insert(0, post)
    return list(found.values())


def _lit(text: str) -> SafeString:
    """Escape a text and set apart what readers could follow: links, tags, mentions."""
    raw = text.encode()
    parts, end = [], 0
    for facet in facets(text):
        parts.append(conditional_escape(raw[end : facet.start].decode()))
        parts.append(format_html("<b>{}</b>", raw[facet.start : facet.end].decode()))
        end = facet.end
    parts.append(conditional_escape(raw[end:].decode()))
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped above


def _counts(metrics: Metrics) -> list[tuple[str, int]]:
    values = ((title, getattr(metrics, name)) for name, title in COUNTS.items())
    return [(title, value) for title, value in values if value is not None]


def _title(platform: str) -> str:
    known = registry.platforms()
    return known[platform].title if platform in known else platform


def _platforms() -> list[tuple[str, str]]:
    used = ChannelState.objects.filter(network="sandbox").values_list("platform", flat=True)
    return sorted({(platform, _title(platform)) for platform in used}, key=lambda one: one[1])


def _due(now: datetime) -> list[Post]:
    rows = Post.objects.filter(state__in=OPEN, late_at__gt=now).select_related("channel")
    before = Q(after__state__in=OPEN, after__late_at__gt=now)  # of a thread the first stands alone
    return list(rows.exclude(before).order_by("due_at", "channel_id", "part")[:NEXT])


def _stuck(now: datetime) -> list[Post]:
    recent = now - timedelta(days=28)
    states = [State.UNCERTAIN, State.FAILED, State.MISSED]
    rows = Post.objects.filter(state__in=states, due_at__gt=recent).select_related("channel")
    return list(rows.order_by("-due_at")[:NEXT])


def _void(now: datetime) -> list[Post]:
    """Return what was approved once and waits again, with its cause."""
    rows = Post.objects.filter(state=State.PENDING, late_at__gt=now).exclude(cause="")
    return list(rows.select_related("channel").order_by("due_at", "channel_id")[:NEXT])


def _calendared(post: Post) -> dict[str, Any]:
    channel = post.channel
    where = f"{channel.speaker or channel.organisation} on {_place(channel)}"
    return {
        "pk": post.pk,
        "title": post.title,
        "part": f"({post.part}/{post.parts})" if post.parts > 1 else "",
        "parts": post.parts,
        "network": "simulated" if post.simulated else "live",
        "due_at": post.due_at,
        "state": post.state,
        "cause": post.cause,
        "chip": CHIPS[State(post.state)],
        "where": where,
    }


def _place(channel: ChannelState) -> str:
    """Return the one name a place has everywhere: what is posted by hand has its own."""
    if channel.platform == "handoff":
        return str(channel.options.get("where", "")) or "Hand-off"
    return _title(channel.platform)


def _resting(row: Service) -> dict[str, Any]:
    """Return what to say of a platform that is in trouble, or wants no more from us for now."""
    return {
        "name": notices.server(row.pk),
        "since": row.opened_at,
        "until": row.open_until if row.opened_at else row.free_at,
        "why": row.why if row.opened_at else "",
        "tried": row.probed_at is not None,
    }


def _handed(post: Post, now: datetime) -> dict[str, Any]:
    """Return what lies with a person, and since when."""
    return {
        "title": post.title,
        "where": handoffs.where(post),
        "whom": handoffs.whom(post),
        "page": handoffs.path(post),
        "age": handoffs.age(post, now),
        "late": now >= handoffs.ends(post),
    }


def _older(post: SandboxPost, platform: str) -> str:
    query = {
        "before": post.published_at.isoformat(),
        **({"platform": platform} if platform else {}),
    }
    return f"/?{urlencode(query)}"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _report_sentence() -> str:
    newest = next(iter(reports()), None)
    return f"{newest.title}. Written on {newest.written:%-d %B at %H:%M}." if newest else ""
