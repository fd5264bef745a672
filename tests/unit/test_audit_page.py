"""The page of the audit log names every kind of entry the program writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.servers.paths import ROOT

CODE = {
    str(path.relative_to(ROOT)): list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    for path in (ROOT / "campaign").rglob("*.py")
}


def _kinds() -> Iterator[str]:
    """Give the first argument of every ``events.record``: a text, or what its name is given."""
    for nodes in CODE.values():
        for node in nodes:
            if isinstance(node, ast.FunctionDef):
                inside = list(ast.walk(node))
                for call in inside:
                    if isinstance(call, ast.Call) and ast.unparse(call.func) == "events.record":
                        yield from _texts(call.args[0], inside, nodes)


def _texts(first: ast.AST, function: list[ast.AST], module: list[ast.AST]) -> Iterator[str]:
    if isinstance(first, ast.Name):
        yield from _given(first.id, function) or _given(first.id, module)
    elif isinstance(first, ast.Attribute):
        yield from _given(first.attr, CODE[f"campaign/store/{ast.unparse(first.value)}.py"])
    else:
        yield from _strings(first)


def _given(name: str, nodes: list[ast.AST]) -> list[str]:
    found = []
    for node in nodes:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) else [value] * len(names)
            pairs = zip(map(ast.unparse, names), values, strict=False)
            found += [text for own, one in pairs if own == name for text in _strings(one)]
    return found


def _strings(node: ast.AST) -> list[str]:
    found = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return [value for value in found if isinstance(value, str)]


def test_every_kind_of_entry_is_told():
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z -]+)`", page))
    found = set(_kinds())
    assert {"post moved", "drill ended", "post laid out", "text disposed"} <= found
    assert found <= told, found - told
