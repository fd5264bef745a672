"""Findings for other programs: JSON whose form is promised in docs/checks.md."""

from __future__ import annotations

import json
from typing import Any

from campaign.cli.checked import Checked
from campaign.library.finding import Finding, Severity

VERSION = 1  # of the form: a program that knows 1 can read every 1


def document(checked: Checked) -> str:
    """Return what was found as a JSON document of one object."""
    return json.dumps(_whole(checked), indent=2)  # ASCII: no encoding can spoil it


def _whole(checked: Checked) -> dict[str, Any]:
    return {
        "version": VERSION,
        "campaign": checked.campaign,
        "messages": checked.messages,
        "errors": checked.number(Severity.ERROR),
        "warnings": checked.number(Severity.WARNING),
        "advice": checked.number(Severity.ADVICE),
        "waived": checked.waived,
        "left_out": checked.left_out,
        "findings": [
            _finding(finding, draft=checked.is_draft(finding)) for finding in checked.findings
        ],
    }


def _finding(finding: Finding, *, draft: bool) -> dict[str, Any]:
    waiver = finding.waived
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "fix": finding.fix,
        "draft": draft,
        "waived": {"reason": waiver.reason, "by": waiver.by} if waiver else None,
    }
