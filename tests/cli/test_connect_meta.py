"""A pasted token of an account behind a Facebook Page, with what its renewal takes or without."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from cryptography.fernet import Fernet

from tests.servers.campaign_folder import write_campaign
from tests.servers.command import campaign
from tests.servers.fake_graph import APP_SECRET
from tests.servers.fake_instagram import APP, FakeInstagram


@pytest.mark.parametrize(
    ("app", "given", "renewed"),
    [(True, APP_SECRET, True), (True, "", False), (False, None, False)],
)
def test_only_what_can_be_renewed_is_ever_to_be_renewed(tmp_path, app, given, renewed):
    with FakeInstagram() as server:
        options = f'login: facebook, user: "{server.USER}"' + (f', app: "{APP}"' if app else "")
        channel = f'platform: instagram, base_url: "{server.url}", options: {{{options}}}'
        ours = f"name: Live\nkind: partner\nchannels:\n  ours: {{{channel}}}\n"
        folder = write_campaign(tmp_path, {"organisations/live.yaml": ours})
        lines = [server.token, *([] if given is None else [given])]
        done = campaign(
            folder, "channels", "connect", "ours", "--paste", "--by", "Kim Osei",
            given="".join(f"{line}\n" for line in lines),
            env={"CAMPAIGN_CREDENTIAL_KEY": Fernet.generate_key().decode()},
        )  # fmt: skip
    assert done.code == 0, done.err
    with closing(sqlite3.connect(folder / ".campaign" / "campaign.sqlite3")) as connection:
        [(renew_at, expires_at)] = connection.execute(
            "SELECT renew_at, expires_at FROM store_credential"
        )
    assert (renew_at is not None, expires_at is not None) == (renewed, True)
