"""``campaign manage``: Django's own commands."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import os

import typer

from campaign.cli.helping import single
from campaign.cli.opening import require_campaign
from campaign.cli.options import HERE, Folder

SETTINGS = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "allow_interspersed_args": False,  # what follows the command's name is Django's
}


def manage(context: typer.Context, folder: Folder = HERE) -> None:
    """Hand a command to Django, the framework below the database and the pages.

    Everything after the command's name is passed on. --folder comes before it.

    For example:
        campaign manage help
        campaign manage showmigrations
        campaign manage --folder ~/autumn dumpdata store.event
    """
    require_campaign(folder)
    (folder / ".campaign").mkdir(exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    from django.core.management import ManagementUtility

    ManagementUtility(["campaign manage", *(context.args or ["help"])]).execute()


command = single(manage, SETTINGS)
