"""A campaign's day: planned, approved, changed, stopped, reported."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.servers.calendar_file import database
from tests.servers.campaign_folder import GOOD, write_campaign
from tests.servers.command import approve, campaign
from tests.servers.program import shipped

MESSAGE = "behind-the-badge/walking-home"
PLANNED = """\
The plan from DAY to DAY

Added: 3 posts
  DAY, TIME  commissioner-x       behind-the-badge/walking-home
  DAY, TIME  northshire-facebook  behind-the-badge/walking-home
  DAY, TIME  northshire-x         behind-the-badge/walking-home
"""


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path, {f"{MESSAGE}.md": GOOD})


@pytest.fixture(scope="module")
def planned_once(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("planned"), {f"{MESSAGE}.md": GOOD})
    assert campaign(folder, "plan", "--weeks", "1", "--apply").code == 0
    return folder


@pytest.fixture
def planned(planned_once, tmp_path):
    return shutil.copytree(planned_once, tmp_path, dirs_exist_ok=True)


def coded(text):
    """The text with every approval's code replaced by a mark."""
    return re.sub(r"--code [0-9a-f]{8}\b", "--code CODE", text)


def test_a_plan_is_told_before_anything_changes(folder):
    done = campaign(folder, "plan", "--weeks", "1")
    assert done.timeless == (f"{PLANNED}\nNothing was changed. To do it: campaign plan --apply\n")
    assert campaign(folder, "posts", "list").out.startswith("There are no posts")


def test_a_plan_that_is_applied_waits_for_approval(folder):
    done = campaign(folder, "plan", "--weeks", "1", "--apply")
    assert done.timeless == (
        f"{PLANNED}\nDone: 3 added.\n3 posts on the calendar await approval: campaign approvals\n"
    )


def test_the_same_plan_again_has_nothing_to_do(planned):
    done = campaign(planned, "plan", "--weeks", "1")
    assert done.timeless == (
        "The plan from DAY to DAY\nThe calendar is as planned: there is nothing to do.\n"
    )


def test_a_text_that_changes_is_a_change_of_the_plan(planned):
    approve(planned, MESSAGE)
    write_campaign(planned, {f"{MESSAGE}.md": GOOD.replace("\nText", "\nA new text")})
    told = campaign(planned, "plan", "--weeks", "1").timeless
    assert "Changed: 3 posts\n  DAY, TIME  commissioner-x " in told
    done = campaign(planned, "plan", "--weeks", "1", "--apply")
    assert "Done: 3 changed.\n3 posts on the calendar await approval" in done.out


def test_what_waits_is_listed(planned):
    done = campaign(planned, "approvals")
    assert coded(done.timeless) == (
        "  Message                        Title                  Author               Tier"
        "  Posts    First due\n"
        "  behind-the-badge/walking-home  Walking home at night  Communications team  1   "
        "  3 posts  DAY, TIME\n"
        "\n"
        "1 message to approve, by someone other than the author.\n"
        "To read one, and say yes to it: campaign approvals MESSAGE\n"
        "When you have read them all: campaign approve --all --code CODE --by NAME\n"
    )


def test_what_waits_can_be_read_as_it_would_go_out(planned):
    done = campaign(planned, "approvals", f"messages/{MESSAGE}.md")
    assert "Walking home at night (behind-the-badge/walking-home), by Communications" in done.out
    where = "On commissioner-x, northshire-facebook and northshire-x, awaiting approval:"
    assert f"\n\n{where}\n    Text\n\n" in done.out
    assert coded(done.out).endswith(
        "\nTo say yes to exactly this: "
        "campaign approve behind-the-badge/walking-home --code CODE --by NAME\n"
    )


def test_a_yes_frees_the_posts(planned):
    done = approve(planned, MESSAGE)
    assert done.timeless == (
        "Approved by Kim Osei: 1 message. It holds until DAY.\n3 posts will go out when due.\n"
    )
    assert campaign(planned, "approvals").out == "Nothing awaits approval.\n"
    assert "  scheduled  3\n" in campaign(planned, "status").out


