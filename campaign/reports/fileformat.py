"""The formats a report can be written in."""

from __future__ import annotations

from enum import StrEnum


class FileFormat(StrEnum):
    """What a report is written as; the value is also the file's ending."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


USUAL = (FileFormat.HTML, FileFormat.CSV)
"""What the program writes by itself after a rehearsal: what is ready at once."""
