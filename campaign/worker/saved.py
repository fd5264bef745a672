"""Which files of a campaign are not as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campaign.checks.snapshot import Stamp, take_snapshot
from campaign.worker.saves import is_ours

_NAMED = 100  # files of a kind that the audit log names; more are counted

Files = Mapping[str, Stamp]


@dataclass(frozen=True, slots=True)
class Saved:
    """The files that were added, changed and removed, below the campaign's folder."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def as_json(self) -> dict[str, object]:
        """Return what the audit log keeps: names, as far as there are not too many, and counts."""
        kinds = {"new": self.added, "edited": self.changed, "deleted": self.removed}
        named = {f"files {kind}": list(files[:_NAMED]) for kind, files in kinds.items()}
        return {**named, "files": sum(map(len, kinds.values()))}


def files_of(folder: Path) -> Files | None:
    """Return the files that are read, with what tells a save; ``None`` where it cannot be told."""
    snapshot = take_snapshot(folder)
    if snapshot is None:
        return None
    found = {**snapshot.settings, **snapshot.messages, **snapshot.assets}
    return {file: stamp for file, stamp in found.items() if is_ours(file)}


def between(before: Files, now: Files) -> Saved:
    """Say what was saved between two looks."""
    return Saved(
        added=tuple(sorted(now.keys() - before.keys())),
        changed=tuple(sorted(file for file in now if before.get(file, now[file]) != now[file])),
        removed=tuple(sorted(before.keys() - now.keys())),
    )
