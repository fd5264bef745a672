"""Throw mangled files at the reader and the checks for some minutes.

``python -m tests.fuzz [MINUTES] [SEED]`` (or ``make fuzz MINUTES=10``). Every file is a shipped
one that was cut, doubled, swapped, spliced with another or struck with odd bytes; whatever
comes of it must be findings or a message, never an exception. A file that breaks the rule is
kept, and its path printed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from campaign.checks.check import check
from campaign.library.loader import read_library
from tests.servers.campaign_folder import GOOD, PLATFORMS, write_campaign
from tests.servers.paths import ROOT

ODD = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\t", b"---\n", b"{{ ", b" }}", b"{% if ",
    b"{% endif %}", b"[", b"{", b"&a ", b"*a", b"!!python/object ", b"? ", b"|\n", b">\n", b"# ",
    b"## X and Bluesky\n", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xe2\x80\x9c", b"\xf0\x9f\x87\xac",
    b"999999999999999999999999", b"31/2/2027", b"every ", b"at 25:61 ", b": ", b" #", b"'", b'"',
]  # fmt: skip
FILES = ("campaign.yaml", "facts.yaml", "signposts.yaml", "dates.yaml", "words.yaml")
LONGEST = 60_000  # bytes


def corpus() -> dict[str, list[bytes]]:
    """Return the shipped files by where they stand in a folder: messages, and each register."""
    messages = ROOT / "messages"
    found = {"any.md": [GOOD.encode(), *(p.read_bytes() for p in messages.rglob("*.md"))]}
    for name in FILES:
        if (messages / name).exists():
            found[name] = [(messages / name).read_bytes()]
    organisations = [p.read_bytes() for p in (messages / "organisations").glob("*.yaml")]
    found["organisations/fuzzed.yaml"] = organisations
    return found


def mangled(chance: random.Random, files: list[bytes]) -> bytes:
    """Return one of the files after some accidents."""
    data = chance.choice(files)
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        match chance.randrange(6):
            case 0:
                data = data[:at] + data[end:]
            case 1:
                data = data[:at] + chance.choice(ODD) * chance.choice((1, 1, 2, 40)) + data[at:]
            case 2:
                data = data[:end] + data[at:end] + data[end:]
            case 3:
                data = data[:at] + chance.randbytes(chance.randint(1, 8)) + data[end:]
            case 4:
                other = chance.choice(files)
                data = data[:at] + other[chance.randrange(len(other) + 1) :]
            case _:
                lines = data.split(b"\n")
                chance.shuffle(lines)
                data = b"\n".join(lines)
    return data[:LONGEST]


def tries(seconds: float, seed: int) -> Iterator[tuple[str, bytes]]:
    """Give mangled files until the time is over."""
    chance, files = random.Random(seed), corpus()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name = "any.md" if chance.random() < 0.6 else chance.choice(sorted(files))
        yield name, mangled(chance, files[name])


def survive(folder: Path, name: str, data: bytes) -> None:
    """Read and check a folder with this one file in it."""
    root = write_campaign(folder, {name: data})
    library = read_library(root, PLATFORMS)
    check(library, PLATFORMS, date(2026, 11, 22))


def main(minutes: float, seed: int) -> int:
    """Fuzz; return how many files broke the rule."""
    count = broken = 0
    for name, data in tries(minutes * 60, seed):
        count += 1
        with tempfile.TemporaryDirectory() as folder:
            try:
                survive(Path(folder), name, data)
            except Exception as exc:  # noqa: BLE001 - finding any at all is the point
                broken += 1
                with tempfile.NamedTemporaryFile(
                    prefix="fuzz-", suffix=f"-{Path(name).name}", delete=False
                ) as kept:
                    kept.write(data)
                print(f"{type(exc).__name__}: {exc} ({name}, kept as {kept.name})")
    print(f"files {count}, seed {seed}, uncaught {broken}")
    return broken


if __name__ == "__main__":
    given = sys.argv[1:]
    found = main(
        float(given[0]) if given else 10,
        int(given[1]) if len(given) > 1 else random.SystemRandom().randrange(2**32),
    )
    sys.exit(1 if found else 0)
