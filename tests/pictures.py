"""Pictures of the report, for people to look at: the page in light and dark, the PDF's beginning.

    python -m tests.pictures

plays four weeks of the shipped campaign on the sandbox network, writes their report and puts
the pictures in build/pictures ("make pictures"), with the one of the README. A test run puts its
own there, too.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.servers.browser import browser
from tests.servers.paths import ROOT
from tests.servers.pdf_tags import pages, picture

FOLDER = ROOT / "build" / "pictures"
EDGE = 16  # pixels around a page
SIZE = {"width": 1100, "height": 1400}


def take(chromium: Browser, page: Path, folder: Path = FOLDER) -> list[Path]:
    """Take the pictures of a report, whose PDF lies beside its page."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = [_page(chromium, page, look, folder) for look in ("light", "dark")]
    for number in (1, 2, 3):
        taken.append(folder / f"report-pdf-{number}.png")
        taken[-1].write_bytes(picture(page.with_suffix(".pdf").read_bytes(), number))
    return taken


def _page(chromium: Browser, page: Path, look: str, folder: Path) -> Path:
    context = chromium.new_context(viewport=SIZE, color_scheme=look)
    try:
        shown = context.new_page()
        shown.goto(page.as_uri())
        path = folder / f"report-{look}.png"
        shown.screenshot(path=path)
        return path
    finally:
        context.close()


def side_by_side(pdf: bytes, path: Path) -> None:
    """Draw the report's first page beside the one with the chart of engagements, small."""
    words = pages(pdf)
    chart = next(n for n, text in enumerate(words, 1) if "Outtakes: how" in text)
    shown = [Image.open(io.BytesIO(picture(pdf, number, scale=1.1))) for number in (1, chart)]
    wide, high = shown[0].size
    sheet = Image.new("RGB", (2 * wide + 3 * EDGE, high + 2 * EDGE), "#dbe1e8")
    for number, page in enumerate(shown):
        sheet.paste(page, (EDGE + number * (wide + EDGE), EDGE))
    sheet.quantize(256).save(path, optimize=True)


def _main() -> None:
    with tempfile.TemporaryDirectory(prefix="campaign-pictures-") as folder:
        command = [sys.executable, "-m", "tests.servers.sandbox_month", folder]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        page = Path(done.stdout.strip())
        with browser() as chromium:
            taken = take(chromium, page)
        taken.append(FOLDER / "report.png")  # the README's
        side_by_side(page.with_suffix(".pdf").read_bytes(), taken[-1])
    print(*(path.relative_to(ROOT) for path in taken), sep="\n")


if __name__ == "__main__":
    _main()
