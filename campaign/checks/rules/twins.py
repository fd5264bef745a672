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
    for message in whole.library.messages.values():
        for section in message.sections:
            text = " ".join(section.text.split()).casefold()
            other = first.setdefault(text, message.id)
            if other != message.id:
                sentence = f"This text is the same as in “{other}”."
                place = Place(section.line, 1)
                yield Hit(place, sentence, file=message.file)
