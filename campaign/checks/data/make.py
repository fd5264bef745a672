"""Make the list of British words from a Hunspell dictionary: done once, by hand, never at run time.

``python -m campaign.checks.data.make FOLDER`` reads ``index.aff`` and ``index.dic`` of the npm
package named in SOURCES.md, works out every form the affix rules allow and writes
``en-GB.txt.gz``: one form a line in code point order; then an empty line; then the forms that are
right but never suggested, because they are rude. Possessives are left out (the checker takes
the 's off) and so are the rules that make ordinal numbers.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).parent / "en-GB.txt.gz"
_NEVER_SUGGESTED = "!"
_POSSESSIVE = "M"
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\.?")


class Affix(NamedTuple):
    """One rule: take ``strip`` off, put ``add`` on, where the word fits ``where``."""

    prefix: bool
    crosses: bool  # may be used together with one of the other kind
    strip: str
    add: str
    where: re.Pattern[str]

    def form(self, word: str) -> str | None:
        """Return the word with the affix, or None where the rule does not apply."""
        if not self.where.search(word):
            return None
        if self.prefix:
            return self.add + word.removeprefix(self.strip)
        return (word.removesuffix(self.strip) if self.strip else word) + self.add


def affixes(lines: list[str]) -> dict[str, list[Affix]]:
    """Read the PFX and SFX lines of an affix file: flag → rules."""
    found: dict[str, list[Affix]] = {}
    crosses: dict[str, bool] = {}
    for line in lines:
        parts = line.split()
        if not parts or parts[0] not in {"PFX", "SFX"}:
            continue
        if parts[1] not in crosses:  # the first line of a flag tells how many follow
            crosses[parts[1]] = parts[2] == "Y"
            continue
        prefix = parts[0] == "PFX"
        where = re.compile(f"^{parts[4]}" if prefix else f"{parts[4]}$")
        strip, add = (part.replace("0", "") for part in parts[2:4])
        found.setdefault(parts[1], []).append(Affix(prefix, crosses[parts[1]], strip, add, where))
    return found


def forms(word: str, flags: str, rules: dict[str, list[Affix]]) -> Iterator[str]:
    """Give a word and everything its flags make of it."""
    yield word
    own = [affix for flag in flags if flag != _POSSESSIVE for affix in rules.get(flag, ())]
    for affix in own:
        made = affix.form(word)
        if made is None:
            continue
        yield made
        if not affix.prefix and affix.crosses:
            for other in own:
                if other.prefix and other.crosses and (both := other.form(made)):
                    yield both


def main(folder: Path, target: Path = TARGET) -> None:
    """Write the list that a dictionary's folder makes."""
    rules = affixes((folder / "index.aff").read_text(encoding="utf-8").splitlines())
    right: set[str] = set()
    rude: set[str] = set()
    for line in (folder / "index.dic").read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = line.partition("/")
        if _WORD.fullmatch(word):
            made = (form for form in forms(word, flags, rules) if not form.endswith("'s"))
            (rude if _NEVER_SUGGESTED in flags else right).update(made)
    text = "\n".join([*sorted(right), "", *sorted(rude - right)])
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
