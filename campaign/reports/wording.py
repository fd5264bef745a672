"""The report's sentences: what happened, in plain English, claiming nothing more."""

from __future__ import annotations

from campaign.reports.figures import FLOOR, rounded
from campaign.reports.formats import MISSING, count, listed, number
from campaign.reports.period import Period
from campaign.reports.results import Group, Results
from campaign.reports.rows import Outcome
from campaign.store.models import Hold

CARE = (
    "These figures describe posts and the responses to them. They are not a measure of crime. "
    "The number of recorded assaults depends on many things, among them how many are reported, "
    "and the campaign asks people to report: no figure here says why it rises or falls."
)
"""What no reader may conclude; printed in every report."""

_DONE = {
    Outcome.HELD: "held back",
    Outcome.MISSED: "missed",
    Outcome.UNCERTAIN: "uncertain (it may be out)",
    Outcome.FAILED: "failed",
    Outcome.CANCELLED: "cancelled",
    Outcome.OPEN: "still open",
}


_ONE = {Outcome.UNCERTAIN: "is", Outcome.FAILED: "", Outcome.OPEN: "is"}
"""How one such post is told of, where “was” would be wrong."""


def summary(results: Results) -> list[str]:
    """Return the summary's sentences, in the order of what matters."""
    group = results.headline
    if not group.due:
        return [f"No post was due from {results.period.words}, so there is nothing to report."]
    sentences = [*became(results), _once_missed(group), _response(group)]
    if not group.simulated and results.simulated.due:
        sentences.append(
            f"Posts on the sandbox network ({number(results.simulated.due)}) are not in these "
            "figures; they have rows of their own."
        )
    return [sentence for sentence in sentences if sentence]


def became(results: Results) -> list[str]:
    """Say what became of the posts that were due."""
    group, period = results.headline, results.period
    if not group.due:
        return [f"No post was due {'on' if period.days == 1 else 'from'} {period.words}."]
    told = (_sent(group, period.words), _not_sent(group))
    return [sentence for sentence in told if sentence]


def _sent(group: Group, when: str) -> str:
    were = "was" if group.sent == 1 else "were"
    sent = number(group.sent) if group.sent else "none"
    where = " to the sandbox network" if group.simulated else ""
    return f"Of {count(group.due, 'post')} due {when}, {sent} {were} sent{where}."


def _not_sent(group: Group) -> str:
    rest = {outcome: group.outcomes[outcome] for outcome in _DONE if group.outcomes.get(outcome)}
    if sum(rest.values()) == 1:
        [outcome] = rest
        one = "It" if group.due == 1 else "The other one"
        return f"{one} {_ONE.get(outcome, 'was')} {_DONE[outcome]}.".replace("  ", " ")
    told = [f"{number(posts)} {_DONE[outcome]}" for outcome, posts in rest.items()]
    rest_is = group.due - group.sent
    others = f"The other {count(rest_is, 'post')}" if group.sent else "What became of them"
    return f"{others}: {listed(told)}." if told else ""


def _once_missed(group: Group) -> str:
    if not group.once_missed:
        return ""
    their, them = ("its", "it") if group.once_missed == 1 else ("their", "them")
    return (
        f"{count(group.once_missed, 'post')} of all these had missed {their} time first, and a "
        f"person then decided about {them}."
    )


def _response(group: Group) -> str:
    if not group.sent:
        return ""
    if not group.read:
        return "No response to them has been read yet."
    total = group.totals["engagements"].value
    if total is None:
        return "Their platforms reported no engagements, which does not mean that there were none."
    return f"Those sent drew {count(total, 'engagement')}. {_rate(group)}"


def _rate(group: Group) -> str:
    rate = group.rates["rate"]
    if rate.value is None:
        return "There is no engagement rate: too few impressions were reported."
    words = f"there were {rounded(rate.value)} engagements for every 100 times a post was shown."
    if rate.posts == group.sent:
        return _capital(words)
    return f"On the {count(rate.posts, 'post')} whose impressions are reported, {words}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def banner(results: Results, where: str = "in this report") -> str:
    """Return the warning about simulated posts; empty when there are none."""
    simulated = results.simulated.due
    if not simulated:
        return ""
    if not results.real.due:
        return (
            f"Every post {where} belongs to the built-in sandbox network, and all figures "
            "are invented by the program. No member of the public saw any of it. Do not pass "
            "them on as results."
        )
    return (
        f"Of {results.real.due + simulated:,} posts, {count(simulated, 'belongs', 'belong')} to "
        "the built-in sandbox network, which no member of the public sees; the program invents "
        "its figures. Its rows are marked “Simulated”, and no other figure contains them."
    )


_ALWAYS = [
    (
        f"“{MISSING}” means that a platform did not report a figure, or that a rate would rest "
        f"on fewer than {FLOOR} impressions. It never means 0."
    ),
    (
        "Platforms count differently. Compare a platform with itself, over time, before "
        "comparing it with another."
    ),
    (
        "Groups are in the order of their names. The report ranks nothing: a response to sad "
        "news is not a success."
    ),
    "Responses are counted, never who responded: no names, handles or comments are stored.",
]


def notes(results: Results) -> list[str]:
    """Return what a careful reader must know about the data."""
    group = results.headline
    found = [_unread(group), _young(group), _gone(group)]
    return [note for note in found if note] + _ALWAYS


def _unread(group: Group) -> str:
    unread = group.sent - group.read
    if unread <= 0:
        return ""
    sent = count(group.sent, "post sent", "posts sent")
    return f"Of {sent}, {number(unread)} had not been read yet."


def _young(group: Group) -> str:
    if not group.young:
        return ""
    return (
        f"{count(group.young, 'post')} had last been read less than 7 days after going out: "
        "their figures will still grow."
    )


def _gone(group: Group) -> str:
    if not group.gone:
        return ""
    are = "is" if group.gone == 1 else "are"
    return (
        f"{count(group.gone, 'post')} {are} no longer on the platform: the figures are the last "
        "ones read."
    )


def hold_sentence(hold: Hold, period: Period) -> str:
    """Say what a hold stopped, when and why."""
    lifted = f"lifted {period.stamp(hold.lifted_at)}" if hold.lifted_at else "still in place"
    return f"Hold on {hold.where}, placed {period.stamp(hold.placed_at)}, {lifted}: {hold.reason}"
