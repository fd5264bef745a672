"""A look at a campaign that reads only what has changed since the last one.

What is found in one message by itself depends on its own file, on the message of which it is the
other language, on its picture, and on everything that holds for all messages: the settings, the
registers, the program and the day. When one of the latter changes, every message is looked at;
else only those are whose file, pair or picture changed. What the rules find in all messages
together is found anew each time, from the messages' cards.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from campaign.adapter import Capabilities
from campaign.checks import cache
from campaign.checks.cache import Kept, Plain
from campaign.checks.card import card_of
from campaign.checks.snapshot import Snapshot, Stamp, digest, take_snapshot
from campaign.library.encoding import read_text
from campaign.library.finding import Finding
from campaign.library.folder import ASSETS, Folder, printable
from campaign.library.source import Source

if TYPE_CHECKING:
    from campaign.library.library import Library

_WELSH = ".cy.md"
_TWINS = "duplicate-message"  # a file that is not read because of another: nothing is kept


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in a campaign."""

    findings: tuple[Finding, ...]  # in the order of the files
    sources: Mapping[str, str]  # file -> its text, for showing lines
    campaign: str  # its name
    messages: int  # how many could be used
    drafts: frozenset[str] = frozenset()  # of the files with findings, those that are drafts
    looked_at: frozenset[str] = frozenset()  # the message files that were looked at again


def look(root: Path, platforms: Callable[[], Mapping[str, Capabilities]], today: date) -> Seen:
    """Read and check a campaign's folder, as far as it has changed since the last look.

    The findings are those of reading and checking all of it. ``platforms`` are asked for only
    where something is read.
    """
    with _everything_held():
        snapshot = take_snapshot(root)
        if snapshot is None:
            return _whole(root, platforms(), today)
        key = cache.key(root, today)
        kept = cache.load(root, key)
        now = _Now(root, snapshot, kept)
        if kept and not now.changed:
            if now.restamped:
                cache.save(root, key, now.kept_on(kept))
            return _seen(kept, root, {})
        return _part(now, key, platforms(), today) or _whole(root, platforms(), today)


