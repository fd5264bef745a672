"""The page of the audit log names every kind of entry the program writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.servers.paths import ROOT


def _kinds() -> Iterator[str]:
    """Give the first argument of every ``events.record``, where it is written out."""
    for path in (ROOT / "campaign").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.record":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def test_every_kind_of_entry_is_told():
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z -]+)`", page))
    found = set(_kinds())
    assert len(found) > 15
    assert found <= told, found - told
