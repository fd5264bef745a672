"""The file that carries a database from one installation to another.

A zip archive: ``tables/NAME.jsonl`` holds the rows of a table as ``digests`` tells them,
``pictures/SHA256`` the pictures, and ``manifest.json`` says what is in it, with the digest of every
table. A zip's own list stands at its end, so a file that was cut off is known at once.

Django's ``dumpdata`` and ``loaddata`` would not do: they read tables one after the other, not as of
one moment, save every row by itself (some thousands a second), know no digest, and begin to write
before they know that the file is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from campaign.store.digests import Digest, of_lines

FORMAT = 1
_MANIFEST = "manifest.json"
_TABLES, _PICTURES = "tables/{}.jsonl", "pictures/{}"
_LONGEST = 64 << 20  # bytes of one row, or of the manifest; more is no file of ours


class ArchiveError(Exception):
    """The file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the file, and where it comes from."""

    campaign: str  # the program's version
    migrations: tuple[str, ...]  # that the database had
    made_at: str  # ISO, in UTC
    made_by: str
    moved: bool  # the installation it comes from sends nothing any more
    pictures: int | None  # None: they were left out
    tables: tuple[Digest, ...]
    format: int = FORMAT

    @property
    def text(self) -> bytes:
        """Return it as it stands in the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @property
    def fingerprint(self) -> str:
        """Return a short mark of the whole file: it holds the digest of everything else."""
        return hashlib.sha256(self.text).hexdigest()[:16]


class Writer:
    """Fills a file that is being made."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped

    def table(self, name: str, columns: Sequence[str], lines: Iterable[bytes]) -> Digest:
        """Write a table's lines and return their digest."""
        with self._zip.open(_TABLES.format(name), "w", force_zip64=True) as file:
            return of_lines(name, columns, _through(lines, file))

    def picture(self, sha256: str, data: bytes) -> None:
        """Write a picture, as it is: pictures are small already."""
        self._zip.writestr(_PICTURES.format(sha256), data, zipfile.ZIP_STORED)

    def manifest(self, manifest: Manifest) -> None:
        """Say at last what is in the file."""
        self._zip.writestr(_MANIFEST, manifest.text)


def _through(lines: Iterable[bytes], file: IO[bytes]) -> Iterator[bytes]:
    for line in lines:
        file.write(line)
        yield line


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Make a file, whole or not at all, that only its owner may read."""
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
                yield Writer(zipped)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Reader:
    """A file that was found to be whole."""

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip, self.manifest = zipped, manifest

    def lines(self, table: str) -> Iterator[bytes]:
        """Yield the rows of a table."""
        with self._zip.open(_TABLES.format(table)) as file:
            while line := file.readline(_LONGEST):
                yield line

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Yield the pictures by their SHA-256, one at a time in memory."""
        for name in self._zip.namelist():
            if name.startswith("pictures/"):
                yield name.removeprefix("pictures/"), self._zip.read(name)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a file, having read it through: every table and picture is what was written.

    Raise ``ArchiveError`` where it is not.
    """
    damaged = f"{path} is damaged or cut off: copy it again, or export the database again."
    try:
        with zipfile.ZipFile(path) as zipped:
            reader = Reader(zipped, _manifest(zipped, path))
            _verify(reader, path)
            yield reader
    except FileNotFoundError:
        raise ArchiveError(f"There is no file {path}: see where the export was written.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as exc:
        raise ArchiveError(damaged) from exc


def _manifest(zipped: zipfile.ZipFile, path: Path) -> Manifest:
    foreign = f"{path} is no export of a campaign's database: “campaign export-database” makes one."
    try:
        if zipped.getinfo(_MANIFEST).file_size > _LONGEST:
            raise ArchiveError(foreign)
        said: dict[str, Any] = json.loads(zipped.read(_MANIFEST))
        if said["format"] > FORMAT:
            raise ArchiveError(
                f"{path} was written by a newer version of Campaign ({said['campaign']}): install "
                "that version here, too."
            )
        tables = tuple(
            Digest(**{**one, "columns": tuple(one["columns"])}) for one in said["tables"]
        )
        return Manifest(**{**said, "migrations": tuple(said["migrations"]), "tables": tables})
    except (KeyError, TypeError, ValueError) as exc:
        raise ArchiveError(foreign) from exc


def _verify(reader: Reader, path: Path) -> None:
    """Hold every table and picture against what the manifest says of it."""
    altered = f"{path} is not what was exported: {{}}. Copy it again, or export the database again."
    for one in reader.manifest.tables:
        try:
            found = of_lines(one.table, one.columns, reader.lines(one.table))
        except KeyError:
            raise ArchiveError(altered.format(f"the table {one.table} is missing")) from None
        if found != one:
            raise ArchiveError(altered.format(f"the table {one.table} was altered"))
    number = 0
    for sha256, data in reader.pictures():
        number += 1
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveError(altered.format(f"the picture {sha256[:12]}… was altered"))
    if number != (reader.manifest.pictures or 0):
        raise ArchiveError(altered.format("pictures are missing"))
