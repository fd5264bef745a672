"""The evaluator's file: read as it was meant, told where it fits nowhere, never changed."""

from __future__ import annotations

import pytest

from campaign.reports import commentary
from campaign.reports.commentary import HINTS, LARGEST, LEARNED, NEXT, NONE, empty, read

PERIOD = "1 to 31 October 2026"


def test_a_new_file_has_every_heading_with_a_hint_and_says_nothing_itself():
    text = empty(PERIOD)
    assert PERIOD in text
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == list(HINTS)
    found = read(text, "commentary.md")
    assert (found.words, found.warnings) == ({}, ())


def test_paragraphs_and_lists_are_read_in_their_order():
    text = """## outtakes ##
First line
  goes on here.

> a hint between
Second paragraph.
- one
  with more of it
- two

Last words.
"""
    found = read(text, "c.md")
    assert found.warnings == ()
    first, second = found.under("Outtakes")
    assert first.heading == "Commentary"
    assert first.paragraphs == ("First line goes on here.", "Second paragraph.")
    assert first.bullets == ("one with more of it", "two")
    assert (second.heading, second.paragraphs) == ("", ("Last words.",))


def test_other_marks_stay_as_they_are_typed():
    [words] = read("## Impact\n**bold** <b>&amp;</b> [a](b) `c`\n", "c.md").under("Impact")
    assert words.paragraphs == ("**bold** <b>&amp;</b> [a](b) `c`",)


def test_a_line_that_begins_with_a_hashtag_is_no_heading():
    text = (
        "##What next\n\n#BehindTheBadge comes back in May.\n\n#Impact\nstays.\n\n# Impact\n\nOne."
    )
    told = read(text, "c.md")
    assert told.warnings == ()
    [following] = told.under(NEXT, "")
    assert following.paragraphs == ("#BehindTheBadge comes back in May.", "#Impact stays.")
    [impact] = told.under("Impact", "")
    assert impact.paragraphs == ("One.",)


def test_a_heading_of_no_section_is_told_in_one_sentence_and_not_printed():
    found = read("## Resulds\nText\nmore\n\n## Impact\nWords\n", "c.md")
    [warning] = found.warnings
    assert warning.startswith("c.md, line 1: the report has no place for “Resulds”, so what")
    assert "“Outtakes”" in warning
    assert list(found.words) == ["Impact"]


def test_text_under_no_heading_is_told_once():
    found = read("# Title\n\nHello\nyou\n\n## Impact\nWords\n", "c.md")
    [warning] = found.warnings
    assert (
        warning == "c.md, line 3: this stands under no heading of the report, so it is not printed."
    )


def test_a_claim_is_warned_of_and_printed_as_it_was_written():
    found = read("## Impact\n\nThe campaign has reduced assaults.\n", "c.md")
    [warning] = found.warnings
    assert warning.startswith("c.md, line 3: “")
    assert "no figure here shows" in warning
    assert found.under("Impact")[0].paragraphs == ("The campaign has reduced assaults.",)


def test_what_nobody_can_see_is_left_out():
    [words] = read("## Impact\na\x00b\u202ec\u00a0d\te\r\nf\n", "c.md").under("Impact")
    assert words.paragraphs == ("abc d e f",)


def test_what_is_not_written_yet_says_where_to_write_it():
    found = read(f"## {LEARNED}\nIt works in the evening.\n", "c.md")
    assert found.asked(LEARNED)[0].heading == LEARNED
    assert found.asked(NEXT)[0].paragraphs == (
        "Nobody has written this yet: the file c.md has a place for it.",
    )
    assert NONE.asked(NEXT) == ()


def test_the_file_is_made_once_and_never_changed(tmp_path):
    file = tmp_path / "reports" / "commentary.md"
    commentary.commentary(file, PERIOD)
    assert file.read_text(encoding="utf-8") == empty(PERIOD)
    mine = "\ufeff## Impact\r\nMine\r\n".encode()
    file.write_bytes(mine)
    found = commentary.commentary(file, "another period")
    assert found.under("Impact")[0].paragraphs == ("Mine",)
    assert file.read_bytes() == mine


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("## Impact\ncaf\xe9".encode("latin-1"), "is not plain text in UTF-8"),
        (b"x" * (LARGEST + 1), "is larger than 200 kB"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_no_failure(tmp_path, raw, told):
    file = tmp_path / "commentary.md"
    file.write_bytes(raw)
    found = commentary.commentary(file, PERIOD)
    assert found.words == {}
    [warning] = found.warnings
    assert told in warning
    assert file.read_bytes() == raw
