"""What a request to X may look like: its published contract, and a table of our own.

The published contract is used where it lies at hand; the tables below always are.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from tests.servers.paths import SHARED

FILE = SHARED / "specs" / "x" / "openapi-subset-2.159.json"
BODIES: Mapping[str, tuple[str, Mapping[str, type]]] = {
    "create": (
        "TweetCreateRequest",
        {"text": str, "media": dict, "reply": dict, "reply_settings": str},
    ),
    "upload": (
        "MediaUploadRequestOneShot",
        {"media": str, "media_category": str, "media_type": str},
    ),
    "describe": ("MetadataCreateRequest", {"id": str, "metadata": dict}),
}
"""The schema of each step's body, and the names that we send with their types."""
QUERIES: Mapping[str, tuple[str, set[str]]] = {
    "me": ("/2/users/me", {"user.fields"}),
    "look": ("/2/tweets", {"ids", "tweet.fields"}),
    "timeline": (
        "/2/users/{id}/tweets",
        {
            "start_time",
            "max_results",
            "pagination_token",
            "exclude",
            "tweet.fields",
            "expansions",
            "media.fields",
        },
    ),
}


@functools.cache
def _contract() -> dict[str, Any] | None:
    return json.loads(FILE.read_text()) if FILE.exists() else None


def body_faults(step: str, body: object) -> list[str]:
    """Return what is wrong with the body of a step's request."""
    schema, known = BODIES[step]
    if not isinstance(body, dict):
        return ["the body is not an object"]
    faults = [f"unknown: {name}" for name in body.keys() - known.keys()]
    both = body.keys() & known.keys()
    faults += [f"{name} is malformed" for name in both if not isinstance(body[name], known[name])]
    return faults + schema_faults(schema, body)


def query_faults(step: str, query: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the query of a step's request."""
    path, known = QUERIES.get(step, ("", set()))
    faults = [f"unknown: {name}" for name in query.keys() - known]
    contract = _contract()
    if contract is None or not path:
        return faults
    told = contract["paths"][path]["get"]["parameters"]
    named = [_resolved(contract, one) for one in told]
    for one in named:
        if one["in"] == "query" and one["name"] in query:
            value = _typed(one["schema"], query[one["name"]])
            faults += [f"{one['name']}: {f}" for f in _faults(one["schema"], value)]
        elif one["in"] == "query" and one.get("required"):
            faults.append(f"{one['name']} is missing")
    return faults


def schema_faults(name: str, value: object) -> list[str]:
    """Return what is wrong with a value by one of the contract's schemas."""
    if _contract() is None:
        return []
    return _faults({"$ref": f"#/components/schemas/{name}"}, value)


def _faults(schema: Mapping[str, Any], value: object) -> list[str]:
    contract = _contract() or {}
    whole = {"allOf": [schema], "components": contract["components"]}
    return [one.message[:200] for one in Draft202012Validator(whole).iter_errors(value)]


def _resolved(contract: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in one:
        return one
    found: Mapping[str, Any] = contract["components"]["parameters"][one["$ref"].split("/")[-1]]
    return found


def _typed(schema: Mapping[str, Any], value: str) -> object:
    """Return what a query says as its schema has it."""
    if schema.get("type") == "array":
        return value.split(",")
    if schema.get("type") == "integer" and re.fullmatch(r"\d+", value):
        return int(value)
    return value
