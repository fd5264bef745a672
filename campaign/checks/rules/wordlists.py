"""The house's own lists of words."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Whole
from campaign.checks.example import Example
from campaign.checks.rule import Hit, library_rule
from campaign.checks.words import defaults, names
from campaign.library.finding import Severity
from campaign.library.nearest import suggestion
from campaign.library.place import Place

_FILE = "messages/words.yaml"
_ENTRY = "    - {word: BWV, reason: Our readers know it, source: Survey of readers 2026}\n"


@library_rule(
    "WORDS-01",
    Severity.WARNING,
    wants="The file words.yaml changes lists that there are, and takes out words that are in them.",
    reason="Anything else has no effect, and nobody notices.",
    source="House rule",
    fix="Compare it with the lists in the documentation.",
    bad=Example(files={_FILE: f"jargons:\n  remove:\n{_ENTRY}"}),
    good=Example(files={_FILE: f"jargon:\n  remove:\n{_ENTRY}"}),
)
def idle_changes(whole: Whole) -> Iterator[Hit]:
    """Report lists that do not exist, and words to remove that are in no list."""
    for name, changes in whole.library.words.items():
        if name not in names():
            message = f"There is no list of words called “{name[:60]}”."
            fix = suggestion(name, names())
            yield Hit(Place(changes.line, 1), message, fix, _FILE)
            continue
        known = {entry.name.casefold() for entry in defaults(name)}
        for word in changes.remove:
            if (word.word or word.pattern).casefold() not in known:
                message = f"“{word.word or word.pattern}” is not in the list “{name}”."
                fix = suggestion(word.word or word.pattern, [e.name for e in defaults(name)])
                yield Hit(Place(word.line, 1), message, fix, _FILE)
