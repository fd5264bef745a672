"""All commands, in the order of a day's work; each is loaded when it is called for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple

import typer
from typing_extensions import override

from campaign import __version__
from campaign.cli.helping import Group, single
from campaign.cli.options import HERE, Folder

WRITE, DAILY, STOP, CARE = (
    "Write",
    "Plan, approve, publish, report",
    "When something is wrong",
    "Look after it",
)


class Entry(NamedTuple):
    """Where a command is found, and the heading it stands under."""

    place: str  # module:name of a function, or of a Typer with commands of its own
    heading: str


COMMANDS = {
    "init": Entry("new:init", WRITE),
    "new": Entry("new:group", WRITE),
    "check": Entry("check:check", WRITE),
    "explain": Entry("explain:explain", WRITE),
    "count": Entry("count:count", WRITE),
    "schema": Entry("schema:schema", WRITE),
    "export": Entry("export:export", WRITE),
    "import": Entry("import_:import_", WRITE),
    "plan": Entry("plan:plan", DAILY),
    "approvals": Entry("approval:approvals", DAILY),
    "approve": Entry("approval:approve", DAILY),
    "sign-off": Entry("approval:sign_off", DAILY),
    "revoke": Entry("approval:revoke", DAILY),
    "run": Entry("run:run", DAILY),
    "post": Entry("posts:post_group", DAILY),
    "status": Entry("status:status", DAILY),
    "report": Entry("report:report", DAILY),
    "import-figures": Entry("figures:import_figures", DAILY),
    "digest": Entry("digest:digest", DAILY),
    "stop": Entry("hold:stop", STOP),
    "resume": Entry("hold:resume", STOP),
    "let-through": Entry("hold:let_through", STOP),
    "elections": Entry("elections:elections", STOP),
    "posts": Entry("posts:group", STOP),
    "channels": Entry("channels:group", STOP),
    "alerts": Entry("alerts:group", STOP),
    "doctor": Entry("doctor:doctor", STOP),
    "pulse": Entry("pulse:pulse", CARE),
    "audit": Entry("audit:group", CARE),
    "export-database": Entry("moving:export_database", CARE),
    "import-database": Entry("moving:import_database", CARE),
    "restored": Entry("restored:restored", CARE),
    "manage": Entry("manage:command", CARE),
}


class _Shelf(Mapping[str, Any]):
    """The commands by name; one is loaded when it is taken down."""

    @override
    def __getitem__(self, name: str) -> Any:
        entry = COMMANDS[name]
        module, _, attribute = entry.place.partition(":")
        found = getattr(importlib.import_module(f"campaign.cli.{module}"), attribute)
        command = typer.main.get_command(found if isinstance(found, typer.Typer) else single(found))
        command.name, command.rich_help_panel = name, entry.heading  # type: ignore[attr-defined] # ours
        return command

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    @override
    def __len__(self) -> int:
        return len(COMMANDS)


class _Home(Group):
    """The program itself."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Shelf()  # type: ignore[assignment] # nothing is ever added to it


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Campaign {__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", callback=_version, is_eager=True, help="Say the version and leave."),
]

app = typer.Typer(
    cls=_Home, rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def _home(version: Version = False, folder: Folder = HERE) -> None:
    """Run a public awareness campaign from a folder of message files.

    The files in messages/ and assets/ are checked, planned, approved by a second person,
    published once on every channel, measured and evaluated. Each command has its own help,
    with examples: campaign check --help

    Exit codes: 0 it went well; 1 something has to be put right; 2 the command was not
    understood; 130 stopped by Ctrl-C before its end (campaign run ends with it, and 0).

    For example:
        campaign init my-campaign
        campaign check
        campaign plan --apply
        campaign run
    """
