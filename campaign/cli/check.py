"""``campaign check``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from campaign.cli import findings as shown
from campaign.cli.checked import Checked, Scope, look, scope_of
from campaign.cli.options import HERE, Folder
from campaign.cli.show import listed, say
from campaign.cli.trouble import Misused


class Form(StrEnum):
    """What the findings are written as."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH",
        help="Files or folders to hear about. Default: everything.",
        show_default=False,
    ),
]
Codes = Annotated[
    list[str] | None,
    typer.Option("--code", metavar="CODE", help="Hear of this code only; may be given again."),
]
Format = Annotated[
    Form,
    typer.Option("--format", help="For people, for programs, for code hosts, or for GitHub."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as well.")]
Drafts = Annotated[bool, typer.Option("--drafts", help="Drafts count as well.")]
Fix = Annotated[bool, typer.Option("--fix", help="Put right what is safe, and show it.")]
Diff = Annotated[bool, typer.Option("--diff", help="Show what --fix would do; change nothing.")]
Links = Annotated[
    bool, typer.Option("--links", help="Ask every address on the web whether it is there.")
]
Watch = Annotated[bool, typer.Option("--watch", help="Check again on every save, until Ctrl-C.")]
Every = Annotated[
    bool, typer.Option("--all", help="With --watch: show all findings again, not the new ones.")
]


def check(  # noqa: PLR0913, PLR0917 - each is an option of the command
    paths: Paths = None,
    form: Format = Form.TEXT,
    code: Codes = None,
    strict: Strict = False,
    drafts: Drafts = False,
    fix: Fix = False,
    diff: Diff = False,
    links: Links = False,
    watch: Watch = False,
    every: Every = False,
    folder: Folder = HERE,
) -> None:
    """Check every file and say what is wrong, where, and what to do.

    Reads everything in messages/ and assets/, and needs no database. Nothing is changed
    without --fix, which mends spaces, quotation marks and the capitals of hashtags. Nothing
    is sent anywhere without --links.

    Exit codes: 0 nothing has to be put right; 1 there is an error, or with --strict a
    warning; 2 the command was not understood. What is waived never counts, and what is
    wrong with a draft counts with --drafts only.

    For example:
        campaign check
        campaign check messages/behind-the-badge --strict
        campaign check --fix
        campaign check --watch
        campaign check --format sarif > campaign.sarif
    """
    _refuse_mixtures(form, fix=fix or diff, watch=watch, every=every)
    if watch and links:
        raise Misused("--watch and --links do not go together: not every save is worth a visit.")
    scope = scope_of(paths or [], code or [], folder)
    if watch:
        from campaign.cli.watch import watch_folder  # noqa: PLC0415 - only this needs the watcher

        watch_folder(folder, scope, every=every)
        return
    checked = look(folder, scope) if not (fix or diff) else _mend(folder, scope, write=fix)
    if links:
        from campaign.cli.deadlinks import with_links  # noqa: PLC0415 - only this needs the network

        checked = with_links(checked, folder, scope)
    _tell(checked, form)
    if form is Form.TEXT:
        _tiers(scope, folder)
    if checked.fails(strict=strict, drafts=drafts):
        raise typer.Exit(1)


def _tiers(scope: Scope, folder: Folder) -> None:
    """Say of messages that were named how much say they need, and why."""
    named = [place for place in scope.places if place.endswith(".md")]
    if not named:
        return
    from campaign.checks.tiers import tier_of  # noqa: PLC0415 - only where a file was named
    from campaign.cli import reading  # noqa: PLC0415

    library, _ = reading.read(folder)
    for message in (*library.messages.values(), *library.faulty.values()):
        if message.file in named:
            tier = tier_of(library, message)
            because = f", because {listed(tier.reasons)}" if tier.reasons else ""
            say(f"{message.file}: tier {tier.level}, a yes from {tier.asks}{because}.")


def _refuse_mixtures(form: Form, *, fix: bool, watch: bool, every: bool) -> None:
    if every and not watch:
        raise Misused("--all belongs to --watch: add it, or leave --all out.")
    if watch and fix:
        raise Misused("--watch and --fix do not go together: an editor has the file open.")
    if form is not Form.TEXT and (watch or fix):
        other = "--watch" if watch else "--fix and --diff"
        raise Misused(f"{other} speak to people: leave out --format {form.value}.")


def _mend(folder: Folder, scope: Scope, *, write: bool) -> Checked:
    from campaign.cli.mending import mend  # noqa: PLC0415 - only this needs it

    return mend(folder, scope, write=write)


def _tell(checked: Checked, form: Form) -> None:
    if form is Form.TEXT:
        shown.show(checked.findings, checked.sources)
        say(checked.told)
    elif form is Form.JSON:
        from campaign.cli import machine  # noqa: PLC0415 - each form only when it is asked for

        say(machine.document(checked))
    elif form is Form.SARIF:
        from campaign.cli import sarif  # noqa: PLC0415

        say(sarif.document(checked))
    else:
        from campaign.cli import github  # noqa: PLC0415

        for line in github.lines(checked):
            say(line)
