"""Whether anybody says the message at all."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity


@rule(
    "REACH-01",
    Severity.WARNING,
    wants="Each message has a channel to go out on.",
    reason="Otherwise it is never published, and nobody notices.",
    source="House rule",
    fix="Add a channel to a file in messages/organisations/, or change the settings.",
    bad=Example(platforms="linkedin"),
    good=Example(platforms="linkedin, facebook"),
)
def no_channel(case: Case) -> Iterator[Hit]:
    """Report messages whose organisations have no channel on their platforms."""
    if not case.channels and not case.faulty:
        yield Hit(case.place("platforms"), f"No channel would say this message ({_what(case)}).")


def _what(case: Case) -> str:
    """Tell which channels were looked for."""
    return f"{', '.join(case.message.platforms)}; language {case.message.language}"
