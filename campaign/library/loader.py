"""Reads a campaign's folder into a library; whatever is wrong becomes a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from campaign.adapter import Capabilities
from campaign.library.asset import MANIFEST, Asset
from campaign.library.asset_form import AssetForm, read_assets
from campaign.library.block import Block, read_block
from campaign.library.campaign_form import read_campaign
from campaign.library.encoding import read_text
from campaign.library.finding import Finding
from campaign.library.folder import ASSETS, MESSAGES, ORGANISATIONS, Folder, printable, same_name
from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.message_reader import Known, read_message
from campaign.library.names import Names
from campaign.library.nearest import suggestion
from campaign.library.organisation import Organisation
from campaign.library.organisation_form import read_organisation
from campaign.library.pictures import Pictures
from campaign.library.place import TOP, Place
from campaign.library.platform_names import PlatformNames
from campaign.library.register_form import (
    read_cases,
    read_consents,
    read_dates,
    read_facts,
    read_signposts,
)
from campaign.library.settings import Campaign
from campaign.library.source import Source
from campaign.library.words_form import read_words

CAMPAIGN = f"{MESSAGES}/campaign.yaml"


class NoCampaign(Exception):
    """There is no campaign in this folder; the message says what to do."""


def read_library(
    folder: Path,
    platforms: Mapping[str, Capabilities],
    only: Collection[str] | None = None,
) -> Library:
    """Read everything in a campaign's folder; of the messages, if told, some files ``only``.

    Bad content never raises: faulty files are missing from the library and present in its
    findings. ``NoCampaign`` is raised when the folder holds no messages/campaign.yaml.
    """
    try:
        _expect_campaign(folder)
    except OSError as error:
        raise NoCampaign(f"{folder} cannot be read: {error.strerror}.") from None
    return _Reader(Folder(folder), PlatformNames(platforms), only).library()


def _expect_campaign(folder: Path) -> None:
    if not folder.is_dir():
        raise NoCampaign(f"There is no folder {folder}. Make one with: campaign init {folder}")
    if not (folder / CAMPAIGN).exists():
        raise NoCampaign(
            f"There is no campaign in {folder.resolve()}: {CAMPAIGN} is missing. "
            "Go to a campaign's folder, name it with --folder, or make one with: campaign init DIR"
        )


@dataclass(slots=True)
class _Reader:
    folder: Folder
    platforms: PlatformNames
    only: Collection[str] | None = None  # of the messages; None: all
    left_out: set[str] = field(default_factory=set)
    sources: list[Source] = field(default_factory=list)

    def library(self) -> Library:
        campaign, themes = self._campaign()
        organisations, organisation_ids = self._organisations()
        self._check_named(campaign, organisation_ids)
        fact_source, fact_block, fact_ids = self._register("facts")
        signpost_source, signpost_block, signpost_ids = self._register("signposts")
        date_source, date_block, _ = self._register("dates")
        consent_source, consent_block, _ = self._register("consents")
        case_source, case_block, _ = self._register("cases")
        word_source, word_block, _ = self._register("words")
        pictures = Pictures(self.folder)
        complete = len(organisation_ids) == len(organisations)
        names = Names(organisations, fact_ids, signpost_ids, complete=complete)
        known = Known(campaign, themes, organisation_ids, self.platforms, names, pictures)
        messages, faulty = self._messages(known)
        return Library(
            folder=self.folder.root,
            campaign=campaign,
            organisations=organisations,
            facts=read_facts(fact_source, fact_block) if fact_block else {},
            signposts=read_signposts(signpost_source, signpost_block) if signpost_block else {},
            dates=read_dates(date_source, date_block) if date_block else (),
            messages=messages,
            faulty=faulty,
            assets=self._assets(pictures.assets, [*messages.values(), *faulty.values()]),
            consents=(
                read_consents(consent_source, consent_block, self.platforms)
                if consent_block
                else {}
            ),
            cases=read_cases(case_source, case_block) if case_block else {},
            words=read_words(word_source, word_block) if word_block else {},
            findings=self._findings(),
            sources=self._sources(),
        )

    def _sources(self) -> dict[str, str]:
        """Return the texts of the files that were read, by names that can be shown."""
        left_out = self.left_out
        return {
            printable(source.file): source.text
            for source in self.sources
            if source.file not in left_out
        }

    def _campaign(self) -> tuple[Campaign, frozenset[str] | None]:
        """Return the campaign and its themes' names, ``None`` when these cannot be told."""
        fallback = self.folder.root.resolve().name or "Campaign"
        source, block = self._block(CAMPAIGN)
        if block is None:
            return Campaign(name=fallback), None
        campaign = read_campaign(source, block, fallback, self.platforms)
        themes = block.value("themes")
        broken = source.faulty and not campaign.themes
        return campaign, None if broken else frozenset(themes if isinstance(themes, dict) else ())

    def _organisations(self) -> tuple[dict[str, Organisation], frozenset[str]]:
        """Return the organisations that can be read, and the names of all there are."""
        found: dict[str, Organisation] = {}
        names: set[str] = set()
        channels: dict[str, str] = {}  # id -> file
        for source in self.folder.organisations():
            name = source.file.rpartition("/")[2].removesuffix(".yaml")
            block = self._read_block(source)
            if not source.file.endswith(".yaml"):
                continue
            names.add(name)
            organisation = block and read_organisation(source, block, name, self.platforms)
            if organisation and self._is_unique(source, organisation, channels):
                found[name] = organisation
        if not names:
            self._report_no_organisation()
        return found, frozenset(names)

    def _report_no_organisation(self) -> None:
        source = Source(CAMPAIGN)
        message = f"Nobody speaks yet: there is no file in {MESSAGES}/{ORGANISATIONS}/."
        source.report(TOP, "no-organisation", message, "Add one, such as northshire-police.yaml.")
        self.sources.append(source)

    @staticmethod
    def _is_unique(source: Source, organisation: Organisation, channels: dict[str, str]) -> bool:
        for channel in organisation.channels:
            if (other := channels.setdefault(channel.id, source.file)) != source.file:
                message = f"There is already a channel “{channel.id}”, in {other}."
                place = Place(channel.line, channel.column)
                source.report(place, "duplicate-channel", message, "Give it another name.")
        return not source.faulty

    def _check_named(self, campaign: Campaign, organisations: Iterable[str]) -> None:
        """Report organisations that campaign.yaml names and nobody knows."""
        source = next(source for source in self.sources if source.file == CAMPAIGN)
        bound = [window.organisations for window in campaign.quiet]
        bound += [period.organisations for period in campaign.pre_election]
        bound += [(one.organisation,) for one in campaign.objectives if one.organisation]
        bound += [(one.organisation,) for one in campaign.inputs if one.organisation]
        for word in {name for names in bound for name in names}:
            if word not in organisations:
                line = next(
                    (n for n, text in enumerate(source.text.split("\n"), 1) if word in text), 1
                )
                message = f"There is no organisation “{word[:60]}”."
                column = source.text.split("\n")[line - 1].find(word) + 1
                fix = suggestion(word, organisations)
                source.report(Place(line, column), "unknown-organisation", message, fix)

    def _register(self, name: str) -> tuple[Source, Block | None, tuple[str, ...]]:
        """Read a register, which may be absent: also the names of all its entries."""
        file = f"{MESSAGES}/{name}.yaml"
        if not (self.folder.root / file).exists():
            return Source(file), None, ()
        source, block = self._block(file)
        entries = block.data if block and isinstance(block.data, dict) else ()
        return source, block, tuple(entries)

    def _block(self, file: str) -> tuple[Source, Block | None]:
        source = Source(file)
        return source, self._read_block(source)

    def _read_block(self, source: Source) -> Block | None:
        self.sources.append(source)
        if source.findings or (raw := self.folder.read(source)) is None:
            return None
        text = read_text(source, raw)
        return None if text is None else read_block(source, text)

    def _messages(self, known: Known) -> tuple[dict[str, Message], dict[str, Message]]:
        """Return the messages by id: those that can be used, and those with a fault."""
        found: dict[str, Message] = {}
        faulty: dict[str, Message] = {}
        files: dict[str, str] = {}
        for source in self.folder.messages():
            self.sources.append(source)
            if source.findings or self._is_twin(source, files):
                continue
            if self.only is not None and source.file not in self.only:
                self.left_out.add(source.file)
                continue
            raw = self.folder.read(source)
            message = None if raw is None else read_message(source, raw, known)
            if message:
                (faulty if source.faulty else found)[message.id] = message
        return found, faulty

    @staticmethod
    def _is_twin(source: Source, files: dict[str, str]) -> bool:
        """Tell whether some computers would hold this file and an earlier one for the same."""
        other = files.setdefault(same_name(source.file), source.file)
        if other == source.file:
            return False
        message = f"This name differs from {other} only in capital letters or accents."
        source.report(TOP, "duplicate-message", message, "Rename one of the two.")
        return True

    def _assets(
        self, pictures: Mapping[str, Asset], messages: Iterable[Message]
    ) -> dict[str, Asset]:
        """Return the pictures that messages use, with what assets.yaml knows of them."""
        used = {name for message in messages for name in message.pictures}
        entries = self._manifest()
        return {
            name: _with_entry(asset, *entries[name]) if name in entries else asset
            for name, asset in pictures.items()
            if name in used
        }

    def _manifest(self) -> dict[str, tuple[AssetForm, Place]]:
        file = f"{ASSETS}/{MANIFEST}"
        if not (self.folder.root / file).exists():
            return {}
        source, block = self._block(file)
        return read_assets(source, block, self.folder.pictures()) if block else {}

    def _findings(self) -> tuple[Finding, ...]:
        """Return every finding in order, with file names that can be shown."""
        return tuple(
            sorted(
                Finding(printable(f.file), f.line, f.column, f.code, f.message, f.fix, f.severity)
                for source in self.sources
                for f in source.findings
            )
        )


def _with_entry(asset: Asset, form: AssetForm, place: Place) -> Asset:
    known = form.model_dump()
    confirmed = known.pop("confirm")
    known |= {"confirmed": confirmed, "line": place.line, "column": place.column}
    return replace(asset, listed=True, **known)
