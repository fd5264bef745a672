"""The mix of a plan: enough that is good, no echo, and the tone of the day."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from campaign.checks.case import Outlook, Planned
from campaign.checks.example import Example
from campaign.checks.language.likeness import near_duplicates
from campaign.checks.language.readability import sentences
from campaign.checks.language.tokens import tokens
from campaign.checks.rule import Hit, plan_rule
from campaign.library.finding import Severity
from campaign.library.folder import MESSAGES
from campaign.library.library import Library
from campaign.library.message import Message
from campaign.library.place import TOP, Place
from campaign.library.register import AwarenessDate
from campaign.library.settings import Campaign, Theme
from campaign.library.timewords import uk_date

_SETTINGS = f"{MESSAGES}/campaign.yaml"
_POSITIVE = 30  # per cent of a month, at least
_FIGURES = 20  # per cent of a month, at most
_FEWEST = 10  # posts: the mix of fewer says nothing
_ECHO = timedelta(days=30)
_CALL = re.compile(
    r"[\"“‘(]?(?:please )?(?:apply|book|buy|call|click|donate|download|find out|follow|get in touch"
    r"|get involved|help us|join|learn more|message|read (?:more|on)|register|report|repost|retweet"
    r"|ring|send|share|sign|support|tag|tell us|visit|vote|watch)\b",
    re.IGNORECASE,
)

_ARMISTICE = "when: on 11/11/2026 at 09:00"
_KETTLE = "The kettle goes on. Someone asks how the day went. Behind every badge is a person."
_OTHER = "---\ntitle: Other\ntheme: behind-the-badge\nplatforms: x\nwhen: on {} at 08:00\n---\n{}\n"


def _month_of(kind: str) -> Example:
    """Return an example of a month in which an organisation has ten posts of one kind."""
    campaign = f"name: Example\nthemes:\n  behind-the-badge: {{title: Example, kind: {kind}}}\n"
    when = "when: on 1/3/2027, 2/3/2027, 3/3/2027, 4/3/2027, 5/3/2027 at 08:00"
    return Example(text=_KETTLE, settings=when, files={_SETTINGS: campaign})


def _after(day: str) -> Example:
    """Return an example of a text on 1 March 2027, and nearly the same on another day."""
    other = _OTHER.format(day, _KETTLE.replace("Someone", "Somebody"))
    path = f"{MESSAGES}/behind-the-badge/other.md"
    return Example(text=_KETTLE, settings="when: on 1/3/2027 at 08:00", files={path: other})


def _at(time: str) -> Example:
    """Return an example of a text on 1 March 2027 at 08:00, and of another one at a time."""
    other = _OTHER.format("1/3/2027", "A different thing.").replace("08:00", time)
    path = f"{MESSAGES}/behind-the-badge/other.md"
    return Example(text=_KETTLE, settings="when: on 1/3/2027 at 08:00", files={path: other})


@plan_rule(
    "MIX-01",
    Severity.WARNING,
    wants=f"Of each organisation's posts in a month, at least {_POSITIVE}% are positive and at most"
    f" {_FIGURES}% about figures and the law.",
    reason="Figures and penalties frighten people off, thanks bring them nearer; and people follow"
    " one organisation, not the plan.",
    source="House rule, after a chief's blog on bystanders in the campaign's papers",
    fix="Change the shares of the themes in messages/campaign.yaml, or write more messages that"
    " the organisation says.",
    bad=_month_of("numbers"),
    good=_month_of("positive"),
)
def mix(outlook: Outlook) -> Iterator[Hit]:
    """Report each organisation's months with too few posts of one kind or too many of another."""
    themes = {theme.id: theme for theme in outlook.library.campaign.themes}
    if not any(theme.kind for theme in themes.values()):
        return
    channels = outlook.library.channels
    months: dict[tuple[str, str], list[Theme]] = defaultdict(list)
    for post in outlook.posts:
        if post.channel in channels and (theme := themes.get(post.message.theme)):
            key = channels[post.channel].organisation, f"{post.at:%B %Y}"
            months[key].append(theme)
    few: dict[str, list[Theme]] = defaultdict(list)
    for (organisation, month), said in months.items():
        if len(said) >= _FEWEST:
            yield from _month(outlook.library.organisations[organisation].name, month, said)
        else:
            few[month] += said
    for month, said in few.items():
        if len(said) >= _FEWEST:
            yield from _month(f"organisations with fewer than {_FEWEST}", month, said)


def _month(name: str, month: str, said: Sequence[Theme]) -> Iterator[Hit]:
    """Report what is wrong with a month of one organisation; one theme alone is told as such."""
    kinds = Counter(theme.kind for theme in said)
    figures = kinds["numbers"] + kinds["law"]
    of = f"of the {len(said)} posts planned for {month} by {name}"
    only = f"All {of.removeprefix('of the ')} are of one theme, “{said[0].title}”"
    alone = len(set(said)) == 1
    if kinds["positive"] * 100 < _POSITIVE * len(said):
        message = only if alone else f"{kinds['positive'] or 'None'} {of} are positive"
        yield Hit(TOP, f"{message}; {_POSITIVE}% at least should be positive.", file=_SETTINGS)
    if figures * 100 > _FIGURES * len(said) and not alone:
        message = f"{figures} {of} are about figures or the law; {_FIGURES}% is the most."
        yield Hit(TOP, message, file=_SETTINGS)


