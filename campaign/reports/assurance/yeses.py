"""Who had to say yes to what was sent, and who did: by tier, with second yeses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from campaign.reports import cells
from campaign.reports.assurance import sent
from campaign.reports.cells import counted
from campaign.reports.document import Cell, Line, Table
from campaign.reports.emergencies import approvals_of
from campaign.reports.formats import count
from campaign.reports.material import Question
from campaign.store.models import Approval

TIERS: Mapping[int, str] = {
    1: "1: routine",
    2: "2: figures, partners, the law",
    3: "3: named people, cases, use of force, politics",
}
_PAIR = 2
_TIED = 500  # digests asked for at once


@dataclass(slots=True)
class _Tier:
    posts: int = 0
    texts: set[str] = field(default_factory=set)
    yeses: Counter[str] = field(default_factory=Counter)  # how many people said it, by kind


def table(question: Question) -> Table:
    """Return the texts that were sent by tier, and how many people approved them."""
    found: dict[tuple[bool, int], _Tier] = defaultdict(_Tier)
    of: dict[str, tuple[bool, int]] = {}
    rows = sent.posts(question).values_list("simulated", "tier", "digest")
    for simulated, tier, digest in rows.iterator(2000):
        found[simulated, tier].posts += 1
        found[simulated, tier].texts.add(digest)
        of[digest] = simulated, tier
    for digest, kind in _kinds(list(of), question):
        found[of[digest]].yeses[kind] += 1
    lines = tuple(_line(tier, simulated, one) for (simulated, tier), one in sorted(found.items()))
    columns = (
        *cells.words("Tier"),
        *cells.counts(
            "Posts sent", "Texts", "By one person", "By two or more", "In an emergency",
            "No yes on record",
        ),
    )  # fmt: skip
    caption = f"Approvals of what was sent, by tier, {question.period.words}"
    return Table("approvals", caption, columns, lines)


def _line(tier: int, simulated: bool, one: _Tier) -> Line:
    kinds = [one.yeses[kind] for kind in ("one", "two", "emergency")]
    shown = (one.posts, len(one.texts), *kinds, len(one.texts) - sum(kinds))
    return Line(Cell(TIERS.get(tier, str(tier))), tuple(map(counted, shown)), simulated)


def _kinds(digests: list[str], question: Question) -> list[tuple[str, str]]:
    """Return how each text was approved: by one person, by two, or in an emergency."""
    people: dict[str, set[str]] = defaultdict(set)
    emergencies: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(digests), _TIED):
        rows = Approval.objects.filter(digest__in=digests[start : start + _TIED])
        rows = rows.filter(at__lte=question.now).exclude(kind=Approval.Kind.PARTNER)
        for digest, by, kind in rows.values_list("digest", "by_person", "kind"):
            (emergencies if kind == Approval.Kind.EMERGENCY else people)[digest].add(by)
    return [
        (digest, _kind(len(people[digest]), len(emergencies[digest])))
        for digest in digests
        if people[digest] or emergencies[digest]
    ]


def _kind(people: int, emergency: int) -> str:
    if emergency >= _PAIR or not people:
        return "emergency"
    return "two" if people >= _PAIR else "one"


def sentences(question: Question) -> tuple[str, ...]:
    """Say how many approvals ran out or were taken back in the period, and who signed off."""
    start, end = question.start, min(question.end, question.now)
    rows = approvals_of(question.scope)
    ran_out = rows.filter(expires_at__gte=start, expires_at__lt=end, revoked_at__isnull=True)
    revoked = rows.filter(revoked_at__gte=start, revoked_at__lt=end)
    signed = rows.filter(kind=Approval.Kind.PARTNER, at__gte=start, at__lt=end)
    texts = signed.values("digest").distinct().count()
    ended = "No approval ran out or was taken back in this period."
    if (late := ran_out.count()) + (early := revoked.count()):
        ended = (
            f"{count(late, 'approval')} ran out in this period, and {count(early, 'approval')} "
            "ended early: a person took it back, or something it rests on was changed."
        )
    return (ended, f"Partners signed off {count(texts, 'text')}.") if texts else (ended,)
