"""What an error of Meta's Graph API means for a post: one table, by subcode and by code.

The envelope is ``{"error": {message, code, error_subcode, is_transient, error_user_msg, …}}``.
A subcode says more than its code, so it is looked up first; a status of 500 and above is never
believed, whatever it says: posts were published behind such answers (Koala #699).
Sources: developers.facebook.com/docs/graph-api/guides/error-handling, instagram-graph-api/
reference/error-codes (2 June 2026), docs/threads/troubleshooting; issues of other publishers
for 4279009, 1366051 and the codes of links.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from campaign.adapter import (
    AdapterError,
    BadContent,
    Barred,
    Deferred,
    Disconnected,
    Duplicate,
    Ended,
    Gone,
    Throttled,
)
from campaign.adapters.budget import heard
from campaign.adapters.http import SAID_LIMIT, SHORTEST_SECRET, Response, lost, retry_after

SOON, AGAIN, LATER, AN_HOUR = 30.0, 60.0, 300.0, 3600.0  # seconds


class Missing(Gone):
    """There is no such thing, or it cannot be read: right after creation Meta errs in this."""


class NoContainer(Gone):
    """What was staged is not known, or no longer."""


class _Doubt(AdapterError):
    """Stands in the table for what may have happened all the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """What an error means, in which words, and after how many seconds to try again."""

    kind: type[AdapterError]
    sentence: str
    wait: float = 0.0


_RESTRICTED = Row(
    Barred,
    "{title} has restricted this account, so nothing can be published. Sign in to {title},"
    " see what it asks for, then use the channel again.",
)
_CONFIRM = Row(
    Barred,
    "{title} wants someone to sign in to this account and confirm it first. Do that on"
    " {title}, then use the channel again.",
)
_TOKEN = Row(Ended, "{title} does not accept this channel's credential. Connect it again.")
_SCOPE = Row(
    Disconnected,
    "This channel's credential may not do this on {title}. Connect the channel again and grant"
    " every permission it asks for.",
)
_SLOWER = Row(Throttled, "{title} asks us to slow down.", LATER)
_DAILY = Row(Throttled, "{title} takes no more posts of this account within 24 hours.", AN_HOUR)
_FETCH = Row(
    Deferred,
    "{title} could not fetch the picture from our public address. Check that the address in"
    " campaign.yaml (public_address) can be opened from the internet.",
    AGAIN,
)
_NOT_READY = Row(Deferred, "{title} is still preparing the post.", SOON)
_SHAPE = Row(BadContent, "{title} does not take a picture of this shape: cut it to another one.")
_TOO_LARGE = Row(BadContent, "{title} finds the picture's file too large: save it smaller.")
_KIND = Row(BadContent, "{title} does not take this kind of file: save the picture as JPEG.")
_VIDEO = Row(BadContent, "{title} does not take this video.")
_LINK = Row(BadContent, "{title} does not take the link in this post: check it, or take it out.")
_GONE = Row(NoContainer, "{title} does not know what was prepared for this post any more.")
_DOUBT = Row(_Doubt, "{title} had trouble")

BY_SUBCODE: Mapping[int, Row] = {
    458: Row(Ended, "The app was taken off this {title} account. Connect the channel again."),
    459: _CONFIRM,
    460: Row(
        Ended,
        "The password of this {title} account was changed, which ended the channel's"
        " credential. Connect the channel again.",
    ),
    463: Row(Ended, "This channel's credential for {title} has expired. Connect it again."),
    464: _CONFIRM,
    467: Row(Ended, "This channel's credential for {title} was ended. Connect it again."),
    1366046: Row(BadContent, "{title} takes JPEG and PNG pictures below 4 MB: save it so."),
    1366051: Row(Duplicate, "{title} has these pictures in a post already."),
    1404078: Row(
        Barred,
        "{title} wants the Page's managers to be authorised first (Page Publishing"
        " Authorization). Do that in the Page's settings, then use the channel again.",
    ),
    1404102: Row(BadContent, "{title} says that this post is against its Community Standards."),
    1609005: _LINK,
    1609008: _LINK,
    2061006: _LINK,
    2069019: Row(BadContent, "{title} cannot read the picture's file: save it again as JPEG."),
    2207001: _DOUBT,
    2207003: _FETCH,
    2207004: _TOO_LARGE,
    2207005: _KIND,
    2207006: _GONE,
    2207008: _GONE,
    2207009: _SHAPE,
    2207010: Row(BadContent, "{title} finds the text too long: shorten it."),
    2207020: _GONE,
    2207026: _VIDEO,
    2207027: _NOT_READY,
    2207028: Row(BadContent, "{title} does not take this number of pictures in one post."),
    2207032: _DOUBT,
    2207042: _DAILY,
    2207050: _RESTRICTED,
    2207051: _RESTRICTED,
    2207052: _FETCH,
    2207053: _DOUBT,
    2207057: _DOUBT,
    4279009: _GONE,
    4279013: _RESTRICTED,
    4854002: _CONFIRM,
}

