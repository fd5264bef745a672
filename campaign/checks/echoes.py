"""Findings that only repeat another one: what a file that cannot be read takes with it.

A fault in campaign.yaml leaves every message without its hashtag. Told beside the fault, that
is hundreds of findings about files in which nothing is wrong. They are left out where findings
are shown, and counted; whatever decides on a plan sees all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from campaign.library.asset import MANIFEST
from campaign.library.finding import Finding
from campaign.library.folder import ASSETS, MESSAGES, ORGANISATIONS

# What reading says of a file of which then nothing is known.
_UNREAD = frozenset(
    {
        *("encoding", "not-text", "empty-file", "file-too-large", "unreadable", "not-a-file"),
        *("link-outside", "invisible-character", "empty-settings", "no-colon", "second-colon"),
        *("open-quote", "text-after-quote", "backslash", "value-start", "bracket", "tab"),
        *("indentation", "nesting", "second-part"),
    }
)
_ORGANISATION = f"{MESSAGES}/{ORGANISATIONS}/"  # one with any error is missing as a whole
_CONSEQUENCES: Mapping[str, Mapping[str, str]] = {  # file -> code -> words of its sentence
    f"{MESSAGES}/campaign.yaml": {
        "empty-value": "“campaign.",
        "TECH-02": "among the approved",
        "TECH-05": "",
    },
    f"{MESSAGES}/facts.yaml": {"unknown-name": f"in {MESSAGES}/facts.yaml."},
    f"{MESSAGES}/signposts.yaml": {
        "unknown-name": f"in {MESSAGES}/signposts.yaml.",
        "SAFE-09": "",
        "SAFE-10": "",
        "TECH-02": "among the approved",
    },
    f"{MESSAGES}/consents.yaml": {"CONS-01": f"in {MESSAGES}/consents.yaml."},
    f"{MESSAGES}/words.yaml": {"SPELL-01": "", "PLAIN-03": ""},
    f"{ASSETS}/{MANIFEST}": {"CONS-05": "has no entry for it."},
    _ORGANISATION: {
        "REACH-01": "",
        "REACH-02": "",
        "TECH-02": "among the approved",
        "TECH-05": "",
    },
}


class Told(NamedTuple):
    """What is worth telling, and how much is left out because it follows from ``causes``."""

    findings: tuple[Finding, ...]
    left_out: int
    causes: tuple[str, ...]  # files, in order


def without_echoes(findings: Iterable[Finding]) -> Told:
    """Leave out what only follows from a file that could not be read and is told of itself."""
    found = tuple(findings)
    causes = {one.file: _part(one.file) for one in found if one.blocks and _is_cause(one)}
    if not causes:
        return Told(found, 0, ())
    kept, named = [], set()
    for one in found:
        because = set(_causes(one, causes))
        named |= because
        if not because:
            kept.append(one)
    return Told(tuple(kept), len(found) - len(kept), tuple(sorted(named)))


def _is_cause(finding: Finding) -> bool:
    part = _part(finding.file)
    return part == _ORGANISATION or (part in _CONSEQUENCES and finding.code in _UNREAD)


def _part(file: str) -> str:
    return _ORGANISATION if file.startswith(_ORGANISATION) else file


def _causes(finding: Finding, causes: Mapping[str, str]) -> Iterator[str]:
    """Give the files from whose fault a finding about another file follows."""
    if _part(finding.file) in _CONSEQUENCES:
        return
    for file, part in causes.items():
        words = _CONSEQUENCES[part].get(finding.code)
        if words is not None and words in finding.message:
            yield file
