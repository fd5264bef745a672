"""Writes docs/commands.md: what every command's help says, in one page.

``python -m campaign.cli.document > docs/commands.md`` makes it anew; a test holds it against
the help.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer

from campaign.cli.app import app

WIDTH = 88  # columns of help in the page

HEAD = """\
# Commands

Every command answers `--help`. This page is made from that help
(`python -m campaign.cli.document > docs/commands.md`); a test compares the two.

Every command that works on a campaign takes `--folder DIR`. Without it, the folder is the one
the variable `CAMPAIGN_FOLDER` names, or else the one where you stand. Where a command keeps
the name of whoever gave it, `--by NAME` says it, or the variable `CAMPAIGN_USER`.

| exit code | meaning |
|---|---|
| 0 | it went well |
| 1 | something has to be put right: findings, a channel that does not work, a full disk … |
| 2 | the command was not understood |
| 130 | stopped by Ctrl-C before its end; `campaign run` ends with Ctrl-C, and leaves with 0 |
| 141 | whoever read the output went away |

Colours are used on a terminal only, and not at all when `NO_COLOR` is set. An error is one
sentence with what to do. When something unforeseen happens, its details are written to
`.campaign/error.log` in the campaign's folder, without the values of secrets.
"""


def page() -> str:
    """Return the whole page."""
    command = typer.main.get_command(app)
    return HEAD + "".join(_section(*found) for found in _all("campaign", command, None))


def _all(name: str, command: Any, parent: Any) -> Iterator[tuple[str, str]]:
    """Yield every command's full name and help, in the order of the help."""
    context = command.context_class(
        command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH
    )
    yield context.command_path, command.get_help(context)
    for child, inner in getattr(command, "commands", {}).items():
        yield from _all(child, inner, context)


def _section(path: str, text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.rstrip().splitlines())
    return f"\n## {path}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    sys.stdout.write(page())
