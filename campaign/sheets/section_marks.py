"""“as X”: how a cell says that a platform shares the text of another one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from campaign.library.platform_names import PlatformNames
from campaign.sheets.columns import FOR

_AS = re.compile(r"as (?P<name>[^\n]{1,40})", re.IGNORECASE)


class NoSuchText(Exception):
    """A cell names a platform whose text it cannot share; ``fix`` says what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


def shared(text: str, names: PlatformNames) -> str | None:
    """Return the platform whose text a cell shares; ``None`` when it holds a text itself."""
    match = _AS.fullmatch(text.strip())
    return names.find(match["name"].rstrip(".")) if match else None


def resolved(cells: Mapping[str, str], platform: str, names: PlatformNames) -> str:
    """Return the text of a platform; empty when the general one serves it."""
    seen = [platform]
    text = cells.get(f"{FOR}{platform}", "")
    while (other := shared(text, names)) is not None:
        if other in seen:
            title = names.title(platform)
            fix = f"Write the text into one of them, such as {names.title(other)}."
            raise NoSuchText(f"The text for {title} is said to be as another's, in a circle.", fix)
        seen.append(other)
        text = cells.get(f"{FOR}{other}", "")
    return text
