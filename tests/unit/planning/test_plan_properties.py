"""What holds for every plan, whatever the library."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.settings import QuietWindow, SlotRule, Theme
from campaign.planning.plan import Past, Plan, Planned, make_plan
from campaign.planning.slot import to_local, to_utc
from tests.servers.shelf import channel, library, message

LONDON = "Europe/London"
BASES = [datetime(2027, 3, 26, tzinfo=timezone.utc), datetime(2027, 10, 29, tzinfo=timezone.utc)]
SPACING = timedelta(minutes=30)
RULES = [
    "daily at 01:30",
    "every Saturday and Sunday at 01:30, 02:00 and 09:10",
    "every weekday at 08:15",
    "on 28/3/2027 at 01:30 and 08:00, 31/10/2027 at 01:30 and 08:00",
    "every 2 weeks on Sunday at 10:00",
]

times = st.builds(time, st.sampled_from([0, 1, 2, 8, 9, 23]), st.sampled_from([0, 10, 30, 59]))
slot_rules = st.builds(
    SlotRule,
    st.sets(st.integers(0, 6), min_size=1).map(lambda s: tuple(sorted(s))),
    st.lists(times, min_size=1, max_size=4).map(tuple),
)
themes = st.sampled_from([(50, 50), (80, 20), (0, 0), (100, 0)]).map(
    lambda shares: tuple(
        Theme(id=name, title=name, share=share) for name, share in zip("ab", shares, strict=True)
    )
)


Case = tuple[Library, list[Past], datetime]


def near(base: datetime, first: int, last: int) -> st.SearchStrategy[date]:
    return st.integers(first, last).map(lambda days: base.date() + timedelta(days=days))


@st.composite
def messages(draw: st.DrawFn, base: datetime) -> list[Message]:
    sometimes = st.sampled_from([False, False, False, False, True])
    return [
        message(
            f"m{n}",
            draw(st.sampled_from(["", "", "", *RULES])),
            theme=draw(st.sampled_from("ab")),
            rest=draw(st.sampled_from([None, 0, 1, 3])),
            draft=draw(sometimes),
            organisations=("north",) if draw(sometimes) else (),
            not_before=draw(near(base, -3, 5)) if draw(sometimes) else None,
            not_after=draw(near(base, 1, 12)) if draw(sometimes) else None,
            sections=(Section(("x",) if draw(sometimes) else (), "t", 1),),
        )
        for n in range(draw(st.integers(1, 8)))
    ]


@st.composite
def quiet_windows(draw: st.DrawFn, base: datetime) -> QuietWindow:
    return QuietWindow(
        reason="Silence",
        day=draw(near(base, 0, 12)),
        start=draw(times),
        end=draw(times),
        organisations=draw(st.sampled_from([(), ("north",)])),
    )


@st.composite
def libraries(draw: st.DrawFn, base: datetime) -> Library:
    own_slots = st.just(()) | st.lists(slot_rules, min_size=1, max_size=2).map(tuple)
    channels = [
        channel(name, slots=draw(own_slots), cap=draw(st.sampled_from([None, None, 0, 1])))
        for name in ("north-x", "north-mastodon", "south-x")
    ]
    return library(
        draw(messages(base)),
        channels,
        slots=draw(st.lists(slot_rules, min_size=1, max_size=3).map(tuple)),
        themes=draw(themes),
        cap=draw(st.integers(1, 4)),
        rest=draw(st.integers(0, 5)),
        start=draw(st.none() | near(base, -3, 4)),
        end=draw(st.none() | near(base, 4, 14)),
        quiet=draw(st.lists(quiet_windows(base), max_size=3).map(tuple)),
    )


lengths = st.integers(0, 12 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def pasts(draw: st.DrawFn, start: datetime, *, future: bool) -> list[Past]:
    """Make posts that stand, one on a channel's minute; some of messages nobody knows."""
    minutes = st.integers(-10 * 24 * 60, 6 * 24 * 60 if future else -1)
    instants = minutes.map(lambda number: start + timedelta(minutes=number))
    halves = instants.map(lambda at: at.replace(minute=30))
    found = {}
    for _ in range(draw(st.integers(0, 8))):
        name = draw(st.sampled_from(["north-x", "north-mastodon", "south-x"]))
        at = draw(instants | halves)
        if future or at < start:
            found[name, at] = Past(f"m{draw(st.integers(0, 9))}", name, at)
    return list(found.values())


@st.composite
def cases(draw: st.DrawFn, *, future: bool = False) -> Case:
    base = draw(st.sampled_from(BASES))
    start = base + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    return draw(libraries(base)), draw(pasts(start, future=future)), start


def as_past(posts: tuple[Planned, ...]) -> list[Past]:
    return [Past(post.message, post.channel, post.at) for post in posts]


def whole(history: list[Past], plan: Plan) -> dict[str, list[Past]]:
    """Give all that is said on each channel, in order."""
    found: dict[str, list[Past]] = defaultdict(list)
    for past in sorted([*history, *as_past(plan.posts)], key=lambda p: p.at):
        found[past.channel].append(past)
    return found


def is_rotated(shelf: Library, name: str) -> bool:
    return name in shelf.messages and shelf.messages[name].when is None


