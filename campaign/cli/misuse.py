"""Calls that were not understood: what is wrong, and what was probably meant."""

from __future__ import annotations

from typing import Any

from typer.exceptions import TyperException

from campaign.library.nearest import nearest

_PLAINER = {
    "Input should be a valid integer, unable to parse string as an integer": "write a number.",
    "Input should be": "it must be",
    "Value error, ": "",
    "Missing argument": "Something is missing:",
    "Missing option": "An option is missing:",
}


def explain(exc: TyperException) -> str:
    """Turn the command line's own complaint into a sentence and where to look."""
    kind = type(exc).__name__
    if kind == "NoArgsIsHelpError":
        return exc.format_message()
    context: Any = getattr(exc, "ctx", None)
    words = _no_such_option(exc, context) if kind == "NoSuchOption" else exc.format_message()
    words = " ".join(words.replace("'", '"').split())
    for stiff, plain in _PLAINER.items():
        words = words.replace(stiff, plain)
    path = context.command_path if context is not None else "campaign"
    return f"{words}\n“{path} --help” shows how it is used."


def _no_such_option(exc: Any, context: Any) -> str:
    parameters = context.command.get_params(context) if context is not None else []
    options = [o for p in parameters for o in (*p.opts, *p.secondary_opts) if o.startswith("-")]
    near = nearest(exc.option_name, options)
    hint = f' Did you mean "{near}"?' if near else ""
    return f'No such option: "{exc.option_name}".{hint}'
