"""Waivers and answers: what a message's settings say about its own findings."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Review
from campaign.checks.example import Example
from campaign.checks.rule import Hit, review_rule
from campaign.library.finding import Severity, Waiver
from campaign.library.nearest import suggestion
from campaign.library.place import Place

_SOURCE = "House rule: every exception has a reason, a name and a place in the report"
_REASON = "a decision that is not tied to a finding is a note nobody reads."


def _waive(code: str) -> str:
    return f"waive:\n  - {{code: {code}, reason: The tag is the name of the day, by: A Editor}}"


def _place(waiver: Waiver) -> Place:
    return Place(waiver.line, waiver.column)


@review_rule(
    "WAIVE-01",
    Severity.ERROR,
    wants="A waiver and a confirmation name a rule that there is.",
    reason=f"Otherwise they do nothing, and {_REASON}",
    source=_SOURCE,
    fix="Copy the code from the square brackets at the end of the finding.",
    bad=Example(settings=_waive("A11Y-E44")),
    good=Example(text="Thank you. #BehindTheBadge #One #Two", settings=_waive("A11Y-E4")),
)
def unknown_code(review: Review) -> Iterator[Hit]:
    """Report codes that no rule has."""
    found = {finding.code for finding in review.findings}
    for waiver in review.message.waivers:
        if waiver.code not in review.codes | found:
            fix = suggestion(waiver.code, review.codes, otherwise=" ")
            yield Hit(_place(waiver), f"There is no rule “{waiver.code[:40]}”.", fix.strip())
    for code in review.message.confirmed:
        if code not in review.questions:
            place = Place(*review.message.lines.get("confirm", (1, 1)))
            message = f"No rule asks a question with the code “{code[:40]}”."
            fix = suggestion(code, review.questions, otherwise=" ")
            yield Hit(place, message, fix.strip())


@review_rule(
    "WAIVE-02",
    Severity.ERROR,
    wants="Errors are put right; only warnings and advice are waived.",
    reason="An error is something that must not go out, whoever would sign for it.",
    source=_SOURCE,
    fix="Put the error right, and delete the waiver.",
    bad=Example(text="Thank you, #behindthebadge", settings=_waive("A11Y-E3")),
    good=Example(text="Thank you. #BehindTheBadge #One #Two", settings=_waive("A11Y-E4")),
)
def waived_error(review: Review) -> Iterator[Hit]:
    """Report waivers of errors."""
    for waiver in review.message.waivers:
        hit = [finding for finding in review.findings if finding.code == waiver.code]
        if hit and all(finding.blocks for finding in hit):
            yield Hit(_place(waiver), f"{waiver.code} is an error here and cannot be waived.")


@review_rule(
    "WAIVE-03",
    Severity.WARNING,
    wants="A waiver is there for something that was found.",
    reason="A waiver that is left behind would hide the next mistake.",
    source=_SOURCE,
    fix="Delete the waiver.",
    bad=Example(settings=_waive("A11Y-E4")),
    good=Example(text="Thank you. #BehindTheBadge #One #Two", settings=_waive("A11Y-E4")),
)
def idle_waiver(review: Review) -> Iterator[Hit]:
    """Report waivers of rules that found nothing in the message."""
    found = {finding.code for finding in review.findings}
    for waiver in review.message.waivers:
        if waiver.code in review.codes - found - review.planned:
            yield Hit(
                _place(waiver), f"{waiver.code} found nothing here: there is nothing to waive."
            )
