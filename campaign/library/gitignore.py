"""What git leaves out of a campaign's folder: what the program makes by itself."""

from __future__ import annotations

from pathlib import Path

FILE = ".gitignore"
_LINES = {
    "/.campaign/": "What the program keeps on this computer: its database, pictures and logs.",
    "/reports/*": "Evaluation reports: “campaign report” makes them anew.",
    "!/reports/commentary-*.md": "What an evaluator wrote for them is kept.",
}


def write_gitignore(folder: Path) -> Path | None:
    """Write the file, or add to the end of one that is there what it lacks.

    ``None``: it lacked nothing. Nothing that stands in it is ever changed.
    """
    path = folder / FILE
    before = path.read_bytes() if path.exists() else b""
    end = "\r\n" if b"\r\n" in before else "\n"
    left_out = {line.strip().strip("/") for line in before.decode("utf-8", "replace").splitlines()}
    added = "".join(
        f"# {why}{end}{line}{end}"
        for line, why in _LINES.items()
        if not {line.strip("/"), _whole(line)} & left_out
    )
    if not added:
        return None
    gap = end if before and not before.endswith(b"\n") else ""
    with path.open("ab") as file:
        file.write(f"{gap}{added}".encode())
    return path


def _whole(line: str) -> str:
    """Return the folder a line is about: who leaves all of it out has decided."""
    return line.strip("!/").partition("/")[0]
