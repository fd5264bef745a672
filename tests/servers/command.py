"""Runs ``campaign`` as a person does: in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers.paths import ROOT

# As a person reads them: "Fri 4 Dec 2026, 17:30" and "Fri 4 Dec 2026".
_MOMENT = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}(, \d\d:\d\d)?")


# Hundreds of starts share one store of byte code, wherever the developer keeps theirs.
_BYTE_CODE = TemporaryDirectory(prefix="campaign-tests-")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def timeless(self) -> str:
        """The output with every day and time of day replaced by a mark."""
        return _MOMENT.sub(lambda m: "DAY, TIME" if m[1] else "DAY", self.out)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a plain environment: no colours, a fixed width, nothing of the developer's own."""
    foreign = ("CAMPAIGN_", "DATABASE_", "PYTHON")
    own = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    return {
        **own,
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": _BYTE_CODE.name,
        "PYTHONWARNINGS": "error",
        **(extra or {}),
    }


def campaign(
    folder: Path,
    *arguments: str,
    given: str | bytes = b"",
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run one command in a folder; no traceback may ever be seen."""
    done = subprocess.run(
        [sys.executable, "-m", "campaign", *arguments],
        cwd=folder,
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        env=environment(env),
        check=False,
        timeout=120,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out, out
    assert "Traceback" not in err, err
    return Done(done.returncode, out, err)


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in a folder; its $0 is Python."""
    return subprocess.run(
        ["bash", "-c", line, sys.executable],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def approve(folder: Path, *message: str, by: str = "Kim Osei") -> Done:
    """Read what waits, or one message of it, and say yes to it with the code it ends with."""
    [code] = re.findall(r"--code (\w+)", campaign(folder, "approvals", *message).out)
    return campaign(folder, "approve", *(message or ["--all"]), "--code", code, "--by", by)
