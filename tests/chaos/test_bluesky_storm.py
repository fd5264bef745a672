"""The shipped library on the real Bluesky server, while the program is killed 50 times."""

from __future__ import annotations

import pytest

from tests.chaos.storm import Storm, folder_with
from tests.servers.bluesky import bluesky

pytestmark = pytest.mark.chaos

KILLS = 50
ACCOUNTS = 4
SPREAD = 110  # seconds over which the posts are due

CHANNEL = """
  northshire-bluesky-{number}:
    platform: bluesky
    handle: "@{handle}"
    base_url: {pds}
    secrets: {{identifier: STORM_ID_{number}, password: STORM_PASSWORD_{number}}}
"""


def test_every_post_is_there_exactly_once_after_fifty_kills(tmp_path, capsys):
    with bluesky() as network:
        logins = [network.account(f"force{number}") for number in range(ACCOUNTS)]
        organisation = "name: Northshire Police\nkind: force\n" + ORGANISATION + "channels:\n"
        env = {}
        for number, login in enumerate(logins):
            organisation += CHANNEL.format(number=number, handle=login.handle, pds=network.pds)
            env |= {f"STORM_ID_{number}": login.did, f"STORM_PASSWORD_{number}": login.password}
        storm = Storm(folder_with(tmp_path, organisation), env)
        posts = storm.prepare(SPREAD)
        storm.rage(KILLS)
        storm.calm(120)
        records = {login.did: network.records(login) for login in logins}
    found = [f"{did} {one['value']['text']}" for did, ones in records.items() for one in ones]
    with capsys.disabled():
        print(f"\nBluesky storm: {storm.figures(posts, found)}")
    assert posts >= 200
    assert storm.interrupted() > 0
    assert len(found) == len(set(found)) == posts
    assert storm.count("published") == posts
    pictures = [
        one["value"]["embed"]["images"]
        for ones in records.values()
        for one in ones
        if "images" in one["value"].get("embed", {})
    ]
    assert pictures
    assert all(image["alt"] for images in pictures for image in images)


ORGANISATION = """website: https://www.northshire-police.example
footage_link: northshire-police.example/footage
"""
