"""A picture in assets/: its content address, its measures, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MANIFEST = "assets.yaml"  # in assets/: what is known of each picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One picture file and its entry in assets.yaml; without one, ``listed`` is false."""

    name: str  # file name below assets/
    sha256: str
    media_type: str
    width: int  # pixels
    height: int  # pixels
    size: int  # bytes
    exif_location: bool = False  # the file tells where it was taken
    animated: bool = False
    listed: bool = False
    rights: str = ""  # by what right we may print it
    credit: str = ""  # whom to name
    people: str = ""  # none | consented | background | children; "" is not told
    consent: str = ""  # an id of consents.yaml
    text: str = ""  # the words that can be read in the picture
    partner: str = ""  # whose name or logo it shows
    taken: date | None = None
    review_by: date | None = None  # from this day on somebody looks at it again
    expires: date | None = None  # from this day on it is not used
    confirmed: tuple[str, ...] = ()  # codes of questions answered for this picture
    line: int = 1  # of its entry in assets.yaml
    column: int = 1
