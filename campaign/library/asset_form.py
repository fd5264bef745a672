"""assets.yaml: what is known of each picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.finding import Severity
from campaign.library.form import Codes, Form, Text, UkDate, fill
from campaign.library.nearest import nearest
from campaign.library.place import Place
from campaign.library.source import Source

People = Annotated[
    str, PlainValidator(values.choice("none", "consented", "background", "children"))
]


class AssetForm(Form):
    """What is known of one picture."""

    rights: Text = Field("", description="By what right we may print it.")
    credit: Text = Field("", description="Whom to name.")
    people: People = Field("", description="none, consented, background or children.")
    consent: Text = Field("", description="An entry of consents.yaml.")
    text: Text = Field("", description="The words that can be read in the picture.")
    partner: Text = Field("", description="The partner whose name or logo it shows.")
    taken: UkDate | None = Field(None, description="The day it was taken.")
    review_by: UkDate | None = Field(None, description="From this day on it is looked at again.")
    expires: UkDate | None = Field(None, description="From this day on it is not used.")
    confirm: Codes = Field((), description="Codes of the questions answered with yes.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "logo": "partner",
        "licence": "rights",
        "license": "rights",
        "copyright": "rights",
        "review": "review_by",
        "until": "expires",
        "confirmed": "confirm",
        "text_in_image": "text",
        "words": "text",
    }


def read_assets(
    source: Source, block: Block, files: Iterable[str]
) -> dict[str, tuple[AssetForm, Place]]:
    """Return the entries by file name; an entry without a file gets a warning."""
    if not isinstance(block.data, dict):
        message = "Here should be the names of files, each with its settings indented below."
        source.report(block.place(), "not-a-group", message)
        return {}
    known = set(files)
    found = {}
    for name in block.data:
        form = fill(AssetForm, source, block, name)
        place = block.key_place(name)
        if name not in known:
            near = nearest(name, known)
            fix = f"Did you mean “{near}”?" if near else "Delete the entry, or add the file."
            message = f"There is no file “{name[:80]}” in assets/."
            source.report(place, "asset-missing", message, fix, Severity.WARNING)
        if form:
            found[name] = form, place
    return found
