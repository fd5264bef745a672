"""American spellings and the British ones that go with them."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

# Words no rule leads to. Words that are right in British English in another sense (check, curb,
# tire, program, practice) are not here.
_SINGLE = {
    "airplane": "aeroplane",
    "aluminum": "aluminium",
    "anymore": "any more",
    "cozy": "cosy",
    "donut": "doughnut",
    "gotten": "got",
    "gray": "grey",
    "grays": "greys",
    "jewelry": "jewellery",
    "maneuver": "manoeuvre",
    "maneuvers": "manoeuvres",
    "math": "maths",
    "mom": "mum",
    "moms": "mums",
    "mustache": "moustache",
    "pajamas": "pyjamas",
    "plow": "plough",
    "skeptic": "sceptic",
    "skeptical": "sceptical",
    "sulfur": "sulphur",
    "toward": "towards",
}

# In order: the first that gives a word of the list wins.
_RULES = tuple(
    (re.compile(pattern), british)
    for pattern, british in (
        (r"iz(e|es|ed|er|ers|ing|ings|able|ation|ations|ational)$", r"is\1"),
        (r"yz(e|es|ed|er|ers|ing)$", r"ys\1"),
        (r"or", "our"),
        (r"ter(s?)$", r"tre\1"),
        (r"tered$", "tred"),
        (r"tering$", "tring"),
        (r"ber(s?)$", r"bre\1"),
        (r"og(s?)$", r"ogue\1"),
        (r"ens(e|es|eless|eman)$", r"enc\1"),
        (r"l(ed|ing|er|ers|or|ors|ation)$", r"ll\1"),
        (r"ll(s|ment|ments|ful|fully)?$", r"l\1"),
        (r"llful", "lful"),
        (r"e", "ae"),
        (r"e", "oe"),
        (r"gray", "grey"),
        (r"dgment", "dgement"),
    )
)


@lru_cache(maxsize=4096)
def british_for(word: str, known: Container[str]) -> str:
    """Return the British spelling of an American one, in small letters, or an empty text.

    ``known`` are the British word forms: what a rule makes counts only if it is one of them.
    """
    small = word.lower()
    if small in _SINGLE:
        return _SINGLE[small]
    for pattern, british in _RULES:
        for match in pattern.finditer(small):
            made = small[: match.start()] + match.expand(british) + small[match.end() :]
            if made in known:
                return made
    return ""


def is_ize(word: str) -> bool:
    """Tell whether a word is spelt with -ize: right in Oxford, not in this house."""
    return bool(re.search(r"i[sz]", word.lower()) and _RULES[0][0].search(word.lower()))
