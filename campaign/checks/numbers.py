"""Which numbers in a text claim something, and which are phones, dates, times or counts of steps.

Pure functions over text; what they find are candidates for the register of facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from campaign.checks.words import look_at

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
_COUNTED = (
    r"(?:people|officers|constables|staff|assaults|offences|attacks|incidents|crimes|times|cases"
    r"|days|per\s?cent|percent|forces|injuries|colleagues|reports|calls|arrests)"
)
_FREE = re.compile(
    rf"""
      https?://\S+ | \bwww\.\S+ | [\w.+-]{{1,64}}@\S+ | [\#@＃]\w+
    | \b[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,4}}
      \.(?:example|uk|com|org|gov|net|police|wales|scot|info)\b(?:/\S*)?
    | (?<![\w.,£])(?:\+44\s?|0)\d(?:[ ()-]{{0,2}}\d){{6,11}}(?!\w)
    | (?<![\w.,£])(?:999|101|105|111|112|119|116\ ?\d{{3}}|18000|18001(?:\ \d{{3,11}})?)
      (?![\w%]|[.,]\d|\s+{_COUNTED}\b)
    | \b\d{{1,2}}(?:st|nd|rd|th)?(?:\ (?:and|to)\ \d{{1,2}}(?:st|nd|rd|th)?|\s?[–-]\s?\d{{1,2}})?
      (?:\ of)?\s+{_MONTH}(?:,?\s+\d{{4}}\b)?
    | \b{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s+{_COUNTED}\b)(?:,?\s+\d{{4}}\b)?
    | \b{_MONTH}\.?\s+\d{{4}}\b
    | \b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b | \b\d{{4}}-\d{{2}}-\d{{2}}\b
    | (?<![\d£.,])(?:19|20)\d\d(?:\s?[/–-]\s?\d{{2,4}})?s?(?!\w|[%,.]\d|\s?%|\s+{_COUNTED}\b)
    | \b\d{{1,3}}(?:st|nd|rd|th)\b
    | (?<![£.,\d])\b\d{{1,2}}[:.]\d{{2}}(?:\s?[ap]\.?m\b\.?)?(?!\d|\s?%|\s?per\s?cent|\s?percent)
    | \b\d{{1,2}}\s?[ap]\.?m\b | \b\d{{1,2}}\s+o['’]?clock\b
    | \b24/7\b | \b24[ -]hours?\b | \b7\ days\ a\ week\b
    | ^[ \t]*\(?\d{{1,2}}[.)](?=\s) | \(\d{{1,2}}\)
    | ^[ \t]*\d{{1,2}}/\d{{1,2}}(?=\s|$) | (?<=\s)\d{{1,2}}/\d{{1,2}}[ \t]*$
    | \d\ufe0f?\u20e3
    | \b(?:step|part|tip|question|point|rule|slide|post|level|version|season|grade
        |tier|room|platform|junction|exit)\s+\d{{1,2}}\b(?:\(\w\))*(?!\s+{_COUNTED}\b)
    | \b(?:number|no\.?|page|section|schedule|article|bus|route|operation)\s+\d{{1,4}}[a-z]?\b
      (?:\(\w\))*(?!\s+{_COUNTED}\b)
    | (?-i:\b(?:Day|Week|Year|Class|Form)\s+\d{{1,2}}\b)
    | (?-i:\b\d{{1,4}}[a-z]?\ (?:[A-Z][a-z]+\ ){{1,2}}
        (?:Street|Road|Lane|Avenue|Close|Drive|Way|Crescent|Square|Terrace|Court|Gardens)\b)
    | \b\d{{1,3}}°?[CF]\b | \b(?:under|over)[ -]\d{{1,2}}s\b | \b\d{{1,2}}\+
    | \b(?:under|over)\ (?:16|18|21|25)(?=\s+(?:to|only)\b|[.!?]\s|[.!?]?$)
    | \b[^\W\d_]{{1,40}}-?\d[\w-]* | \b\d{{1,2}}x\d{{1,2}}\b
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(
    r"£?\s?\d(?:[\d,.]*\d)?(?:\s?(?:%|per\s?cent\b|percent\b|million\b|bn\b|m\b))?"
)
_AGE = re.compile(
    r"(?:\b(?:aged?|i['’]?m|i am|was|is|turned|turning|at|only|just|of)\s+\d{1,3}\b(?!\s?%))"
    r"|\b\d{1,3}[ -]years?[ -]olds?\b",
    re.IGNORECASE,
)
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SPELT = rf"(?:{_ONES}|\w+teen|(?:{_TENS})(?:[ -](?:{_ONES}))?)"
_SIZE = r"(?:hundred|thousand|million|billion)"
_THANKS = r"(?! (?:and one|thanks|thank|times|miles|little|small|kind|tiny|words|ways|reasons)\b)"
_IN_WORDS = re.compile(
    rf"\b(?:hundreds|thousands|millions|billions) of\b"
    rf"|\b(?:(?<!in )a|several|a few|{_SPELT}) {_SIZE}\b{_THANKS}"
    rf"|\b{_SPELT} (?:per cent|percent)\b"
    rf"|\b{_SPELT} (?:in|out of) (?:every )?{_SPELT}\b"
    r"|\b(?:half|a third|two thirds|two-thirds|a quarter|three quarters|three-quarters) of"
    r" (?:all |our |the |those )*"
    r"(?:officers|people|police|staff|assaults|attacks|forces|us|public)\b"
)
_RARE = frozenset((
    "hundreds", "thousands", "millions", "billions", "hundred", "thousand", "million", "billion",
    "cent", "percent", "half", "third", "thirds", "quarter", "quarters",
))  # fmt: skip
_COUNTS = frozenset(_ONES.split("|") + _TENS.split("|"))


class Figure(NamedTuple):
    """A number that claims something; offsets count from 0."""

    start: int
    text: str
    in_words: bool = False


def figures(text: str) -> Iterator[Figure]:
    """Give the figures that a text states in digits.

    Phone numbers, dates, years, times, hashtags, addresses, codes, numbers of lists and steps,
    and ages within quotation marks are none.
    """
    if not look_at(text).digits:
        return
    bare = _FREE.sub(lambda match: " " * len(match[0]), text)
    if not _DIGIT.search(bare):
        return
    bare = _AGE.sub(lambda match: _quoted(text, match), bare)
    for match in _FIGURE.finditer(bare):
        shown = match[0].strip()
        yield Figure(match.start() + len(match[0]) - len(match[0].lstrip()), shown)


def _quoted(text: str, age: re.Match[str]) -> str:
    """Blank out an age that stands within quotation marks."""
    head = text[: age.start()]
    open_quote = head.count("“") > head.count("”") or head.count('"') % 2 == 1
    return " " * len(age[0]) if open_quote else age[0]


def figures_in_words(text: str) -> Iterator[Figure]:
    """Give the figures of an English text in words: “over a thousand”, “one in three”."""
    looked_at = look_at(text)
    runs = looked_at.runs
    if not (runs & _RARE or (runs & {"in", "out"} and len(runs & _COUNTS) > 1)):
        return
    for match in _IN_WORDS.finditer(looked_at.small):
        yield Figure(match.start(), text[match.start() : match.end()], in_words=True)
