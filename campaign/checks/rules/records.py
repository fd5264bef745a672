"""Records: what must be on file before some messages go out, and for how long it holds."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.message import Message
from campaign.library.nearest import suggestion
from campaign.library.timewords import uk_date
from campaign.library.values import joined

_ASSESSED = ("use-of-force", "hate-crime", "stop-search")
_DUTY = "Equality Act 2010, section 149 (public sector equality duty)"
_COURTS = "College of Policing, APP on communications; Rehabilitation of Offenders Act 1974"
_OUTCOME = """\
tags: outcome
comments: limited
court_outcome: Convicted of assault on an emergency worker
court_source: Register of Northshire Magistrates' Court
court_date: 3/2/2026
legal_approval: 4/2/2026 by A Lawyer
"""
_SILENT = _OUTCOME.replace("comments: limited\n", "")


@rule(
    "LAW-07",
    Severity.ERROR,
    wants="Use of force, hate crime, stop and search: equality and impact were looked at.",
    reason="Such messages land differently with different people, and the law asks us to look.",
    source=_DUTY,
    fix="Add “equality_check: 3/2/2027 by NAME” and “community_impact: …”.",
    bad=Example(text="Racist abuse is a hate crime.", settings="tags: hate-crime"),
    good=Example(
        text="Racist abuse is a hate crime.",
        settings="tags: hate-crime\nequality_check: 3/2/2026 by A Colleague\n"
        "community_impact: People who met with it may feel seen; the helpline is named.",
    ),
)
def assessed(case: Case) -> Iterator[Hit]:
    """Report messages with such a tag that lack the check or the note on impact."""
    message = case.message
    tag = next((one for one in _ASSESSED if one in message.tags), None)
    if tag is None:
        return
    lacks = [
        name
        for name, there in (
            ("equality_check", message.equality_check),
            ("community_impact", message.community_impact),
        )
        if not there
    ]
    if lacks:
        yield Hit(case.place("tags"), f"The tag “{tag}” asks for {joined(map(_quoted, lacks))}.")
    if message.equality_check and message.equality_check[0] > case.today:
        day = uk_date(message.equality_check[0])
        yield Hit(case.place("equality_check"), f"The equality check is dated {day}, in future.")


def _quoted(name: str) -> str:
    return f"“{name}:”"


@rule(
    "LAW-08",
    Severity.ERROR,
    wants="A message on how a case ended has the court's outcome, its source and a legal yes.",
    reason="A wrong outcome is libel, and one told for too long keeps a spent conviction alive.",
    source=_COURTS,
    fix="Add what is missing; “spent_review:” is the day from which on it no longer goes out.",
    bad=Example(text="It went to court, and it ended well.", settings=_OUTCOME),
    good=Example(
        text="It went to court, and it ended well.", settings=f"{_OUTCOME}spent_review: 3/2/2028"
    ),
)
def outcome_told(case: Case) -> Iterator[Hit]:
    """Report messages about a case that lack a part of the record, or have outlived it."""
    message = case.message
    if not message.about_case:
        return
    place = case.place("case" if message.case else "tags")
    if message.case and message.case not in case.library.cases:
        fix = suggestion(message.case, case.library.cases, otherwise=" ").strip()
        yield Hit(place, f"There is no case “{message.case[:60]}” in messages/cases.yaml.", fix)
    if lacks := [f"“{name}:”" for name, there in _record(message).items() if not there]:
        yield Hit(place, f"A message about a case needs {joined(lacks)} as well.")
    if message.spent_review and message.spent_review <= case.first_day:
        day = uk_date(message.spent_review)
        said = f"This was to be looked at again by {day}: the conviction may be spent."
        yield Hit(case.place("spent_review"), said, "Ask legal, and change the day or take it off.")


def _record(message: Message) -> dict[str, object]:
    return {
        "court_outcome": message.court_outcome,
        "court_source": message.court_source,
        "court_date": message.court_date,
        "legal_approval": message.legal_approval,
        "spent_review": message.spent_review,
    }


@rule(
    "LAW-09",
    Severity.ERROR,
    wants="A message about a case says whether readers may comment.",
    reason="A comment can prejudice a trial or name a victim, and it stands under our name.",
    source="Contempt of Court Act 1981, sections 1 to 3; College of Policing, APP",
    fix="Add “comments: limited”, or off; on is for the legal team to say.",
    bad=Example(
        text="It went to court, and it ended well.",
        settings=f"{_SILENT}spent_review: 3/2/2028",
    ),
    good=Example(
        text="It went to court, and it ended well.", settings=f"{_OUTCOME}spent_review: 3/2/2028"
    ),
)
def comments_said(case: Case) -> Iterator[Hit]:
    """Report messages about a case that leave it open."""
    if case.message.about_case and not case.message.comments:
        place = case.place("case" if case.message.case else "tags")
        yield Hit(place, "It is about a case, and does not say whether readers may comment.")
