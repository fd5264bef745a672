"""A large campaign that is all in order: thousands of messages said by 43 organisations."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from campaign.library.starter import write_starter

PLATFORMS = ("x", "facebook", "threads", "linkedin", "mastodon", "bluesky")
ORGANISATIONS = 43
THEMES = ("behind-the-badge", "bystander-guidance")

_ORGANISATION = """\
name: {name}
kind: {kind}
website: https://www.{id}.example
footage_link: {id}.example/how-to-send-us-your-footage
channels:
"""
_CHANNEL = '  {id}-{platform}: {{platform: {platform}, handle: "@{id}", network: sandbox}}\n'
_HEAD = """\
---
title: Message number {number} of the benchmark
theme: {theme}
platforms: {platforms}
{more}---
"""
_BYSTANDER = """\
On a {words} day: seen an officer being attacked? Keep a safe distance and call
{{{{ signpost.emergency }}}}. Say where you are and what you can see.

You may film, only if it is safe. Send us your video first: {{{{ organisation.footage_link }}}}

Assaulting an emergency worker can bring up to {{{{ fact.max_prison_years }}}} in prison.

{{{{ campaign.hashtag }}}}

## X and Bluesky
On a {words} day: seen an officer attacked? Call {{{{ signpost.emergency }}}}. Film, only if it is
safe, and send it: {{{{ organisation.footage_link }}}} {{{{ campaign.hashtag }}}}
"""
_THANKS = """\
Somebody had a {words} day, and left us a card. It is on the wall of the front desk now.

Thank you from all of us at {{{{ organisation.name }}}}. 💙

{{{{ campaign.hashtag }}}}
"""
_CHOICE = """\
It was a {words} day when she came home from her shift.

{{% if organisation.kind == "force" %}}She is one of ours, at {{{{ organisation.name }}}}.
{{% else %}}She is one of many who keep us safe.{{% endif %}} {{{{ campaign.hashtag }}}}
"""
_PLAIN = """\
A {words} day. He makes the tea, puts on his coat and goes out to help a stranger.

Behind every badge is a person. {{{{ campaign.hashtag }}}}
"""
_KINDS = (_BYSTANDER, _THANKS, _BYSTANDER, _PLAIN, _BYSTANDER, _CHOICE, _BYSTANDER, _THANKS)
_PICTURE = "image: badge.png\nalt: A police badge on a kitchen table, beside a cup of tea.\n"

# Three of them make every text different, with no figure that a rule would stop at.
_WORDS = (
    "bright clear cold cool dry early fine fresh grey light long mild new open plain quiet short"
    " slow soft warm wet windy"
)
_ADJECTIVES = _WORDS.split()


def write_large(root: Path, messages: int) -> None:
    """Write a campaign with so many messages, each on 43 × 6 channels, into an empty folder."""
    write_starter(root)
    _write_organisations(root / "messages" / "organisations")
    for path in (root / "messages").glob("*/*.md"):
        path.unlink()
    for number in range(messages):
        path = root / "messages" / THEMES[number % 2] / f"message-{number:05}.md"
        path.write_text(message(number), encoding="utf-8")
    _write_picture(root / "assets")


def message(number: int) -> str:
    """Return the file of one message."""
    size = len(_ADJECTIVES)
    words = " ".join(_ADJECTIVES[number // size**power % size] for power in range(3))
    head = _HEAD.format(
        number=number,
        theme=THEMES[number % 2],
        platforms=", ".join(PLATFORMS),
        more=_PICTURE if number % 10 == 9 else "",
    )
    return head + _KINDS[number % len(_KINDS)].format(words=words)


def _write_organisations(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    for number in range(ORGANISATIONS):
        id_ = f"force-{'abcdefg'[number % 7]}{'-of-the-north' * (number % 3)}-{number:02}"
        kind = "governance" if number % 7 == 6 else "force"
        title = id_.replace("-", " ").title()
        channels = "".join(_CHANNEL.format(id=id_, platform=platform) for platform in PLATFORMS)
        text = _ORGANISATION.format(id=id_, name=title, kind=kind) + channels
        (folder / f"{id_}.yaml").write_text(text, encoding="utf-8")


def _write_picture(folder: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 800), "navy").save(buffer, "PNG")
    folder.mkdir(exist_ok=True)
    (folder / "badge.png").write_bytes(buffer.getvalue())
    (folder / "assets.yaml").write_text("badge.png: {rights: Drawn by us, people: none}\n")
