"""What a request to Meta's APIs may look like: published parameter tables, and one of our own.

The published tables are used where they lie at hand; the table below always is. A value is
``str``, or the form it must have.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.servers.paths import SHARED

META = SHARED / "specs" / "meta"
THREADS = SHARED / "specs" / "threads" / "threads-api.postman_collection.json"

BOOL, IDS, NUMBER, URL = "true|false", r"\d+(,\d+)+", r"\d+", r"https?://\S+"
ANY = r"(?s:.*)"
POSTS: Mapping[str, Mapping[str, str]] = {
    "photos": {"published": BOOL, "alt_text_custom": ANY},
    "feed": {
        "message": ANY,
        "link": URL,
        "published": BOOL,
        "unpublished_content_type": "DRAFT",
        "attached_media": r'\{"media_fbid":"\d+"\}',
    },
    "post": {"is_published": "true"},
    "media": {
        "image_url": URL,
        "caption": ANY,
        "alt_text": ANY,
        "is_carousel_item": "true",
        "media_type": "CAROUSEL",
        "children": IDS,
    },
    "publish": {"creation_id": NUMBER},
    "threads": {
        "media_type": "TEXT|IMAGE|CAROUSEL",
        "text": ANY,
        "image_url": URL,
        "alt_text": ANY,
        "is_carousel_item": "true",
        "children": IDS,
        "reply_to_id": NUMBER,
        "reply_control": "accounts_you_follow|mentioned_only",
        "link_attachment": URL,
    },
    "exchange": {
        "grant_type": "fb_exchange_token",
        "client_id": NUMBER,
        "client_secret": ANY,
        "fb_exchange_token": ANY,
    },
}
QUERIES = {"fields", "limit", "since", "after", "metric", "grant_type"}
FIELDS: Mapping[str, set[str]] = {
    "post": {
        "attachments",
        "comments",
        "created_time",
        "id",
        "is_published",
        "message",
        "permalink_url",
        "reactions",
        "shares",
    },
    "page": {"id", "name", "followers_count"},
    "media": {"id", "caption", "permalink", "timestamp", "like_count", "comments_count"},
    "container": {"id", "status", "status_code"},
    "limit": {"quota_usage", "config"},
    "account": {"id", "user_id", "username", "followers_count"},
    "thread": {"id", "text", "permalink", "timestamp", "replied_to"},
    "thread container": {"id", "status", "error_message"},
    "thread limit": {"quota_usage", "config", "reply_quota_usage", "reply_config"},
}
NODES = {  # ours -> the published table, and the edge in it
    "photos": ("Page", "photos"),
    "feed": ("Page", "feed"),
    "post": ("PagePost", ""),
    "media": ("IGUser", "media"),
    "publish": ("IGUser", "media_publish"),
}
FIELD_TABLES = {
    "post": "PagePost",
    "page": "Page",
    "media": "IGMedia",
    "container": "ShadowIGMediaBuilder",
    "limit": "ContentPublishingLimitResponse",
}
EDGES = {"attachments", "comments", "reactions"}  # of a post; edges are asked for like fields
BINARY = {"source"}


@functools.cache
def published(name: str) -> dict[str, Any] | None:
    file = META / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else None


@functools.cache
def thread_parameters() -> set[str] | None:
    """Return every parameter Meta's collection of requests to Threads shows for a post."""
    if not THREADS.exists():
        return None
    found: set[str] = set()
    queue = list(json.loads(THREADS.read_text())["item"])
    while queue:
        one = queue.pop()
        queue += one.get("item", [])
        url = one.get("request", {}).get("url", {})
        if url and "threads" in url["raw"].split("?")[0]:
            found |= {entry["key"] for entry in url.get("query", [])}
    return found


def form_faults(kind: str, form: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a form."""
    known, names = POSTS[kind], {name: re.sub(r"\[\d+\]$", "", name) for name in form}
    faults = [f"unknown: {name}" for name, bare in names.items() if bare not in known]
    faults += [
        f"{name} is malformed: {form[name]!r}"
        for name, bare in names.items()
        if bare in known and not re.fullmatch(known[bare], form[name])
    ]
    return faults + [f"not published: {name}" for name in _unpublished(kind, names.values())]


def _unpublished(kind: str, names: Iterable[str]) -> set[str]:
    if kind == "threads":
        table = thread_parameters()
        return set() if table is None else set(names) - table
    if kind not in NODES:
        return set()
    node, edge = NODES[kind]
    if (table := published(node)) is None:
        return set()
    known = {
        parameter["name"]
        for api in table["apis"]
        if api["method"] == "POST" and api.get("endpoint", "").strip("/") == edge
        for parameter in api["params"]
    }
    return set(names) - known


def _top_fields(fields: str) -> set[str]:
    """Return the names of the fields asked for, without what is asked of their parts."""
    while (bare := re.sub(r"\{[^{}]*\}|\.\w+\([^()]*\)", "", fields)) != fields:
        fields = bare
    return {name for name in fields.split(",") if name}


def query_faults(kind: str, query: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a question about a thing of this kind."""
    faults = [f"unknown: {name}" for name in query.keys() - QUERIES]
    asked = _top_fields(query.get("fields", ""))
    faults += [f"unknown field: {name}" for name in asked - FIELDS.get(kind, set())]
    if (table := published(FIELD_TABLES.get(kind, "-"))) is not None:
        known = {field["name"] for field in table["fields"]} | EDGES | {"shares"}
        faults += [f"field not published: {name}" for name in asked - known - {"id"}]
    return faults
