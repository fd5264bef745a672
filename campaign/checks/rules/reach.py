"""Whether anybody says the message at all."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity


@rule(
    "no-channel",
    Severity.WARNING,
    wants="Each message has a channel to go out on.",
    reason="Otherwise it is never published, and nobody notices.",
    source="House rule",
)
def no_channel(case: Case) -> Iterator[Hit]:
    """Report messages whose organisations have no channel on their platforms."""
    if not case.channels:
        message = f"No channel would say this message ({_what(case)})."
        fix = "Add a channel to a file in messages/organisations/, or change the settings."
        yield Hit(case.place("platforms"), message, fix)


def _what(case: Case) -> str:
    """Tell which channels were looked for."""
    return f"{', '.join(case.message.platforms)}; language {case.message.language}"
