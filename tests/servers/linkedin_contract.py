"""What a request to LinkedIn may look like: a table of our own, made from its documentation.

LinkedIn publishes no contract a program could read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

URN = re.compile(r"urn:li:(organization|person):[\w-]+", re.ASCII)
IMAGE = re.compile(r"urn:li:image:[\w-]+", re.ASCII)

POST: Mapping[str, type] = {
    "author": str,
    "commentary": str,
    "visibility": str,
    "distribution": dict,
    "content": dict,
    "lifecycleState": str,
    "isReshareDisabledByAuthor": bool,
}
NEEDED = {"author", "commentary", "visibility", "distribution", "lifecycleState"}
CONTENT: Mapping[str, Mapping[str, type]] = {
    "media": {"id": str, "altText": str, "title": str},
    "multiImage": {"images": list},
    "article": {"source": str, "title": str, "description": str, "thumbnail": str},
}
QUERIES: Mapping[str, set[str]] = {
    "initialize": {"action"},
    "upload": {"ca", "e"},
    "list": {"author", "q", "count", "start", "sortBy"},
    "audience": {"edgeType"},
    "statistics": {"q", "organizationalEntity", "shares", "ugcPosts"},
}
METHODS = {"list": "FINDER", "delete": "DELETE"}
RESERVED = set("|{}@[]()<>#\\*_~")
LITTLE = re.compile(r"\{hashtag\|\\#\|((?:\\.|[^}\\])*)\}|\\(.)|(.)", re.DOTALL)


def header_faults(headers: Mapping[str, str], step: str) -> list[str]:
    """Return what is wrong with the headers of a versioned request."""
    faults = []
    if not re.fullmatch(r"20\d{4}", headers.get("LinkedIn-Version", "")):
        faults.append("LinkedIn-Version is missing or malformed")
    if headers.get("X-Restli-Protocol-Version") != "2.0.0":
        faults.append("X-Restli-Protocol-Version is not 2.0.0")
    if headers.get("X-RestLi-Method", "") != METHODS.get(step, ""):
        faults.append("X-RestLi-Method is wrong")
    return faults


def query_faults(step: str, query: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a query."""
    return [f"unknown: {name}" for name in query.keys() - QUERIES.get(step, set())]


def post_faults(body: object) -> list[str]:
    """Return what is wrong with the body of a new post."""
    if not isinstance(body, dict):
        return ["the body is not an object"]
    faults = _faults(body, POST)
    faults += [f"missing: {name}" for name in NEEDED - body.keys()]
    if faults:
        return faults
    if not URN.fullmatch(body["author"]):
        faults.append("author is no urn")
    if body["visibility"] != "PUBLIC" or body["lifecycleState"] != "PUBLISHED":
        faults.append("it would not be public")
    expected = {"feedDistribution", "targetEntities", "thirdPartyDistributionChannels"}
    if body["distribution"].keys() != expected:
        faults.append("distribution is malformed")
    if shown(body["commentary"])[1]:
        faults.append("a reserved character is not escaped: the text would be cut there")
    return faults + _content_faults(body.get("content"))


def _content_faults(content: dict[str, Any] | None) -> list[str]:
    if content is None:
        return []
    [kind] = content if len(content) == 1 else [""]
    if kind not in CONTENT:
        return ["content is not one of media, multiImage, article"]
    faults = _faults(content[kind], CONTENT[kind])
    if kind == "article":
        return faults + [f"missing: {name}" for name in {"source", "title"} - content[kind].keys()]
    images = [content[kind]] if kind == "media" else content[kind]["images"]
    if kind == "multiImage" and not 2 <= len(images) <= 20:
        faults.append("multiImage takes 2 to 20 pictures")
    for image in images:
        faults += _faults(image, CONTENT["media"])
        if not IMAGE.fullmatch(image.get("id", "")):
            faults.append("a picture is not named by its urn")
        if len(image.get("altText", "")) > 4086:
            faults.append("altText is too long")
    return faults


def _faults(thing: Mapping[str, Any], known: Mapping[str, type]) -> list[str]:
    faults = [f"unknown: {name}" for name in thing.keys() - known.keys()]
    there = thing.keys() & known.keys()
    return faults + [
        f"{name} is malformed" for name in there if type(thing[name]) is not known[name]
    ]


def shown(little: str) -> tuple[str, bool]:
    """Return what readers see of a little text, and whether it is cut at a bare character."""
    text = ""
    for tag, escaped, plain in LITTLE.findall(little):
        if plain in RESERVED and plain:
            return text, True
        text += f"#{shown(tag)[0]}" if tag else escaped or plain
    return text, False
