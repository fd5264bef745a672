"""No sentence of ours may say that the campaign changed recorded crime."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.reports.claims import SHAPES, claims
from tests.servers.paths import ROOT


@pytest.mark.parametrize(
    "sentence",
    [
        "The campaign has reduced recorded assaults.",
        "Assaults on officers fell after the posts.",
        "Thanks to the campaign, people share footage.",
        "There were fewer attacks on staff.",
        "The campaign worked.",
        "The posts led to more reports.",
        "We cut violent crime.",
        "Violence dropped by 4%.",
        "Attacks on staff halved.",
        "Injuries are down because of our messages.",
        "The number of assaults was lower than the year before.",
        "It had an impact on crime.",
        "Officers are safer thanks to #BehindTheBadge.",
        "Our posts prevented 12 assaults.",
        "Assaults\nwere stopped: violence has declined.",
    ],
)
def test_a_claim_is_known_whatever_its_words(sentence):
    assert list(claims(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "The number of recorded assaults depends on many things.",
        "No figure here says why it rises or falls.",
        "118 offences were recorded; the figure is provisional.",
        "The hold stopped 3 posts.",
        "People sent 31 pieces of footage.",
        "Fewer posts went out than in September.",
        "Engagements fell by a third.",
    ],
)
def test_what_was_counted_may_be_said(sentence):
    assert list(claims(sentence)) == []


def sentences(path: Path) -> Iterator[str]:
    """Yield every text a file of the program may show, and its docstrings."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield source
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            yield "".join(map(str, parts))


def test_no_sentence_in_the_package_claims_it():
    files = [
        path
        for path in (ROOT / "campaign").rglob("*")
        if path.suffix in {".py", ".html", ".txt", ".typ"}
    ]
    assert len(files) > 300
    found = [
        (path.name, claim)
        for path in files
        for sentence in sentences(path)
        if sentence not in SHAPES
        for claim in claims(sentence)
    ]
    assert found == []
