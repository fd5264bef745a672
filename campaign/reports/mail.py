"""A summary as a mail: plain text and HTML that say the same, the charts as pictures within.

It fetches nothing: no picture from elsewhere, no font, nothing that tells who has read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage, MIMEPart

from campaign.reports import chart, plain, wording
from campaign.reports.digest import Summary
from campaign.reports.document import Document, Drawing, Section, Words
from campaign.reports.html import KINDS, TEMPLATES

_HOW_TO_READ = (
    "“n/a” means that a platform did not report a figure. It never means 0.",
    wording.CARE,
)
_WHY = (
    "You get this mail because your address stands under “digests” in the campaign’s files, or "
    "because somebody sent it to you. Whoever looks after the files can take it out. The mail "
    "holds nothing that tells anybody whether you have read it."
)


def foot(document: Document) -> tuple[str, ...]:
    """Return what stands below a summary; where nothing is told there is nothing to explain."""
    return (*_HOW_TO_READ, _WHY) if len(document.sections) > 1 else (_WHY,)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail without an address, so that each reader gets one of their own."""

    subject: str
    text: str
    html: str
    pictures: tuple[tuple[str, bytes], ...]  # name, PNG

    def message(self) -> EmailMessage:
        """Return it as a new mail."""
        message = EmailMessage()
        message["Subject"] = self.subject
        message["Content-Language"] = "en-GB"
        message.set_content(self.text, cte="quoted-printable")
        if self.html:
            message.add_alternative(self.html, subtype="html", cte="quoted-printable")
            for name, png in self.pictures:
                _html_of(message).add_related(
                    png, "image", "png", cid=f"<{name}>", filename=f"{name}.png",
                    disposition="inline",
                )  # fmt: skip
        return message


def _html_of(message: EmailMessage) -> MIMEPart:
    """Return the part that shows the pictures."""
    parts = list(message.iter_parts())
    return parts[1]


def letter(summary: Summary) -> Letter:
    """Write a summary as a mail."""
    document = summary.document
    drawings = tuple(_drawings(document))
    return Letter(
        summary.subject,
        plain.text(_with_foot(document)),
        _html(summary),
        tuple((cid(one), chart.picture(one)) for one in drawings),
    )


def line(heading: str, words: str) -> Letter:
    """Write a daily line: it has no HTML, for a chat shows it as it is."""
    return Letter(heading, f"{words}\n", "", ())


def _drawings(document: Document) -> Iterator[Drawing]:
    for section in document.sections:
        yield from (block for block in section.blocks if isinstance(block, Drawing))


def cid(drawing: Drawing) -> str:
    """Return the name by which the HTML part shows a picture."""
    return f"{drawing.key}@campaign"


def _html(summary: Summary) -> str:
    return TEMPLATES.get_template("digest.html").render(
        document=summary.document,
        subject=summary.subject,
        kind=lambda block: KINDS[type(block)],
        cid=cid,
        foot=foot(summary.document),
    )


def _with_foot(document: Document) -> Document:
    about = Section("foot", "About this mail", (Words(foot(document)),))
    return replace(document, sections=(*document.sections, about))
