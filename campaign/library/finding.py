"""What is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """What a finding does to the message it is about."""

    ERROR = "error"  # blocks: the message cannot be approved or published
    WARNING = "warning"  # needs a second look, or a reason to waive it
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody's reason to let a warning stand, as the message's settings give it."""

    code: str
    reason: str
    by: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of reading or checking a file.

    ``line`` and ``column`` count from 1; ``message`` is one plain sentence, ``fix`` says
    what to do. A finding that is ``waived`` is kept for the reports and does not count.
    """

    file: str  # relative to the campaign's folder, with forward slashes
    line: int
    column: int
    code: str
    message: str
    fix: str = ""
    severity: Severity = Severity.ERROR
    waived: Waiver | None = field(default=None, compare=False)

    @property
    def blocks(self) -> bool:
        """Tell whether the message it is about cannot be approved or published."""
        return self.severity is Severity.ERROR

    @property
    def counts(self) -> bool:
        """Tell whether it still wants somebody's attention."""
        return self.waived is None
