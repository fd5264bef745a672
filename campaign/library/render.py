"""One message as one channel says it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaign.content import PART_BEFORE, Content, Image, Link
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel
from campaign.library.place import Place, place_at
from campaign.library.register import Fact
from campaign.library.template import EmptyValue, Template, template
from campaign.library.template_fault import TemplateFault
from campaign.library.tracking import marking

_SCHEME = re.compile(r"https?://", re.IGNORECASE)


class RenderError(Exception):
    """A message cannot be said on a channel; ``finding`` tells where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.file}, line {finding.line}: {finding.message}")
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a channel would say, and the facts it rests on."""

    content: Content
    facts: tuple[Fact, ...] = ()

    @property
    def expires(self) -> date | None:
        """Return the day from which on it must not go out: the earliest of its facts'."""
        return min((fact.expires for fact in self.facts if fact.expires), default=None)

    @property
    def not_before(self) -> date | None:
        """Return the first day it may go out: when the last embargo ends."""
        return max((fact.not_before for fact in self.facts if fact.not_before), default=None)


def render(library: Library, message: Message, channel: Channel) -> Rendering:
    """Return what the channel says; the same arguments give the same content, byte for byte.

    Of a thread it is the first part.
    """
    return render_part(library, message, channel, _sections(message, channel)[0])


def render_thread(
    library: Library, message: Message, channel: Channel, variant: str = ""
) -> tuple[Rendering, ...]:
    """Return all the channel says: one post, or the parts of a thread in their order.

    ``variant`` B asks for the other version of a message under test.
    """
    sections = _sections(message, channel, variant)
    parts = tuple(render_part(library, message, channel, section) for section in sections)
    return parts if len(parts) == 1 else tuple(_bound(parts))


def _bound(parts: Sequence[Rendering]) -> Iterator[Rendering]:
    """Tie the parts of a thread together: whoever approves one approves them in this order."""
    whole = hashlib.sha256("".join(part.content.digest() for part in parts).encode()).hexdigest()
    for number, part in enumerate(parts, start=1):
        content = replace(part.content, thread=f"{number}/{len(parts)} {whole}")
        yield replace(part, content=content)


def render_part(
    library: Library, message: Message, channel: Channel, section: Section
) -> Rendering:
    """Return one part of what the channel says; the picture or the card goes with the first."""
    speech = _Speech(library, message, channel)
    body = template(section.text)
    text = speech.say(body, section)
    if section.part > 1:
        return Rendering(
            Content(
                text=text,
                language=channel.language,
                reply_to=PART_BEFORE,
                comments=message.replies,
            ),
            speech.facts(body, alone=True),
        )
    images = (speech.picture(),) if message.image else ()
    content = Content(
        text=text,
        language=channel.language,
        images=images,
        link=speech.card() if message.link and not images else None,
        comments=message.replies,
    )
    return Rendering(content, speech.facts(body))


def _sections(message: Message, channel: Channel, variant: str = "") -> tuple[Section, ...]:
    sections = message.thread_for(channel.platform, variant)
    if not sections:
        text = f"There is no text for the platform “{channel.platform}”."
        raise RenderError(Finding(message.file, 1, 1, "no-text", text, "Write one."))
    return sections


@dataclass(frozen=True, slots=True)
class _Speech:
    library: Library
    message: Message
    channel: Channel

    def say(self, body: Template, section: Section) -> str:
        text = self._fill(body, section)
        if not text.strip():
            message = f"Nothing is left of this text for {self.channel.id}."
            fix = "Write something outside the {% if … %}."
            raise self._error(Place(section.line, 1), "empty-text", message, fix)
        text = marking(self.library, self.channel)(text)
        if section.parts > 1 and self.message.numbered:
            return f"{text}\n\n{section.part}/{section.parts}"
        return text

    def picture(self) -> Image:
        return self._image(
            self.message.image, "image", self._fill(template(self.message.alt), "alt")
        )

    def _image(self, name: str, setting: str, alt: str = "") -> Image:
        asset = self.library.assets.get(name)
        if asset is None:
            message = f"There is no picture “{name}” in assets/."
            raise self._error(self._setting(setting), "picture-missing", message, "Put it there.")
        return Image(
            sha256=asset.sha256,
            media_type=asset.media_type,
            alt=alt,
            width=asset.width,
            height=asset.height,
            size=asset.size,
        )

    def card(self) -> Link:
        address = self._fill(template(self.message.link), "link")
        if not _SCHEME.match(address):
            address = f"https://{address}"
        address = marking(self.library, self.channel)(address)
        image = (
            self._image(self.message.card_image, "card_image") if self.message.card_image else None
        )
        return Link(
            url=address,
            title=self.message.card_title or self.message.title,
            description=self.message.card_text,
            image=image,
        )

    def facts(self, body: Template, *, alone: bool = False) -> tuple[Fact, ...]:
        """Return the facts of the text and the alt text, those behind conditions as well.

        ``alone``: of the text, which no picture goes with.
        """
        with_picture = self.message.image and not alone
        alt = template(self.message.alt).names if with_picture else ()
        if not body.names and not alt:
            return ()
        used = dict.fromkeys(word.text for word in (*body.names, *alt))
        ids = (name.removeprefix("fact.") for name in used if name.startswith("fact."))
        return tuple(self.library.facts[key] for key in ids if key in self.library.facts)

    def _fill(self, body: Template, where: Section | str) -> str:
        if not body.names and body.pieces:
            return body.text
        values = self.library.values_for(self.channel)
        try:
            return body.fill(values)
        except KeyError as error:
            name = str(error.args[0])
            message = f"“{name}” cannot be filled in for {self._speaker()}."
            fix = "Look at the findings of its own file first."
            raise self._error(
                self._place(body, where, name), "unknown-name", message, fix
            ) from None
        except EmptyValue as empty:
            message = f"“{empty.name}” is empty for {self._speaker()}."
            fix = "Fill it in, or put {% if … %} round it."
            place = self._place(body, where, empty.name)
            raise self._error(place, "empty-value", message, fix) from None
        except TemplateFault as fault:
            place = self._place(body, where, body.names[0].text if body.names else "")
            raise self._error(place, "not-filled-in", fault.message, fault.fix) from None

    def _speaker(self) -> str:
        if self.channel.organisation in self.library.organisations:
            return self.library.organisations[self.channel.organisation].name
        return self.channel.id

    def _place(self, body: Template, where: Section | str, name: str) -> Place:
        if isinstance(where, str):
            return self._setting(where)
        offset = next((word.offset for word in body.names if word.text == name), 0)
        return place_at(body.text, offset, where.line)

    def _setting(self, name: str) -> Place:
        return Place(*self.message.lines.get(name, (1, 1)))

    def _error(self, place: Place, code: str, message: str, fix: str) -> RenderError:
        return RenderError(Finding(self.message.file, place.line, place.column, code, message, fix))