def test_nobody_approves_their_own(planned):
    for message in ([MESSAGE], []):
        done = approve(planned, *message, by="communications  TEAM")
        assert (done.code, done.out) == (1, "")
        assert "so someone else approves it" in done.err


def test_all_leaves_ones_own_to_somebody_else(folder):
    own = GOOD.replace("audience", "author: Kim Osei\naudience")
    write_campaign(folder, {"behind-the-badge/mine.md": own})
    campaign(folder, "plan", "--weeks", "2", "--apply")
    done = approve(folder, by="kim osei")
    assert "Approved by kim osei: 1 message. " in done.out
    assert "1 message still waits for somebody else's yes: campaign approvals" in done.out
    assert "behind-the-badge/mine" in campaign(folder, "approvals").out


def test_a_message_nobody_knows_is_not_approved(planned):
    done = campaign(planned, "approve", "behind-the-badge/walking-hom", "--by", "Kim")
    assert done.code == 1
    assert "Did you mean “behind-the-badge/walking-home”?" in done.err


def test_a_yes_can_be_taken_back(planned):
    approve(planned)
    done = campaign(planned, "revoke", MESSAGE, "--why", "New figures", "--by", "Kim Osei")
    assert done.out == (
        "Taken back: 1 approval of “behind-the-badge/walking-home”.\n"
        "Its posts on the calendar await approval again.\n"
    ).replace("1 approval", "3 approvals")
    assert "  pending  3\n" in campaign(planned, "status").out
    again = campaign(planned, "revoke", MESSAGE, "--by", "Kim Osei")
    assert (again.code, "has no approval to take back" in again.err) == (1, True)


def test_a_stop_and_its_end(planned):
    stopped = campaign(planned, "stop", "--reason", "Incident", "--by", "Sam Hale")
    assert stopped.out.startswith(
        "Stopped: everything. This is hold 1, placed by Sam Hale.\n"
        "To lift it, someone other than Sam Hale runs: campaign resume 1 --by NAME\n"
        "What the program cannot stop: ask who looks after it\n"
    )
    status = campaign(planned, "status")
    assert status.timeless.startswith(
        "STOPPED: everything – Incident (hold 1, Sam Hale, DAY, TIME)\n"
    )
    assert "  Hold 1 on everything\n      campaign resume 1 --by NAME\n" in status.out
    own = campaign(planned, "resume", "1", "--by", "sam hale")
    assert (own.code, "so someone else lifts it" in own.err) == (1, True)
    lifted = campaign(planned, "resume", "1", "--by", "Kim Osei")
    assert lifted.out == (
        "Lifted: hold 1 on everything.\n"
        "No hold is in place. Posts leave again at their times; nothing overdue is sent.\n"
    )


@pytest.mark.parametrize(
    ("option", "value", "where"),
    [
        ("--organisation", "northshire-police", "organisation northshire-police"),
        ("--platform", "facebook", "platform facebook"),
        ("--channel", "commissioner-x", "channel commissioner-x"),
        ("--theme", "bystander-guidance", "theme bystander-guidance"),
    ],
)
def test_a_part_can_be_stopped(folder, option, value, where):
    done = campaign(folder, "stop", option, value, "--reason", "Test", "--by", "Sam")
    assert done.out.startswith(f"Stopped: {where}. ")
    typo = campaign(folder, "stop", option, f"{value}e", "--reason", "Test", "--by", "Sam")
    assert typo.code == 1
    assert f"so nothing was stopped. Did you mean “{value}”?" in typo.err


def test_nothing_a_terminal_would_obey_is_shown_as_it_is(folder):
    campaign(folder, "stop", "--reason", "Quiet\x1b[2J", "--by", "Sam\x1b]0;owned\x07")
    status = campaign(folder, "status")
    assert "STOPPED: everything – Quiet�[2J (hold 1, Sam�]0;owned�, " in status.out
    assert "\x1b" not in status.out


