"""Tables on the screen lose no word, whatever its width."""

from __future__ import annotations

import subprocess
import sys

import pytest

from campaign.cli import show
from tests.servers.command import environment

LONG = "https://social.example/@northshire/" + "1234567890" * 6
ROWS = [
    ("1", "Fri 4 Dec 2026, 17:30", "northshire-facebook", f"behind-the-badge/{'long-' * 12}name"),
    ("12", "", "x", "A reason that goes on and on, word after word, " * 4 + LONG),
    ("3", "警察官 of the night", "y", "Line one\nline two\tand a tab \x1b[2J"),
]
WORDS = {
    word
    for row in ROWS
    for cell in row
    for word in cell.replace("\x1b", "�").replace("\n", " ").split()
}
CODE = (
    f"from campaign.cli import show; show.table({ROWS!r}, heads=('No.', 'Due', 'Channel', 'Why'))"
)


def printed(width=None):
    env = environment({"COLUMNS": str(width)} if width else None)
    if not width:
        del env["COLUMNS"]
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("width", [None, 1, 40, 60, 80, 100, 120, 200])
def test_a_table_loses_no_word_at_any_width(width):
    text = printed(width)
    assert set(text.split()) >= WORDS
    assert "\x1b" not in text


def test_every_width_between_keeps_every_word(monkeypatch, capsys):
    for width in range(40, 201):
        monkeypatch.setenv("COLUMNS", str(width))
        show.table(ROWS)
        assert set(capsys.readouterr().out.split()) >= WORDS, width


def test_columns_stand_under_each_other_and_the_last_is_folded(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    show.table([("a", "bb", "word " * 12), ("ccc", "d", "end")], heads=("One", "Two", "Last"))
    assert capsys.readouterr().out == (
        "  One  Two  Last\n"
        "  a    bb   word word word word word word word word word\n"
        "            word word word\n"
        "  ccc  d    end\n"
    )


def test_no_rows_print_nothing(capsys):
    show.table([], heads=("One", "Two"))
    assert capsys.readouterr().out == ""
