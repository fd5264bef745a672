"""How help looks: plain words, headings, examples as they are typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override

EXAMPLES = "For example:"
Function = TypeVar("Function", bound=Callable[..., Any])
_HELP = "Show this help."


def _split(text: str | None) -> tuple[str, list[str]]:
    """Cut a docstring into what is said and the examples at its end."""
    words, _, examples = (text or "").partition(EXAMPLES)
    return words.strip(), [line.strip() for line in examples.strip().splitlines()]


def _write_words(command: Any, formatter: Any) -> None:
    words, _ = _split(command.help)
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(words)


def _write_examples(command: Any, formatter: Any) -> None:
    _, examples = _split(command.help)
    if examples:
        with formatter.section(EXAMPLES.rstrip(":")):
            for line in examples:
                formatter.write(f"  {line}\n")


def _write_parameters(command: Any, context: Any, formatter: Any) -> None:
    arguments, options = [], []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None:
            continue
        if parameter.param_type_name == "argument":
            arguments.append((parameter.display_name_raw, parameter.help or ""))
        else:
            words = _HELP if "--help" in parameter.opts else _plain(record[1])
            options.append((record[0], words))
    for title, rows in (("What to give", arguments), ("Options", options)):
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def _plain(words: str) -> str:
    """Say a range in words: "from 1 to 104" for "1<=x<=104"."""
    words = re.sub(r"(\d+)<=x<=(\d+)", r"from \1 to \2", words)
    return re.sub(r"x>=(\d+)", r"at least \1", words)


def _short(command: Any) -> str:
    """Return the first sentence of the help."""
    words, _ = _split(command.help)
    return " ".join(words.split("\n\n")[0].split())


class Command(TyperCommand):
    """A command whose help is plain."""

    @override
    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    @override
    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        _write_words(self, formatter)

    @override
    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_parameters(self, ctx, formatter)

    @override
    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _write_examples(self, formatter)


class Group(TyperGroup):
    """Commands whose help lists them under headings."""

    @override
    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        _write_words(self, formatter)

    @override
    def format_options(self, ctx: Any, formatter: Any) -> None:
        self.format_commands(ctx, formatter)
        _write_parameters(self, ctx, formatter)

    @override
    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        _write_examples(self, formatter)

    @override
    def format_commands(self, ctx: Any, formatter: Any) -> None:
        headings: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            title = getattr(command, "rich_help_panel", None)
            heading = title if isinstance(title, str) else "Commands"
            headings.setdefault(heading, []).append((name, _short(command)))
        for heading, rows in headings.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def group_of(words: str, example: str) -> typer.Typer:
    """Return a group of commands; ``command_of`` adds them."""
    group = typer.Typer(
        help=f"{words}\n\n{EXAMPLES}\n{example}",
        cls=Group,
        rich_markup_mode=None,
        add_completion=False,
        no_args_is_help=True,
    )
    group.callback()(lambda: None)  # without it, Typer would melt a group of one into its command
    return group


def single(function: Callable[..., None], settings: dict[str, Any] | None = None) -> typer.Typer:
    """Return a program that is one command."""
    home = typer.Typer(rich_markup_mode=None, add_completion=False)
    home.command(cls=Command, context_settings=settings)(function)
    return home


def command_of(group: typer.Typer, name: str) -> Callable[[Function], Function]:
    """Add the function below to a group, under a name."""
    return group.command(name, cls=Command)
