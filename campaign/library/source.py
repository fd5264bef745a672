"""A file being read, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign.library.finding import Finding, Severity
from campaign.library.place import Place


@dataclass(slots=True)
class Source:
    """Collects the findings of one file while its readers go through it."""

    file: str  # relative to the campaign's folder, with forward slashes
    text: str = ""
    findings: list[Finding] = field(default_factory=list)

    def report(
        self,
        place: Place,
        code: str,
        message: str,
        fix: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a finding, once."""
        finding = Finding(self.file, place.line, place.column, code, message, fix, severity)
        if finding not in self.findings:
            self.findings.append(finding)

    @property
    def faulty(self) -> bool:
        """Tell whether something was found that blocks."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def codes(self) -> set[str]:
        """Return the codes found so far."""
        return {finding.code for finding in self.findings}
