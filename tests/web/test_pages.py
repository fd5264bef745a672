"""The pages over real rows, asked as a browser asks."""

from __future__ import annotations

import io
import os
import re
from datetime import datetime, timedelta, timezone

import pytest
from PIL import Image as Picture

from campaign.adapter import Account, Content, Image, Link, PostKey
from campaign.adapters.sandbox import Sandbox
from campaign.lifecycle import State
from campaign.store import holds, own_line, pictures
from campaign.store.models import Beat, Hold, Service
from tests.servers.rows import channel, post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FOLDER, settings.STATE = tmp_path, tmp_path / ".campaign"
    settings.STATE.mkdir()
    return tmp_path


def say(folder, text, *, key="1", platform="x", ago=timedelta(hours=5), **content):
    channel("northshire-x", speaker="Northshire Police")
    at = datetime.now(timezone.utc) - ago
    account = Account(
        channel="northshire-x",
        platform=platform,
        handle="@NorthshirePolice",
        read=lambda _: b"",
        folder=folder / ".campaign",
        clock=lambda: at,
    )
    return Sandbox(account).publish(Content(text, **content), PostKey(key * 32, at))


def test_a_new_folder_says_that_nothing_is_out_yet(client):
    page = client.get("/").content.decode()
    assert "Nothing is out yet" in page
    assert "No worker has run here yet" in page
    assert "None has been written yet" in page


def test_a_post_is_shown_as_it_looks(client, folder):
    say(folder, "Call 999 first.\n\n#BehindTheBadge")
    page = client.get("/").content.decode()
    assert "Northshire Police" in page
    assert "Call 999 first." in page
    assert "<b>#BehindTheBadge</b>" in page
    assert "simulated" in page


