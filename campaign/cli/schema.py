"""``campaign schema``: what an editor has to know about the settings files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.opening import require_campaign
from campaign.cli.options import HERE, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Trouble

Where = Annotated[
    Path | None,
    typer.Argument(
        metavar="DIR",
        help="Where the schemas go. Default: .vscode/campaign in the campaign's folder.",
        show_default=False,
    ),
]


def schema(where: Where = None, folder: Folder = HERE) -> None:
    """Write JSON Schemas of the settings files, for editors that know YAML.

    Without DIR, the settings and tasks for Visual Studio Code are written as well where there
    are none yet; those that are there stay as they are. See docs/editor.md.

    For example:
        campaign schema
        campaign schema my-schemas
    """
    from campaign.library.editor import (  # noqa: PLC0415 - help must not wait for it
        FOLDER,
        SCHEMAS,
        editor_files,
        schema_files,
    )

    if where is not None:
        written = {folder / where / name: text for name, text in schema_files().items()}
        kept: list[str] = []
    else:
        require_campaign(folder)
        files = editor_files()
        kept = [n for n in files if not n.startswith(SCHEMAS) and (folder / n).exists()]
        written = {folder / name: text for name, text in files.items() if name not in kept}
    for path, text in written.items():
        _write(path, text)
    say(f"{count(len(written), 'file')} written to {where or FOLDER}.")
    for name in kept:
        say(f"{name} was there already and stays as it is.")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or "the system refuses"
        raise Trouble(f"{path} could not be written: {reason}. Name another folder.") from None
