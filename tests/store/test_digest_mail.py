"""What a summary says, in both its parts: the report's own figures, and how things stand."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from campaign.library.settings import Campaign, Theme
from campaign.lifecycle import State
from campaign.planning.rhythms import Rhythm, about
from campaign.reports import mail, story, tables
from campaign.reports.digest import NOTHING, line_of, summary_of
from campaign.reports.material import gather
from campaign.reports.question import Question
from campaign.reports.scope import Scope
from campaign.store.models import ChannelState, Post, Service
from tests.servers import posted

LONDON = ZoneInfo("Europe/London")
MONTH = about(Rhythm.MONTHLY, date(2026, 10, 1), LONDON)
WEEK = about(Rhythm.WEEKLY, date(2026, 10, 5), LONDON)
CAMPAIGN = Campaign(
    name="Behind the Badge",
    hashtag="#BehindTheBadge",
    themes=(Theme(id="behind-the-badge", title="The person behind the badge"),),
)

pytestmark = pytest.mark.django_db(transaction=True)


def question(issue, organisation="", now=None):
    return Question(
        start=issue.start, end=issue.end, now=now or issue.due, scope=Scope(organisation),
        campaign=CAMPAIGN,
    )  # fmt: skip


def letter(issue=MONTH, organisation="", now=None):
    return mail.letter(summary_of(issue, question(issue, organisation, now)))


@pytest.fixture
def month():
    posted.example()
    Post.objects.update(tone="normal")


def plan(days, title="Coming next", state=State.SCHEDULED, **columns):
    """Put a post on the calendar some days after the first of October."""
    on = columns.pop("on", None) or posted.channel("x")
    row = posted.post(on, day=days, state=state, title=title, **columns)
    Post.objects.filter(pk=row.pk).update(keyed_at=row.due_at)
    return row


class Words(HTMLParser):
    """The words of a page, and what its elements say of themselves."""

    def __init__(self, html):
        super().__init__()
        self.words, self.seen = [], []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        self._hidden = tag in {"style", "title"}

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))

    def of(self, tag):
        return [attrs for name, attrs in self.seen if name == tag]


def test_both_parts_say_what_the_report_says(month):
    found = letter()
    results = gather(question(MONTH)).results
    text, page = " ".join(found.text.split()), Words(found.html)
    told = " ".join(page.words)
    for sentence in ("Of 93 posts due 1 to 31 October 2026", "drew"):
        assert sentence in text
        assert sentence in told
    table = tables.performance(results, results.platforms, "platform")
    for line in table.lines:
        row = "; ".join(f"{c.title}: {cell.text}" for c, cell in zip(table.columns[1:], line.cells,
                                                                    strict=True))  # fmt: skip
        assert re.sub(r" \([^)]*\)", "", text).count(f"{line.head.text}. {row}") == 1
        for cell in line.cells:
            assert cell.text in page.words


def test_every_figure_of_the_page_stands_in_the_plain_text(month):
    found = letter()
    text = " ".join(found.text.split())
    figures = {word for word in Words(found.html).words if re.fullmatch(r"[\d,.]+%?|n/a", word)}
    assert len(figures) > 30
    assert [figure for figure in sorted(figures) if figure not in text] == []


def test_it_stands_beside_the_period_before_as_the_report_has_it(month):
    posted.read(posted.post(posted.channel("x"), day=-10), impressions=9000, reactions=90)
    told = list(story.beside_the_past(gather(question(MONTH))))
    assert told[0].startswith("Beside 1 to 30 September 2026, the engagement rate")
    assert told[0] in " ".join(letter().text.split())


def test_plain_text_has_short_lines_and_no_rulers(month):
    plan(35)
    text = letter().text
    assert max(map(len, text.splitlines())) <= 78
    assert not re.search(r"[-=_*|#]{3,}|[─-╿]", text)
    assert [line for line in text.splitlines() if line.isupper()] == [
        "BEHIND THE BADGE: MONTHLY SUMMARY", "IN SHORT", "WHAT DID NOT GO OUT AS PLANNED",
        "HOW PEOPLE RESPONDED", "WHAT DREW THE MOST RESPONSE", "WHAT COMES NEXT MONTH",
        "DAY BY DAY", "ABOUT THIS MAIL",
    ]  # fmt: skip


def test_the_page_is_told_to_everybody_and_fetches_nothing(month):
    found = letter()
    page = Words(found.html)
    assert page.of("html") == [{"lang": "en-GB"}]
    assert [tag for tag, _ in page.seen if tag in {"h1", "h2"}].count("h1") == 1
    assert all(attrs.get("scope") in {"col", "row"} for attrs in page.of("th"))
    assert len(page.of("caption")) == len(page.of("table"))
    [picture] = page.of("img")
    assert picture["src"] == f"cid:{found.pictures[0][0]}"
    assert "Line chart of engagements by day" in picture["alt"]
    assert not re.search(r"https?:|//|url\(|@import|<script|<link|<form", found.html)


def test_the_mail_is_of_two_parts_and_its_picture_within(month):
    message = letter().message()
    assert message.get_content_type() == "multipart/alternative"
    plain, related = message.iter_parts()
    assert (plain.get_content_type(), related.get_content_type()) == (
        "text/plain", "multipart/related",
    )  # fmt: skip
    _, picture = related.iter_parts()
    assert picture["Content-ID"] == f"<{letter().pictures[0][0]}>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content().startswith(b"\x89PNG")
    assert message["Subject"].startswith("Behind the Badge: ")
    assert max(map(len, message.as_bytes().splitlines())) < 998  # RFC 5322, 2.1.1


def test_the_same_rows_make_the_same_mail(month):
    assert letter() == letter()


def test_simulated_figures_are_marked_everywhere():
    posted.example(network="sandbox")
    found = letter()
    assert found.subject.startswith("SIMULATED. ")
    assert "all figures are invented by the program" in " ".join(found.text.split())
    assert "- Simulated. Facebook." in found.text
    assert "Simulated" in Words(found.html).words


def test_solemn_posts_and_those_of_unknown_tone_win_nothing():
    x = posted.channel("x")
    for number, (tone, reactions) in enumerate(
        [("solemn", 900), ("sensitive", 800), ("", 700), ("normal", 30), ("normal", 60)]
    ):
        row = posted.post(x, day=number, title=f"Post {number}", tone=tone)
        posted.read(row, impressions=1000, reactions=reactions)
    few = posted.post(x, day=6, title="Hardly seen", tone="normal")
    posted.read(few, impressions=99, reactions=99)
    best = letter().text.partition("WHAT DREW THE MOST RESPONSE")[2].partition("ABOUT")[0]
    assert "Post: Post 4; Impressions: 1,000; Engagements: 60" in " ".join(best.split())
    assert not re.search(r"Post [0-3]|Hardly", best)


def test_it_says_what_was_held_and_missed_and_why(month):
    text = " ".join(letter().text.split())
    assert "Held. Cause: A hold was in place: A serious incident" in text
    assert "Missed. Cause: Nobody but its author has approved this text" in text


def test_it_says_what_waits_what_comes_and_who_is_in_trouble():
    x = posted.channel("x")
    ChannelState.objects.filter(pk=x.pk).update(
        service="x", paused=True, why_paused="The sign-in was refused.", speaker="Northshire Police"
    )
    Service.objects.create(id="x", opened_at=WEEK.due, open_until=WEEK.due, why="No answer.")
    plan(13, "Approved and next", hour=10)
    plan(14, "Not yet approved", state=State.PENDING, digest="1" * 64, hour=10)
    plan(40, "Far away")
    text = " ".join(letter(WEEK).text.split())
    assert "Posts planned for 12 to 18 October 2026" in text
    assert "14 October 2026, 10:00. Post: Approved and next; Where: Northshire Police on X" in text
    assert "Far away" not in text
    assert "Not yet approved. Where: Northshire Police on X; First due: 15 October 2026" in text
    assert "Northshire Police on X (northshire-x). How it stands: paused; Why: The sign" in text
    assert "X. How it stands: in trouble since 12 October 2026, 08:00" in text


def test_when_nothing_happened_it_says_so_in_a_short_mail():
    found = letter(WEEK)
    assert found.subject == ("Behind the Badge: no posts, 5 to 11 October 2026 (All organisations)")
    assert NOTHING in " ".join(found.text.split())
    assert "HOW PEOPLE RESPONDED" not in found.text
    assert len(found.text.splitlines()) < 30
    assert found.pictures == ()


def test_an_organisation_is_told_of_its_own_only():
    posted.post(posted.channel("x"), day=6, title="Ours")
    other = ChannelState.objects.create(
        id="other-x", organisation="other", platform="x", network="live", speaker="Another",
        paused=True,
    )  # fmt: skip
    posted.post(other, day=6, title="Theirs", state=State.FAILED, cause="Refused.")
    plan(14, "Theirs, too", on=other)
    text = letter(WEEK, "northshire-police").text
    assert "Of 1 post due" in text
    assert not re.search(r"Theirs|Another|Refused|other-x", text)


def test_a_platform_without_metrics_is_not_said_to_have_none():
    posted.read(posted.post(posted.channel("mastodon"), day=6), reactions=None)
    text = " ".join(letter(WEEK, now=posted.NOW).text.split())
    assert "Impressions: n/a; Engagements: n/a; Engagement rate: n/a" in text
    assert "which does not mean that there were none" in text


def test_the_daily_line_is_one_line_about_the_day_before_and_today():
    day = about(Rhythm.DAILY, date(2026, 10, 6), LONDON)
    posted.post(posted.channel("x"), day=5)
    posted.post(posted.channel("x"), day=5, hour=15, state=State.MISSED, cause="Its time passed.")
    plan(6, hour=12)
    plan(6, state=State.PENDING, hour=13, digest="2" * 64)
    heading, words = line_of(day, question(day))
    assert heading == "Behind the Badge, 6 October 2026"
    assert words == (
        "Of 2 posts due 6 October 2026, 1 was sent. The other one was missed. "
        "Today 2 posts are planned. 1 post waits for approval."
    )
    assert "\n" not in words


def test_a_quiet_day_says_so():
    day = about(Rhythm.DAILY, date(2026, 10, 6), LONDON)
    assert line_of(day, question(day))[1] == (
        "No post was due on 6 October 2026. Nothing is planned for today."
    )
