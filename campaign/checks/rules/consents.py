"""People and rights: nobody is shown or quoted, and nothing is used, without a yes."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, ask, rule
from campaign.checks.tiers import NOT_NAMES, RANKED, RANKS
from campaign.library.asset import MANIFEST, Asset
from campaign.library.finding import Severity
from campaign.library.nearest import suggestion
from campaign.library.place import Place
from campaign.library.register import Consent
from campaign.library.timewords import uk_date
from campaign.library.values import joined

_GDPR = "UK GDPR; College of Policing, authorised professional practice on media"
_PICTURE = "jpeg 1200x800"
_REGISTER = "c-014: {{scope: Portrait, given: 1/2/2026{more}}}\n"


def _files(entry: str, more: str = "") -> dict[str, str]:
    return {
        "assets/assets.yaml": f"picture.jpg: {{rights: Taken by us, {entry}}}\n",
        "messages/consents.yaml": _REGISTER.format(more=more),
    }


@rule(
    "CONS-01",
    Severity.ERROR,
    wants="Nobody is shown, named or told of so that they can be recognised without their consent.",
    reason="They live with what we publish long after we have forgotten it.",
    source=_GDPR,
    fix="Add “consent:” with an entry of messages/consents.yaml, or leave the person out.",
    question="An officer's own story: is it agreed with them, or is nobody recognisable in it?",
    bad=Example(picture=_PICTURE, files=_files("people: consented")),
    good=Example(picture=_PICTURE, files=_files("people: consented, consent: c-014")),
)
def consent_given(case: Case) -> Iterator[Hit]:
    """Report people shown or named without a consent, and consents that are not in the register."""
    known = case.library.consents
    for name, setting in _consent_ids(case):
        if name not in known:
            message = f"There is no consent “{name[:60]}” in messages/consents.yaml."
            yield Hit(case.place(setting), message, suggestion(name, known, otherwise=" ").strip())
    for setting, shown in case.pictures:
        if shown.people in ("consented", "children") and not _consent_ids(case):
            yield Hit(case.place(setting), "This picture shows people, and no consent is named.")
    if case.message.consents:
        return
    for passage in case.spoken:
        ranked = not passage.chunks.isdisjoint(RANKS)
        for match in RANKED.finditer(passage.plain) if ranked else ():
            if match["name"].split()[0] not in NOT_NAMES:
                message = f"“{match[0]}” is named, and no consent is named."
                yield Hit(passage.place(match.start()), message)
    if case.message.voice == "officer":
        yield Hit(case.place("voice"), "", asks=True)


@rule(
    "CONS-02",
    Severity.ERROR,
    wants="A child is shown only with a parent's consent, and a day on which it is asked again.",
    reason="A child cannot agree, and grows into somebody who might not.",
    source=f"{_GDPR}; Age appropriate design code",
    fix="Add “child: yes, parent: yes, review: …” to the consent, if that is so.",
    bad=Example(picture=_PICTURE, files=_files("people: children, consent: c-014")),
    good=Example(
        picture=_PICTURE,
        files=_files(
            "people: children, consent: c-014", ", child: yes, parent: yes, review: 1/2/2028"
        ),
    ),
)
def child(case: Case) -> Iterator[Hit]:
    """Report pictures of children and consents for them that lack a parent or a review."""
    shown = any(asset.people == "children" for _, asset in case.pictures)
    for consent in _consents(case):
        if not (shown or consent.child):
            continue
        lacks = [
            what
            for what, there in (
                ("“child: yes”", consent.child),
                ("a parent's yes", consent.parent),
                ("a day of review", consent.review),
            )
            if not there
        ]
        if lacks:
            yield Hit(_at(case), f"The consent “{consent.id}” lacks {joined(lacks)}.")
        elif consent.review and consent.review <= case.first_day:
            day = uk_date(consent.review)
            yield Hit(_at(case), f"The consent “{consent.id}” was due for review on {day}.")


@rule(
    "CONS-03",
    Severity.ERROR,
    wants="A consent holds on every day and platform the message goes out on.",
    reason="A yes that was taken back, or has run out, is a no.",
    source=_GDPR,
    fix="Ask again and change the register, or leave the person out.",
    bad=Example(
        picture=_PICTURE, files=_files("people: consented, consent: c-014", ", expires: 1/3/2026")
    ),
    good=Example(
        picture=_PICTURE, files=_files("people: consented, consent: c-014", ", expires: 1/3/2029")
    ),
)
def consent_holds(case: Case) -> Iterator[Hit]:
    """Report consents withdrawn, expired or given for other platforms."""
    for consent in _consents(case):
        if consent.withdrawn and consent.withdrawn <= case.first_day:
            day = uk_date(consent.withdrawn)
            yield Hit(_at(case), f"The consent “{consent.id}” was withdrawn on {day}.")
        elif consent.expires and consent.expires <= case.first_day:
            tense = "expired" if consent.expires <= case.today else "expires"
            day = uk_date(consent.expires)
            yield Hit(_at(case), f"The consent “{consent.id}” {tense} on {day}.")
        other = [
            p for p in case.message.platforms if consent.channels and p not in consent.channels
        ]
        if other:
            message = f"The consent “{consent.id}” does not cover {joined(other)}."
            yield Hit(case.place("platforms"), message)


@ask(
    "CONS-04",
    Severity.WARNING,
    wants="Nothing in a picture gives away who somebody is, or where they live.",
    reason="A house number, a screen or a tattoo in the background is enough to find a person.",
    source=_GDPR,
    question="Did somebody look for background people, house numbers, number plates, screens,"
    " name badges and tattoos in this picture?",
    fix="Crop or blur what can be recognised.",
    bad=Example(picture=_PICTURE, files=_files("people: background")),
    good=Example(picture=_PICTURE, files=_files("people: none")),
)
def background(case: Case) -> Iterator[Hit]:
    """Ask about pictures with people in them."""
    asset = case.asset
    if asset and asset.people in ("background", "consented", "children"):
        yield Hit(case.place("image"), "")


@rule(
    "CONS-05",
    Severity.WARNING,
    wants=f"Each picture has an entry in assets/{MANIFEST}, with its rights and who is in it.",
    reason="A picture from somewhere on the web is somebody's, and they will ask.",
    source="Copyright, Designs and Patents Act 1988",
    fix=f"Add an entry to assets/{MANIFEST}: {{rights: Drawn by us, people: none}}.",
    bad=Example(picture=_PICTURE, files={"assets/assets.yaml": "picture.jpg: {people: none}\n"}),
    good=Example(picture=_PICTURE, files=_files("people: none")),
)
def rights(case: Case) -> Iterator[Hit]:
    """Report pictures of which too little is known, or whose time is over."""
    for setting, asset in case.pictures:
        yield from _rights_to(case, case.place(setting), asset)


def _rights_to(case: Case, place: Place, asset: Asset) -> Iterator[Hit]:
    if not asset.listed:
        yield Hit(
            place, f"Nothing is known of this picture: assets/{MANIFEST} has no entry for it."
        )
        return
    if not asset.rights:
        message = "The picture's entry does not say by what right it is used."
        fix = "Add “rights: …” to it, such as “Drawn by us”, or the licence."
        yield Hit(place, message, fix, severity=Severity.ERROR)
    if not asset.people:
        message = "The picture's entry does not say whether people are in it."
        yield Hit(place, message, "Add “people: none”, consented, background or children.")
    if asset.expires and asset.expires <= case.first_day:
        message = f"The right to use this picture ends on {uk_date(asset.expires)}."
        yield Hit(place, message, "Choose another picture.", severity=Severity.ERROR)
    elif asset.review_by and asset.review_by <= case.today:
        message = f"This picture was to be looked at again by {uk_date(asset.review_by)}."
        yield Hit(place, message, f"Look at it, and change “review_by:” in assets/{MANIFEST}.")


def _consent_ids(case: Case) -> list[tuple[str, str]]:
    """Return the consents it rests on, each with the setting that names it."""
    named = [(name, "consent") for name in case.message.consents]
    named += [(asset.consent, setting) for setting, asset in case.pictures if asset.consent]
    return named


def _consents(case: Case) -> list[Consent]:
    known = case.library.consents
    return [known[name] for name, _ in _consent_ids(case) if name in known]


def _at(case: Case) -> Place:
    if case.message.consents:
        return case.place("consent")
    return case.place(case.pictures[0][0] if case.pictures else "image")
