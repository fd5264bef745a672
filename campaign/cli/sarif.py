"""Findings as SARIF 2.1.0, the form that code hosts and editors show beside the lines.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. A waiver is a
suppression “inSource” (§3.35.2), since it stands in the message; columns count code points
(§3.14.17); a fingerprint (§3.27.17) holds the line's words and not its number, so that a
finding stays the same one when the lines above it change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from campaign import __version__
from campaign.checks.codes import Code, codes
from campaign.cli.checked import Checked
from campaign.cli.findings import source_line
from campaign.cli.github import beside_the_code
from campaign.library.finding import Finding, Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_FINGERPRINT = "campaignFinding/v1"


def document(checked: Checked) -> str:
    """Return what was found as a SARIF log of one run."""
    rules = list(codes().values())
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules)},
                "columnKind": "unicodeCodePoints",
                "results": list(_results(checked, {r.code: n for n, r in enumerate(rules)})),
            }
        ],
    }
    return json.dumps(log, indent=2)


def _driver(rules: list[Code]) -> dict[str, Any]:
    return {
        "name": "Campaign",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in rules],
    }


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.code,
        "shortDescription": {"text": code.wants},
        "fullDescription": {"text": f"{code.wants} {code.reason}"},
        "help": {"text": _help(code), "markdown": _help(code, "**{}:** {}", "```text\n{}\n```")},
        "defaultConfiguration": {"level": _LEVEL[code.severity]},
        "properties": {"tags": [code.part]},
    }


def _help(code: Code, form: str = "{}: {}", block: str = "{}") -> str:
    told = {
        "Why": code.reason,
        "What to do": code.fix,
        "The question": code.question,
        "Source": code.source,
    }
    parts = [code.wants, *(form.format(name, words) for name, words in told.items() if words)]
    for title, lines in (("Not like this", code.bad), ("Like this", code.good)):
        if lines:
            parts.append(f"{form.format(title, '').rstrip()}\n\n{block.format(lines)}")
    return "\n\n".join(parts)


def _results(checked: Checked, index: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in checked.findings:
        line = source_line(finding, checked.sources.get(finding.file, ""))
        key = finding.file, finding.code, line.strip()
        seen[key] += 1
        yield {
            "ruleId": finding.code,
            **({"ruleIndex": index[finding.code]} if finding.code in index else {}),
            "level": _LEVEL[finding.severity],
            "message": {"text": f"{finding.message} {finding.fix}".strip()},
            "locations": [_location(finding, line)],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(*key, seen[key])},
            "suppressions": list(_suppressions(finding)),
        }


def _location(finding: Finding, line: str) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": finding.line, "startColumn": finding.column}
    if line:
        region["snippet"] = {"text": line}
    uri = quote(beside_the_code(finding.file))
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _fingerprint(file: str, code: str, line: str, occurrence: int) -> str:
    return sha256("\0".join((file, code, line, str(occurrence))).encode()).hexdigest()


def _suppressions(finding: Finding) -> Iterator[dict[str, str]]:
    if waiver := finding.waived:
        yield {
            "kind": "inSource",
            "status": "accepted",
            "justification": f"{waiver.reason} ({waiver.by})",
        }
