"""Messages that are the same."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Whole
from campaign.checks.example import Example
from campaign.checks.rule import Hit, library_rule
from campaign.library.finding import Severity
from campaign.library.place import Place

_THANKS = "Thank you, all of you."
_OTHER = "messages/behind-the-badge/zz-other.md"
_FILE = "---\ntitle: Other\ntheme: behind-the-badge\nplatforms: x\n---\n{text}\n"


@library_rule(
    "TWIN-01",
    Severity.WARNING,
    wants="No two messages have the same text.",
    reason="The same people would read it twice; rest periods count each message on its own.",
    source="House rule",
    fix="Keep one of the two.",
    bad=Example(text=_THANKS, files={_OTHER: _FILE.format(text="Thank you,  all of you.")}),
    good=Example(text=_THANKS, files={_OTHER: _FILE.format(text="Thank you, all three of you.")}),
)
def same_text(whole: Whole) -> Iterator[Hit]:
    """Report, at the later of two messages, the one it repeats."""
    first: dict[str, str] = {}
    for card in whole.cards:
        for text in card.texts if card.usable else ():
            other = first.setdefault(text.fingerprint, card.id)
            if other != card.id:
                sentence = f"This text is the same as in “{other}”."
                yield Hit(Place(text.line, 1), sentence, file=card.file)