def test_nothing_in_a_text_is_taken_for_markup(client, folder):
    say(folder, "<script>alert(1)</script> #Safe<b>")
    page = client.get("/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_picture_is_shown_with_its_alt_text(client, folder):
    buffer = io.BytesIO()
    Picture.new("RGB", (40, 30), "navy").save(buffer, "PNG")
    sha256 = pictures.keep(buffer.getvalue())
    image = Image(sha256, "image/png", 'A "kind" hand', 40, 30, len(buffer.getvalue()))
    say(folder, "Look", images=(image,))
    page = client.get("/").content.decode()
    assert "A &quot;kind&quot; hand" in page
    answer = client.get(f"/pictures/{sha256}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.content == buffer.getvalue()


@pytest.mark.parametrize(
    "address", ["/pictures/" + "0" * 64, "/pictures/..%2f..%2fcampaign.sqlite3"]
)
def test_only_pictures_of_the_store_are_given(client, address):
    assert client.get(address).status_code == 404


def test_what_is_no_picture_is_not_given_as_one(client):
    sha256 = pictures.keep(b"<html><script>alert(1)</script>")
    assert client.get(f"/pictures/{sha256}").status_code == 404


def test_a_link_card_is_shown(client, folder):
    link = Link("https://www.northshire.example/a", "A title")
    say(folder, "Read", platform="linkedin", link=link)
    assert "A title" in client.get("/").content.decode()


def test_where_the_platform_makes_its_own_card_ours_is_not_shown(client, folder):
    say(folder, "Read", link=Link("https://www.northshire.example/a", "A title"))
    page = client.get("/").content.decode()
    assert "A title" not in page
    assert "<b>https://www.northshire.example/a</b>" in page


def test_the_parts_of_a_thread_stand_together_in_reading_order(client, folder):
    first = say(folder, "First part", key="a", ago=timedelta(minutes=9))
    say(folder, "Something else", key="b", ago=timedelta(minutes=8))
    second = say(folder, "Second part", key="c", ago=timedelta(minutes=7), reply_to=first.remote_id)
    say(folder, "Third part", key="d", ago=timedelta(minutes=6), reply_to=second.remote_id)
    page = client.get("/").content.decode()
    places = [page.index(f"{word} part") for word in ("First", "Second", "Third")]
    assert sorted(places) == places
    assert places[-1] < page.index("Something else")
    assert 'aria-label="A thread of 3 posts"' in page


def live_channel():
    channel("live-x", network="live", speaker="Northshire Police")


def test_a_page_of_sandbox_channels_alone_begins_with_them(client, folder):
    say(folder, "Call 999 first.")
    page = client.get("/").content.decode()
    assert '<p class="intro">Posts on the sandbox network' in page
    assert "live channels" not in page


def test_a_page_of_live_channels_alone_begins_with_what_is_out_there(client):
    live_channel()
    page = client.get("/").content.decode()
    assert "Nothing is out yet on live channels." in page
    out = {"on": "live-x", "simulated": False, "state": State.PUBLISHED}
    early, late = (datetime.now(timezone.utc) - timedelta(hours=hours) for hours in (3, 2))
    post(**out, published_at=early, title="First", url="https://x.example/1", part=1, parts=2)
    post(**out, published_at=late, title="Second", url="javascript:alert(1)")
    soon = datetime.now(timezone.utc) + timedelta(hours=1)
    post(on="live-x", due=soon, simulated=False)
    page = client.get("/").content.decode()
    assert '<p class="intro">What is out on live channels' in page
    assert "sandbox" not in page
    assert '<a href="https://x.example/1" rel="noreferrer">First (part 1 of 2)</a>' in page
    assert page.index("<p>Second</p>") < page.index("First (part 1 of 2)")
    assert "<small>Northshire Police on X, live</small>" in page
    assert "javascript:" not in page


def test_a_page_of_both_has_what_is_live_first(client, folder):
    live_channel()
    say(folder, "Call 999 first.")
    page = client.get("/").content.decode()
    assert page.index("Out on live channels") < page.index("On the sandbox network")
    assert page.index("On the sandbox network") < page.index("Call 999 first.")
    assert "these have not left this machine" in page


def test_a_thread_is_one_line_of_what_is_due_next(client):
    soon = datetime.now(timezone.utc) + timedelta(hours=1)
    first = post("One", due=soon, part=1, parts=2)
    post("Two", due=soon, part=2, parts=2, thread=first, after=first)
    page = client.get("/").content.decode()
    assert page.count("<p>Call 999 first (2 parts)</p>") == 1
    assert "(2/2)" not in page


def test_a_platform_can_be_chosen_and_older_posts_reached(client, folder):
    for number in range(25):
        say(
            folder,
            f"text {number}",
            key=f"{number:x}"[-1] if number < 16 else chr(71 + number),
            ago=timedelta(minutes=number),
        )
    first = client.get("/")
    assert "text 0" in first.content.decode()
    assert "text 24" not in first.content.decode()
    older = first.context["older"]
    assert "text 24" in client.get(older).content.decode()
    assert "text 0<" not in client.get("/?platform=facebook").content.decode()


@pytest.mark.parametrize("query", ["before=yesterday", "before=", "platform=%00", "before=9999-99"])
def test_an_odd_address_is_no_error(client, query):
    assert client.get(f"/?{query}").status_code == 200


def test_a_receipt_leads_to_the_post(client, folder):
    receipt = say(folder, "Call 999 first.")
    assert "Call 999 first." in client.get(f"/sandbox/{receipt.remote_id}").content.decode()
    assert client.get("/sandbox/none").status_code == 404


def test_a_standing_hold_is_the_first_thing_one_reads(client):
    holds.place(
        scope=Hold.Scope.ALL,
        value="",
        reason="An officer was hurt",
        by="Duty",
        now=datetime.now(timezone.utc),
    )
    page = client.get("/").content.decode()
    assert 'role="alert"' in page
    assert "An officer was hurt" in page


def test_what_is_due_and_what_waits_is_listed(client):
    soon = datetime.now(timezone.utc) + timedelta(hours=1)
    post(due=soon)
    post("Other", due=soon, approved=False, title="Not yet read")
    post("Late", due=soon - timedelta(hours=9), state=State.MISSED, cause="Its time passed.")
    page = client.get("/").content.decode()
    assert "awaits approval" in page
    assert "1 post awaits approval" in page
    assert "Its time passed." in page


def test_a_worker_that_fell_silent_is_named(client):
    now = datetime.now(timezone.utc)
    Beat.objects.create(worker="w", at=now - timedelta(minutes=5), started_at=now)
    assert "nothing goes out" in client.get("/").content.decode()


def test_every_page_forbids_what_comes_from_elsewhere(client):
    for address in ("/", "/report/", "/nowhere", "/page.css"):
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def _reports(folder, *names: str) -> None:
    (folder / "reports").mkdir(exist_ok=True)
    for name in names:
        (folder / "reports" / name).write_text(f"<p>{name}", "utf-8")


NEWEST = "evaluation-2026-10-25-to-2026-11-21"


def test_the_newest_report_is_named_on_the_first_page(client, folder):
    assert "None has been written yet." in client.get("/").content.decode()
    _reports(folder, f"{NEWEST}.html")
    assert "25 October to 21 November 2026. Written on" in client.get("/").content.decode()


def test_a_report_is_offered_in_each_of_its_formats(client, folder):
    endings = (".html", ".pdf", ".xlsx", ".csv", "-figures.csv", "-waivers.csv")
    others = ("evaluation-2026-09-01-to-2026-09-30-northshire-police.html", "commentary.md")
    _reports(folder, *others, *(f"{NEWEST}{ending}" for ending in endings))
    os.utime(folder / "reports" / others[0], (1, 1))
    page = client.get("/report/").content.decode()
    assert re.findall(r'href="/report/([^"]+)"', page) == [
        *(f"{NEWEST}{ending}" for ending in endings), others[0],
    ]  # fmt: skip
    assert "1 to 30 September 2026, northshire-police" in page


def test_each_format_comes_with_its_type(client, folder):
    types = {
        ".html": "text/html; charset=utf-8",
        ".pdf": "application/pdf",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".csv": "text/csv; charset=utf-8",
        "-figures.csv": "text/csv; charset=utf-8",
    }
    for ending, kind in types.items():
        name = f"{NEWEST}{ending}"
        _reports(folder, name)
        answer = client.get(f"/report/{name}")
        assert answer.content == f"<p>{name}".encode()
        assert answer["Content-Type"] == kind
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "script-src" not in answer["Content-Security-Policy"] or ending != ".html"
        kept = answer.get("Content-Disposition", "")
        assert kept == ("" if ending == ".html" else f'attachment; filename="{name}"')


def test_only_reports_are_given(client, folder):
    _reports(folder, "evaluation-secret.html", f"{NEWEST}.md")
    (folder / "reports" / f"{NEWEST}.pdf").symlink_to("/etc/passwd")
    for name in (
        "evaluation-secret.html", f"{NEWEST}.md", f"{NEWEST}.pdf", f"{NEWEST}.html",
        "evaluation-..", "..%2Fmessages%2Fcampaign.yaml", "evaluation-2026-99-99-to-2026-11-21.csv",
    ):  # fmt: skip
        assert client.get(f"/report/{name}").status_code == 404
    assert client.get("/report/").content.decode().count('href="/report/eval') == 0


def test_a_file_that_is_called_like_no_day_breaks_nothing(client, folder):
    _reports(folder, "evaluation-2026-99-99-to-2026-11-21.html")
    assert "No report has been written yet." in client.get("/report/").content.decode()


def test_the_pages_can_only_be_read(client):
    for address in ("/", "/report/", "/page.css"):
        assert client.post(address).status_code == 405


def test_platforms_that_are_left_alone_say_since_when_and_why(client):
    assert "Platforms left alone" not in client.get("/").content.decode()
    since = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
    again = since + timedelta(minutes=15)
    Service.objects.create(id="x", opened_at=since, open_until=again, why="<No> answer.")
    Service.objects.create(
        id="mastodon@social.example", free_at=datetime.now(timezone.utc) + timedelta(hours=1)
    )
    page = client.get("/").content.decode()
    assert "In trouble since 13:00, 1 July; tried again at 13:15. &lt;No&gt; answer." in page
    assert "<p>Mastodon at social.example</p><small>It wants no more from us before" in page


def test_a_machine_without_a_connection_is_told_instead_of_its_platforms(client):
    at = datetime.now(timezone.utc)
    for service in ("x", "mastodon@social.example", own_line.NAME):
        Service.objects.create(id=service, failures=5, opened_at=at, open_until=at, why="No line.")
    page = client.get("/").content.decode()
    assert '<h2 id="offline">This machine has no connection</h2>' in page
    assert "Platforms left alone" not in page


def test_a_table_says_on_a_phone_that_it_goes_on(client):
    page = client.get("/platforms").content.decode()
    assert page.count('<p class="sideways">') == page.count('<div class="wide"') > 0
