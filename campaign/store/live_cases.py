"""Live cases at the door: a text that points at one does not go out, whoever approved it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone

from campaign.adapter import Content
from campaign.checks.mentions import mentions
from campaign.library.library import Library
from campaign.library.register import LiveCase
from campaign.lifecycle import OPEN, State
from campaign.planning.slot import to_utc
from campaign.store import events, prepared
from campaign.store.barriers import moment
from campaign.store.models import CaseState, Post

FILE = "messages/cases.yaml"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TWICE = 2  # a check that is this many spans overdue is a warning no more: the case counts as live


def sync(library: Library, *, actor: str, now: datetime) -> None:
    """Bring the rows in line with the register, inside the caller's transaction.

    Where the register cannot be read without an error, nothing is taken away. A new case is held
    against what is planned and what is out, and the audit log says what was found.
    """
    wanted = {case.id: _row(case, library) for case in library.cases.values() if case.open}
    known = CaseState.objects.in_bulk()
    if not any(finding.file == FILE for finding in library.errors):
        CaseState.objects.exclude(pk__in=wanted).delete()
    fields = ["keywords", "status", "active", "checked", "stale_at"]
    CaseState.objects.bulk_create(
        wanted.values(), update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
    for row in wanted.values():
        old = known.get(row.pk)
        if old is None or (old.keywords, old.active) != (row.keywords, row.active):
            found = [post for post, case in pointing(now) if case == row.pk]
            data = {"status": row.status, "live": row.active, "posts": found}
            events.record("live case checked", actor=actor, at=now, subject=row.pk, data=data)


def _row(case: LiveCase, library: Library) -> CaseState:
    campaign = library.campaign
    after = timedelta(days=_TWICE * campaign.cases_checked)
    stale = (
        to_utc(datetime.combine(case.checked + after, time()), campaign.zone)
        if case.checked
        else _LONG_AGO
    )
    return CaseState(
        id=case.id,
        keywords=json.dumps(case.keywords, ensure_ascii=False),
        status=case.status,
        active=case.live(campaign.cases_active_from),
        checked=case.checked,
        stale_at=stale,
    )


def in_the_way(content: Content, now: datetime) -> str | None:
    """Return why a content must not go out now: the live case it points at, or ``None``."""
    return next(_named(content, _standing(now)), None)


def _standing(now: datetime) -> list[CaseState]:
    """Read the cases that count; asked twice for every post, so without the query's builder."""
    found = prepared.rows(
        "SELECT id, keywords, status, active, checked, stale_at FROM store_casestate"
        " WHERE active OR stale_at <= %s ORDER BY id",
        [moment(now)],
    )
    return [CaseState(*row) for row in found]


def _named(content: Content, cases: list[CaseState]) -> Iterator[str]:
    for case in cases:
        if _points_at(content, case):
            unsure = "" if case.active else ", and nobody has asked lately how it stands"
            yield f"It points at the live case {case.pk}{unsure}."


def _points_at(content: Content, case: CaseState) -> bool:
    texts = [text for text in _texts(content.as_json()) if text]
    return any(mentions(word, text) for word in case.words for text in texts)


def _texts(value: object) -> Iterator[str]:
    """Give every piece of text in a content: the post's, of pictures, of the link card."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def to_check(library: Library, today: date) -> list[LiveCase]:
    """Return the cases that nobody has asked about for as long as campaign.yaml allows."""
    span = timedelta(days=library.campaign.cases_checked)
    open_cases = [case for case in library.cases.values() if case.open]
    return [case for case in open_cases if case.checked is None or case.checked + span < today]


def pointing(now: datetime) -> list[tuple[int, str]]:
    """Return the posts that are planned or out and point at a live case, each with the case."""
    cases = _standing(now)
    if not cases:
        return []
    states = [*OPEN, State.PUBLISHED]
    rows = Post.objects.filter(state__in=states).values_list("pk", "digest", "body").order_by("pk")
    seen: dict[str, str | None] = {}
    found = []
    for pk, digest, body in rows.iterator():
        if digest not in seen:
            content = Content.from_json(json.loads(body))
            seen[digest] = next((c.pk for c in cases if _points_at(content, c)), None)
        case = seen[digest]
        if case is not None:
            found.append((pk, case))
    return found
