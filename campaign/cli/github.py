"""Findings as GitHub's workflow commands: notes beside the lines of a pull request.

Source: GitHub Docs, “Workflow commands for GitHub Actions”; what is escaped, and how, is that
of the toolkit's ``@actions/core``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from campaign.cli.checked import Checked
from campaign.cli.show import safe
from campaign.library.finding import Finding, Severity

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def lines(checked: Checked) -> Iterator[str]:
    """Give a command for each finding that counts, and then the count as a plain line."""
    for finding in checked.findings:
        if finding.counts:
            yield _command(finding)
    yield checked.told


def _command(finding: Finding) -> str:
    properties = {
        "file": beside_the_code(finding.file),
        "line": str(finding.line),
        "col": str(finding.column),
        "title": finding.code,
    }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = "\n".join(part for part in (finding.message, finding.fix) if part)
    return f"::{_COMMAND[finding.severity]} {told}::{_data(message)}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return safe(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def beside_the_code(file: str) -> str:
    """Return a file's path as the code host has it, where the campaign is part of a repository.

    The variable GITHUB_WORKSPACE names the repository's folder; without it, paths are those
    below the campaign's folder.
    """
    workspace, folder = os.environ.get("GITHUB_WORKSPACE"), os.environ.get("CAMPAIGN_FOLDER")
    if not workspace or not folder:
        return file
    here, top = Path(folder).resolve(), Path(workspace).resolve()
    return (here.relative_to(top) / file).as_posix() if here.is_relative_to(top) else file
