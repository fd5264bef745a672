"""Files as people really save them: each gets one clear outcome, at the exact place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.campaign_folder import GOOD, library_of

AUDIENCE = "audience: public"
TITLE = "title: Walking home at night"


def with_line(line: str) -> str:
    """Return the good message with one more setting, on line 6."""
    return GOOD.replace(AUDIENCE, f"{AUDIENCE}\n{line}")


# name: (content, [(line, column, code)], a piece of what the person is told to do)
REFUSED: dict[str, tuple[str | bytes, list[tuple[int, int, str]], str]] = {
    "a misspelt setting": (
        GOOD.replace("platforms", "platfroms"),
        [(2, 1, "missing-setting"), (4, 1, "unknown-setting")],
        "Did you mean “platforms”?",
    ),
    "a setting under another name": (
        with_line("start: 1/12/2026"),
        [(6, 1, "unknown-setting")],
        "Did you mean “from”?",
    ),
    "a misspelt theme": (
        GOOD.replace("behind-the-badge", "behind-the-bage"),
        [(3, 8, "unknown-theme")],
        "Did you mean “behind-the-badge”?",
    ),
    "a second colon": (
        GOOD.replace(TITLE, "title: Warning: walking home at night"),
        [(2, 15, "second-colon")],
        'title: "Warning: walking home at night"',
    ),
    "a Tab": (
        GOOD.replace("platforms: X, Facebook", "platforms:\n\t- X\n\t- Facebook"),
        [(5, 1, "tab")],
        "Use spaces",
    ),
    "a missing setting": (
        GOOD.replace("theme: behind-the-badge\n", ""),
        [(2, 1, "missing-setting")],
        "Add a line “theme: …”",
    ),
    "an opening fence that is a long dash": (
        GOOD.replace("---\ntitle", "—\ntitle"),
        [(1, 1, "fence")],
        "three plain hyphens",
    ),
    "a closing fence that is a long dash": (
        GOOD.replace("public\n---", "public\n—"),
        [(6, 1, "fence")],
        "three plain hyphens",
    ),
    "a settings block that is never closed": (
        GOOD.replace("public\n---", "public"),
        [(1, 1, "fence")],
        "Add a line with three hyphens",
    ),
    "no settings block": ("\nJust text\n", [(2, 1, "fence")], "messages/_template.md"),
    "an empty settings block": ("---\n---\nText\n", [(2, 1, "empty-settings")], ""),
    "nothing at all": (b"", [(1, 1, "empty-file")], "messages/_template.md"),
    "no text": (GOOD.replace("Text\n", "\n"), [(7, 1, "no-text")], "below the settings block"),
    "a day that does not exist": (
        with_line("from: 31/02/2026"),
        [(6, 7, "date")],
        "Write a day from 1 to 28",
    ),
    "a date in words": (with_line("until: next week"), [(6, 8, "date")], "25/1/2027"),
    "the wrong weekday": (
        with_line("from: Monday 1 December 2026"),
        [(6, 7, "date")],
        "Write Tuesday, or another date.",
    ),
    "dates the wrong way round": (
        with_line("from: 2/12/2026\nuntil: 1/12/2026"),
        [(7, 8, "dates-turned")],
        "from, until",
    ),
    "a setting given twice": (
        with_line("audience: police"),
        [(6, 1, "duplicate-setting")],
        "Delete one of them.",
    ),
    "a placeholder without quotes": (
        with_line("link: {{ organisation.website }}"),
        [(6, 8, "bracket")],
        "put quotes round the whole value",
    ),
    "a percent sign in front": (
        GOOD.replace("Walking", "%50 of people walking"),
        [(2, 8, "value-start")],
        'title: "%50 of people walking home at night"',
    ),
    "an at sign in front": (
        GOOD.replace("Walking", "@Northshire walking"),
        [(2, 8, "value-start")],
        'title: "@Northshire walking home at night"',
    ),
    "a hashtag in front": (
        GOOD.replace("Walking home", "#NotInMyName"),
        [(2, 8, "comment")],
        'whole value: "#NotInMyName at night"',
    ),
    "a hashtag behind": (
        GOOD.replace("home at night", "home #SaferStreets"),
        [(2, 21, "comment")],
        'whole value: "Walking home #SaferStreets"',
    ),
    "a star in front": (
        GOOD.replace("Walking", "*Walking*"),
        [(2, 8, "value-start")],
        "Put quotes round the whole value.",
    ),
    "an anchor that feeds on itself": (
        GOOD.replace(AUDIENCE, "audience: &a [x, *a]\nnotes: *a"),
        [(5, 11, "value-start")],
        "Put quotes round the whole value.",
    ),
    "a tag that would run code": (
        GOOD.replace(AUDIENCE, "audience: !!python/object/apply:os.system [ls]"),
        [(5, 11, "value-start")],
        "Put quotes round the whole value.",
    ),
    "brackets a thousand deep": (
        GOOD.replace(AUDIENCE, "audience: " + "[" * 5000),
        [(5, 19, "nesting")],
        "Remove the extra brackets",
    ),
    "brackets twenty deep": (
        GOOD.replace(AUDIENCE, "audience: " + "[" * 20 + "]" * 20),
        [(5, 19, "nesting")],
        "Remove the extra brackets",
    ),
    "a quotation mark never closed": (
        GOOD.replace(TITLE, 'title: "Walking home at night'),
        [(2, 8, "open-quote")],
        "Add the closing quotation mark",
    ),
    "text after a closing quotation mark": (
        GOOD.replace(TITLE, 'title: "Walking" home at night'),
        [(2, 18, "text-after-quote")],
        "Put the whole value in quotes",
    ),
    "no colon": (
        GOOD.replace(AUDIENCE, "audience public"),
        [(5, 1, "no-colon")],
        "Did you mean “audience: public”?",
    ),
    "no colon on the first line": (
        GOOD.replace("title: ", "title "),
        [(2, 1, "no-colon")],
        "Did you mean “title: Walking home at night”?",
    ),
    "a semicolon for a colon": (
        GOOD.replace(AUDIENCE, "audience; public"),
        [(5, 1, "no-colon")],
        "Did you mean “audience: public”?",
    ),
    "no space after the colon": (
        GOOD.replace(AUDIENCE, "audience:public"),
        [(5, 1, "no-colon")],
        "Did you mean “audience: public”?",
    ),
    "an indented setting": (
        GOOD.replace(AUDIENCE, f"  {AUDIENCE}"),
        [(5, 3, "indentation")],
        "Remove the 2 spaces",
    ),
    "a heading for an unknown platform": (
        f"{GOOD}\n## Blusky\nHi\n",
        [(9, 4, "unknown-platform")],
        "Did you mean “Bluesky”?",
    ),
    "two unknown platforms in a list": (
        GOOD.replace("X, Facebook", "X, Facebok, Tiktok"),
        [(4, 15, "unknown-platform"), (4, 24, "unknown-platform")],
        "Did you mean “facebook”?",
    ),
    "an unknown platform in a list of lines": (
        GOOD.replace("platforms: X, Facebook", "platforms:\n  - X\n  - Facebok"),
        [(6, 5, "unknown-platform")],
        "Did you mean “facebook”?",
    ),
    "an unknown organisation": (
        with_line("organisations: commissioner, northshire-polic"),
        [(6, 30, "unknown-organisation")],
        "Did you mean “northshire-police”?",
    ),
    "a setting left empty": (GOOD.replace(AUDIENCE, "audience:"), [(5, 1, "empty")], "delete"),
    "a list where a text belongs": (
        GOOD.replace(TITLE, "title: [Walking, home]"),
        [(2, 8, "not-text")],
        "",
    ),
    "a time that is none": (
        with_line("when: every Fryday at 17:30"),
        [(6, 13, "when")],
        'Did you mean "Friday"?',
    ),
    "a link without https": (
        with_line("link: www.northshire-police.example"),
        [(6, 7, "link")],
        "Did you mean “https://www.northshire-police.example”?",
    ),
    "a maybe for yes or no": (with_line("draft: maybe"), [(6, 8, "yes-or-no")], "Write yes or no."),
    "a number with thousands of digits": (
        with_line(f"rest: {'9' * 5000}"),
        [(6, 7, "amount")],
        "21 days",
    ),
    "a date with thousands of digits": (with_line(f"from: {'9' * 5000}"), [(6, 7, "date")], ""),
    "a backslash in double quotes": (
        with_line('notes: "C:\\police\\x"'),
        [(6, 11, "backslash")],
        "Use 'single quotes'",
    ),
    "a space nobody can see": (
        GOOD.replace("title:", "title:\u200b"),
        [(2, 7, "invisible-character")],
        "type it again",
    ),
    "a control character": (
        GOOD.replace("night", "ni\x0bght"),
        [(2, 26, "invisible-character")],
        "type it again",
    ),
    "a character lost on the way": (
        GOOD.replace("Text", "Don\ufffdt"),
        [(7, 4, "lost-character")],
        "again",
    ),
    "the old Windows encoding": (
        GOOD.replace("Text", "é “Don’t”").replace("é", "e").encode("cp1252"),
        [(7, 3, "encoding")],
        "UTF-8",
    ),
    "the old Windows encoding after UTF-8": (
        GOOD.replace("Text", "£5 ").encode() + b"\xa35",
        [(8, 1, "encoding")],
        "UTF-8",
    ),
    "UTF-16": (GOOD.encode("utf-16"), [(1, 1, "encoding")], "UTF-8"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), [(1, 1, "not-text")], ""),
    "a Word document": (b"PK\x03\x04\x14\x00\x06\x00", [(1, 1, "not-text")], "Copy its words"),
    "one curly bracket": (
        GOOD.replace("Text", "Call { signpost.emergency }"),
        [(7, 6, "placeholder")],
        "Write {{ signpost.emergency }}.",
    ),
    "a placeholder not closed": (
        GOOD.replace("Text", "Call {{ signpost.emergency }"),
        [(7, 6, "placeholder"), (7, 28, "placeholder")],
        "two brackets each side",
    ),
    "an unknown placeholder": (
        GOOD.replace("Text", "One\nCall {{ signpost.emergancy }}"),
        [(8, 9, "unknown-name")],
        "Did you mean “emergency”?",
    ),
    "a value only one organisation has": (
        GOOD.replace("Text", "{{ organisation.chief }}"),
        [(7, 4, "unknown-name")],
        "messages/organisations/commissioner.yaml",
    ),
    "a condition that does not end": (
        GOOD.replace("Text", "Hello\n {% if campaign.name %}\nText"),
        [(8, 2, "condition")],
        "Add {% endif %}",
    ),
    "one platform in two sections": (
        f"{GOOD}\n## X\nOne\n\n## Facebook and Twitter\nTwo\n",
        [(12, 17, "section-twice")],
        "Keep one",
    ),
    "a section without text": (
        f"{GOOD}\n## X\n\n",
        [(9, 4, "empty-section")],
        "delete the heading",
    ),
    "a heading with one #": (f"{GOOD}\n# Facebook\nHi\n", [(9, 1, "heading")], "## Facebook"),
    "a picture without alt text": (
        with_line("image: none.png"),
        [(6, 8, "alt-missing"), (6, 8, "picture-missing")],
        "alt: …",
    ),
    "a picture outside assets": (
        with_line("image: ../secret.png\nalt: A secret"),
        [(6, 8, "picture-name")],
        "file's name only",
    ),
}

ACCEPTED: dict[str, str | bytes] = {
    "words YAML takes for yes and no": with_line("notes: no, yes, on, off"),
    "UK dates": with_line("from: 01/12/2026\nuntil: 31.12.26"),
    "dates with the month in words": with_line("from: 1st December 2026\nuntil: Sun 3 Jan 2027"),
    "curly quotes inside a value": GOOD.replace("Walking home", "“Walking home”"),
    "a time YAML takes for 1170": with_line("notes: 19:30"),
    "a space from a web page": GOOD.replace(AUDIENCE, "audience:\u00a0public"),
    "a byte order mark and Windows lines": b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(),
    "lines as on old Macs": GOOD.replace("\n", "\r").encode(),
    "blank lines before the settings": f"\n\n{GOOD}",
    "a note after a value": with_line("draft: no    # or yes"),
    "a list of lines": GOOD.replace("platforms: X, Facebook", "platforms:\n  - X\n  - fb"),
    "platforms joined with and": GOOD.replace("X, Facebook", "twitter and Facebook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_faulty_file_is_told_at_the_exact_place(name: str, tmp_path: Path) -> None:
    content, expected, fix = REFUSED[name]
    library = library_of(tmp_path, awkward=content, other=GOOD.replace("Text", "Other"))
    assert [(f.line, f.column, f.code) for f in library.findings] == expected
    assert {f.file for f in library.findings} == {"messages/behind-the-badge/awkward.md"}
    assert fix in " ".join(f.fix for f in library.findings)
    assert list(library.messages) == ["behind-the-badge/other"]


@pytest.mark.parametrize("name", REFUSED)
def test_every_finding_is_one_plain_sentence(name: str, tmp_path: Path) -> None:
    for finding in library_of(tmp_path, awkward=REFUSED[name][0]).findings:
        assert finding.message[-1] in ".?”"
        assert "\n" not in finding.message
        assert len(finding.message) < 160
        for word in ("libyaml", "pydantic", "Error", "Traceback", "NoneType", "jinja", "mapping"):
            assert word not in finding.message + finding.fix


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_that_only_looks_odd_is_accepted(name: str, tmp_path: Path) -> None:
    library = library_of(tmp_path, odd=ACCEPTED[name])
    assert library.findings == ()
    message = library.messages["behind-the-badge/odd"]
    assert message.platforms == ("x", "facebook")
    assert message.sections[0].text == "Text"


def test_the_table_is_long_enough() -> None:
    assert len(REFUSED) + len(ACCEPTED) >= 37
