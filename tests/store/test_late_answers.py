"""An answer that comes after somebody has moved the post: proof is never dropped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from campaign.adapter import Receipt, Uncertain
from campaign.lifecycle import State
from campaign.step import Step, watched
from campaign.store import decisions, posts
from campaign.store.models import Alert, Post
from tests.servers.rows import NOW, post
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db(transaction=True)


def once(step: Step, do: Callable[[], object]) -> Callable[[Step], None]:
    """Return what does something the first time that a step is reached."""
    todo = [do]

    def watch(reached: Step) -> None:
        if reached is step and todo:
            todo.pop()()

    return watch


def in_doubt(line: Line) -> Post:
    """Send a post whose answer is lost, and wait until it is looked for."""
    row = post()
    line.platform.after.append(raising(Uncertain("The answer was lost.")))
    line.publisher.drain(row.channel_id)
    line.clock.forward(seconds=6)
    return row


def again(row: Post, line: Line) -> Callable[[], object]:
    return lambda: decisions.send_again(row.pk, by="Kim Osei", now=line.clock.now)


@pytest.mark.parametrize("keys", [True, False], ids=["keys honoured", "no keys"])
def test_a_person_says_send_it_again_while_the_platform_answers_that_it_is_there(keys):
    line = Line(NOW, key_lasts=1e9 if keys else 0)
    row = in_doubt(line)
    with watched(once(Step.HEARD, again(row, line))):
        line.reconciler.sweep()
    line.publisher.drain(row.channel_id)
    row.refresh_from_db()
    assert (len(line.sent), row.state) == (1, State.PUBLISHED)
    assert row.url.startswith("https://social.example/")


def test_that_it_is_not_there_does_not_undo_what_a_person_has_said_meanwhile():
    line = Line(NOW)
    row = in_doubt(line)
    line.platform.posts.clear()
    there = "https://social.example/1"

    def seen() -> None:
        decisions.is_there(row.pk, url=there, by="Kim Osei", now=line.clock.now)

    with watched(once(Step.HEARD, seen)):
        line.reconciler.sweep()
    line.publisher.drain(row.channel_id)
    row.refresh_from_db()
    assert (line.sent, row.state, row.url) == ([], State.PUBLISHED, there)


def test_two_receipts_for_one_post_are_told_of():
    line = Line(NOW)
    row = post()
    line.publisher.drain(row.channel_id)
    row.refresh_from_db()
    late = Receipt("another", "https://social.example/another", NOW)
    for _ in range(2):
        assert not posts.prove(row.pk, late, actor="w1", at=NOW)
    alert = Alert.objects.get()
    assert row.url in alert.what
    assert late.url in alert.what


def test_the_same_receipt_once_more_is_told_of_to_nobody():
    line = Line(NOW)
    row = post()
    line.publisher.drain(row.channel_id)
    same = Receipt(row.key, f"https://social.example/{row.key}", NOW)
    assert not posts.prove(row.pk, same, actor="w1", at=NOW)
    assert not Alert.objects.exists()


def test_a_sweep_asks_about_nothing_more_when_the_program_is_to_end():
    line = Line(NOW)
    for number in range(3):
        post(str(number), on=f"c{number}", state=State.UNCERTAIN, attempt=1, check_at=NOW)
    asked = []

    def watch(step: Step) -> None:
        if step is Step.HEARD:
            asked.append(step)
            line.reconciler.stop()

    with watched(watch):
        line.reconciler.sweep()
    assert len(asked) == 1
