"""The columns of a spreadsheet: one for each setting of a message and each of its texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, get_args

from pydantic import PlainValidator
from typing_extensions import override

from campaign.adapter import Capabilities
from campaign.library import values
from campaign.library.message_form import MessageForm
from campaign.library.platform_names import PlatformNames

ID, VERSION, DATE, TIME, TEXT = "id", "version", "date", "time", "text"
FOR, YES = "text:", "yes:"  # before a platform's id: its own text, and whether a post goes there
READ_ONLY = {"status": "Status", "channels": "Channels", "conflicts": "Conflicts"}


class Kind(Enum):
    """What stands in a column's cells."""

    WORDS = auto()  # read by the program: names, lists, times
    PROSE = auto()  # read by people
    BODY = auto()  # published: kept to the letter
    DAY = auto()
    CLOCK = auto()
    SWITCH = auto()  # yes or no
    GROUP = auto()  # a list of groups, as it is written in the file
    NONE = auto()  # for reading only


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``judge`` tells what a cell means, so that two ways to write it are one."""

    key: str  # "id", the name of a setting, "text", "text:x", "yes:x", …
    title: str
    hint: str
    kind: Kind
    judge: Callable[[Any], Any] | None = None
    required: bool = False

    @property
    def is_setting(self) -> bool:
        """Tell whether it is a setting of a message."""
        return self.key in SETTINGS

    @property
    def is_text(self) -> bool:
        """Tell whether it is a text of a message."""
        return self.key == TEXT or self.key.startswith(FOR)

    @property
    def meaning(self) -> Callable[[str], Any]:
        """Return a function that gives what a text in this column means."""
        return lambda text: _meaning(self.judge, text)


def _meaning(judge: Callable[[Any], Any] | None, text: str) -> Any:
    if judge is None or not text:
        return text
    try:
        return judge(text)
    except ValueError:  # pydantic's errors are among them
        return text


_PROSE = {"title", "alt", "author", "notes", "quote_by", "partner", "translator"}
_KINDS = {values.uk_date: Kind.DAY, values.yes_no: Kind.SWITCH}


def _validators(annotation: Any) -> Iterator[Callable[[Any], Any]]:
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        if isinstance(part, PlainValidator):
            yield part.func  # type: ignore[misc] # ours take one value
        else:
            yield from _validators(part)


def _settings() -> dict[str, Column]:
    found = {}
    for name, field in MessageForm.model_fields.items():
        key = field.alias or name
        judges = [m.func for m in field.metadata if isinstance(m, PlainValidator)]
        judge = next(iter([*judges, *_validators(field.annotation)]), None)
        kind = Kind.PROSE if key in _PROSE else _KINDS.get(judge, Kind.WORDS)  # type: ignore[arg-type] # None is no key
        if getattr(field.annotation, "__origin__", None) is list:
            kind, judge = Kind.GROUP, None
        title = key.replace("_", " ").capitalize()
        hint = field.description or ""
        required = field.is_required()
        found[key] = Column(key, title, hint, kind, judge, required)  # type: ignore[arg-type] # as above
    return found


SETTINGS: Mapping[str, Column] = _settings()
"""The settings of a message, in the order of the form."""


class Heads:
    """The columns of one kind of table; ``telling`` are those that make it one of ours."""

    def __init__(
        self,
        columns: Iterable[Column],
        synonyms: Mapping[str, str],
        telling: Collection[str],
    ) -> None:
        self.all = {column.key: column for column in columns}
        self.telling = frozenset(telling)
        self._titles = {plain(old): new for old, new in synonyms.items()}
        self._titles |= {plain(column.title): key for key, column in self.all.items()}

    def __getitem__(self, key: str) -> Column:
        return self.all[key]

    def find(self, heading: str) -> Column | None:
        """Return the column a heading means, whatever its capitals; ``None`` if there is none."""
        key = self._titles.get(plain(heading))
        return self.all[key] if key else None


class Columns(Heads):
    """Every column a sheet of messages may have, for the platforms there are."""

    def __init__(self, platforms: Mapping[str, Capabilities]) -> None:
        self.names = PlatformNames(platforms)
        super().__init__(self._make(), self._synonyms(), (ID, "title", TEXT))

    def _make(self) -> Iterator[Column]:
        yield Column(ID, "Message id", "The file below messages/, without .md.", Kind.WORDS)
        yield from SETTINGS.values()
        yield Column(DATE, "Date", "The day it goes out.", Kind.DAY, values.uk_date)
        yield Column(TIME, "Time", "The time it goes out, such as 17:30.", Kind.CLOCK, values.clock)
        yield Column(TEXT, "Text", "The text for every platform without one of its own.", Kind.BODY)
        for platform in self.names.ids:
            title = self.names.title(platform)
            hint = f"Another text for {title}; leave it empty to use the one under Text."
            yield Column(f"{FOR}{platform}", f"Text for {title}", hint, Kind.BODY)
            hint = f"Yes: it goes out on {title}."
            yield Column(f"{YES}{platform}", title, hint, Kind.SWITCH, values.yes_no)
        for key, title in READ_ONLY.items():
            yield Column(key, title, "For reading only.", Kind.NONE)
        yield Column(VERSION, "Version", "Leave it alone: it tells old rows from new.", Kind.WORDS)

    def _synonyms(self) -> dict[str, str]:
        found = dict(MessageForm.synonyms)
        found |= dict.fromkeys(("id", "message id", "file"), ID)
        found |= dict.fromkeys(("text", "post", "copy", "caption", "body", "message"), TEXT)
        found |= {"date": DATE, "day": DATE, "time": TIME, "platform": "platforms"}
        return found | {key: key for key in SETTINGS}

    @override
    def find(self, heading: str) -> Column | None:
        words = plain(heading)
        if known := super().find(words):
            return known
        if platform := self.names.find(words):
            return self.all[f"{YES}{platform}"]
        match = re.fullmatch(r"text for (?P<a>.+)|(?P<b>.+?)(?:'s)? (?:text|copy|post)", words)
        platform = self.names.find(match["a"] or match["b"]) if match else None
        return self.all[f"{FOR}{platform}"] if platform else None

    def texts(self) -> list[str]:
        """Return the keys of the columns that hold texts."""
        return [key for key, column in self.all.items() if column.is_text]


def plain(heading: str) -> str:
    """Return a heading in small letters, without what people put round it."""
    words = heading.replace("\u00a0", " ").replace("’", "'").replace("_", " ")
    return " ".join(words.casefold().split()).strip(" *:?.“”\"'")


def letter(index: int) -> str:
    """Return the letters of a column; the first has index 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
