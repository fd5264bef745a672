"""Jinja2, locked down: values, conditions, comparisons and five filters; nothing else.

The sandbox of Jinja2 stops attribute tricks but not ``"x" * 10**9`` or nested loops, so what
a template may consist of is a list of what is allowed, held against its syntax tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from campaign.library.tags import FILTERS
from campaign.library.template_fault import TemplateFault

_LONGEST = 100_000  # characters a filter may make; the longest platform takes 63,206
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.List,
    nodes.Tuple,
)


def validate(text: str) -> None:
    """Raise ``TemplateFault`` unless the text keeps to what is allowed."""
    try:
        _compiled(text)
    except TemplateError as error:
        line = getattr(error, "lineno", None) or 1
        raise TemplateFault("This placeholder or condition cannot be understood.", line) from None
    except (RecursionError, MemoryError, SyntaxError, ValueError):
        raise _far_too_long() from None


def render(text: str, values: Mapping[str, str]) -> str:
    """Fill in a text; ``values`` maps "group.name" to text.

    A text that is not allowed is never filled in: ``TemplateFault`` is raised.
    """
    try:
        return _compiled(text).render(_groups(values)).strip()
    except TemplateError as error:
        raise TemplateFault(f"The text cannot be filled in: {error.message}.", 1) from None
    except (TypeError, ValueError):
        # Every value is text: comparing one with a number, or a filter short of its words.
        message = "The text cannot be filled in: a condition or a filter does not fit its values."
        raise TemplateFault(message, 1, "Compare with text in quotes.") from None
    except (RecursionError, MemoryError, SyntaxError):
        raise _far_too_long() from None


def _far_too_long() -> TemplateFault:
    """Return what to say of hundreds of brackets, or a number of thousands of digits."""
    return TemplateFault("What stands between these brackets is far too long.", 1)


def _check_tree(tree: nodes.Template) -> None:
    groups = {id(access.node) for access in tree.find_all(nodes.Getattr)}
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise _refusal(node)
        if isinstance(node, nodes.Name) and id(node) not in groups:
            fix = f"Add a dot and what of it: {{{{ {node.name}.name }}}}."
            raise TemplateFault(f"“{node.name}” alone prints nothing.", node.lineno, fix)
        _check_access(node)


def _refusal(node: nodes.Node) -> TemplateFault:
    kinds = {"Call": "A call", "For": "A loop", "Getitem": "A [ ] look-up", "Concat": "Joining"}
    kind = type(node).__name__
    what = kinds.get(kind, "Arithmetic" if isinstance(node, nodes.BinExpr) else f"“{kind}”")
    fix = "Only {{ placeholders }}, {% if … %} with comparisons and a few filters are allowed."
    return TemplateFault(f"{what} is not allowed in a message.", node.lineno or 1, fix)


def _check_access(node: nodes.Node) -> None:
    """Allow “group.name” and nothing longer, shorter or private."""
    if isinstance(node, nodes.Getattr):
        if not isinstance(node.node, nodes.Name) or node.attr.startswith("_"):
            fix = "A placeholder is a group, a dot and a name: {{ organisation.name }}."
            raise TemplateFault(f"“.{node.attr}” is not allowed here.", node.lineno, fix)
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        fix = f"You can use: {', '.join(FILTERS)}."
        raise TemplateFault(f"There is no filter “{node.name}”.", node.lineno, fix)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text for a platform comes out, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
    )
    environment.globals.clear()
    kept = {name: environment.filters[name] for name in FILTERS}
    environment.filters = {**kept, "replace": _replace, "default": _default}
    environment.tests = {}
    return environment


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template:
    """Return the template of a text; what is not allowed is refused before it is compiled."""
    _check_tree(_environment().parse(text))
    return _environment().from_string(text)


def _groups(values: Mapping[str, str]) -> dict[str, SimpleNamespace]:
    """Turn "group.name" into objects; they have no methods a template could reach."""
    groups: dict[str, dict[str, str]] = {}
    for name, value in values.items():
        group, _, attribute = name.partition(".")
        groups.setdefault(group, {})[attribute] = value
    return {group: SimpleNamespace(**attributes) for group, attributes in groups.items()}


def _replace(value: Any, old: Any, new: Any) -> str:
    """Replace every ``old`` with ``new``, unless the result would grow out of all measure."""
    text, old, new = str(value), str(old), str(new)
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > _LONGEST:
        raise TemplateError("the text becomes far too long")
    return text.replace(old, new)


def _default(value: Any, instead: Any = "", _empty: Any = True) -> Any:
    """Return the value, or another text where it is empty."""
    return value or instead
