"""What a yes is for: each post as its platform gets it, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cli import show
from campaign.cli.show import say
from campaign.content import ON

if TYPE_CHECKING:
    from campaign.adapter import Capabilities, Content
    from campaign.content import Image, Link
    from campaign.library.library import Library
    from campaign.store.models import ChannelState, Post

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A post as it is shown: which part of a thread, who said yes to it, its lines."""

    number: int
    variant: str
    standing: str
    lines: Lines


class Preview:
    """Shows posts of one message: what readers get to see, and nothing of it left out."""

    def __init__(
        self,
        library: Library,
        platforms: Mapping[str, Capabilities],
        standing: Callable[[Post], str],
    ) -> None:
        self._library, self._platforms, self._standing = library, platforms, standing

    def show(self, posts: Sequence[Post]) -> None:
        """Show the posts below one heading each for what is the same on several channels."""
        names = _files(self._library, posts[0].message)
        say((posts[0].title, "bold"), f" ({posts[0].message}), by {posts[0].author}")
        groups: dict[tuple[_Part, ...], list[Post]] = {}
        for thread in _threads(posts):
            parts = tuple(
                _Part(post.part, post.variant, self._standing(post), self._lines(post, names))
                for post in thread
            )
            groups.setdefault(parts, []).append(thread[0])
        for parts, firsts in groups.items():
            say()
            self._show(parts, firsts)

    def _show(self, parts: Sequence[_Part], firsts: Sequence[Post]) -> None:
        whole, standings = firsts[0].parts, {part.standing for part in parts}
        where = show.listed([post.channel_id for post in firsts])
        of = f"a thread of {whole} parts, " if whole > 1 else ""
        if version := firsts[0].variant:
            of = f"version {version.upper()} of a test, {of}"
        joint = parts[0].standing if len(standings) == 1 else "approved in part"
        show.heading(f"On {where}, {of}{joint}:")
        for part in parts:
            if whole > 1:
                own = f" ({part.standing})" if len(standings) > 1 else ""
                say(f"    Part {part.number} of {whole}{_place(part.number)}{own}:")
            for line in part.lines:
                say(f"    {line}".rstrip())
            if whole > 1:
                say()
        for post in firsts:
            say(f"    Goes to {self._destination(post.channel)}")

    def _lines(self, post: Post, names: Mapping[str, str]) -> Lines:
        """Return a post as its platform gets it: the text, then all that goes with it."""
        limits = self._platforms.get(post.channel.platform)
        content = post.content
        text = limits.text_of(content) if limits else content.text
        return (
            *text.split("\n"),
            "",
            *_beside(content, names, own_card=bool(limits and limits.card)),
            *_comments(content, limits),
        )

    def _destination(self, channel: ChannelState) -> str:
        """Say where a channel's posts go: all of it belongs to the yes."""
        limits = self._platforms.get(channel.platform)
        title = limits.title if limits else channel.platform
        server = channel.base_url if channel.base_url.startswith("https://") else ""
        parts = [
            f"{channel.pk}: {title}",
            channel.handle,
            f"at {server}" if server else "",
            "simulated" if channel.network == "sandbox" else "live",
            *(f"{name}: {value}" for name, value in sorted(channel.options.items())),
        ]
        return ", ".join(part for part in parts if part)


def _place(number: int) -> str:
    return "" if number == 1 else f", as a reply to part {number - 1}"


def _threads(posts: Sequence[Post]) -> Iterator[list[Post]]:
    """Yield the posts in groups: the parts of a thread in their order, any other alone."""
    found: dict[tuple[str, int, str], list[Post]] = {}
    for post in posts:  # two versions that are not on the calendar yet have no number
        key = post.channel_id, post.thread_id or post.pk, post.variant
        found.setdefault(key, []).append(post)
    for parts in found.values():
        yield sorted(parts, key=lambda post: post.part)


def _beside(content: Content, names: Mapping[str, str], *, own_card: bool) -> Iterator[str]:
    for image in content.images:
        yield f"Picture: {_picture(image, names)}"
        yield f"  Alt text: {image.alt}"
    if content.link and own_card:
        yield from _card(content.link, names)
    elif content.link:
        yield f"Link: {content.link.url} – the platform makes its own card of what it finds there"
    if content.reply_to:
        yield f"In reply to: {content.reply_to}"
    yield f"Language: {content.language}"


def _comments(content: Content, limits: Capabilities | None) -> Iterator[str]:
    """Say who may comment, where it is not everybody, and who has to see to it."""
    if content.comments != ON:
        by_hand = "" if limits and limits.comments else " – a person sets this on the platform"
        yield f"Comments: {content.comments}{by_hand}"


def _card(link: Link, names: Mapping[str, str]) -> Iterator[str]:
    yield f"Link card: {link.url}"
    if link.title:
        yield f"  Title: {link.title}"
    if link.description:
        yield f"  Text: {link.description}"
    if link.image:
        yield f"  Picture: {_picture(link.image, names)}"
        if link.image.alt:
            yield f"  Alt text: {link.image.alt}"


def _picture(image: Image, names: Mapping[str, str]) -> str:
    """Name a picture by its file; one whose file is another by now by what it is."""
    name = names.get(image.sha256, f"no longer in assets/ ({image.sha256[:12]})")
    sides = f"{image.width} × {image.height} pixels, " if image.width else ""
    return f"{name}, {sides}{image.size:,} bytes"


def _files(library: Library, message: str) -> dict[str, str]:
    """Return what each picture's file is called now; one of the message's own goes first."""
    every = {asset.sha256: name for name, asset in library.assets.items()}
    known = library.messages.get(message)
    own = [name for name in (known.pictures if known else ()) if name in library.assets]
    return {
        sha256: f"assets/{name}"
        for sha256, name in (every | {library.assets[one].sha256: one for one in own}).items()
    }
