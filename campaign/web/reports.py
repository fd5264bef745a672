"""The reports that were written, in each of their formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign.reports.formats import span
from campaign.reports.html import POLICY
from campaign.web.files import not_found

SHOWN = 24  # reports

_DAY = r"\d{4}-\d\d-\d\d"
_STEM = re.compile(rf"evaluation-(?P<first>{_DAY})-to-(?P<last>{_DAY})(?:-(?P<of>[a-z0-9-]+))?")


@dataclass(frozen=True, slots=True)
class Kind:
    """A file of a report: how its name ends, what it is called, and its type."""

    ending: str
    title: str
    type: str


_CSV = "text/csv; charset=utf-8"
KINDS = (
    Kind(".html", "Read the report", "text/html; charset=utf-8"),
    Kind(".pdf", "PDF", "application/pdf"),
    Kind(
        ".xlsx",
        "Excel workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    Kind("-figures.csv", "Figures (CSV)", _CSV),
    Kind("-waivers.csv", "Waivers (CSV)", _CSV),
    Kind(".csv", "Posts (CSV)", _CSV),
)
"""The longer ending comes first, where one ends in the other."""


@dataclass(frozen=True, slots=True)
class File:
    """One file, and when it was written."""

    name: str
    kind: Kind
    written: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """The files of one report, and what it is about."""

    stem: str
    files: tuple[File, ...]

    @property
    def title(self) -> str:
        """Return the period, and whose posts it is about."""
        about = _about(self.stem)
        return ", ".join(part for part in about or () if part)

    @property
    def written(self) -> datetime:
        """Return when the newest of its files was written."""
        return max(file.written for file in self.files)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the reports, the newest first."""
    context = {"reports": reports()[:SHOWN], "here": "report"}
    return render(request, "web/reports.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Give one file of a report: the page to be read, any other to be kept."""
    path = settings.FOLDER / "reports" / name
    kind = _kind(name)
    if kind is None or path.is_symlink() or not path.is_file():
        return not_found(request, None)
    answer = HttpResponse(path.read_bytes(), content_type=kind.type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if kind is KINDS[0]:
        answer.headers["Content-Security-Policy"] = POLICY
    else:
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def reports() -> list[Report]:
    """Return the reports in the campaign's folder, the one written last first."""
    found: dict[str, list[File]] = {}
    for stem, one in _files(settings.FOLDER / "reports"):
        found.setdefault(stem, []).append(one)
    order = {kind: place for place, kind in enumerate((*KINDS[:3], KINDS[5], *KINDS[3:5]))}
    whole = [
        Report(stem, tuple(sorted(files, key=lambda one: order[one.kind])))
        for stem, files in found.items()
    ]
    return sorted(whole, key=lambda report: (report.written, report.stem), reverse=True)


def _files(folder: Path) -> Iterator[tuple[str, File]]:
    zone = ZoneInfo(settings.TIME_ZONE)
    for path in folder.glob("evaluation-*"):
        kind = _kind(path.name)
        if kind is not None and path.is_file() and not path.is_symlink():
            written = datetime.fromtimestamp(path.stat().st_mtime, zone)
            yield path.name.removesuffix(kind.ending), File(path.name, kind, written)


def _kind(name: str) -> Kind | None:
    """Return what a file is, if it is a report's."""
    found = next((kind for kind in KINDS if name.endswith(kind.ending)), None)
    return found if found and _about(name.removesuffix(found.ending)) else None


def _about(stem: str) -> tuple[str, str] | None:
    """Return a report's period in words and whose posts it is about, by its files' name."""
    found = _STEM.fullmatch(stem)
    if found is None:
        return None
    try:
        days = [date.fromisoformat(found[name]) for name in ("first", "last")]
    except ValueError:
        return None
    return span(*days), found["of"] or ""
