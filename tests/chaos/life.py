"""The life of a post, explored: what workers, people, platform and clock do, in every order.

``make explore MINUTES=5`` plays for so long and prints how many lives and steps that were;
``tests/store/test_life_of_a_post.py`` plays the same few every time. What must hold after every
step, and at the end, is in ``World.check`` and ``World.end``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from campaign.delivery.publish import LEASE
from campaign.step import OPEN, Step
from campaign.store import posts
from campaign.store.models import Post
from tests.chaos.hand import Hand
from tests.chaos.world import BEGAN, MESSAGES, World
from tests.servers.fake_depot import SHAPES

MISHAPS = ("cut", "lost", "refused", "busy", "down", "down", "signed out", "draft gone")
WORKED = ("go on", "go on", "go on", "kill", "sweep")
DECIDED = ("approve", "approve", "revoke", "edit", "hold", "lift", "cancel", "look", "look")
SPANS = (1, 1, 6, 16, 130, int(LEASE.total_seconds()) + 1, 1000, 8000, -5, -3600)  # seconds
COUNTS: Counter[str] = Counter()
"""How many lives and steps have been played in this process, and what was done in them."""

SHORT = settings(
    max_examples=15,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(SHORT, max_examples=100, stateful_step_count=60, derandomize=False)
NUMBERS = (0, 1, 2)
CHOICES: dict[str, dict[str, Sequence[Any]]] = {
    "plan": {"message": range(len(MESSAGES)), "on": NUMBERS, "later": (0, 0, 30, 400)},
    "decide": {"what": DECIDED, "message": range(len(MESSAGES)), "number": NUMBERS},
    "deliver": {"on": NUMBERS, "mishap": ("", *MISHAPS), "far": range(13)},
    "work": {"what": WORKED, "number": NUMBERS, "far": range(1, 9)},
    "kill_inside": {"number": NUMBERS, "doom": sorted(OPEN), "far": range(1, 5)},
    "pass_time": {"mishap": ("", "", "", *MISHAPS), "seconds": SPANS},
    "restart": {},
}
"""What can be done, and how."""

OFTEN = {"plan": 2, "decide": 4, "deliver": 6, "work": 7, "kill_inside": 2, "pass_time": 4}
OFTEN |= {"restart": 1}
"""How often, beside each other, a walk does it."""


def _of(name: str) -> dict[str, Any]:
    return {key: st.sampled_from(values) for key, values in CHOICES[name].items()}


class Life(RuleBasedStateMachine):
    """Two or three workers, people, a platform and a clock."""

    world: World

    @initialize(
        hands=st.sampled_from([2, 2, 3]),
        on=st.lists(st.sampled_from(SHAPES), min_size=1, max_size=2, unique=True),
    )
    def begin(self, hands: int, on: list[str]) -> None:
        self.world = World(hands)
        self.on = on
        COUNTS["lives"] += 1
        for number, channel in enumerate(on):
            for message, later in zip(MESSAGES, (0, 20, 400), strict=False):
                self.world.plan(message, channel, BEGAN + timedelta(seconds=later + number))
        while self.world.approve():
            pass

    def _count(self, what: str) -> None:
        COUNTS["steps"] += 1
        COUNTS[what] += 1

    def _post(self, number: int) -> Post | None:
        rows = list(Post.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def _idle(self) -> Hand | None:
        return next((hand for hand in self.world.hands if not hand.busy), None)

    # -- people

    @rule(**_of("plan"))
    def plan(self, message: int, on: int, later: int) -> None:
        due = (self.world.now + timedelta(seconds=later)).replace(microsecond=0)
        channel = self.on[on % len(self.on)]
        if not Post.objects.filter(message=MESSAGES[message], channel=channel).exists():
            self._count("planned")
            self.world.plan(MESSAGES[message], channel, due)

    @rule(**_of("decide"))
    def decide(self, what: str, message: int, number: int) -> None:
        """Let somebody decide something; ``look`` is what one does who looks at the platform."""
        self._count(f"decided: {what}")
        world, name = self.world, MESSAGES[message]
        match what:
            case "approve":
                world.approve()
            case "revoke":
                world.revoke(name)
            case "edit":
                world.edit(name)
            case "lift" if world.holds:
                world.lift()
            case "hold" if len(world.holds) < 2:
                world.hold(self.on[number % len(self.on)] if number else "")
            case "cancel" | "look":
                if post := self._post(number):
                    world.decide(post, what)

    # -- workers

    @rule(**_of("deliver"))
    def deliver(self, on: int, mishap: str, far: int) -> None:
        """Begin to deliver what is due, at a platform that may misbehave, and go some steps."""
        due = posts.due_channels(self.world.now)
        if due and (hand := self._idle()):
            self._count("delivered")
            self.world.ledger.mishaps[:] = [mishap] if mishap else []
            channel = due[on % len(due)]
            hand.give(lambda: hand.publisher.drain(channel))
            self._go(hand, far)

    @rule(**_of("work"))
    def work(self, what: str, number: int, far: int) -> None:
        """Let a worker go on, or kill it; where all are idle, let one ask the platform."""
        busy = [hand for hand in self.world.hands if hand.busy]
        if busy and what != "sweep":
            hand = busy[number % len(busy)]
            if what == "kill":
                self._count(f"killed at {hand.at}")
                hand.go_on(kill=True)
            else:
                self._go(hand, far)
        elif (idle := self._idle()) and Post.objects.filter(check_at__lte=self.world.now).exists():
            self._count("sweep begun")
            idle.give(idle.reconciler.sweep)
            self._go(idle, far - 1)

    @rule(**_of("kill_inside"))
    def kill_inside(self, number: int, doom: Step, far: int) -> None:
        """Let a worker go on, and kill it where it comes to a step inside a transaction."""
        busy = [hand for hand in self.world.hands if hand.busy]
        if not busy:
            return
        hand = busy[number % len(busy)]
        lives = hand.lives
        for _ in range(far):
            if hand.busy:
                hand.go_on(doom=doom)
        self._count(f"killed at {doom}" if hand.lives > lives else "went on")

    def _go(self, hand: Hand, far: int) -> None:
        for _ in range(far):
            if hand.busy:
                self._count(f"went on from {hand.at}")
                hand.go_on()

    # -- platform and clock

    @rule(**_of("pass_time"))
    def pass_time(self, mishap: str, seconds: int) -> None:
        """Let time pass, at the end of which the platform may misbehave; then tick, or start."""
        if mishap and len(self.world.ledger.mishaps) < 3:
            self._count(f"mishap: {mishap}")
            self.world.ledger.mishaps.append(mishap)
        if self.world.may_pass(timedelta(seconds=seconds)):
            self._count(f"clock {'forward' if seconds > 0 else 'backward'}")
            self.world.now += timedelta(seconds=seconds)
        self.world.tick()

    @rule()
    def restart(self) -> None:
        if self.world.dead:
            self._count("restarted")
            self.world.restart()

    @invariant()
    def holds_good(self) -> None:
        if hasattr(self, "world"):
            self.world.check()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.end()


def walk(seed: int, steps: int) -> None:
    """Play one life by chance; a seed is always the same life. What breaks is told with its trail.

    Hypothesis comes back to what it has seen, which is good for making a fault small; a walk does
    not, and sees more.
    """
    chance = random.Random(seed)
    life, trail = Life(), []
    life.begin(chance.choice([2, 2, 3]), chance.sample(SHAPES, chance.choice([1, 2])))
    try:
        for _ in range(steps):
            [name] = chance.choices(list(OFTEN), list(OFTEN.values()))
            how = {key: chance.choice(values) for key, values in CHOICES[name].items()}
            trail.append(f"life.{name}(**{how})")
            getattr(life, name)(**how)
            life.holds_good()
        life.teardown()
    except BaseException as error:
        error.add_note("\n".join([f"walk({seed}, {steps}), on {life.on}", *trail]))
        raise


def said() -> str:
    """Say in a line what has been played."""
    kills = sum(count for what, count in COUNTS.items() if what.startswith("killed"))
    return f"lives {COUNTS['lives']}, steps {COUNTS['steps']}, kills {kills}, broken 0"
