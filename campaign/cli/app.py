"""All commands, in the order of a day's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from campaign import __version__
from campaign.cli import (
    approval,
    audit,
    channels,
    check,
    count,
    doctor,
    hold,
    manage,
    new,
    plan,
    posts,
    report,
    run,
    status,
)
from campaign.cli.helping import EXAMPLES, Command, Group
from campaign.cli.options import HERE, Folder

WRITE, DAILY, STOP, CARE = (
    "Write",
    "Plan, approve, publish, report",
    "When something is wrong",
    "Look after it",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Campaign {__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", callback=_version, is_eager=True, help="Say the version and leave."),
]


def _home(version: Version = False, folder: Folder = HERE) -> None:
    """Run a public awareness campaign from a folder of message files.

    The files in messages/ and assets/ are checked, planned, approved by a second person,
    published once on every channel, measured and evaluated. Each command has its own help,
    with examples: campaign check --help

    Exit codes: 0 it went well; 1 something has to be put right; 2 the command was not
    understood; 130 stopped by Ctrl-C.

    For example:
        campaign init my-campaign
        campaign check
        campaign plan --apply
        campaign run
    """


def _command(
    home: typer.Typer, name: str, function: Callable[..., None], heading: str | None = None
) -> None:
    home.command(name, cls=Command, rich_help_panel=heading)(function)


def _group(
    name: str, words: str, heading: str, example: str, **functions: Callable[..., None]
) -> None:
    group = typer.Typer(
        name=name,
        help=f"{words}\n\n{EXAMPLES}\n{example}",
        cls=Group,
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    for command, function in functions.items():
        _command(group, command, function)
    app.add_typer(group, rich_help_panel=heading)


class _Home(Group):
    """The program itself."""

    order = (
        *("init", "new", "check", "count"),
        *("plan", "approvals", "approve", "revoke", "run", "post", "status", "report"),
        *("stop", "resume", "posts", "channels", "doctor"),
        *("audit", "manage"),
    )


app = typer.Typer(
    cls=_Home, rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False
)
app.callback()(_home)

_command(app, "init", new.init, WRITE)
_group(
    "new",
    "Begin a message.",
    WRITE,
    'campaign new message "Share footage with us first" --theme bystander-guidance',
    message=new.message,
)
_command(app, "check", check.check, WRITE)
_command(app, "count", count.count, WRITE)

_command(app, "plan", plan.plan, DAILY)
_command(app, "approvals", approval.approvals, DAILY)
_command(app, "approve", approval.approve, DAILY)
_command(app, "revoke", approval.revoke, DAILY)
_command(app, "run", run.run, DAILY)
_group(
    "post",
    "Send a message at once.",
    DAILY,
    'campaign post now bystander-guidance/call-first --by "Kim Osei"',
    now=posts.now_,
)
_command(app, "status", status.status, DAILY)
_command(app, "report", report.report, DAILY)

_command(app, "stop", hold.stop, STOP)
_command(app, "resume", hold.resume, STOP)
_group(
    "posts",
    "List posts, and decide what only a person can decide.",
    STOP,
    "campaign posts list --state uncertain",
    list=posts.list_,
    sent=posts.sent,
    again=posts.again,
    cancel=posts.cancel,
)
_command(app, "doctor", doctor.doctor, STOP)

_group(
    "channels",
    "List and test channels, and use paused ones again.",
    STOP,
    "campaign channels test",
    list=channels.list_,
    test=channels.try_,
    use=channels.use,
)
_group(
    "audit",
    "Prove that the log of what happened is whole.",
    CARE,
    "campaign audit verify",
    verify=audit.verify,
)
app.command("manage", cls=Command, rich_help_panel=CARE, context_settings=manage.SETTINGS)(
    manage.manage
)
