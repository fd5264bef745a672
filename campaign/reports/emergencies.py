"""Texts that went out on two people's word in an emergency: which, why, and who gave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from campaign.reports.cells import moments, timed, words
from campaign.reports.document import Cell, Line, Table
from campaign.reports.formats import count
from campaign.reports.period import Period
from campaign.reports.scope import EVERYTHING, Scope
from campaign.store.models import Approval, ChannelState, Post

_PAIR = 2


@dataclass(frozen=True, slots=True)
class Emergency:
    """The words given for one message."""

    message: str
    title: str
    by: tuple[str, ...]
    why: str
    when: Cell  # a moment
    simulated: bool


@dataclass(frozen=True, slots=True)
class Emergencies:
    """The emergencies of a period, in the order of their time."""

    found: tuple[Emergency, ...]
    period: str  # in words

    @classmethod
    def of(cls, period: Period, scope: Scope = EVERYTHING) -> Emergencies:
        """Gather where people gave their word in an emergency, from the first day to the last."""
        rows = (
            approvals_of(scope)
            .filter(kind=Approval.Kind.EMERGENCY, at__gte=period.start, at__lt=period.end)
            .order_by("message", "at", "pk")
        )
        groups = (list(rows) for _, rows in groupby(rows, lambda row: row.message))
        found = sorted(groups, key=lambda group: group[0].at)
        return cls(tuple(_of(group, period) for group in found), period.words)

    @property
    def sentence(self) -> str:
        """Say how many there were."""
        if not self.found:
            return "In this period no text went past the approval it needs in an emergency."
        used = sum(len(one.by) >= _PAIR for one in self.found)
        rest = len(self.found) - used
        pairs = (
            f"for {count(used, 'message')} two people stood in for an approval that was missing or "
            "had run out"
            if used
            else "",
            f"for {count(rest, 'message')} only one gave their word" if rest else "",
        )
        told = "; ".join(filter(None, pairs))
        return f"{told[:1].upper()}{told[1:]}."

    @property
    def table(self) -> Table:
        """Return them, one message a line."""
        columns = (*words("Message", "Reason", "Who gave their word"), *moments("When"))
        lines = tuple(_line(one) for one in self.found)
        caption = f"Approved in an emergency, {self.period}"
        return Table("emergencies", caption, columns, lines)


def approvals_of(scope: Scope) -> QuerySet[Approval]:
    """Return the yeses to a scope's texts: to those of a theme by the posts of their messages."""
    rows = Approval.objects.all()
    if scope.organisation:
        channels = ChannelState.objects.filter(organisation=scope.organisation)
        rows = rows.filter(channel__in=channels.values("pk"))
    if scope.theme:
        rows = rows.filter(message__in=Post.objects.filter(theme=scope.theme).values("message"))
    return rows


def _of(rows: Sequence[Approval], period: Period) -> Emergency:
    posts = Post.objects.filter(digest__in={row.digest for row in rows})
    post = posts.order_by("pk").first()
    return Emergency(
        rows[0].message,
        post.title if post else rows[0].message,
        tuple(dict.fromkeys(row.by for row in rows)),
        "; ".join(dict.fromkeys(row.note for row in rows)),
        timed(rows[0].at, period),
        post.simulated if post else False,
    )


def _line(one: Emergency) -> Line:
    cells = Cell(one.why), Cell(" and ".join(one.by)), one.when
    return Line(Cell(one.title, one.message), cells, one.simulated)
