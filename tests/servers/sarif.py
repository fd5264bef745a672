"""What SARIF 2.1.0 demands of the objects we write, in our own words, as a JSON Schema.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, sections 3.13
(log), 3.14 (run), 3.19 (tool component), 3.27 (result), 3.28–3.30 (locations), 3.35
(suppression) and 3.49 (reporting descriptor).
"""

from __future__ import annotations

from typing import Any


def _object(required: str, **properties: Any) -> dict[str, Any]:
    names = required.split()
    assert set(names) <= set(properties)
    return {
        "type": "object",
        "required": names,
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT = {"type": "string", "minLength": 1}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_WORDS = _object("text", text=_TEXT, markdown=_TEXT)
_FROM_ONE = {"type": "integer", "minimum": 1}
_REGION = _object(
    "startLine", startLine=_FROM_ONE, startColumn=_FROM_ONE, snippet=_object("text", text=_TEXT)
)
_LOCATION = _object(
    "physicalLocation",
    physicalLocation=_object(
        "artifactLocation",
        artifactLocation=_object(
            "uri", uri={"type": "string", "pattern": r"^[A-Za-z0-9._~!$&'()*+,;=@%/-]+$"}
        ),
        region=_REGION,
    ),
)
_SUPPRESSION = _object(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=_TEXT,
)
_RESULT = _object(
    "message locations",
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=_LEVEL,
    message=_WORDS,
    locations={"type": "array", "minItems": 1, "items": _LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    suppressions={"type": "array", "items": _SUPPRESSION, "uniqueItems": True},
)
_RULE = _object(
    "id",
    id=_TEXT,
    shortDescription=_WORDS,
    fullDescription=_WORDS,
    help=_WORDS,
    defaultConfiguration=_object("level", level=_LEVEL),
    properties=_object("tags", tags={"type": "array", "items": _TEXT, "uniqueItems": True}),
)
_DRIVER = _object(
    "name rules",
    name=_TEXT,
    version=_TEXT,
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
    rules={"type": "array", "items": _RULE, "uniqueItems": True},
)
_RUN = _object(
    "tool columnKind results",
    tool=_object("driver", driver=_DRIVER),
    columnKind={"const": "unicodeCodePoints"},
    results={"type": "array", "items": _RESULT},
)
LOG: dict[str, Any] = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "$schema": {"type": "string", "pattern": "sarif-schema-2.1.0.json$"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": _RUN},
    },
    "additionalProperties": False,
}
