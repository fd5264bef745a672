"""A platform's limits: in its worst window there are exactly as many calls as it allows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaign.adapter import Account, Budget, Throttled, Unreachable
from campaign.delivery import health
from campaign.delivery.desk import Desks
from campaign.delivery.publish import Publisher
from campaign.lifecycle import State
from campaign.store import posts
from campaign.store.models import Attempt, Post, Service
from tests.servers.rows import NOW, channel, post
from tests.servers.scripted import Clock, Platform, Scripted

pytestmark = pytest.mark.django_db(transaction=True)

ALLOWED = 7  # calls in a window
WINDOW = timedelta(minutes=15)
CHANNELS = 4


class Metered(Scripted):
    """Counts calls in fixed windows, says how many are left, and refuses what is beyond."""

    calls: list[tuple[datetime, str]]  # set by the test
    of_app = True

    def _create(self, content, key):
        self.account.permit()
        now, me = self.platform.clock.now, self.account.channel
        start = NOW + (now - NOW) // WINDOW * WINDOW
        used = [at for at, who in self.calls if at >= start and (self.of_app or who == me)]
        if len(used) >= ALLOWED:
            raise Throttled("Too many.", retry_after=60.0, app=self.of_app)
        self.calls.append((now, me))
        left = ALLOWED - len(used) - 1
        self.account.heard(Budget(left, start + WINDOW, self.of_app))
        return self._receipt(key)


@pytest.mark.parametrize("of_app", [True, False])
def test_the_worst_window_holds_exactly_what_is_allowed(of_app):
    clock = Clock(NOW)
    platform = Platform(clock)

    class Mine(Metered):
        calls: list[tuple[datetime, str]] = []  # noqa: RUF012 - of this test's class alone

    Mine.of_app = of_app

    def build(speaker, permit):
        def heard(budget: Budget) -> None:
            health.heard(speaker.id, budget, now=clock.now)

        account = Account(channel=speaker.id, read=lambda _: b"", permit=permit, heard=heard)
        return Mine(account, platform)

    publisher = Publisher(Desks(build, clock), worker="w1", clock=clock)
    for number in range(CHANNELS):
        channel(f"c{number}", service="x")
    for number in range(40):
        post(str(number), on=f"c{number % CHANNELS}", grace=timedelta(hours=6))
    while Post.objects.filter(state=State.SCHEDULED).exists():
        for name in posts.due_channels(clock.now):
            publisher.drain(name)
        clock.forward(seconds=30)
    windows: dict[object, int] = {}
    for at, who in Mine.calls:
        key = ((at - NOW) // WINDOW, "" if of_app else who)
        windows[key] = windows.get(key, 0) + 1
    assert max(windows.values()) == ALLOWED
    assert len(Mine.calls) == 40
    assert Attempt.objects.count() == 40  # nothing was asked in vain


def test_one_server_of_a_platform_is_down_and_the_other_goes_on():
    clock = Clock(NOW)
    up, down = Platform(clock), Platform(clock)

    def fails():
        raise Unreachable("No line.")

    down.before = [fails] * 50

    def build(speaker, permit):
        return (down if speaker.id.startswith("down") else up).adapter(speaker, permit)

    for number in range(3):
        channel(f"down{number}", service="mastodon@one.example")
        channel(f"up{number}", service="mastodon@two.example")
    publisher = Publisher(Desks(build, clock), worker="w1", clock=clock)
    for minute in range(12):
        for number in range(3):
            for name in (f"up{number}", f"down{number}"):
                post(f"{name} {minute}", on=name, due=NOW + timedelta(minutes=minute))
    late = []
    for _ in range(12 * 6):
        for name in posts.due_channels(clock.now):
            before = len(up.posts)
            publisher.drain(name)
            late += [
                clock.now - NOW - timedelta(minutes=int(text.split()[1]))
                for _, text in up.posts[before:]
            ]
        clock.forward(seconds=10)
    assert len(up.posts) == 36
    assert max(late) == timedelta(0)
    opened = set(Service.objects.exclude(opened_at=None).values_list("pk", flat=True))
    assert opened == {"mastodon@one.example"}
