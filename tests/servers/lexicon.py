"""Holds requests against Bluesky's published lexicons, more strictly than any server does.

Lexicons are open: a server ignores a field it does not know. In our own request an unknown
field is a slip of the pen, so here it counts as a problem.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from campaign.text.graphemes import graphemes
from tests.servers.paths import SHARED

LEXICONS = SHARED / "specs/bluesky/lexicons"

Schema = dict[str, Any]
_LABEL = r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?"
_HANDLE = rf"({_LABEL}\.)+[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]"
_NSID = rf"({_LABEL}\.){{2,}}[a-zA-Z][a-zA-Z0-9]*"
_KEY = r"(?!\.{1,2}$)[a-zA-Z0-9_~.:-]{1,512}"
FORMATS = {
    "at-identifier": rf"{_DID}|{_HANDLE}",
    "at-uri": rf"at://({_DID}|{_HANDLE})(/{_NSID}(/{_KEY})?)?",
    "cid": r"[a-zA-Z0-9+]{8,256}",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,20})?(Z|[+-]\d\d:\d\d)",
    "did": _DID,
    "handle": _HANDLE,
    "language": r"i|[a-z]{2,3}(-[a-zA-Z0-9]+)*",
    "nsid": _NSID,
    "record-key": _KEY,
    "tid": r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}",
    "uri": r"[a-z][a-z.-]{0,80}:\S+",
}
KINDS: dict[str, type] = {"string": str, "integer": int, "boolean": bool, "array": list}


class Lexicons:
    """Every published schema, by name; look at ``LEXICONS.is_dir()`` first."""

    def __init__(self, folder: Path = LEXICONS) -> None:
        self._documents = {
            document["id"]: document["defs"]
            for document in (json.loads(path.read_bytes()) for path in folder.rglob("*.json"))
        }

    def request_problems(self, method: str, body: Any) -> list[str]:
        """Say what is wrong with the JSON body, or the query, of a call; a record included."""
        main = self._documents[method]["main"]
        query = main["type"] == "query"
        schema = main["parameters"] if query else main.get("input", {}).get("schema")
        if schema is None:  # it takes no body, or bytes of any kind
            return [f"{method}: takes no JSON"] if body is not None else []
        problems = list(self._problems(schema, body, method, method))
        if not problems and "record" in schema["properties"]:
            problems += self.record_problems(body["collection"], body["rkey"], body["record"])
        return problems

    def record_problems(self, collection: str, rkey: str, record: Any) -> list[str]:
        """Say what is wrong with a record and the key it is kept under."""
        main = self._documents[collection]["main"]
        problems = list(self._problems(main["record"], record, "record", collection))
        if record.get("$type") != collection:
            problems.append(f"record: $type is {record.get('$type')}, not {collection}")
        if main["key"] == "tid":
            problems += _format_problems("tid", rkey, "rkey")
        return problems

    def _problems(self, schema: Schema, value: Any, at: str, home: str) -> Iterator[str]:
        kind = schema["type"]
        if kind in {"object", "params"}:
            yield from self._object(schema, value, at, home)
        elif kind == "ref":
            name, found = self._find(schema["ref"], home)
            yield from self._problems(found, value, at, name)
        elif kind == "union":
            yield from self._union(schema, value, at, home)
        elif kind == "blob":
            yield from _blob(schema, value, at)
        elif kind in KINDS:
            yield from self._plain(schema, value, at, home)
        elif kind != "unknown":
            yield f"{at}: a schema of type {kind}, which this checker does not know"

    def _object(self, schema: Schema, value: Any, at: str, home: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: not an object"
            return
        for name in schema.get("required", []):
            if name not in value:
                yield f"{at}: {name} is missing"
        for name, one in value.items():
            known = schema.get("properties", {}).get(name)
            if known is None:
                if name != "$type":
                    yield f"{at}: unknown field {name}"
            elif one is not None:
                yield from self._problems(known, one, f"{at}.{name}", home)
            elif name not in schema.get("nullable", []):
                yield f"{at}.{name}: null is not allowed"

    def _union(self, schema: Schema, value: Any, at: str, home: str) -> Iterator[str]:
        kind = value.get("$type") if isinstance(value, dict) else None
        for ref in schema["refs"]:
            name, found = self._find(ref, home)
            if kind == (f"{name}{ref}" if ref.startswith("#") else ref):
                yield from self._problems(found, value, at, name)
                return
        yield f"{at}: {kind} is not one of {', '.join(schema['refs'])}"

    def _plain(self, schema: Schema, value: Any, at: str, home: str) -> Iterator[str]:
        kind = KINDS[schema["type"]]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            yield f"{at}: not of type {schema['type']}"
            return
        yield from _limits(schema, value, at)
        if isinstance(value, list):
            for number, one in enumerate(value):
                yield from self._problems(schema["items"], one, f"{at}[{number}]", home)

    def _find(self, ref: str, home: str) -> tuple[str, Schema]:
        name, _, part = ref.partition("#")
        return name or home, self._documents[name or home][part or "main"]


def _limits(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if isinstance(value, int):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{at}: {value} is out of bounds"
        return
    size = len(value.encode()) if isinstance(value, str) else len(value)
    if not schema.get("minLength", 0) <= size <= schema.get("maxLength", size):
        yield f"{at}: {size} is out of bounds"
    if isinstance(value, str):
        if "maxGraphemes" in schema and graphemes(value) > schema["maxGraphemes"]:
            yield f"{at}: {graphemes(value)} graphemes"
        yield from _format_problems(schema.get("format"), value, at)


def _format_problems(name: str | None, value: str, at: str) -> Iterator[str]:
    if name and not re.fullmatch(FORMATS[name], value):
        yield f"{at}: {value!r} is not a {name}"


def _blob(schema: Schema, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict) or set(value) != {"$type", "ref", "mimeType", "size"}:
        yield f"{at}: not a blob"
        return
    if value["$type"] != "blob" or set(value["ref"]) != {"$link"}:
        yield f"{at}: not a blob reference"
    if value["size"] > schema.get("maxSize", value["size"]):
        yield f"{at}: {value['size']} bytes"
    accepted = schema.get("accept", ["*/*"])
    if not any(re.fullmatch(kind.replace("*", ".*"), value["mimeType"]) for kind in accepted):
        yield f"{at}: {value['mimeType']} is not accepted"
