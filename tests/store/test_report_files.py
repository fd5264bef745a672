"""The report's files: what they say, that they agree, that they are whole."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from campaign.lifecycle import State
from campaign.reports import material
from campaign.reports.claims import claims
from campaign.reports.csv import COLUMNS, harmless
from campaign.reports.material import Question
from campaign.reports.report import ReportError, write_report
from campaign.reports.results import results
from tests.servers.posted import CAMPAIGN, END, NOW, START, channel, example, post, read

pytestmark = pytest.mark.django_db


def written(folder: Path):
    return write_report(folder, Question(start=START, end=END, now=NOW, campaign=CAMPAIGN))


def page_of(folder: Path) -> str:
    return written(folder).html.read_text(encoding="utf-8")


def lines_of(folder: Path) -> list[dict[str, str]]:
    with written(folder).csv.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Tables(HTMLParser):
    """The page's tables by caption: lists of rows, each a list of the cells' main texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._open: list[str] = []
        self._caption = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._open.append(tag)
        if tag == "table":
            self._rows, self._caption = [], ""
        if tag == "tr":
            self._rows.append([])
        if tag in {"th", "td"}:
            self._rows[-1].append("")

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass
        if tag == "table":
            self.found[self._caption] = self._rows

    def handle_data(self, data):
        if "table" not in self._open or "small" in self._open:
            return
        if "caption" in self._open:
            self._caption += data
        elif "th" in self._open or "td" in self._open:
            mark = " ~" if self._open[-1] == "span" else ""
            self._rows[-1][-1] += data.strip() + mark

    def starting(self, words: str) -> list[list[str]]:
        return next(rows for caption, rows in self.found.items() if caption.startswith(words))


def test_nothing_sent_is_a_page_that_says_so_with_no_figure(tmp_path):
    page = page_of(tmp_path)
    assert "No post was due from 1 to 31 October 2026" in page
    assert "No engagement has been reported for these posts, so there is no chart." in page
    assert "<svg" not in page
    assert "Simulated" not in page
    assert lines_of(tmp_path) == []


def test_one_post_has_its_figures(tmp_path):
    read(post(channel("x")), impressions=1250, reactions=20, comments=5)
    page = page_of(tmp_path)
    assert "Of 1 post due 1 to 31 October 2026, 1 was sent." in page
    assert "Those sent drew 25 engagements." in page
    assert "There were 2.00 engagements for every 100 times a post was shown." in page
    assert Tables(page).starting("Response by platform")[1:] == [
        ["X", "1", "1,250", "25", "2.00%", "2.00%"]
    ]
    assert "<svg" in page


def test_a_platform_without_impressions_says_n_a_and_never_0(tmp_path):
    read(post(channel("mastodon")), reactions=3, comments=1, shares=0)
    page = page_of(tmp_path)
    assert Tables(page).starting("Response by platform")[1:] == [
        ["Mastodon", "1", "n/a", "4", "n/a", "n/a"]
    ]
    assert Tables(page).starting("What each platform reported")[1:] == [
        [
            "Mastodon",
            "reactions + comments + shares",
            "nothing",
            "impressions, reach, saves and link clicks",
        ]
    ]
    assert "There is no engagement rate: too few impressions were reported." in page
    [line] = lines_of(tmp_path)
    assert line["impressions"] == line["engagement_rate_percent"] == line["saves"] == "n/a"
    assert (line["shares"], line["engagements"]) == ("0", "4")


def test_a_post_never_read_is_n_a_throughout(tmp_path):
    post(channel("x"))
    page = page_of(tmp_path)
    assert "No response to them has been read yet." in page
    assert Tables(page).starting("Response by platform")[1:] == [
        ["X", "1", "n/a", "n/a", "n/a", "n/a"]
    ]
    assert "Of 1 post sent, 1 had not been read yet." in page


def test_under_a_hundred_impressions_no_rate_is_shown(tmp_path):
    read(post(channel("x")), impressions=99, reactions=9)
    page = page_of(tmp_path)
    assert "%" not in " ".join(Tables(page).starting("Posts due 1")[1])
    assert Tables(page).starting("Response by platform")[1][4:] == ["n/a", "n/a"]


def test_missed_uncertain_and_failed_posts_are_told_with_their_causes(tmp_path):
    post(state=State.MISSED, cause="Its time passed: Nobody but its author has approved this text.")
    post(day=1, state=State.MISSED, cause="Its time passed: A hold is in place: An incident")
    post(day=2, state=State.UNCERTAIN, cause="The connection was cut.")
    post(day=3, state=State.FAILED, cause="It takes no post without a picture.")
    page = page_of(tmp_path)
    assert "Of 4 posts due 1 to 31 October 2026, none were sent. What became of them: " in page
    assert "them: 1 held back, 1 missed, 1 uncertain (it may be out) and 1 failed." in page
    assert Tables(page).starting("Posts that did not go out as planned")[1:] == [
        ["Held", "A hold was in place: An incident", "1"],
        ["Missed", "Nobody but its author has approved this text.", "1"],
        ["Uncertain", "The connection was cut.", "1"],
        ["Failed", "It takes no post without a picture.", "1"],
    ]
    assert "Nothing was sent in this period" in page


