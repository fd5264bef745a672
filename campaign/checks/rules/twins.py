"""Messages that are the same."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.card import Card, Wording
from campaign.checks.case import Whole
from campaign.checks.example import Example
from campaign.checks.rule import Hit, library_rule
from campaign.library.finding import Severity
from campaign.library.place import Place

_THANKS = "Thank you, all of you."
_OTHER = "messages/behind-the-badge/zz-other.md"
_FILE = "---\ntitle: Other\ntheme: behind-the-badge\nplatforms: x\n{more}---\n{text}\n"


@library_rule(
    "TWIN-01",
    Severity.WARNING,
    wants="No two finished messages have the same text, and no draft that of a finished one.",
    reason="The same people would read it twice; rest periods count each message on its own.",
    source="House rule",
    fix="Keep one of the two.",
    bad=Example(text=_THANKS, files={_OTHER: _FILE.format(text=_THANKS, more="")}),
    good=Example(
        text=_THANKS,
        settings="draft: yes",
        files={_OTHER: _FILE.format(text=_THANKS, more="draft: yes\n")},
    ),
)
def same_text(whole: Whole) -> Iterator[Hit]:
    """Report, at the later of two messages or at the draft, the one it repeats.

    Two drafts are let be: until one is finished, either may be a copy to begin with.
    """
    first: dict[str, str] = {}
    drafts: list[Card] = []
    for card in whole.cards:
        if not card.usable:
            continue
        if card.draft:
            drafts.append(card)
            continue
        for text in card.texts:
            other = first.setdefault(text.fingerprint, card.id)
            if other != card.id:
                yield _same(card, text, other)
    for card in drafts:
        for text in card.texts:
            if other := first.get(text.fingerprint, ""):
                yield _same(card, text, other)


def _same(card: Card, text: Wording, other: str) -> Hit:
    sentence = f"This text is the same as in “{other}”."
    return Hit(Place(text.line, 1), sentence, file=card.file)
