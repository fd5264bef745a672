"""Money that need not be spent, on platforms that charge for posts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from campaign.adapter import Capabilities, Content, Costs
from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.message import Section
from campaign.library.price import has_link, price, shown
from campaign.library.render import RenderError, render_part

_LIVE = """\
name: Northshire Police
kind: force
website: https://www.police.uk
channels:
  northshire-x: {platform: x, handle: "@NorthshirePolice"}
"""
_FILE = "messages/organisations/northshire-police.yaml"


@rule(
    "COST-01",
    Severity.ADVICE,
    wants="Where a link makes a post dearer, the short address stands in the picture instead.",
    reason="Some platforms charge many times as much for a post with a link, every time.",
    source="The platform's own list of prices: see the source of its costs",
    fix="Put the short address into the picture and its alt text, and leave the link out.",
    bad=Example(
        text="How to send us your video: www.police.uk/video",
        platforms="x",
        files={_FILE: _LIVE},
    ),
    good=Example(
        text="How to send us your video: the address is in the picture.",
        platforms="x",
        picture="jpeg 1200x800",
        files={_FILE: _LIVE},
    ),
)
def dear_link(case: Case) -> Iterator[Hit]:
    """Report texts with a link where it costs more than a picture; once a platform."""
    limits = {said.channel.platform: said.limits for said in case.said}
    for platform, one in limits.items():
        if one.costs is not None and one.images:
            hits = (_saving(case, text, one, one.costs) for text in _texts(case, platform))
            yield from islice(filter(None, hits), 1)


def _texts(case: Case, platform: str) -> Iterator[tuple[Section, Content]]:
    """Give what is said on a platform for real: the sandbox charges nothing.

    Who has the longest text is heard, and may be on the sandbox: then the first who is not.
    """
    live = [c for c in case.channels if c.platform == platform and c.network != "sandbox"]
    heard = [said for said in case.said if said.channel in live]
    for said in heard:
        yield said.section, said.content
    for channel in [] if heard else live[:1]:
        for section in case.message.spoken_on(platform):
            with suppress(RenderError):  # which is told by itself
                yield section, render_part(case.library, case.message, channel, section).content


def _saving(
    case: Case, text: tuple[Section, Content], limits: Capabilities, costs: Costs
) -> Hit | None:
    section, content = text
    dear = price(content, costs).whole
    cheap = costs.post + costs.picture * max(1, len(content.images))
    if not has_link(content) or cheap >= dear:
        return None
    message = (
        f"On {limits.title} each post of this text costs {shown(dear)}, because of its link; with"
        f" the short address in a picture instead it would cost {shown(cheap)}."
    )
    fix = (
        "Put the short address into the picture and its alt text, and write a text without the"
        f" link under a heading: ## {limits.title}"
    )
    return Hit(case.start(section), message, fix)