def test_simulated_figures_are_unmistakable_and_marked_row_by_row(tmp_path):
    example(network="sandbox")
    page = page_of(tmp_path)
    assert "Simulated: these are not real results" in page
    assert "<title>SIMULATED." in page
    assert "No member of the public saw any of it." in page
    assert ">Simulated</text>" in page  # across the chart
    tables = Tables(page).found
    rows = [
        row
        for caption, table in tables.items()
        if not caption.startswith(("What each measure", "Holds"))
        for row in table[1:]
    ]
    assert len(rows) > 100
    assert all(row[0].endswith("Simulated ~") for row in rows)
    assert {line["simulated"] for line in lines_of(tmp_path)} == {"yes"}


def test_a_report_of_real_posts_never_says_simulated(tmp_path):
    example()
    page = page_of(tmp_path)
    assert "imulated" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert {line["simulated"] for line in lines_of(tmp_path)} == {"no"}


def test_a_few_simulated_posts_among_real_ones_have_rows_of_their_own(tmp_path):
    read(post(channel("x")), impressions=1000, reactions=10)
    read(post(channel("x", "try", network="sandbox"), day=1), impressions=1000, reactions=900)
    page = page_of(tmp_path)
    assert "This report contains simulated posts" in page
    assert "Of 2 posts, 1 belongs to the built-in sandbox network" in page
    assert Tables(page).starting("Response by platform")[1:] == [
        ["X", "1", "1,000", "10", "1.00%", "1.00%"],
        ["XSimulated ~", "1", "1,000", "900", "90.00%", "90.00%"],
    ]
    assert "Those sent drew 10 engagements." in page


def test_every_figure_of_the_page_equals_the_csv_s(tmp_path):
    example()
    page, lines = page_of(tmp_path), lines_of(tmp_path)
    shown = Tables(page).starting("Posts due 1 to")
    assert len(shown) == len(lines) + 1
    for row, line in zip(shown[1:], lines, strict=True):
        assert row[3] == (
            line["impressions"] if line["impressions"] == "n/a" else f"{int(line['impressions']):,}"
        )
        assert row[4].replace(",", "") == line["engagements"]
        assert row[5].removesuffix("%") == line["engagement_rate_percent"]
    for what in ("platform", "theme", "channel", "message"):
        compare_groups(Tables(page).starting(f"Response by {what},"), lines, what)


def compare_groups(table, lines, what):
    names = {
        "platform": lambda line: line["platform"].capitalize(),
        "theme": lambda line: {"behind-the-badge": "The person behind the badge"}.get(
            line["theme"], "Bystander guidance"
        ),
        "channel": lambda line: line["channel"],
        "message": lambda line: line["title"],
    }
    sent = [line for line in lines if line["outcome"] == "sent"]
    groups = {names[what](line) for line in sent}
    assert {row[0] for row in table[1:]} == groups
    for name, posts, impressions, engagements, rate, _median in table[1:]:
        mine = [line for line in sent if names[what](line) == name]
        both = [line for line in mine if "n/a" not in (line["impressions"], line["engagements"])]
        shown = sum(int(line["impressions"]) for line in both)
        drew = sum(int(line["engagements"]) for line in both)
        assert int(posts) == len(mine)
        assert impressions == (f"{shown:,}" if both else "n/a")
        assert int(engagements.replace(",", "")) == sum(int(line["engagements"]) for line in mine)
        assert rate == (f"{round(Decimal(100 * drew) / shown, 2)}%" if both else "n/a")


def test_the_chart_s_table_holds_what_the_chart_shows(tmp_path):
    example()
    table = Tables(page_of(tmp_path)).starting("Engagements by day of posting")
    assert table[0] == ["Day", "Bluesky", "Facebook", "Instagram", "Mastodon", "X"]
    assert len(table) == 32
    found = results(START, END, now=NOW)
    total = sum(int(cell.replace(",", "")) for row in table[1:] for cell in row[1:] if cell != "–")
    assert total == found.real.totals["engagements"].value


@pytest.mark.parametrize("network", ["live", "sandbox"])
def test_the_same_data_and_time_give_the_same_bytes(tmp_path, network):
    example(network=network)
    first = [path.read_bytes() for path in (written(tmp_path).html, written(tmp_path).csv)]
    other = written(tmp_path / "again")
    assert [other.html.read_bytes(), other.csv.read_bytes()] == first