BY_CODE: Mapping[int, Row] = {
    -1: _DOUBT,
    1: _DOUBT,
    2: _DOUBT,
    4: _SLOWER,
    9: _DAILY,
    10: _SCOPE,
    17: _SLOWER,
    24: _GONE,
    25: _RESTRICTED,
    32: _SLOWER,
    100: Row(BadContent, "{title} refused it."),
    102: _TOKEN,
    190: _TOKEN,
    352: _VIDEO,
    368: Row(
        Barred,
        "{title} has blocked this account for a while, for what it takes for a breach of its"
        " rules. Sign in to {title} and see why, then use the channel again.",
    ),
    506: Row(Duplicate, "{title} refused the post because it is the same as the one before."),
    613: _SLOWER,
    803: Row(Missing, "{title} has no such thing."),
    9004: _FETCH,
    9007: _NOT_READY,
    36000: _TOO_LARGE,
    36001: _KIND,
    36003: _SHAPE,
    80001: _SLOWER,
    80002: _SLOWER,
    1390008: _SLOWER,
    **dict.fromkeys(range(200, 300), _SCOPE),
}

_NOT_THERE = Row(Missing, "{title} has no such thing, or does not let this channel see it.")
_OF_THE_APP = 4  # the code of the limit that all who share our app have in common


@dataclass(frozen=True, slots=True)
class Said:
    """What an error answer says: its numbers, and its words on one line, free of secrets."""

    code: int
    subcode: int
    words: str
    transient: bool

    @property
    def quoted(self) -> str:
        """Return the platform's words and numbers, to stand behind a sentence of ours."""
        numbers = f"{self.code}/{self.subcode}" if self.subcode else str(self.code)
        return f"“{self.words}” ({numbers})" if self.words else f"error {numbers}"


def meaning(response: Response, title: str, secrets: Iterable[str]) -> AdapterError | None:
    """Return what an error answer means; ``None`` leaves it to the HTTP status."""
    said = read(response, secrets)
    if said is None or not 400 <= response.status < 500:  # noqa: PLR2004  (HTTP's boundaries)
        return None
    row = row_of(said)
    return error(row, said, response, title) if row else None


def is_doubt(row: Row) -> bool:
    """Tell whether a row stands for what may have happened all the same."""
    return row.kind is _Doubt


def error(row: Row, said: Said, response: Response, title: str) -> AdapterError:
    """Return what a row of the table means for the request that was answered so."""
    if is_doubt(row):
        return lost(f"{title} had trouble: {said.quoted}", response.creates)
    told = f"{row.sentence.format(title=title)} {title} said: {said.quoted}."
    if row.kind is Throttled:
        app = said.code == _OF_THE_APP and row is _SLOWER
        return Throttled(told, retry_after=_wait(response, row), app=app)
    return Deferred(told, retry_after=row.wait) if row.kind is Deferred else row.kind(told)


def row_of(said: Said) -> Row | None:
    """Return what the table says of an error; ``None`` when it does not know it."""
    if (said.code, said.subcode) == (100, 33):
        return _NOT_THERE
    row = BY_SUBCODE.get(said.subcode) or BY_CODE.get(said.code)
    if said.transient and (row is None or row.kind is BadContent):
        return _DOUBT
    return row


def _wait(response: Response, row: Row) -> float:
    """Return how many seconds to wait: as it said, or as its usage headers say, or our own."""
    now = datetime.now(timezone.utc)
    told = retry_after(response.headers, now.timestamp())
    if told is not None:
        return told
    used_up = [budget.resets_at for budget in heard(response.headers, posting=True, now=now)]
    waits = [(at - now).total_seconds() for at in used_up]
    return max(waits, default=row.wait)


def read(response: Response, secrets: Iterable[str]) -> Said | None:
    """Return the error of an answer; ``None`` when it is not written as the Graph API writes."""
    try:
        error = json.loads(response.body)["error"]
        code, subcode = error["code"], error.get("error_subcode", 0)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None
    if type(code) is not int or type(subcode) is not int:
        return None
    words = _words(error, secrets)
    return Said(code, subcode, words, error.get("is_transient") is True)


def _words(error: Mapping[str, Any], secrets: Iterable[str]) -> str:
    found = (error.get(name) for name in ("error_user_msg", "message"))
    words = next((one for one in found if isinstance(one, str) and one.strip()), "")
    return plain(words, secrets)


def plain(words: str, secrets: Iterable[str]) -> str:
    """Return the platform's words on one line, short and free of secrets."""
    for secret in secrets:
        if len(secret.strip()) >= SHORTEST_SECRET:
            words = words.replace(secret.strip(), "…")
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return line[:SAID_LIMIT].rstrip(".")