def test_a_stop_needs_a_reason(folder):
    done = campaign(folder, "stop", "--by", "Sam")
    assert (done.code, "A hold needs a reason" in done.err) == (1, True)


@pytest.fixture
def later(planned):
    """A calendar whose posts are not due within a day."""
    database(planned, "UPDATE store_post SET due_at = datetime(due_at, '+3 days')")
    return planned


def posted_now(folder, *options):
    return campaign(folder, "post", "now", MESSAGE, *options, "--by", "Kim")


def number_of_posts(folder):
    return database(folder, "SELECT COUNT(*) FROM store_post")[0][0]


def test_a_message_goes_out_now_only_when_approved(later):
    refused = posted_now(later)
    assert (refused.code, "is not approved as it stands" in refused.err) == (1, True)
    approve(later, MESSAGE)
    done = posted_now(later, "--channel", "northshire-x")
    assert done.out.startswith("Post 4: “Walking home at night” goes out on northshire-x now.\n")
    others = ["--channel", "commissioner-x", "--channel", "northshire-facebook"]
    assert posted_now(later, *others).out.count("goes out on") == 2


def test_typed_four_times_it_goes_out_once(later):
    approve(later, MESSAGE)
    codes = [posted_now(later).code for _ in range(4)]
    assert (codes, number_of_posts(later)) == ([0, 1, 1, 1], 6)
    said = posted_now(later).err
    assert "is scheduled already (post 4," in said
    assert "Add --again if it is really meant to go out once more." in said
    assert posted_now(later, "--again").code == 0
    assert number_of_posts(later) == 9


def test_it_goes_out_on_all_its_channels_or_on_none(later):
    approve(later, MESSAGE)
    database(later, "UPDATE store_approval SET revoked_at = at WHERE channel = 'northshire-x'")
    refused = posted_now(later)
    assert "on northshire-x is not approved as it stands" in refused.err
    assert (refused.code, refused.out, number_of_posts(later)) == (1, "", 3)


def test_nothing_goes_out_now_under_a_hold(later):
    approve(later, MESSAGE)
    campaign(later, "stop", "--reason", "Incident", "--by", "Sam")
    refused = posted_now(later)
    assert (refused.code, "is stopped by hold 1 (Incident)" in refused.err) == (1, True)
    assert number_of_posts(later) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["behind-the-badge/walkin-home"], "Did you mean “behind-the-badge/walking-home”?"),
        (["walking-home"], "Did you mean “behind-the-badge/walking-home”?"),
        ([MESSAGE, "--channel", "northshire-y"], "Did you mean “northshire-x”?"),
        ([MESSAGE, "--channel", "commissioner-cy"], "is not meant for the channel"),
    ],
)
def test_what_cannot_go_out_now_is_told(planned, arguments, said):
    done = campaign(planned, "post", "now", *arguments, "--by", "Kim")
    assert (done.code, said in done.err) == (1, True)


