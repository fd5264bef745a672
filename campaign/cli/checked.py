"""One look at a campaign: what was found, as far as somebody wants to hear of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.checks.echoes import without_echoes
from campaign.cli import clock, reading
from campaign.cli.findings import summary
from campaign.cli.show import count, listed
from campaign.cli.trouble import Misused
from campaign.library.finding import Finding, Severity

if TYPE_CHECKING:
    from campaign.library.library import Library


@dataclass(frozen=True, slots=True)
class Scope:
    """What to hear about: files or folders below the campaign's, codes; empty is everything."""

    places: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()

    def takes(self, finding: Finding) -> bool:
        """Tell whether a finding is wanted."""
        return self.holds(finding.file) and (not self.codes or finding.code in self.codes)

    def holds(self, file: str) -> bool:
        """Tell whether a file is among the wanted ones."""
        places = self.places
        return not places or any(p in {".", file} or file.startswith(f"{p}/") for p in places)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in the order of the files."""

    findings: tuple[Finding, ...]
    sources: Mapping[str, str]  # file -> its text, for showing lines
    campaign: str  # its name
    messages: int  # how many could be used
    drafts: frozenset[str] = frozenset()  # of the files with findings, those that are drafts
    left_out: int = 0  # findings that only follow from a fault in one of the ``causes``
    causes: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Return the count at the end, as a sentence."""
        in_drafts = sum(self.is_draft(f) and f.counts for f in self.findings)
        told = f"{summary(self.findings)}{f', {in_drafts:,} of them in drafts' * bool(in_drafts)}"
        if self.left_out:
            told += f"; {self.left_out:,} more, not shown, because of {listed(self.causes)}"
        return f"{told}; {count(self.messages, 'message')} read."

    def is_draft(self, finding: Finding) -> bool:
        """Tell whether a finding is about a draft, which goes nowhere by itself."""
        return finding.file in self.drafts

    def number(self, severity: Severity) -> int:
        """Return how many findings of a severity count."""
        return sum(f.severity is severity and f.counts for f in self.findings)

    @property
    def waived(self) -> int:
        """Return how many findings messages let stand."""
        return sum(not finding.counts for finding in self.findings)

    def fails(self, *, strict: bool, drafts: bool = False) -> bool:
        """Tell whether something has to be put right.

        With ``strict``, warnings count as well; with ``drafts``, so do drafts.
        """
        failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
        return any(
            f.severity in failing and f.counts and (drafts or not self.is_draft(f))
            for f in self.findings
        )


def look(folder: Path, scope: Scope) -> Checked:
    """Check a campaign's folder, reading what has changed since the last look."""
    from campaign.checks import again  # noqa: PLC0415 - help must not wait for it

    seen = again.look(folder, reading.platforms, clock.today())
    told = without_echoes(filter(scope.takes, seen.findings))
    return Checked(
        told.findings,
        seen.sources,
        seen.campaign,
        seen.messages,
        seen.drafts,
        told.left_out,
        told.causes,
    )


def look_at(library: Library, findings: Iterable[Finding], scope: Scope) -> Checked:
    """Keep of what was found what is wanted."""
    told = without_echoes(filter(scope.takes, findings))
    return Checked(
        told.findings,
        library.sources,
        library.campaign.name,
        len(library.messages),
        library.drafts,
        told.left_out,
        told.causes,
    )


def scope_of(paths: Iterable[str], codes: Iterable[str], folder: Path) -> Scope:
    """Understand what was typed; raise ``Misused`` where it names nothing."""
    return Scope(
        tuple(_place(path, folder) for path in paths), frozenset(_code(code) for code in codes)
    )


def _place(path: str, folder: Path) -> str:
    """Return the path as findings have it: below the campaign's folder."""
    for candidate in (Path(path), folder / path, folder / "messages" / f"{path}.md"):
        resolved = candidate.resolve()
        if resolved.exists() and resolved.is_relative_to(folder):
            return resolved.relative_to(folder).as_posix()
    raise Misused(f"There is no {path} in {folder}: check the path.")


def _code(typed: str) -> str:
    from campaign.cli.explain import find_code  # noqa: PLC0415 - help must not wait for the rules

    return find_code(typed).code
