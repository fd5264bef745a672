"""Whether anybody says the message at all, and everywhere it is meant to be said."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.message import Message
from campaign.library.values import joined

_REASON = "Otherwise it is never published, and nobody notices."
_FIX = "Add a channel to a file in messages/organisations/, or change the settings."
_ENGLISH = "en"


@rule(
    "REACH-01",
    Severity.ERROR,
    wants="Each message has a channel to go out on.",
    reason=_REASON,
    source="House rule",
    fix=_FIX,
    bad=Example(platforms="linkedin"),
    good=Example(platforms="linkedin, facebook"),
)
def no_channel(case: Case) -> Iterator[Hit]:
    """Report messages whose organisations have no channel on their platforms.

    It is an error only where platforms are named on which they have none in any language: a
    message for all platforms, or a translation, can come before its channels.
    """
    if not case.channels and not case.faulty:
        severity = None if _is_named_for_nothing(case) else Severity.WARNING
        message = f"No channel would say this message ({_what(case)})."
        yield Hit(case.place("platforms"), message, severity=severity)


def _is_named_for_nothing(case: Case) -> bool:
    message = case.message
    return not message.everywhere and not any(
        channel.platform in message.platforms
        for organisation in case.library.organisations.values()
        if not message.organisations or organisation.id in message.organisations
        for channel in organisation.channels
    )


def _what(case: Case) -> str:
    """Tell which channels were looked for."""
    return f"{', '.join(case.message.platforms)}; language {case.message.language}"


@rule(
    "REACH-02",
    Severity.WARNING,
    wants="Each platform that a message names has a channel of those who say it.",
    reason="It never appears there, and nobody notices.",
    source="House rule",
    fix=f"{_FIX} “platforms: all” means whatever there is.",
    bad=Example(platforms="x, linkedin"),
    good=Example(platforms="all"),
)
def unreached(case: Case) -> Iterator[Hit]:
    """Report platforms on which nobody would say the message, though others would elsewhere."""
    message = case.message
    if not case.channels or case.faulty or message.everywhere:
        return
    missing = [platform for platform in message.platforms if platform not in case.reached]
    if missing:
        sentence = f"No channel would say this message on {joined(missing)}{_in(message)}."
        yield Hit(case.place("platforms"), sentence)


def _in(message: Message) -> str:
    return "" if message.language.startswith(_ENGLISH) else f" in the language {message.language}"