@contextmanager
def _everything_held() -> Iterator[None]:
    """Let Python not look for garbage: there is next to none in hundreds of thousands of things.

    Nor is there later, at the end of the program: what is there by now is left out for good.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class _Now:
    """The files as they are, held against what was kept."""

    def __init__(self, root: Path, snapshot: Snapshot, kept: Kept | None) -> None:
        self.root = root
        self.snapshot = snapshot
        self.kept = kept
        self.restamped = False  # a file was saved anew with nothing changed in it
        before = kept or Kept("", 0, ())
        self.settings, settings = self._held(snapshot.settings, before.settings)
        self.assets, assets = self._held(snapshot.assets, before.assets)
        self.messages, messages = self._held(snapshot.messages, before.messages)
        self.changed = settings | assets | messages
        everything = kept is None or bool(settings)
        self.wanted = frozenset(
            snapshot.messages if everything else self._touched(messages, assets)
        )

    def _held(
        self, stamps: Mapping[str, Stamp], known: Mapping[str, Plain]
    ) -> tuple[dict[str, Plain], set[str]]:
        """Return what is to be kept of these files, and which of them are not as they were."""
        held: dict[str, Plain] = {}
        changed = set(known) - set(stamps)
        for file, stamp in stamps.items():
            before = known.get(file)
            if before and before[: len(stamp)] == [*stamp]:
                held[file] = before
                continue
            content = digest(self.root / file)
            held[file] = cache.plain_file(self.snapshot.settled(stamp), content)
            if before and content and content == before[len(stamp)]:
                held[file] += before[cache.FILE_PARTS :]
                self.restamped = True
            else:
                changed.add(file)
        return held, changed

    def _touched(self, messages: set[str], assets: set[str]) -> Iterator[str]:
        """Give the messages to look at again, of those that are there."""
        for file in {*messages, *map(_pair, messages)}:
            if file in self.messages:
                yield file
        if assets and self.kept:
            for file in set(self.messages) - messages:
                names = [f"{ASSETS}/{name}" for name in self.kept.pictures(file)]
                if any(name in assets or name not in self.assets for name in names):
                    yield file

    def kept_on(self, kept: Kept) -> Kept:
        """Return what was kept, with the stamps the files have now."""
        files = self.settings, self.assets, self.messages
        return Kept(kept.campaign, kept.usable, kept.findings, *files)


def _pair(file: str) -> str:
    """Return the file of the same message in the other language."""
    if file.endswith(_WELSH):
        return f"{file.removesuffix(_WELSH)}.md"
    return f"{file.removesuffix('.md')}{_WELSH}"


def _part(now: _Now, key: str, platforms: Mapping[str, Capabilities], today: date) -> Seen | None:
    """Look at what has changed, and keep it; ``None`` where the rest cannot be relied on."""
    from campaign.checks.check import concluded, each_found  # noqa: PLC0415 - not where all is known
    from campaign.checks.worst import Worst  # noqa: PLC0415
    from campaign.library.loader import read_library  # noqa: PLC0415

    library = read_library(now.root, platforms, now.wanted)
    if any(finding.code == _TWINS for finding in library.findings):
        return None
    found = each_found(library, platforms, today, Worst(library, platforms))
    messages = _with_what_was_found(now, library, found)
    seen = Kept("", 0, (), messages=messages)
    cards = [card for file in messages if (card := seen.card(file))]
    alone = {finding for file in messages for finding in seen.findings_in(file)}
    findings = tuple(concluded(library, cards, alone | {*library.findings}, today))
    usable = sum(card.usable for card in cards)
    name = library.campaign.name
    kept = Kept(name, usable, findings, now.settings, now.assets, messages)
    cache.save(now.root, key, kept)
    return replace(_seen(kept, now.root, library.sources), looked_at=now.wanted)


def _with_what_was_found(
    now: _Now, library: Library, found: Mapping[str, Iterable[Finding]]
) -> dict[str, Plain]:
    """Return what is to be kept of each message, in the order of the files."""
    read = {m.file: m for m in (*library.messages.values(), *library.faulty.values())}
    in_reading = _by_file(library.findings)
    messages = dict(now.messages)
    for file in now.wanted:
        message = read.get(file)
        own = [*in_reading[printable(file)], *(found[message.id] if message else ())]
        card = card_of(message, usable=message.id in library.messages) if message else None
        messages[file] = cache.plain_message(messages[file], own, card)
    return messages


def _by_file(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_file[finding.file].append(finding)
    return by_file


def _whole(root: Path, platforms: Mapping[str, Capabilities], today: date) -> Seen:
    """Look at everything and keep nothing."""
    from campaign.checks.check import check  # noqa: PLC0415 - not where all is known
    from campaign.library.loader import read_library  # noqa: PLC0415

    library = read_library(root, platforms)
    messages = (*library.messages.values(), *library.faulty.values())
    findings = tuple(check(library, platforms, today))
    return Seen(
        findings,
        library.sources,
        library.campaign.name,
        len(library.messages),
        library.drafts & {finding.file for finding in findings},
        frozenset(message.file for message in messages),
    )


def _seen(kept: Kept, root: Path, read: Mapping[str, str]) -> Seen:
    drafts = frozenset(filter(kept.is_draft, {finding.file for finding in kept.findings}))
    return Seen(kept.findings, _Sources(root, kept, read), kept.campaign, kept.usable, drafts)


class _Sources(Mapping[str, str]):
    """The texts of all files; one that was not read again is read when somebody asks for it."""

    def __init__(self, root: Path, kept: Kept, read: Mapping[str, str]) -> None:
        self._folder = Folder(root)
        self._kept = kept
        self._texts = dict(read)

    @cached_property
    def _files(self) -> dict[str, str]:
        return {printable(file): file for file in (*self._kept.settings, *self._kept.messages)}

    @override
    def __getitem__(self, name: str) -> str:
        if name not in self._texts:
            kept = self._kept
            plain = name in kept.messages or name in kept.settings
            source = Source(name if plain else self._files[name])
            raw = self._folder.read(source)
            if raw is not None:
                read_text(source, raw)
            self._texts[name] = source.text
        return self._texts[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    @override
    def __len__(self) -> int:
        return len(self._files)
