"""``campaign channels new-key`` and ``rotate-key``: the key that seals kept sign-ins."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import sys

from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import count, say

_WHAT_TO_DO = """\
This is a new key. It opens every sign-in it seals, so keep it where you keep passwords, and a
copy of it apart from the copies of the database.
1. Put it into the variable CAMPAIGN_CREDENTIAL_KEY wherever the program runs, or into a file
   that only the program may read, and that file's path into CAMPAIGN_CREDENTIAL_KEY_FILE.
2. If there was a key before: put the new one in front of it, with a comma between, start
   “campaign run” again, and then: campaign channels rotate-key
   After that the old one can be taken away.
"""


def new_key() -> None:
    """Make a new key for sealing sign-ins, and say what to do with it.

    The key alone goes to the output, so that it can be sent into a file; it is kept nowhere.

    For example:
        campaign channels new-key
    """
    from campaign.store import sealing

    sys.stderr.write(_WHAT_TO_DO)
    say(sealing.new_key())


def rotate_key(by: By = "", folder: Folder = HERE) -> None:
    """Seal every kept sign-in anew, with the first key in CAMPAIGN_CREDENTIAL_KEY.

    All of them, or, when one cannot be opened, none. Afterwards only the first key is needed.

    For example:
        campaign channels rotate-key --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import credentials, sealing

    sealing.seal("a try")  # where nothing is kept yet a missing key would not be noticed
    number = credentials.seal_anew(by=by, now=now())
    say((f"Sealed anew with the first key: {count(number, 'sign-in')}.", "bold"))
    if number:
        say("The other keys in CAMPAIGN_CREDENTIAL_KEY are not needed any more.")
