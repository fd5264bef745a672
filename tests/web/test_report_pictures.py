"""Pictures of the report for people to look at, in build/pictures: made in every run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures import FOLDER, SIZE, take
from tests.servers.browser import browser
from tests.servers.paths import ROOT


@pytest.fixture(scope="module")
def taken(tmp_path_factory) -> dict[str, Image.Image]:
    """Write a report in a process of its own and take its pictures: name to picture."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    folder = tmp_path_factory.mktemp("report")
    command = [sys.executable, "-m", "tests.servers.posted", str(folder), "simulated"]
    done = subprocess.run(
        [*command, "html", "pdf"],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with browser() as chromium:
        paths = take(chromium, Path(done.stdout.strip()), FOLDER / "test")
    return {path.stem: Image.open(path).convert("RGB") for path in paths}


@pytest.mark.parametrize(
    ("look", "paper"), [("light", (255, 255, 255)), ("dark", (15, 23, 32))], ids=["light", "dark"]
)
def test_the_page_is_pictured_in_both_its_looks(taken, look, paper):
    picture = taken[f"report-{look}"]
    assert picture.size == (SIZE["width"], SIZE["height"])
    assert picture.getpixel((2, 2)) == paper
    assert _inked(picture, paper) > 0.02


def test_the_beginning_of_the_pdf_is_pictured(taken):
    for number in (1, 2, 3):
        picture = taken[f"report-pdf-{number}"]
        wide, high = picture.size
        assert high / wide == pytest.approx(2**0.5, rel=0.01)  # A4
        assert _inked(picture, (255, 255, 255)) > 0.02
        margin = picture.crop((0, 0, wide, high // 40))
        assert _inked(margin, (255, 255, 255)) == 0


def _inked(picture: Image.Image, paper: tuple[int, int, int]) -> float:
    """Return which part of a picture is not bare paper."""
    bare = sum(count for count, colour in picture.getcolors(1 << 24) if colour == paper)
    return 1 - bare / (picture.width * picture.height)
