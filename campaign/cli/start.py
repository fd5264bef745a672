"""One start for every command, and one place where errors become sentences."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import TextIO

import typer
from typer.exceptions import TyperException

from campaign.cli import errors, show
from campaign.cli.app import app
from campaign.cli.misuse import explain
from campaign.cli.options import readable

INTERRUPTED = 130  # 128 + SIGINT, as shells have it
UNHEARD = 141  # 128 + SIGPIPE: whoever read the output has gone


def start(arguments: list[str]) -> int:
    """Run one command; return 0 when it went well, 1 for a problem, 2 for a misuse.

    No exception ever leaves this function.
    """
    _open_streams()
    try:
        code = _run([_text(one) for one in arguments] or ["--help"])
        sys.stdout.flush()
    except BrokenPipeError:
        _close_output()
        return UNHEARD
    except Exception as exc:  # noqa: BLE001 - whatever it is, a person gets a sentence
        return _fail(exc)
    except KeyboardInterrupt:
        _say("Stopped.")
        return INTERRUPTED
    return code


def _text(argument: str) -> str:
    """Return an argument as text; the name of something in this computer keeps its bytes."""
    name, _, value = argument.partition("=")
    path = value if name.startswith("--") else argument
    return argument if os.path.lexists(path) else readable(argument)


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("campaign", arguments) as context:
            command.invoke(context)
    except typer.Exit as exc:
        return exc.exit_code
    except typer.Abort:
        return INTERRUPTED
    except TyperException as exc:
        _say(explain(exc))
        return exc.exit_code
    return 0


def _fail(exc: Exception) -> int:
    try:
        sys.stdout.flush()
    except OSError:
        _close_output()  # what cannot be written now is not tried again at the very end
    known = errors.sentence(exc)
    _say(known or errors.unforeseen(exc, Path(os.environ.get("CAMPAIGN_FOLDER", "."))))
    return errors.code(exc)


def _say(text: str) -> None:
    if show.heard(logging.ERROR, text):
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:  # nobody can be told; the exit code still says it
        return


def _open_streams() -> None:
    """Let no letter stop a command: a terminal that lacks one shows a question mark."""
    sys.stdout = sys.stdout or _nowhere()  # None where a caller has closed it
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _close_output() -> None:
    """Send the rest of the output nowhere, so that Python does not complain when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
