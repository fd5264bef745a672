"""What is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding does to the message it is about."""

    ERROR = "error"  # blocks: the message cannot be approved or published
    WARNING = "warning"  # needs a second look, or a reason to waive it
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One result of reading or checking a file.

    ``line`` and ``column`` count from 1; ``message`` is one plain sentence, ``fix`` says
    what to do.
    """

    file: str  # relative to the campaign's folder, with forward slashes
    line: int
    column: int
    code: str
    message: str
    fix: str = ""
    severity: Severity = Severity.ERROR
