"""One message file: bytes in, a message or findings out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from campaign.library.block import KEY, Block, read_block
from campaign.library.encoding import read_text
from campaign.library.fences import cut
from campaign.library.finding import Severity, Waiver
from campaign.library.folder import MESSAGES
from campaign.library.form import fill_leniently
from campaign.library.message import SOLEMN, Message, Section
from campaign.library.message_form import MessageForm
from campaign.library.names import Names
from campaign.library.nearest import suggestion
from campaign.library.pictures import Pictures
from campaign.library.place import Place
from campaign.library.placeholders import check_placeholders, in_lines
from campaign.library.platform_names import PlatformNames
from campaign.library.sections import sections
from campaign.library.settings import Campaign
from campaign.library.source import Source
from campaign.library.thread import threads
from campaign.library.values import joined

_SUFFIX = re.compile(r"\.([a-z]{2})$")
_ENGLISH = "en-GB"
_ALL = "all"
_STAND_IN = {"title": "Untitled", "theme": "none", "platforms": "none"}


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a message may refer to.

    ``organisations`` and ``themes`` name faulty ones too; ``themes`` is ``None`` when
    campaign.yaml cannot tell them.
    """

    campaign: Campaign
    themes: frozenset[str] | None
    organisations: frozenset[str]
    platforms: PlatformNames
    names: Names
    pictures: Pictures


def message_id(file: str) -> str:
    """Return the id of a message file: its path below messages/, without the ending."""
    return file.removeprefix(f"{MESSAGES}/")[: -len(".md")]


def read_message(source: Source, raw: bytes, known: Known) -> Message | None:
    """Read a message as far as it goes; ``source.faulty`` tells whether anything in it blocks.

    Both halves of the file are always read, and a setting that cannot be understood holds its
    default for the rest, so that every fault is told at once. ``None``, with a finding, is
    a file without settings and text.
    """
    if read_text(source, raw) is None or (parts := cut(source)) is None:
        return None
    block = read_block(source, parts.settings, parts.settings_line)
    texts = threads(source, sections(source, parts.body, parts.body_line, known.platforms))
    if block is None:
        _check_texts(source, texts, known.names, ())
        return _without_settings(source, texts)
    form, bad = fill_leniently(MessageForm, source, block, _STAND_IN)
    return _Reader(source, block, form, bad, known).message(texts, parts.body_line)


def _without_settings(source: Source, texts: tuple[Section, ...]) -> Message:
    """Return what is left to check of a message whose settings cannot be read at all."""
    return Message(
        id=message_id(source.file),
        file=source.file,
        title="",
        theme="",
        platforms=(),
        sections=texts,
    )


