"""What must not be left in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_MARKDOWN = re.compile(r"(?<!\*)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?!\*)|\]\(|`|__(?=\w[^_]*__)")


@rule(
    "markdown",
    Severity.ERROR,
    wants="A text is plain: no **bold**, no [link](…), no `code`.",
    reason="Platforms print the marks as they are.",
    source="House rule: messages are plain text",
)
def markdown(case: Case) -> Iterator[Hit]:
    """Report the first Markdown mark of each line."""
    for passage in case.passages:
        lines = set()
        for match in _MARKDOWN.finditer(passage.plain):
            here = passage.place(match.start())
            if here.line not in lines:
                lines.add(here.line)
                message = f"“{match[0]}” is Markdown and would be published as it is."
                yield Hit(here, message, "Delete the marks and keep the words.")
