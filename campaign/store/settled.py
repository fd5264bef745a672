"""Alerts whose matter is settled: what they advise must not be done any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from campaign.lifecycle import State
from campaign.store import handoffs
from campaign.store.models import Alert, ChannelState, Digest, Post, Service

_OVER = (State.PUBLISHED, State.CANCELLED)
_OF_POST = re.compile(r"(?P<kind>failed|uncertain|missed|handoff):(?P<pk>[0-9]{1,18}):(?P<rest>.*)")
_OF_OTHER = re.compile(r"(?P<kind>breaker|paused):(?P<name>.+):[0-9]{4}-[0-9]{2}-[0-9]{2}T.*")
_OF_DIGEST = re.compile(r"digest:(?:failed|doubt):(?P<pk>[0-9]{1,18}):.*")
_LISTED = re.compile(r"^([0-9]{1,18}): “", re.MULTILINE)
_MORE = re.compile(r"^… and [0-9]+ more", re.MULTILINE)


def is_settled(alert: Alert) -> bool:
    """Say whether an alert's matter is over, by how its post, channel or platform stands now.

    An alert that cannot be told to be settled is not.
    """
    if match := _OF_POST.fullmatch(alert.key):
        if match["kind"] == "handoff":
            return _done_by_hand(int(match["pk"]), match["rest"].partition(":")[0])
        return not _MORE.search(alert.what) and all(map(_is_over, _posts(alert, match["pk"])))
    if match := _OF_DIGEST.fullmatch(alert.key):
        return Digest.objects.filter(pk=match["pk"], state=Digest.State.SENT).exists()
    if match := _OF_OTHER.fullmatch(alert.key):
        name = match["name"]
        if match["kind"] == "breaker":
            return not Service.objects.filter(pk=name, opened_at__isnull=False).exists()
        return ChannelState.objects.filter(pk=name, paused=False).exists()
    return False


def advice(alert: Alert) -> str:
    """Say what to do about an alert now."""
    if is_settled(alert):
        return "Settled: nothing is to be done any more."
    return f"What to do: {alert.advice}"


def open_matters(alerts: Iterable[Alert]) -> Iterator[Alert]:
    """Yield the alerts whose matter is not settled."""
    return (alert for alert in alerts if not is_settled(alert))


def _posts(alert: Alert, first: str) -> list[int]:
    """Return the posts an alert tells of: one, or those of one channel that it lists."""
    return [int(first), *(int(pk) for pk in _LISTED.findall(alert.what))]


def _is_over(pk: int) -> bool:
    return Post.objects.filter(pk=pk, state__in=_OVER).exists()


def _done_by_hand(pk: int, attempt: str) -> bool:
    """Say whether a post does not lie with a person any more, or lies there once more."""
    post = Post.objects.filter(pk=pk).first()
    return post is not None and (not handoffs.is_open(post) or str(post.attempt) != attempt)