@plan_rule(
    "MIX-02",
    Severity.WARNING,
    wants=f"No channel says nearly the same within {_ECHO.days} days in two messages.",
    reason="The same people read it twice; rest periods count each message on its own.",
    source="House rule",
    fix="Write one of the two anew, or keep them apart with “from:” and “until:”.",
    bad=_after("8/3/2027"),
    good=_after("8/6/2027"),
)
def echo(outlook: Outlook) -> Iterator[Hit]:
    """Report, once for two messages, the later one where it echoes the other."""
    near = near_duplicates(post.text for post in outlook.posts)
    said: dict[str, list[Planned]] = defaultdict(list)
    told = set()
    for post in outlook.posts:
        earlier = said[post.channel] = [
            one for one in said[post.channel] if post.at - one.at <= _ECHO
        ]
        for one in earlier:
            pair = frozenset((one.message.id, post.message.id))
            is_near = one.text == post.text or one.text in near.get(post.text, ())
            if is_near and len(pair) > 1 and pair not in told:
                told.add(pair)
                yield _echo(one, post)
        earlier.append(post)


def _echo(one: Planned, post: Planned) -> Hit:
    message = (
        f"On {uk_date(post.at.date())} this nearly repeats “{one.message.id}”, which {post.channel}"
        f" says on {uk_date(one.at.date())}."
    )
    return Hit(_start(post.message), message, file=post.message.file)


@plan_rule(
    "MIX-03",
    Severity.WARNING,
    wants="On a solemn or sensitive day nothing goes out that promotes: no campaign hashtag, no"
    " link, no call to action.",
    reason="Promotion on a day of mourning hurts people, and is remembered.",
    source="House rule; days and tones in messages/dates.yaml",
    fix="Move it to another day, or write a message for the day with “tone: solemn”.",
    bad=Example(text="We remember them. #BehindTheBadge", settings=_ARMISTICE),
    good=Example(text="We remember them.", settings=_ARMISTICE),
)
def tone_of_the_day(outlook: Outlook) -> Iterator[Hit]:
    """Report, once for a message and a day, what promotes on a day that is not for it."""
    days = {day.day: day for day in outlook.library.dates if day.tone != "normal"}
    told = set()
    for post in outlook.posts:
        day = days.get(post.at.date())
        if day is None or (post.message.id, day.day) in told:
            continue
        if found := _promotion(post.text, outlook.library.campaign):
            told.add((post.message.id, day.day))
            yield Hit(_start(post.message), _unfit(day, found), file=post.message.file)


def _promotion(text: str, campaign: Campaign) -> list[str]:
    """Return what promotes in a text, in words."""
    promoted = {tag.lstrip("#").casefold() for tag in (campaign.hashtag, *campaign.hashtags)}
    found = tokens(text)
    tags = any(token.kind == "tag" and token.text.casefold() in promoted for token in found)
    links = any(token.kind in {"link", "host"} for token in found)
    calls = any(_CALL.match(text[one.start : one.end].lstrip()) for one in sentences(text))
    named = ((tags, "the campaign's hashtag"), (links, "a link"), (calls, "a call to action"))
    return [name for is_there, name in named if is_there]


def _unfit(day: AwarenessDate, found: Sequence[str]) -> str:
    listed = " and ".join(filter(None, [", ".join(found[:-1]), found[-1]]))
    return f"{uk_date(day.day)} is {day.name}, a {day.tone} day, and this has {listed}."


@plan_rule(
    "MIX-04",
    Severity.WARNING,
    wants="Two posts of a channel are at least as far apart as its gap.",
    reason="The later one waits until the gap is over, and is missed if its grace ends before.",
    source="House rule; “gap” in messages/campaign.yaml, or of the channel",
    fix="Change one of the two times, or the gap.",
    bad=_at("08:02"),
    good=_at("08:30"),
)
def gap(outlook: Outlook) -> Iterator[Hit]:
    """Report, once for two messages on a channel, the later one where it comes too soon."""
    last: dict[str, Planned] = {}
    told = set()
    for post in outlook.posts:
        before, minutes = last.get(post.channel), _gap(outlook.library, post.channel)
        last[post.channel] = post
        if before is None or post.at - before.at >= timedelta(minutes=minutes):
            continue
        key = before.message.id, post.message.id, post.channel
        if key not in told:
            told.add(key)
            message = (
                f"On {uk_date(post.at.date())} at {post.at:%H:%M} this follows"
                f" “{before.message.id}” of {before.at:%H:%M} on {post.channel}, which keeps"
                f" {minutes} minutes between two posts."
            )
            yield Hit(_start(post.message), message, file=post.message.file)


def _gap(library: Library, channel: str) -> int:
    own = library.channels[channel].gap if channel in library.channels else None
    return library.campaign.gap if own is None else own


def _start(message: Message) -> Place:
    return Place(message.sections[0].line, 1) if message.sections else TOP
