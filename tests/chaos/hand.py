"""A worker that stands still where it is told to, and the platform it speaks to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from django.db import connection

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Content,
    Disconnected,
    Outcome,
    PostKey,
    Processing,
    Receipt,
    Staged,
    Throttled,
    Uncertain,
    Unreachable,
    Unstaged,
)
from campaign.delivery.desk import Desks
from campaign.delivery.publish import Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.step import Step
from tests.servers.fake_depot import LIMITS

if TYPE_CHECKING:
    from tests.chaos.world import World


class Killed(BaseException):
    """The process is gone: nothing after this line was ever done."""


@dataclass
class Ledger:
    """What the public sees, and what will go wrong next."""

    shown: list[tuple[str, str, str, datetime]] = field(default_factory=list)  # key, text, channel
    drafts: set[str] = field(default_factory=set)
    mishaps: list[str] = field(default_factory=list)

    def copies(self, key: str) -> int:
        return sum(one == key for one, *_ in self.shown)


class Playing(Adapter):
    """Speaks to the ledger in the shape of its channel."""

    name = "playing"

    def __init__(self, account: Account, world: World) -> None:
        super().__init__(account)
        self.world, self.shape = world, account.channel
        self.capabilities = LIMITS[self.shape]  # type: ignore[misc]  # each shape its own

    def publish(self, content: Content, key: PostKey) -> Outcome:
        if self.shape != "staged":
            return self._create(content.text, key)
        self._go_wrong({"refused", "busy", "down", "signed out"})
        self.world.ledger.drafts.add(key.value)
        return Staged(key.value)

    def release(self, content: Content, key: PostKey, handle: str) -> Outcome:
        if self._next({"draft gone"}):
            self.world.ledger.drafts.discard(handle)
        if handle not in self.world.ledger.drafts:
            raise Unstaged("The draft is gone.")
        return self._create(content.text, key)

    def _create(self, said: str, key: PostKey) -> Outcome:
        hand = threading.current_thread()
        if isinstance(hand, Hand):
            hand.sending = (self.account.channel, said, key.value)
        self.account.permit()
        self._go_wrong({"refused", "busy", "down", "signed out", "cut"})
        ledger = self.world.ledger
        if not (self.capabilities.honours_key and ledger.copies(key.value)):
            ledger.shown.append((key.value, said, self.account.channel, self.world.now))
        self._go_wrong({"lost"})
        return Processing(key.value, 1.0) if self.shape == "slow" else self._receipt(key.value)

    def _next(self, kinds: set[str]) -> str:
        ledger = self.world.ledger
        return ledger.mishaps.pop(0) if ledger.mishaps and ledger.mishaps[0] in kinds else ""

    def _go_wrong(self, kinds: set[str]) -> None:
        match self._next(kinds):
            case "refused":
                raise BadContent("It says no.")
            case "busy":
                raise Throttled("It wants less.", retry_after=30)
            case "down":
                raise Unreachable("Nobody answers.")
            case "signed out":
                raise Disconnected("The credential is over.")
            case "cut" | "lost":
                raise Uncertain("The line was cut.")

    def resume(self, handle: str) -> Receipt | Processing:
        self._go_wrong({"down", "signed out"})
        return self._receipt(handle)

    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        self._go_wrong({"down", "signed out"})
        exact = self.capabilities.honours_key
        for one, said, channel, at in self.world.ledger.shown:
            alike = (channel, said) == (self.account.channel, content.text) and at >= since
            if one == key.value if exact else alike:
                return self._receipt(one)
        return None

    def _receipt(self, name: str) -> Receipt:
        return Receipt(name, f"https://social.example/{name}", self.world.now)


class Hand(threading.Thread):
    """A worker: it stands still at every step outside a transaction until it is told to go on."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(daemon=True, name=f"hand {number}")
        self.world, self.number, self.lives = world, number, 0
        self.at: Step | None = None  # where it stands
        self.free = False  # it stands still no more
        self.doom: Step | None = None  # where it will be killed next
        self.sending: tuple[str, str, str] = ("", "", "")  # channel, text, key
        self.errors: list[BaseException] = []
        self._jobs: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._turn, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._killed = False
        self.reborn()
        self.start()

    def reborn(self) -> None:
        """Become a new process, with nothing in mind."""
        self.lives += 1
        self.called = f"w{self.number}.{self.lives}"
        desks, asking = (Desks(self._build, self.world.clock) for _ in range(2))
        self.publisher = Publisher(desks, worker=self.called, clock=self.world.clock)
        self.reconciler = Reconciler(asking, worker=self.called, clock=self.world.clock)

    def _build(self, channel: Any, permit: Callable[[], None]) -> Adapter:
        account = Account(channel=channel.id, read=lambda _: b"", permit=permit)
        return Playing(account, self.world)

    def run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Killed:
                self.world.dead.append(self.called)
                self.reborn()
            except BaseException as error:  # noqa: BLE001 - told to the test, whatever it is
                self.errors.append(error)
            self.at, self.doom = None, None
            self._back.release()
        connection.close()
        self._back.release()

    @property
    def busy(self) -> bool:
        return self.at is not None

    def give(self, job: Callable[[], object]) -> None:
        """Begin a job; return when it stands still, or is done."""
        self._jobs.put(job)
        self._back.acquire()

    def go_on(self, *, kill: bool = False, doom: Step | None = None) -> None:
        """Let it go on to its next step, or kill it where it stands or at a step to come."""
        self._killed, self.doom = kill, doom
        self._turn.release()
        self._back.acquire()

    def end(self) -> None:
        self.free = True
        while self.busy:
            self.go_on()
        self._jobs.put(None)
        self._back.acquire()
        self.join()

    def reached(self, step: Step) -> None:
        """Do what was decided for this step."""
        if step is self.doom:
            raise Killed
        if connection.in_atomic_block:
            return
        if step is Step.PERMITTED:
            self.world.allowed(self)
        if self.free:
            return
        self.at = step
        self._back.release()
        self._turn.acquire()
        if self._killed:
            self._killed = False
            raise Killed


def tell_the_hand(step: Step) -> None:
    """Let the worker that runs in this thread know which step it has reached."""
    hand = threading.current_thread()
    if isinstance(hand, Hand):
        hand.reached(step)
