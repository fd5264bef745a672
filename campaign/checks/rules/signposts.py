"""Help that is for the workforce only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.template import template

# Audiences that are reached by inside routes; everybody else is the public.
INSIDE = frozenset({"internal", "workforce", "staff", "officers", "colleagues", "leaders"})
_SIGNPOSTS = """\
non_emergency: {text: 101, name: Police}
colleague_line: {text: 0800 111 222, name: Crisis line for colleagues, internal: yes}
"""


@rule(
    "SAFE-07",
    Severity.ERROR,
    wants="A crisis line for the workforce is never printed in a public message.",
    reason="The public would block it, and it cannot help them: they need the Samaritans or 999.",
    source="Oscar Kilo, National Police Wellbeing Service; house rule",
    fix="Write a signpost for the public, or “audience: workforce” if no public account says it.",
    bad=Example(
        text="Help is there: {{ signpost.colleague_line }}",
        files={"messages/signposts.yaml": _SIGNPOSTS},
    ),
    good=Example(
        text="Help is there: {{ signpost.non_emergency }}",
        files={"messages/signposts.yaml": _SIGNPOSTS},
    ),
)
def internal_line(case: Case) -> Iterator[Hit]:
    """Report signposts marked “internal: yes”, by placeholder and typed out."""
    if case.message.audience in INSIDE:
        return
    inside = [signpost for signpost in case.library.signposts.values() if signpost.internal]
    for passage in case.spoken if inside else ():
        for signpost in inside:
            uses = [w.offset for w in template(passage.text).names if w.text == _name(signpost.id)]
            uses += [match.start() for match in _typed(signpost.text).finditer(passage.plain)]
            for offset in uses:
                message = f"“{signpost.name}” is for the workforce only."
                yield Hit(passage.place(offset), message)


def _name(signpost: str) -> str:
    return f"signpost.{signpost}"


def _typed(text: str) -> re.Pattern[str]:
    """Return a pattern for a number or an address as people type it, spaces or none."""
    typed = r"[\s-]*".join(re.escape(part) for part in text.split())
    return re.compile(rf"(?<!\w){typed}(?!\w)", re.IGNORECASE)
