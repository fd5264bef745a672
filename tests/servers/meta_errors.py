"""Every row of Meta's table of errors: status, code, subcode, what it is, and a word of ours."""

from __future__ import annotations

from campaign.adapter import (
    AdapterError,
    BadContent,
    Barred,
    Deferred,
    Disconnected,
    Duplicate,
    Gone,
    Throttled,
    Uncertain,
)

Row = tuple[int, int, int, type[AdapterError], str]

SHARED_ROWS: list[Row] = [
    (400, 190, 0, Disconnected, "does not accept this channel's credential"),
    (401, 190, 458, Disconnected, "The app was taken off"),
    (400, 190, 459, Barred, "confirm it first"),
    (400, 190, 460, Disconnected, "password"),
    (400, 190, 463, Disconnected, "has expired"),
    (400, 190, 464, Barred, "confirm it first"),
    (400, 190, 467, Disconnected, "was ended"),
    (400, 102, 0, Disconnected, "does not accept"),
    (403, 10, 0, Disconnected, "grant every permission"),
    (403, 200, 0, Disconnected, "grant every permission"),
    (400, 299, 0, Disconnected, "grant every permission"),
    (400, 4, 0, Throttled, "slow down"),
    (403, 17, 0, Throttled, "slow down"),
    (400, 32, 0, Throttled, "slow down"),
    (400, 613, 0, Throttled, "slow down"),
    (400, 80001, 0, Throttled, "slow down"),
    (400, 80002, 0, Throttled, "slow down"),
    (400, 1390008, 0, Throttled, "slow down"),
    (400, 1, 0, Uncertain, "may or may not be out"),
    (400, 2, 0, Uncertain, "may or may not be out"),
    (500, 2, 0, Uncertain, "may or may not be out"),
    (500, 190, 463, Uncertain, "may or may not be out"),
    (503, 506, 0, Uncertain, "may or may not be out"),
    (400, 368, 0, Barred, "has blocked this account"),
    (400, 4, 2207051, Barred, "has restricted this account"),
    (400, 100, 0, BadContent, "refused it"),
    (400, 100, 33, Gone, "has no such thing"),
    (404, 803, 0, Gone, "has no such thing"),
    (400, 987654, 0, BadContent, "refused it"),
]
FACEBOOK_ROWS: list[Row] = [
    (400, 506, 0, Duplicate, "the same as the one before"),
    (400, 100, 1366051, Duplicate, "has these pictures in a post already"),
    (400, 100, 1366046, BadContent, "below 4 MB"),
    (400, 100, 1609005, BadContent, "the link"),
    (400, 100, 1609008, BadContent, "the link"),
    (400, 100, 2061006, BadContent, "the link"),
    (400, 100, 2069019, BadContent, "cannot read the picture's file"),
    (400, 100, 1404078, Barred, "Page Publishing Authorization"),
    (400, 100, 1404102, BadContent, "Community Standards"),
    (400, 100, 4854002, Barred, "confirm it first"),
]
CONTAINER_ROWS: list[Row] = [
    (400, 9007, 2207027, Deferred, "still preparing"),
    (400, 9, 2207042, Throttled, "no more posts"),
    (400, 25, 2207050, Barred, "has restricted this account"),
    (400, 100, 4279013, Barred, "has restricted this account"),
    (400, 9004, 2207052, Deferred, "public_address"),
    (400, -2, 2207003, Deferred, "public_address"),
    (400, 36003, 2207009, BadContent, "shape"),
    (400, 36000, 2207004, BadContent, "too large"),
    (400, 36001, 2207005, BadContent, "save the picture as JPEG"),
    (400, 352, 2207026, BadContent, "video"),
    (400, 100, 2207010, BadContent, "text too long"),
    (400, 100, 2207028, BadContent, "number of pictures"),
    (400, -1, 2207001, Uncertain, "may or may not be out"),
    (400, -1, 2207032, Uncertain, "may or may not be out"),
    (400, -1, 2207053, Uncertain, "may or may not be out"),
    (400, 1, 2207057, Uncertain, "may or may not be out"),
]