@given(cases(future=True), lengths)
def test_every_post_may_be_said_there_and_then(case: Case, length: timedelta) -> None:
    shelf, history, start = case
    for post in make_plan(shelf, history=history, start=start, end=start + length).posts:
        said, on = shelf.messages[post.message], shelf.channels[post.channel]
        day = post.local.date()
        assert start <= post.at < start + length
        assert to_utc(post.local, LONDON) == post.at
        assert to_local(post.at, LONDON) == post.local
        assert not said.draft
        assert on in shelf.channels_for(said)
        assert said.section_for(on.platform)
        assert (said.not_before or day) <= day <= (said.not_after or day)
        assert (shelf.campaign.start or day) <= day <= (shelf.campaign.end or day)
        assert not silenced(shelf, post)
        assert meant(shelf, post)


def silenced(shelf: Library, post: Planned) -> bool:
    return any(
        begin <= post.local < (end if end > begin else end + timedelta(days=1))
        and (not window.organisations or post.organisation in window.organisations)
        for window in shelf.campaign.quiet
        for begin in [datetime.combine(window.day, window.start)]
        for end in [datetime.combine(window.day, window.end)]
    )


def meant(shelf: Library, post: Planned) -> bool:
    """Tell whether a slot rule or a ``when:`` asks for that instant."""
    when = shelf.messages[post.message].when
    day = post.local.date()
    if when is not None:
        return post.at in {to_utc(local, LONDON) for local in when.occurrences(day, day)}
    on = shelf.channels[post.channel]
    return post.at in {
        to_utc(datetime.combine(day, at), LONDON)
        for rule in on.slots or shelf.campaign.slots
        if day.weekday() in rule.weekdays
        for at in rule.times
    }


@given(cases(future=True), lengths)
def test_a_channel_never_says_two_things_at_once_nor_one_thing_twice_in_a_row(
    case: Case, length: timedelta
) -> None:
    shelf, history, start = case
    plan = make_plan(shelf, history=history, start=start, end=start + length)
    assert len({post.key for post in plan.posts}) == len(plan.posts)
    ours = set(as_past(plan.posts))
    for said in whole(history, plan).values():
        assert len({past.at for past in said}) == len(said)
        for before, after in pairwise(said):
            ours_and_rotated = is_rotated(shelf, after.message) and {before, after} & ours
            assert not (before.message == after.message and ours_and_rotated)


@given(cases(future=True), lengths)
def test_caps_hold_wherever_the_plan_adds_a_post(case: Case, length: timedelta) -> None:
    shelf, history, start = case
    plan = make_plan(shelf, history=history, start=start, end=start + length)
    count = Counter((p.channel, to_local(p.at, LONDON).date()) for p in history)
    count.update((p.channel, p.local.date()) for p in plan.posts)
    for post in plan.posts:
        own = shelf.channels[post.channel].cap
        cap = shelf.campaign.cap if own is None else own
        assert count[post.channel, post.local.date()] <= cap


@given(cases(future=True), lengths)
def test_rotated_messages_rest_and_keep_their_distance(case: Case, length: timedelta) -> None:
    shelf, history, start = case
    plan = make_plan(shelf, history=history, start=start, end=start + length)
    ours = set(as_past(plan.posts))
    for said in whole(history, plan).values():
        rotated = [p for p in said if p in ours and is_rotated(shelf, p.message)]
        for past in rotated:
            own = shelf.messages[past.message].rest
            rest = shelf.campaign.rest if own is None else own
            for other in said:
                gap = to_local(other.at, LONDON).date() - to_local(past.at, LONDON).date()
                if other is not past and other.message == past.message:
                    assert abs(gap.days) >= rest
                if other.message in shelf.messages and not is_rotated(shelf, other.message):
                    assert abs(other.at - past.at) >= SPACING


@given(cases(), lengths, lengths)
def test_a_longer_window_begins_with_the_same_posts(
    case: Case, length: timedelta, more: timedelta
) -> None:
    shelf, history, start = case
    end = start + length
    short = make_plan(shelf, history=history, start=start, end=end)
    long = make_plan(shelf, history=history, start=start, end=end + more)
    assert short.posts == tuple(post for post in long.posts if post.at < end)
    assert set(short.skipped) <= set(long.skipped)


@given(cases(), lengths, lengths)
@settings(max_examples=200)
def test_planning_again_later_gives_the_same_posts(
    case: Case, length: timedelta, later: timedelta
) -> None:
    shelf, history, start = case
    now = min(start + later, start + length)
    first = make_plan(shelf, history=history, start=start, end=start + length)
    said = [*history, *as_past(tuple(post for post in first.posts if post.at < now))]
    again = make_plan(shelf, history=said, start=now, end=start + length)
    assert again.posts == tuple(post for post in first.posts if post.at >= now)


@given(cases(future=True), st.randoms(use_true_random=False))
def test_the_order_of_anything_changes_nothing(case: Case, random: Random) -> None:
    shelf, history, start = case
    end = start + timedelta(days=8)
    shuffled = list(shelf.messages.values())
    random.shuffle(shuffled)
    other = library(
        shuffled,
        list(shelf.channels.values())[::-1],
        slots=shelf.campaign.slots[::-1],
        themes=shelf.campaign.themes[::-1],
        cap=shelf.campaign.cap,
        rest=shelf.campaign.rest,
        start=shelf.campaign.start,
        end=shelf.campaign.end,
        quiet=shelf.campaign.quiet[::-1],
    )
    again = make_plan(other, history=history[::-1], start=start, end=end)
    assert again == make_plan(shelf, history=history, start=start, end=end)
