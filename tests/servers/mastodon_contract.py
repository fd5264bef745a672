"""What a request to Mastodon may look like: its published contract, and a table of our own.

The published contract is used where it lies at hand; the table below always is.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from tests.servers.paths import SHARED

FILE = SHARED / "specs" / "mastodon" / "openapi-subset.json"
STATUS: Mapping[str, type] = {
    "status": str,
    "media_ids": list,
    "in_reply_to_id": str,
    "language": str,
    "sensitive": bool,
    "spoiler_text": str,
    "visibility": str,
}
QUERIES = {"exclude_reblogs", "exclude_replies", "limit", "max_id", "min_id", "since_id", "id[]"}


@functools.cache
def _contract() -> dict[str, Any] | None:
    return json.loads(FILE.read_text()) if FILE.exists() else None


def status_faults(body: object) -> list[str]:
    """Return what is wrong with the body of a new status."""
    if not isinstance(body, dict):
        return ["the body is not an object"]
    faults = [f"unknown: {name}" for name in body.keys() - STATUS.keys()]
    known = body.keys() & STATUS.keys()
    faults += [f"{name} is malformed" for name in known if not isinstance(body[name], STATUS[name])]
    if not re.fullmatch("[a-z]{2,3}", body.get("language", "en")):
        faults.append("language is no ISO 639 code")
    if body.get("visibility", "public") not in {"public", "unlisted", "private", "direct"}:
        faults.append("unknown visibility")
    return faults + schema_faults("MediaStatus" if "media_ids" in body else "TextStatus", body)


def media_faults(form: Mapping[str, object]) -> list[str]:
    """Return what is wrong with the form of an upload."""
    faults = [f"unknown: {name}" for name in form.keys() - {"file", "description", "focus"}]
    return faults if "file" in form else [*faults, "no file"]


def query_faults(names: set[str]) -> list[str]:
    """Return what is wrong with a query."""
    return [f"unknown: {name}" for name in names - QUERIES]


def schema_faults(name: str, value: object) -> list[str]:
    """Hold a value against a schema of the published contract; nothing where it is absent."""
    if (contract := _contract()) is None:
        return []
    schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]
