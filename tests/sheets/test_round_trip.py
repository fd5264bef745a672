"""What goes out and comes back unchanged changes nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.lifecycle import State
from campaign.sheets.columns import SETTINGS, Columns, Kind
from campaign.sheets.document import Unreadable, read_document
from campaign.sheets.entry import Entry, Line
from campaign.sheets.revising import CannotRevise, revised
from tests.servers.campaign_folder import PLATFORMS, write_campaign
from tests.servers.paths import ROOT
from tests.servers.sheet import (
    NOW,
    csv_file,
    export_messages,
    imported,
    table,
    through_libreoffice,
    workbook,
)

UTF_8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
COLUMNS = Columns(PLATFORMS)
AWKWARD = {
    "behind-the-badge/signs.md": (
        "---\ntitle: '=1+1'\ntheme: behind-the-badge\nplatforms: X, Facebook\n"
        'alt: "@a + -b \'c\'"\nimage: a.png\nnotes: "0113 496 0000"\nfrom: 1/2/2027\n---\n'
        "=SUM(A1) is not a sum.\n\n@NorthshirePolice  two spaces\n+44 and -5\n'quoted'\n\n"
        "## Facebook\n\ttab, “curly” and a\u00a0hard space, https://www.example/?a=1&b=2\n"
    ),
    "behind-the-badge/numbers.md": (
        "---\ntitle: 07700900123\ntheme: behind-the-badge\nplatforms: [x, facebook]\n"
        "when: on 25/1/2027 at 19:30\nrest: 21 days\ngrace: 15\ndraft: yes\n"
        "notes:\n  - one: two\n    three: four\n---\n1E5\n"
    ),
    "behind-the-badge/versions.md": (
        "---\ntitle: Two versions\ntheme: behind-the-badge\nplatforms: X, Facebook\n---\n"
        "Call 999.\n\n## Variant B\n\nFilm second.\n\n## X\n\nShort\n\n## Variant B for X\nB\n"
    ),
    "bystander-guidance/emoji.md": (
        "---\r\ntitle: 👨‍👩‍👧 ŵy\r\ntheme: bystander-guidance # note\r\nplatforms: all\r\n---\r\n"
        "Line one\r\n\r\n\r\nLine four  \r\nend\r\n\r\n## X, Bluesky\r\nshort\r\n"
    ),
}


def entry(message: str, platform: str, at: datetime) -> Entry:
    return Entry(
        key=f"{message}{platform}{at}",
        message=message,
        title="T",
        theme="behind-the-badge",
        channel=f"northshire-{platform}",
        organisation="northshire-police",
        platform=platform,
        state=State.PENDING,
        at=at.replace(tzinfo=NOW.tzinfo),
        local=at,
    )


def lines_for(*messages: str) -> list[Line]:
    at = datetime.fromisoformat("2027-01-25T19:30")
    return [
        Line(m, at.replace(day=day), (entry(m, "x", at), entry(m, "facebook", at)), ("A clash.",))
        for day, m in enumerate(messages, 1)
    ]


@pytest.fixture
def folder(tmp_path) -> Path:
    write_campaign(tmp_path / "c", AWKWARD)
    (tmp_path / "c" / "messages" / "behind-the-badge" / "bom.md").write_bytes(
        b"\xef\xbb\xbf---\ntitle: BOM\ntheme: behind-the-badge\nplatforms: x\n---\nText\n"
    )
    return tmp_path / "c"


def says_nothing(outcome) -> None:
    assert outcome.changes == []
    assert outcome.conflicts == []
    assert [str(problem) for problem in outcome.problems] == []
    assert outcome.notes == []
    assert outcome.unchanged


def test_an_export_that_nobody_edits_changes_nothing(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx", lines_for("behind-the-badge/numbers"))
    says_nothing(imported(folder, path))


def without_versions(path: Path, target: Path) -> Path:
    sheets = []
    for name in ("Calendar", "Messages"):
        rows = table(path, name)
        at = rows[0].index("Version")
        sheets.append([[*row[:at], *row[at + 1 :]] for row in rows])
    return workbook(target, sheets[1], names=["Messages"])


def test_not_even_when_every_cell_has_to_be_compared(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    says_nothing(imported(folder, without_versions(path, tmp_path / "d.xlsx")))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_may_open_and_save_it(folder, tmp_path, kind):
    lines = lines_for("behind-the-badge/numbers", "bystander-guidance/emoji", "gone/away")
    path = export_messages(folder, tmp_path / "c.xlsx", lines)
    saved = through_libreoffice(path, tmp_path / "saved", kind)
    says_nothing(imported(folder, saved))
    if kind == "xlsx":  # calamine reads no tabs from .ods: see Sheet.loses_tabs
        says_nothing(imported(folder, without_versions(saved, tmp_path / "d.xlsx")))


def test_libreoffice_may_save_it_as_csv(folder, tmp_path):
    path = export_messages(folder, tmp_path / "c.xlsx")
    only = workbook(tmp_path / "m.xlsx", table(path, "Messages"), names=["Messages"])
    saved = through_libreoffice(only, tmp_path / "saved", UTF_8_CSV)
    outcome = imported(folder, saved)
    assert (outcome.changes, outcome.problems, outcome.conflicts) == ([], [], [])


def test_letters_that_a_csv_lost_are_noticed(folder, tmp_path):
    rows = [["Message id", "Title"], ["bystander-guidance/emoji", "????? ?y"]]
    outcome = imported(folder, csv_file(tmp_path / "c.csv", rows))
    assert outcome.changes == []
    [problem] = outcome.problems
    assert str(problem) == (
        "row 2, column B (Title): Letters became question marks when this file was saved. "
        "Save it as “CSV UTF-8”, or as .xlsx."
    )


def test_the_shipped_campaign_comes_back_unchanged(tmp_path):
    for part in ("messages", "assets"):
        shutil.copytree(ROOT / part, tmp_path / part)
    path = export_messages(tmp_path, tmp_path / "c.xlsx")
    says_nothing(imported(tmp_path, path))
    says_nothing(imported(tmp_path, without_versions(path, tmp_path / "d.xlsx")))


# Anything a message file may hold

character = st.characters(
    exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\u2028\u2029\ufffd"
)
words = st.text(character, min_size=1, max_size=30)
line = st.text(st.one_of(character, st.sampled_from("=@+-'\" \t#{}:,;")), max_size=40)
texts = st.lists(line.filter(lambda one: not one.lstrip().startswith("#")), min_size=1, max_size=6)
newline = st.sampled_from(["\n", "\r\n"])


@st.composite
def message_files(draw) -> bytes:
    lines = ["---", f"title: {json.dumps(draw(words), ensure_ascii=False)}", "# a note"]
    lines += ["theme: behind-the-badge  # beside", "platforms: x, facebook, bluesky"]
    for name in draw(st.sets(st.sampled_from(["notes", "author", "alt", "audience"]))):
        lines += [f"{name}: {json.dumps(draw(words), ensure_ascii=False)}"]
    lines += draw(st.sampled_from([[], ["from: 1/2/2027"], ["rest: 3 weeks"], ["draft: no"]]))
    lines += ["---", *draw(texts)]
    for heading in draw(
        st.sampled_from([[], ["X"], ["X and Bluesky"], ["Facebook", "X, Bluesky"]])
    ):
        lines += ["", f"## {heading}", *draw(texts)]
    return draw(newline).join([*lines, ""]).encode()


@given(files=st.lists(message_files(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_library_comes_back_unchanged(files):
    with tempfile.TemporaryDirectory() as name:
        folder = write_campaign(
            Path(name) / "c", {f"behind-the-badge/m{n}.md": raw for n, raw in enumerate(files)}
        )
        path = export_messages(folder, Path(name) / "c.xlsx")
        outcome = imported(folder, path)
        assert (outcome.changes, outcome.conflicts, outcome.problems) == ([], [], [])
        bare = without_versions(path, Path(name) / "d.xlsx")
        outcome = imported(folder, bare)
        assert (outcome.changes, outcome.conflicts, outcome.problems) == ([], [], [])


EDITABLE = [key for key, column in SETTINGS.items() if column.kind in (Kind.PROSE, Kind.WORDS)]


@given(
    raw=message_files(),
    key=st.sampled_from([*EDITABLE, "text", "text:x", "text:bluesky", "text:facebook"]),
    new=st.one_of(st.just(""), st.lists(line, min_size=1, max_size=3).map("\n".join)),
)
@settings(max_examples=300, deadline=None)
def test_a_change_of_one_cell_touches_nothing_else(raw, key, new):
    from campaign.sheets.cells import tidy

    try:
        document = read_document("m.md", raw, COLUMNS.names)
    except Unreadable:
        return
    new = tidy(new, COLUMNS[key])
    try:
        changed = revised(document, {key: new}, COLUMNS)
    except CannotRevise:
        return
    after = read_document("m.md", changed, COLUMNS.names)
    for other in SETTINGS:
        if other != key:
            assert after.cells.get(other) == document.cells.get(other)
    block = raw.split(b"---")[1]
    if key.startswith("text"):
        assert changed.split(b"---")[1] == block
    ends = b"\r\n" if b"\r\n" in raw else b"\n"
    assert changed.count(b"\n") == changed.count(ends)


@pytest.mark.parametrize(
    ("cells", "old", "new"),
    [
        ({"text": "Ring 999."}, "Call 999.", "Ring 999."),
        ({"text:x": "Brief"}, "Short\n", "Brief\n"),
        ({"text:x": ""}, "## X\n\nShort\n\n", ""),
        ({"title": "One"}, "Two versions", "One"),
    ],
)
def test_a_change_of_a_cell_leaves_the_other_version_as_it_is(cells, old, new):
    text = AWKWARD["behind-the-badge/versions.md"]
    document = read_document("m.md", text.encode(), COLUMNS.names)
    assert "Film second." not in document.cells.values()
    assert revised(document, cells, COLUMNS).decode() == text.replace(old, new)