def test_the_files_are_named_by_the_days_and_nothing_else_is_left(tmp_path):
    files = written(tmp_path)
    assert files.html.name == "evaluation-2026-10-01-to-2026-10-31.html"
    assert sorted(p.name for p in (tmp_path / "reports").iterdir()) == [
        "commentary-2026-10-01-to-2026-10-31.md",
        "evaluation-2026-10-01-to-2026-10-31-figures.csv",
        "evaluation-2026-10-01-to-2026-10-31.csv",
        "evaluation-2026-10-01-to-2026-10-31.html",
    ]


def test_the_page_asks_for_nothing_and_runs_nothing(tmp_path):
    example()
    page = page_of(tmp_path)
    assert "<script" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert not re.search(r"""src\s*=|href\s*=\s*"[^#]|url\(|@import""", page)
    assert set(re.findall(r"https?://[^\"'<\s)]+", page)) == {"http://www.w3.org/2000/svg"}


def test_text_of_a_message_cannot_become_part_of_the_page(tmp_path):
    bad = '<script>alert("1")</script>'
    read(post(channel("x"), title=bad, theme=bad, message=bad), impressions=500, reactions=4)
    post(day=1, state=State.FAILED, cause=bad)
    page = page_of(tmp_path)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4


def test_headings_go_down_one_step_at_a_time(tmp_path):
    example()
    levels = [int(level) for level in re.findall(r"<h([1-6])", page_of(tmp_path))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_more_posts_than_the_page_shows_are_in_the_csv(tmp_path, monkeypatch):
    monkeypatch.setattr(material, "SHOWN", 3)
    for day in range(5):
        post(channel("x"), day=day)
    page = page_of(tmp_path)
    assert "The first 3 of 5 posts. The CSV file has them all." in page
    assert len(lines_of(tmp_path)) == 5


@pytest.mark.parametrize("network", ["live", "sandbox"])
def test_no_wording_claims_that_the_campaign_changed_crime(tmp_path, network):
    example(network=network)
    page = page_of(tmp_path)
    words = " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())
    assert list(claims(words)) == []
    assert "They are not a measure of crime." in words


def test_the_csv_is_tidy_and_typed(tmp_path):
    example()
    raw = written(tmp_path).csv.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfpost,due,published,")
    assert b"\r\n" in raw
    lines = lines_of(tmp_path)
    assert list(lines[0]) == list(COLUMNS)
    assert len(lines) == results(START, END).real.due
    for line in lines:
        assert datetime.fromisoformat(line["due"]).utcoffset() is not None
        assert all(value != "" for value in line.values())
        for name in ("impressions", "reach", "reactions", "engagements"):
            assert re.fullmatch(r"\d+|n/a", line[name])
        assert re.fullmatch(r"\d+\.\d\d|n/a", line["engagement_rate_percent"])


def test_times_in_the_csv_keep_the_offset_of_the_day(tmp_path):
    post(day=0)
    post(day=30)
    assert [line["due"] for line in lines_of(tmp_path)] == [
        "2026-10-01T09:00:00+01:00",
        "2026-10-31T08:00:00+00:00",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2", "@name", "\t=1", " =1", "＝1", "\n=1"])
def test_no_text_is_a_formula_for_a_spreadsheet(tmp_path, text):
    post(title=text, cause="=HYPERLINK(1)", state=State.FAILED)
    [line] = lines_of(tmp_path)
    assert line["title"].startswith("'")
    assert line["cause"] == "'=HYPERLINK(1)"


def test_an_ordinary_text_stays_as_it_is():
    assert (
        harmless("Call 999 first, film second - safely") == "Call 999 first, film second - safely"
    )
    assert harmless("two\r\nlines") == "two lines"


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(ReportError, match=r"^The report could not be written to .*reports .*\.$"):
        written(tmp_path)


def test_a_full_disk_is_one_sentence_and_the_old_report_stays(tmp_path, full_disk):
    before = page_of(tmp_path)
    example()
    with full_disk(), pytest.raises(ReportError, match="free some space"):
        written(tmp_path)
    left = {path.name for path in (tmp_path / "reports").iterdir()}
    assert left == {
        "commentary-2026-10-01-to-2026-10-31.md",
        "evaluation-2026-10-01-to-2026-10-31-figures.csv",
        "evaluation-2026-10-01-to-2026-10-31.csv",
        "evaluation-2026-10-01-to-2026-10-31.html",
    }
    assert (tmp_path / "reports" / "evaluation-2026-10-01-to-2026-10-31.html").read_text(
        encoding="utf-8"
    ) == before


def test_days_the_wrong_way_round_are_one_sentence(tmp_path):
    with pytest.raises(ReportError, match="before its first"):
        write_report(tmp_path, Question(start=END, end=START, now=NOW))
    assert not (tmp_path / "reports").exists()


@pytest.fixture
def full_disk():
    """Let no file of this process grow past 4 KB, as a full disk would."""
    import resource
    import signal
    from contextlib import contextmanager

    @contextmanager
    def limit():
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, old)

    return limit