def test_what_went_wrong_is_a_persons_to_decide(planned):
    approve(planned)
    for number, state in enumerate(("uncertain", "missed", "failed"), 1):
        database(
            planned,
            "UPDATE store_post SET state = ?, cause = 'For a test.' WHERE id = ?",
            state,
            number,
        )
    status = campaign(planned, "status").out
    for line in (
        f"Post 1 ({MESSAGE} on commissioner-x, simulated) may be out or not: look on the platform",
        "campaign posts sent 1 --url ADDRESS --by NAME, or: campaign posts again 1 --by NAME",
        f"Post 2 ({MESSAGE} on northshire-facebook, simulated) missed its time – For a test.",
        f"Post 3 ({MESSAGE} on northshire-x, simulated) did not go out – For a test.",
        "campaign posts again 3 --by NAME, or: campaign posts cancel 3 --by NAME",
    ):
        assert line in status
    listed = campaign(planned, "posts", "list", "--state", "missed").out
    assert "northshire-facebook" in listed
    assert "northshire-x" not in listed

    url = "https://social.example/1"
    sent = campaign(planned, "posts", "sent", "1", "--url", url, "--by", "Kim")
    assert sent.out == f"Post 1 is published. {url}\n"
    assert "Post 2 goes out now." in campaign(planned, "posts", "again", "2", "--by", "Kim").out
    cancelled = campaign(planned, "posts", "cancel", "3", "--by", "Kim")
    assert cancelled.out == "Post 3 is cancelled: “Walking home at night” on northshire-x.\n"
    states = database(planned, "SELECT state FROM store_post ORDER BY id")
    assert states == [("published",), ("scheduled",), ("cancelled",)]
    late = campaign(planned, "posts", "cancel", "1", "--by", "Kim")
    assert (late.code, late.err) == (1, "Post 1 is published: there is nothing to cancel.\n")
    assert campaign(planned, "audit", "verify").code == 0


def test_a_paused_channel_is_told_and_used_again(planned):
    database(
        planned,
        "UPDATE store_channelstate SET paused = 1, why_paused = 'Its token was refused.'"
        " WHERE id = 'northshire-x'",
    )
    status = campaign(planned, "status").out
    assert "Paused channels\n  northshire-x  Its token was refused.\n" in status
    assert "campaign channels use northshire-x --by NAME" in status
    assert "paused: Its token was refused." in campaign(planned, "channels", "list").out
    used = campaign(planned, "channels", "use", "northshire-x", "--by", "Kim")
    assert used.out == "northshire-x is in use again.\n"
    again = campaign(planned, "channels", "use", "northshire-x", "--by", "Kim")
    assert (again.code, "is not paused" in again.err) == (1, True)


def test_the_log_is_whole_until_somebody_changes_it(planned):
    campaign(planned, "stop", "--reason", "Test", "--by", "Sam")
    whole = campaign(planned, "audit", "verify")
    assert re.match(r"The log is whole: \d entries, each follows the one before.\n", whole.out)
    database(planned, "UPDATE store_event SET actor = 'Nobody' WHERE id = 2")
    broken = campaign(planned, "audit", "verify")
    assert broken.code == 1
    assert broken.out.startswith("Event 2 was changed after it was written.\n")


def test_the_first_status_says_where_to_begin(folder):
    lines = campaign(folder, "status").out.splitlines()
    assert lines[:3] == [
        "There are no posts yet: “campaign plan” shows what could be.",
        "The program has not run here yet: “campaign run” starts it.",
        "Health",
    ]
    assert lines[-2:] == ["", "Nothing needs a person."]


def test_the_status_names_what_is_due_next(planned):
    status = re.sub(r"Health\n(  .*\n)+", "", campaign(planned, "status").timeless)
    assert status == (
        "Posts\n"
        "  pending  3\n"
        "Due next\n"
        f"  DAY, TIME  commissioner-x (simulated)       {MESSAGE}  awaits approval\n"
        f"  DAY, TIME  northshire-facebook (simulated)  {MESSAGE}  awaits approval\n"
        f"  DAY, TIME  northshire-x (simulated)         {MESSAGE}  awaits approval\n"
        "The program has not run here yet: “campaign run” starts it.\n"
        "\n"
        "Needs a person\n"
        "  1 message (3 posts) to approve\n"
        "      campaign approvals\n"
    )


def test_the_plan_as_a_whole_is_looked_at(tmp_path):
    folder = shipped(tmp_path / "campaign")
    file = folder / "messages/campaign.yaml"
    text = re.sub(r",? *kind: \w+", "", file.read_text("utf-8"))
    file.write_text(text.replace("share:", "kind: numbers, share:"), "utf-8")
    done = campaign(folder, "plan", "--weeks", "6")
    assert done.code == 0, done.err
    assert "The plan as a whole" in done.out
    assert "MIX-01" in done.out
