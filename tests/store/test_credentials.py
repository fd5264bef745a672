"""Sign-ins are kept sealed, and open for their own channel only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from campaign import registry
from campaign.adapter import Deferred, Disconnected
from campaign.library.organisation import Channel
from campaign.store import credentials, events, sealing
from campaign.store.credentials import CredentialError, SignedIn
from campaign.store.models import Credential, Event

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
KEY, OTHER = (Fernet.generate_key().decode() for _ in range(2))
TOKEN = "t0ken-of-northshire"
CHANNEL = Channel(
    id="northshire-mastodon",
    organisation="northshire",
    platform="mastodon",
    handle="@police",
    base_url="https://social.northshire.example",
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", KEY)
    monkeypatch.delenv("CAMPAIGN_CREDENTIAL_KEY_FILE", raising=False)


def keep(channel=CHANNEL, **terms):
    signed_in = SignedIn(secrets={"token": TOKEN}, speaks_as="@police", **terms)
    credentials.keep(channel, signed_in, by="Kim Osei", now=NOW)


def build(channel, tmp_path):
    return registry.build(channel, folder=tmp_path, read=lambda _: b"")


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_what_is_kept_opens_again():
    keep()
    assert credentials.secrets_of(CHANNEL) == {"token": TOKEN}


def test_no_column_and_no_event_shows_it():
    keep()
    credentials.seal_anew(by="Kim Osei", now=NOW)
    shown = everything_in_the_database()
    assert "northshire-mastodon" in shown
    assert TOKEN not in shown
    assert KEY not in shown
    assert TOKEN not in repr(SignedIn(secrets={"token": TOKEN}))


def test_a_second_sign_in_takes_the_place_of_the_first():
    keep(ends_at=NOW + timedelta(days=60))
    keep()
    row = Credential.objects.get()
    assert (row.ends_at, row.trouble, row.renewed_at) == (None, "", None)


def test_who_signed_in_and_out_is_in_the_log():
    keep(ends_at=NOW + timedelta(days=60))
    assert credentials.forget(CHANNEL.id, by="Blake", now=NOW)
    assert not credentials.forget(CHANNEL.id, by="Blake", now=NOW)
    told = [(event.kind, event.actor, event.subject) for event in Event.objects.order_by("id")]
    assert told == [
        ("channel connected", "Kim Osei", CHANNEL.id),
        ("channel disconnected", "Blake", CHANNEL.id),
    ]
    assert json.loads(Event.objects.earliest("id").data)["speaks_as"] == "@police"
    assert list(events.breaks()) == []


def test_a_row_that_was_moved_to_another_channel_does_not_open():
    keep()
    Credential.objects.update(channel="other-mastodon")
    with pytest.raises(CredentialError, match="given for another"):
        credentials.secrets_of(replace(CHANNEL, id="other-mastodon"))


@pytest.mark.parametrize(
    "changes", [{"base_url": "https://evil.example"}, {"platform": "bluesky"}, {"base_url": ""}]
)
def test_a_channel_that_leads_elsewhere_gets_nothing(changes):
    keep()
    with pytest.raises(CredentialError, match="given for another platform or server"):
        credentials.secrets_of(replace(CHANNEL, **changes))


def test_what_was_altered_does_not_open():
    keep()
    row = Credential.objects.get()
    middle = len(row.sealed) // 2
    flipped = "A" if row.sealed[middle] != "A" else "B"
    row.sealed = row.sealed[:middle] + flipped + row.sealed[middle + 1 :]
    row.save()
    with pytest.raises(CredentialError, match="cannot be opened"):
        credentials.secrets_of(CHANNEL)


# The key


def test_without_a_key_nothing_is_kept(monkeypatch):
    monkeypatch.delenv("CAMPAIGN_CREDENTIAL_KEY")
    with pytest.raises(sealing.KeyTrouble, match="CAMPAIGN_CREDENTIAL_KEY is not set"):
        keep()
    assert not Credential.objects.exists()


def test_another_key_opens_nothing_and_says_which_is_missing(monkeypatch):
    keep()
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", OTHER)
    with pytest.raises(CredentialError) as caught:
        credentials.secrets_of(CHANNEL)
    assert "was sealed with another key than CAMPAIGN_CREDENTIAL_KEY holds now" in str(caught.value)
    assert "campaign channels connect northshire-mastodon" in str(caught.value)
    assert OTHER not in str(caught.value)


@pytest.mark.parametrize("between", [",", "\n", " , ", ",\n"])
def test_of_several_keys_each_opens_and_the_first_seals(monkeypatch, between):
    keep()
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", f"{OTHER}{between}{KEY}\n")
    assert credentials.secrets_of(CHANNEL) == {"token": TOKEN}
    keep()
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", OTHER)
    assert credentials.secrets_of(CHANNEL) == {"token": TOKEN}


def test_the_key_may_be_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n{OTHER}\n")
    monkeypatch.delenv("CAMPAIGN_CREDENTIAL_KEY")
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY_FILE", str(tmp_path / "key"))
    keep()
    assert credentials.secrets_of(CHANNEL) == {"token": TOKEN}


@pytest.mark.parametrize(
    "bad",
    ["short", KEY[:-1], "ä" * 44, f"{KEY}{KEY}"],
    ids=["short", "cut off", "other letters", "two in one"],
)
def test_what_is_no_key_is_told_by_its_place(monkeypatch, bad):
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", f"{KEY},{bad}")
    with pytest.raises(sealing.KeyTrouble, match="Key 2 in CAMPAIGN_CREDENTIAL_KEY") as caught:
        keep()
    assert bad not in str(caught.value)
    assert caught.value.__cause__ is None


def test_keys_are_changed_for_all_or_for_none(monkeypatch):
    keep()
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", OTHER)
    keep(replace(CHANNEL, id="zz-mastodon"))
    before = dict(Credential.objects.values_list("pk", "sealed"))
    with pytest.raises(CredentialError, match="Nothing was changed"):
        credentials.seal_anew(by="Kim Osei", now=NOW)
    assert dict(Credential.objects.values_list("pk", "sealed")) == before
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", f"{OTHER},{KEY}")
    assert credentials.seal_anew(by="Kim Osei", now=NOW) == 2
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", OTHER)
    assert credentials.secrets_of(CHANNEL) == {"token": TOKEN}


# What an adapter is built with


def test_a_kept_sign_in_goes_before_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("NORTHSHIRE_TOKEN", "from-the-environment")
    channel = replace(CHANNEL, secrets={"token": "NORTHSHIRE_TOKEN"})
    assert build(channel, tmp_path).account.secrets == {"token": "from-the-environment"}
    keep()
    assert build(channel, tmp_path).account.secrets == {"token": TOKEN}


def test_a_channel_that_has_not_signed_in_is_told_how(tmp_path):
    with pytest.raises(Disconnected, match="campaign channels connect northshire-mastodon"):
        build(CHANNEL, tmp_path)


def test_a_key_that_is_missing_pauses_nothing(monkeypatch, tmp_path):
    keep()
    monkeypatch.setenv("CAMPAIGN_CREDENTIAL_KEY", OTHER)
    with pytest.raises(Deferred, match="cannot be opened"):
        build(CHANNEL, tmp_path)


def test_the_sandbox_asks_for_no_secret(monkeypatch, tmp_path):
    keep()
    monkeypatch.delenv("CAMPAIGN_CREDENTIAL_KEY")
    assert not build(replace(CHANNEL, network="sandbox"), tmp_path).account.secrets


X = replace(CHANNEL, id="northshire-x", platform="x", base_url="")
NAMES = ("access_token", "refresh_token", "client_id", "client_secret")


def test_any_set_of_secrets_an_adapter_can_work_with_will_do(monkeypatch, tmp_path):
    for name in NAMES:
        monkeypatch.setenv(f"NORTHSHIRE_{name.upper()}", f"value of {name}")
    variables = {name: f"NORTHSHIRE_{name.upper()}" for name in NAMES}
    found = build(replace(X, secrets=variables), tmp_path).account.secrets
    assert found == {name: f"value of {name}" for name in NAMES}
    del variables["client_secret"]
    found = build(replace(X, secrets=variables), tmp_path).account.secrets
    assert set(found) == set(NAMES[:3])


def test_the_set_that_is_nearly_whole_is_the_one_asked_for(tmp_path):
    variables = {name: name.upper() for name in NAMES[1:3]}
    with pytest.raises(Disconnected, match="which variable holds its access_token"):
        build(replace(X, secrets=variables), tmp_path)


def test_no_channel_may_send_the_key_anywhere(tmp_path):
    channel = replace(CHANNEL, secrets={"token": "CAMPAIGN_CREDENTIAL_KEY"})
    with pytest.raises(Disconnected, match="is not for channels") as caught:
        build(channel, tmp_path)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("network", ["live", "sandbox"])
def test_an_option_nobody_knows_is_guessed(tmp_path, network):
    channel = replace(
        CHANNEL, platform="linkedin", options={"auther": "urn:li:person:1"}, network=network
    )
    with pytest.raises(registry.UnknownOption) as caught:
        build(channel, tmp_path)
    assert str(caught.value) == (
        "The channel northshire-mastodon has an option “auther”, which LinkedIn does not know. "
        "Did you mean “author”?"
    )
