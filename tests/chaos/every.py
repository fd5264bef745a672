"""One post and two workers: every order of everything, to the end, over the real store.

``python -m tests.chaos.explore every`` prints how many states and moves there are, and in how many
ends the post is out, not out, or with a person. A worker is cut where a crash makes a difference:
it has claimed; it may send; the platform has answered; the outcome is written. Between any two of
these the other worker, the sweep, time, a person and the platform do whatever they can, each as
often as ``Bounds`` says. A state that was seen before is not gone through again; the rows go back
by savepoints, so this is for SQLite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Content,
    Outcome,
    PostKey,
    Receipt,
    Uncertain,
    Unreachable,
    Withheld,
)
from campaign.delivery.desk import Desks
from campaign.delivery.publish import LEASE, Publisher
from campaign.delivery.reconcile import Reconciler
from campaign.store import claims, decisions, holds, posts
from campaign.store.models import Alert, Hold, Post
from tests.servers.fake_depot import LIMITS
from tests.servers.rows import NOW, approve, content_post, speaker_row

GRACE = timedelta(minutes=12)  # a lease of five minutes fits in twice


@dataclass(frozen=True, slots=True)
class Bounds:
    """How often each may happen in one life."""

    crashes: int = 1
    mishaps: int = 1
    holds: int = 1
    decisions: int = 1  # of a person, on a post in doubt or missed
    attempts: int = 3


@dataclass(frozen=True)
class Worker:
    """Where a worker stands: idle, claimed, permitted, or answered by the platform."""

    at: str = "idle"
    claim: Any = None
    answer: Receipt | Exception | None = None


@dataclass(frozen=True)
class Here:
    """Everything that is not in the rows."""

    now: datetime
    left: Bounds
    copies: int = 0
    workers: tuple[Worker, Worker] = (Worker(), Worker())
    dead: tuple[str, ...] = ()  # names that hold a claim
    held: int = 0  # number of the hold that stands
    lives: int = 0  # a worker that crashed comes back under another name


@dataclass
class Walk:
    """Goes through all states of one post on a platform of one shape."""

    shape: str
    bounds: Bounds
    seen: set[object] = field(default_factory=set)
    moves: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    path: list[str] = field(default_factory=list)

    def run(self) -> Walk:
        """Walk from a post that is due to every end."""

        with transaction.atomic():
            speaker = speaker_row(self.shape, platform="depot", network="sandbox")
            self.row = content_post(speaker, Content("Call 999 first."), due=NOW, grace=GRACE)
            approve(self.row)
            self._from(Here(NOW, self.bounds))
            transaction.set_rollback(True)
        return self

    def _from(self, here: Here) -> None:
        self._check(here)
        state = self._state(here)
        if state in self.seen:
            return
        self.seen.add(state)
        end = True
        for name, act in self._acts(here):
            mark = transaction.savepoint()
            self.path.append(name)
            after = act(here)
            if after is not None:
                end = False
                self.moves += 1
                self._from(after)
            self.path.pop()
            transaction.savepoint_rollback(mark)
        if end:
            self._end(here)

    # -- what can happen ----------------------------------------------------------------------

    def _acts(self, here: Here) -> Iterator[tuple[str, Callable[[Here], Here | None]]]:
        for number, worker in enumerate(here.workers):
            yield from self._acts_of(number, worker, here)
        yield "sweep", self._sweep
        yield "tick", self._tick
        if here.dead:
            yield "restart", self._restart
        if all(worker.at != "permitted" for worker in here.workers):  # its request is on its way
            yield "time", self._time
        if here.left.mishaps:
            yield "sweep while it is down", lambda h: self._sweep(_less(h, "mishaps"), down=True)
        if here.held:
            yield "lift", self._lift
        elif here.left.holds:
            yield "hold", self._hold
        if here.left.decisions:
            yield "look", self._look
            yield "cancel", self._cancel

    def _acts_of(
        self, number: int, worker: Worker, here: Here
    ) -> Iterator[tuple[str, Callable[[Here], Here | None]]]:
        if worker.at == "idle":
            yield f"{number} begins", lambda h: self._begin(h, number)
            return
        if worker.at == "claimed":
            yield f"{number} asks", lambda h: self._ask(h, number)
        elif worker.at == "permitted":
            for mishap in ("", "cut", "lost", "down", "refused") if here.left.mishaps else ("",):
                yield f"{number} sends: {mishap}", lambda h, m=mishap: self._send(h, number, m)  # type: ignore[misc]
        else:
            yield f"{number} records", lambda h: self._record(h, number)
        if here.left.crashes:
            yield f"{number} is killed", lambda h: self._crash(h, number)

    def _begin(self, here: Here, number: int) -> Here | None:
        name = f"w{number}.{here.lives}"
        if self._row().attempt >= self.bounds.attempts:
            return None
        claim = claims.begin(self.shape, clock=lambda: here.now, lease=LEASE, worker=name)
        if claim is None:
            return None
        return _with(here, number, Worker("claimed", claim))

    def _ask(self, here: Here, number: int) -> Here:
        worker = here.workers[number]
        barrier = claims.permitted(worker.claim, here.now)
        if barrier is None:
            return _with(here, number, replace(worker, at="permitted"))
        no = Withheld(barrier.sentence)
        return _with(here, number, replace(worker, at="answered", answer=no))

    def _send(self, here: Here, number: int, mishap: str) -> Here:
        worker = here.workers[number]
        new = mishap in {"", "lost"} and not (self.exact and here.copies)
        errors: dict[str, Exception] = {
            "cut": Uncertain("The line was cut."),
            "lost": Uncertain("The answer was lost."),
            "down": Unreachable("Nobody answers."),
            "refused": BadContent("It says no."),
        }
        answer = errors.get(mishap) or self._receipt(here.now)
        after = _less(here, "mishaps") if mishap else here
        after = replace(after, copies=here.copies + new)
        return _with(after, number, replace(worker, at="answered", answer=answer))

    def _record(self, here: Here, number: int) -> Here:
        worker, publisher = here.workers[number], self._publisher(here, number)
        if isinstance(worker.answer, Exception):
            publisher._record_failure(worker.claim, worker.answer)
        else:
            publisher._record(worker.claim, worker.answer)
        return _with(here, number, Worker())

    def _crash(self, here: Here, number: int) -> Here:
        worker = here.workers[number]
        after = replace(_less(here, "crashes"), lives=here.lives + 1)
        after = replace(after, dead=(*here.dead, worker.claim.worker))
        return _with(after, number, Worker())

    def _restart(self, here: Here) -> Here:
        for name in here.dead:
            claims.lose_leases(here.now, worker=name)
        return replace(here, dead=())

    def _sweep(self, here: Here, *, down: bool = False) -> Here | None:
        self.asks = down
        reconciler = Reconciler(self._desks(here), worker="sweep", clock=lambda: here.now)
        return here if reconciler.sweep() else None

    def _tick(self, here: Here) -> Here | None:
        done = claims.lose_leases(here.now) + posts.expire(here.now)
        return here if done else None

    def _time(self, here: Here) -> Here | None:
        row = self._row()
        times = [row.leased_until, row.not_before, row.check_at]
        if row.state in {"pending", "scheduled"}:
            times.append(row.late_at)
        times += [worker.claim.until for worker in here.workers if worker.claim]
        later = [time for time in times if time is not None and time > here.now]
        return replace(here, now=min(later)) if later else None

    def _hold(self, here: Here) -> Here:
        scope = Hold.Scope.ALL
        placed = holds.place(scope=scope, value="", reason="Wait", by="Duty", now=here.now)
        return replace(_less(here, "holds"), held=placed.pk)

    def _lift(self, here: Here) -> Here:
        holds.lift(here.held, by="Second", now=here.now)
        return replace(here, held=0)

    def _look(self, here: Here) -> Here | None:
        """Let a person look, and say what is there."""
        row = self._row()
        if row.state not in {"uncertain", "missed", "failed"}:
            return None
        if not here.copies:
            decisions.send_again(row.pk, by="Kim", now=here.now)
        elif row.state == "uncertain":
            decisions.is_there(row.pk, url="https://depot.example/1", by="Kim", now=here.now)
        else:
            return None
        return _less(here, "decisions")

    def _cancel(self, here: Here) -> Here | None:
        try:
            decisions.cancel(self.row.pk, by="Kim", now=here.now)
        except decisions.DecisionError:
            return None
        return _less(here, "decisions")

    # -- parts --------------------------------------------------------------------------------

    @property
    def exact(self) -> bool:
        return self.shape == "exact"

    def _row(self) -> Any:
        return Post.objects.get(pk=self.row.pk)

    def _receipt(self, now: datetime) -> Receipt:
        return Receipt("1", "https://depot.example/1", now)

    def _publisher(self, here: Here, number: int) -> Any:
        name = here.workers[number].claim.worker
        return Publisher(self._desks(here), worker=name, clock=lambda: here.now)

    def _desks(self, here: Here) -> Any:
        walk = self

        class Looked(Adapter):
            name = "looked"
            capabilities = LIMITS[walk.shape]

            def publish(self, content: Any, key: PostKey) -> Outcome:
                raise AssertionError("A sweep publishes nothing.")

            def find(self, *_: Any) -> Receipt | None:
                if walk.asks:
                    raise Unreachable("Nobody answers.")
                return walk._receipt(here.now) if here.copies else None

        def build(channel: Any, permit: Callable[[], None]) -> Adapter:
            return Looked(Account(channel=channel.id, read=lambda _: b"", permit=permit))

        return Desks(build, lambda: here.now)

    def _state(self, here: Here) -> object:
        """Return what the rest of the life depends on: times as spans from now."""
        row = self._row()
        times = (row.late_at, row.not_before, row.leased_until, row.check_at, row.absent_at)
        spans = tuple(time and time - here.now for time in times)
        tries = tuple(row.attempts.order_by("number").values_list("outcome", flat=True))
        began = tuple(row.attempts.order_by("number").values_list("started_at", flat=True))
        workers = tuple(
            (w.at, type(w.answer), w.claim and (w.claim.number, w.claim.until - here.now))
            for w in here.workers
        )
        mine = (row.state, row.attempt, row.looks, row.worker in here.dead, spans, tries)
        ages = tuple(here.now - at for at in began)
        return mine, ages, workers, here.left, here.copies, bool(here.held), bool(here.dead)

    def _check(self, here: Here) -> None:
        row = self._row()
        trail = " → ".join(self.path)
        assert here.copies <= 1, f"There are {here.copies}: {trail}"
        assert row.state != "published" or here.copies, f"Published, and not there: {trail}"
        open_tries = row.attempts.filter(outcome="").values_list("number", flat=True)
        expected = [row.attempt] if row.state == "publishing" else []
        assert list(open_tries) == expected, f"Tries {list(open_tries)}: {trail}"

    def _end(self, here: Here) -> None:
        row, trail = self._row(), " → ".join(self.path)
        if row.state == "uncertain":
            assert row.check_at is None, f"Nobody asks any more: {trail}"
            assert Alert.objects.filter(key__startswith="uncertain:").exists(), trail
        else:
            known = {"published", "missed", "failed", "cancelled"}
            spent = row.attempt >= self.bounds.attempts
            assert row.state in known or spent, f"It ends as {row.state}: {trail}"
            there = row.state == "published"
            assert here.copies == there, f"{row.state}, and {here.copies} are there: {trail}"
        self.ends[str(row.state)] += 1


def _with(here: Here, number: int, worker: Worker) -> Here:
    both = list(here.workers)
    both[number] = worker
    return replace(here, workers=(both[0], both[1]))


def _less(here: Here, what: str) -> Here:
    return replace(here, left=replace(here.left, **{what: getattr(here.left, what) - 1}))
