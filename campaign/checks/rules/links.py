"""Links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_INSECURE = re.compile(r"http://[^\s)]+", re.IGNORECASE)


@rule(
    "link-insecure",
    Severity.WARNING,
    wants="Links start with https://.",
    reason="Browsers warn of sites without it, and what people read there can be changed.",
    source="National Cyber Security Centre, using TLS to protect data",
)
def link_insecure(case: Case) -> Iterator[Hit]:
    """Report links that start with http://, in the texts and in the settings."""
    fix = "Write https:// if the site answers there."
    for passage in case.passages:
        for match in _INSECURE.finditer(passage.plain):
            yield Hit(passage.place(match.start()), f"“{match[0][:80]}” is not https.", fix)
    if _INSECURE.match(case.message.link):
        yield Hit(case.place("link"), f"“{case.message.link[:80]}” is not https.", fix)
