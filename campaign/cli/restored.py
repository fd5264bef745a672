"""``campaign restored``: a back-up was put back."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from campaign.cli import clock
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import count, moment, say


def restored(by: By, folder: Folder = HERE) -> None:
    """Say that a back-up of the database was put back, before the program is started again.

    What went out since the back-up looks to it as if it were due. So everything is held, and
    each post that is due already is left to a person, who looks on the platform first. Somebody
    else lifts the hold, who has looked at what was sent, stopped or taken back since then.

    For example:
        campaign restored --by "Sam Hale"
    """
    open_store(folder, needs_files=False)
    from campaign.store import restored as store

    done = store.note(folder, by=by, now=now())
    since = (
        "nothing at all"
        if done.since is None
        else f"nothing after {moment(done.since.astimezone(clock.zone()))}"
    )
    say(f"The back-up knows of {since}. Everything is held now (hold {done.hold}).")
    if done.missed:
        say(f"{count(done.missed, 'post')} may be out already: campaign posts list --state missed")
    say("Look at what was sent, stopped or taken back since then. Then somebody else than you:")
    say(f"campaign resume {done.hold}")