def _check_texts(
    source: Source, texts: Iterable[Section], names: Names, organisations: Iterable[str]
) -> None:
    for section in texts:
        place = in_lines(section.line, section.text)
        check_placeholders(
            source, section.text, place, lambda name: names.refuse(name, organisations)
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Holds what a message says against what there is."""

    source: Source
    block: Block
    form: MessageForm
    bad: frozenset[str]  # settings that were wrong or missing: not to be judged again
    known: Known

    def message(self, texts: tuple[Section, ...], body_line: int) -> Message:
        form = self.form
        platforms, organisations = self._platforms(), self._organisations()
        self._check_theme()
        self._check_dates()
        self._check_picture()
        self._check_card()
        self._check_sections(texts, platforms, body_line)
        self._check_variants(texts, platforms)
        speakers = organisations or tuple(sorted(self.known.organisations))
        _check_texts(self.source, texts, self.known.names, speakers)
        for setting in ("alt", "link"):
            self._check_setting(setting, speakers)
        return Message(
            id=message_id(self.source.file),
            file=self.source.file,
            title=form.title,
            theme="" if "theme" in self.bad else form.theme,
            platforms=platforms,
            sections=texts,
            everywhere=self._everywhere,
            audience=form.audience.lower(),
            author=form.author or self.known.campaign.author,
            organisations=organisations,
            when=form.when,
            not_before=form.first_day,
            not_after=form.last_day,
            grace=form.grace,
            rest=form.rest,
            language=self._language(),
            image=form.image,
            alt=form.alt,
            link=form.link,
            card_title=form.card_title,
            card_text=form.card_text,
            card_image=form.card_image,
            numbered=form.numbered,
            draft=form.draft,
            voice=form.voice,
            tone=form.tone,
            tags=tuple(tag.lower() for tag in form.tags),
            waivers=self._waivers(),
            confirmed=form.confirm,
            consents=form.consent,
            quote_by=form.quote_by,
            partner=form.partner,
            translator=form.translator,
            reviewed=form.reviewed[0] if form.reviewed else None,
            reviewed_by=form.reviewed[1] if form.reviewed else "",
            tier=form.tier or 1,
            comments=form.comments,
            case=form.case,
            court_outcome=form.court_outcome,
            court_source=form.court_source,
            court_date=form.court_date,
            legal_approval=form.legal_approval,
            spent_review=form.spent_review,
            equality_check=form.equality_check,
            community_impact=form.community_impact,
            lines=self._lines(),
        )

    def _waivers(self) -> tuple[Waiver, ...]:
        places = (self.block.place("waive", n, "code") for n in range(len(self.form.waive)))
        return tuple(
            Waiver(waiver.code, waiver.reason, waiver.by, place.line, place.column)
            for waiver, place in zip(self.form.waive, places, strict=True)
        )

    def _lines(self) -> Mapping[str, tuple[int, int]]:
        return {
            str(path[0]): (place.line, place.column)
            for path, place in self.block.places.items()
            if len(path) == 1 and path[0] is not KEY
        }

    @property
    def _everywhere(self) -> bool:
        return "platforms" not in self.bad and _ALL in map(str.lower, self.form.platforms)

    def _platforms(self) -> tuple[str, ...]:
        names = self.known.platforms
        if "platforms" in self.bad:
            return ()
        if self._everywhere:
            return names.ids
        found: dict[str, None] = {}
        for word in self.form.platforms:
            if (platform := names.find(word)) is not None:
                found[platform] = None
                continue
            choices = f"Platforms are: {', '.join(names.ids)}."
            self._report_entry(
                "platforms",
                word,
                "unknown-platform",
                f"There is no platform called “{word[:60]}”.",
                names.by_hand(word) or suggestion(word, (*names.ids, "all"), otherwise=choices),
            )
        return tuple(found)

    def _organisations(self) -> tuple[str, ...]:
        if _ALL in map(str.lower, self.form.organisations):
            return ()
        for word in self.form.organisations:
            if word not in self.known.organisations:
                message = f"There is no organisation “{word[:60]}”."
                fix = suggestion(
                    word,
                    self.known.organisations,
                    otherwise="Organisations are the files in messages/organisations/.",
                )
                self._report_entry("organisations", word, "unknown-organisation", message, fix)
        return self.form.organisations

    def _report_entry(self, setting: str, entry: str, code: str, message: str, fix: str) -> None:
        self.source.report(self.block.entry_place(entry, setting), code, message, fix)

    def _check_theme(self) -> None:
        theme, themes = self.form.theme, self.known.themes
        if themes is None or theme in themes or "theme" in self.bad:
            return
        fix = suggestion(theme, themes, otherwise="Themes are listed in messages/campaign.yaml.")
        message = f"There is no theme “{theme[:60]}”."
        self.source.report(self.block.place("theme"), "unknown-theme", message, fix)

    def _check_dates(self) -> None:
        first, last = self.form.first_day, self.form.last_day
        if first and last and last < first:
            message = "The last day comes before the first."
            fix = "Change one of the two: from, until."
            self.source.report(self.block.place("until"), "dates-turned", message, fix)

    def _check_picture(self) -> None:
        form, place = self.form, self.block.place("image")
        if form.image and not form.alt and "alt" not in self.bad:
            message = "The picture has no alt text, so people who cannot see it miss it."
            fix = "Add a line “alt: …” that says what the picture shows."
            self.source.report(place, "alt-missing", message, fix)
        if form.alt and not form.image and "image" not in self.bad:
            message = "There is an alt text but no picture."
            fix = "Add a line “image: …”, or delete this one."
            at = self.block.key_place("alt")
            self.source.report(at, "alt-alone", message, fix, Severity.WARNING)
        for setting in ("image", "card_image"):
            if name := getattr(form, setting):
                report = partial(self.source.report, self.block.place(setting))
                self.known.pictures.asset(name, report)

    def _check_card(self) -> None:
        form = self.form
        if form.link and form.image:
            message = "This message has a picture, so its link is not shown."
            fix = "Write the link in the text, or “card_image:” in place of “image:”."
            self._warn(self.block.place("link"), "link-unseen", message, fix)
        for setting in ("card_title", "card_text", "card_image"):
            if getattr(form, setting) and not form.link:
                message = "There is a link card's setting but no link."
                fix = "Add a line “link: …”, or delete this one."
                self._warn(self.block.key_place(setting), "card-alone", message, fix)

    def _check_setting(self, setting: str, speakers: Iterable[str]) -> None:
        text, place = getattr(self.form, setting), self.block.place(setting)
        check_placeholders(
            self.source, text, place.after, lambda name: self.known.names.refuse(name, speakers)
        )

    def _check_sections(
        self, texts: tuple[Section, ...], platforms: tuple[str, ...], body_line: int
    ) -> None:
        if "platforms" in self.bad:
            return
        names, first = self.known.platforms, [text for text in texts if not text.variant]
        covered = {p for text in first for p in text.platforms}
        for text in texts:
            for platform in sorted(set(text.platforms) - set(platforms)):
                message = f"{names.title(platform)} is not among this message's platforms."
                fix = f"Add {platform} to “platforms:”, or delete it from the heading."
                self._warn(Place(self._heading(text.line), 4), "section-unused", message, fix)
        missing = [names.title(p) for p in platforms if p not in covered]
        if missing and not any(not text.platforms for text in first):
            message = f"There is no text for {joined(missing)}."
            fix = "Write the text below the settings block, before any ## heading."
            self.source.report(Place(body_line, 1), "no-text", message, fix)

    def _check_variants(self, texts: tuple[Section, ...], platforms: tuple[str, ...]) -> None:
        """Report versions of a text that are no test: the same, of solemn words, never sent."""
        covered = {p for text in texts if not text.variant for p in text.platforms}
        first = {text.platforms: text.text for text in texts if not text.variant}
        for text in texts:
            if not text.variant or text.part > 1:
                continue
            place = Place(self._heading(text.line), 4)
            if self.form.tone in SOLEMN:
                message = "A solemn or sensitive message is not put to a test."
                self.source.report(place, "variant-solemn", message, "Delete variant B.")
            if platforms and not text.platforms and covered >= set(platforms):
                message = "Every platform has a text of its own, so variant B is never sent."
                fix = "Say whose other text it is, such as: ## Variant B for X"
                self._warn(place, "section-unused", message, fix)
            if text.text == first.get(text.platforms) and text.parts == 1:
                message = "Variant B says the same as variant A, so there is nothing to compare."
                fix = "Write another text, or delete this one."
                self.source.report(place, "variant-same", message, fix)

    def _warn(self, place: Place, code: str, message: str, fix: str) -> None:
        self.source.report(place, code, message, fix, Severity.WARNING)

    def _heading(self, line: int) -> int:
        """Return the line of the heading above a section's first line."""
        lines = self.source.text.split("\n")
        return next((n for n in range(line - 1, 0, -1) if lines[n - 1].startswith("##")), line)

    def _language(self) -> str:
        suffix = _SUFFIX.search(message_id(self.source.file))
        by_name = {"en": _ENGLISH}.get(suffix[1], suffix[1]) if suffix else ""
        language = self.form.language or by_name or _ENGLISH
        if by_name and language.partition("-")[0] != by_name.partition("-")[0]:
            message = f"The file's name says the language is {by_name}, this says {language}."
            fix = "Delete this line, or rename the file."
            self.source.report(self.block.place("language"), "language", message, fix)
        return {"en": _ENGLISH}.get(language, language)
