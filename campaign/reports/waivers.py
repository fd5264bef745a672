"""Every warning that a message lets stand: which rule, why, and who decided."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from campaign.checks.codes import codes
from campaign.library.finding import Waiver
from campaign.library.library import Library
from campaign.library.message import Message
from campaign.reports.csv import harmless
from campaign.reports.document import Cell, Column, Line, Table
from campaign.reports.formats import count
from campaign.reports.results import Results

COLUMNS = (
    "message",
    "title",
    "file",
    "sent_in_period",
    "simulated",
    "code",
    "rule",
    "reason",
    "decided_by",
)
_UNKNOWN = "There is no rule with this code, so nothing is waived."


@dataclass(frozen=True, slots=True)
class Waived:
    """One waiver of one message."""

    message: str  # its id
    title: str
    file: str
    sent: bool  # the message went out in the period
    simulated: bool  # it did so on the sandbox network only
    code: str
    rule: str  # what the rule wants, in a sentence
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a library, those of messages that were sent first."""

    found: tuple[Waived, ...]
    gone: int  # messages that were sent and are no longer in the library
    period: str  # in words

    @classmethod
    def of(cls, library: Library, results: Results) -> Waivers:
        """Gather what the messages waive now, in the order of the files."""
        real, all_ = _sent(results, real=True), _sent(results, real=False)
        messages = {**library.messages, **library.faulty}
        found = [
            _waived(message, waiver, sent=key in all_, simulated=key in all_ - real)
            for key, message in sorted(messages.items())
            for waiver in message.waivers
        ]
        found.sort(key=lambda one: not one.sent)
        return cls(tuple(found), len(all_ - messages.keys()), results.period.words)

    @property
    def sentences(self) -> list[str]:
        """Say what there is, and what cannot be known."""
        return [told for told in (self._told(), self._unknown()) if told]

    def _told(self) -> str:
        if not self.found:
            return "There are no waivers: no message in the library lets a warning stand."
        sent = sum(one.sent for one in self.found)
        other = len(self.found) - sent
        first = count(sent, "waiver") if sent else "No waivers"
        are = "is" if sent == 1 else "are"
        belongs = "belongs" if other == 1 else "belong"
        rest = f" {count(other, 'waiver')} {belongs} to other messages." if other else ""
        return f"{first} {are} in messages that were sent in this period.{rest}"

    def _unknown(self) -> str:
        if not self.gone:
            return ""
        are = "is" if self.gone == 1 else "are"
        return (
            f"{count(self.gone, 'message')} sent in this period {are} no longer in the library: "
            "what was waived there is not known here."
        )

    @property
    def tables(self) -> list[Table]:
        """Return the waivers of the messages that were sent, and those of all others."""
        sent = [one for one in self.found if one.sent]
        others = [one for one in self.found if not one.sent]
        both = [
            _table("waivers-sent", f"Waivers of messages sent {self.period}", sent),
            _table("waivers-other", "Waivers of other messages in the library", others),
        ]
        return [table for table in both if table.lines]


def _sent(results: Results, *, real: bool) -> set[str]:
    """Return the messages that went out: on real networks, or anywhere."""
    return {g.key for g in results.messages if g.sent and not (real and g.simulated)}


def _waived(message: Message, waiver: Waiver, *, sent: bool, simulated: bool) -> Waived:
    known = codes().get(waiver.code)
    return Waived(
        message.id,
        message.title or message.id,
        message.file,
        sent,
        simulated,
        waiver.code,
        known.wants if known else _UNKNOWN,
        waiver.reason,
        waiver.by,
    )


def _table(key: str, caption: str, waivers: Sequence[Waived]) -> Table:
    titles = ("Message", "What the rule wants", "Why it may stand", "Who decided")
    lines = tuple(_line(one) for one in waivers)
    return Table(key, caption, tuple(Column(title, False) for title in titles), lines)


def _line(one: Waived) -> Line:
    cells = Cell(one.rule, one.code), Cell(one.reason), Cell(one.by)
    return Line(Cell(one.title, one.message), cells, one.simulated)


def write(file: IO[str], waivers: Waivers) -> None:
    """Write one row per waiver to a file opened as for the table of posts."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _cells(one)] for one in waivers.found)


def _cells(one: Waived) -> Iterator[str]:
    yield from (one.message, one.title, one.file)
    yield from ("yes" if flag else "no" for flag in (one.sent, one.simulated))
    yield from (one.code, one.rule, one.reason, one.by)
