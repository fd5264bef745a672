"""Pictures in an S3-compatible store, where every worker finds them: moto's own server."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from campaign.adapter import Deferred
from campaign.store import pictures
from campaign.store.health import Level, look
from campaign.store.place import UnknownPlace, storage
from tests.servers.s3 import KEYS, s3

HERE = Path("/nowhere")


@pytest.fixture(scope="module")
def store():
    with s3() as server:
        yield server


@pytest.fixture
def bucket(store, settings, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {"default": storage(store.named(), HERE)}
    return store


def test_a_picture_is_kept_once_and_read_anywhere(bucket):
    sha256 = pictures.keep(b"a phone")
    assert pictures.keep(b"a phone") == sha256
    assert pictures.read(sha256) == b"a phone"
    assert pictures.remove(sha256)
    assert not pictures.is_kept(sha256)
    with pytest.raises(pictures.PictureLost):
        pictures.read(sha256)


@pytest.mark.django_db
def test_a_store_that_does_not_answer_is_one_sentence_and_the_health_is_red(bucket, settings):
    now = datetime.now(timezone.utc)
    settings.STORAGES = {"default": storage("s3://pictures?endpoint=http://127.0.0.1:9", HERE)}
    for ask in (pictures.read, pictures.is_kept, lambda name: pictures.keep(name.encode())):
        with pytest.raises(Deferred, match=r"^The storage of pictures cannot be \w+ now \(\w+\)\."):
            ask("0" * 64)
    [part] = [part for part in look(now).parts if part.name == "storage"]
    assert (part.level, part.words) == (Level.WRONG, "The storage of pictures does not answer.")
    settings.STORAGES = {"default": storage(bucket.named(), HERE)}
    [part] = [part for part in look(now).parts if part.name == "storage"]
    assert (part.level, part.words) == (Level.WELL, "The storage of pictures answers.")
    settings.STORAGES = {"default": storage(bucket.named().replace("pictures", "none", 1), HERE)}
    [part] = [part for part in look(now).parts if part.name == "storage"]
    assert part.level is Level.WRONG


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("ftp://somewhere", "must be the whole path of a folder"),
        ("pictures", "must be the whole path of a folder"),
        ("s3://", "must name a bucket"),
        ("s3://key:word@bucket", "must name a bucket"),
        ("s3://bucket?endpont=x", "has the option endpont, which is not known here"),
    ],
)
def test_a_place_that_cannot_be_used_is_one_sentence(named, says):
    with pytest.raises(UnknownPlace, match=says):
        storage(named, HERE)


def test_a_folder_that_all_machines_share_will_do(tmp_path, settings):
    settings.STORAGES = {"default": storage(str(tmp_path / "share"), HERE)}
    sha256 = pictures.keep(b"a phone")
    assert (tmp_path / "share" / sha256[:2] / sha256).read_bytes() == b"a phone"


@pytest.mark.chaos
def test_nothing_is_sent_without_its_picture_and_all_of_it_with(machines, platform):
    """The store is away when the posts are due, and comes back."""
    with s3() as store:
        machines.env |= {**KEYS, "CAMPAIGN_PICTURES": store.named(), "PICTURE": "1"}
        machines.fill(3, 0)
        store.stop()
        machines.start("scheduler", "worker")
        why = "SELECT count(*) FROM store_post WHERE starts_with(cause, %s)"
        machines.until(lambda: machines.ask(why, "The storage of pictures cannot be read") == 3)
        assert (platform.writes, machines.count("scheduled")) == (0, 3)
        assert "The storage of pictures does not answer." in machines.campaign("status").stdout
        machines.do("UPDATE store_post SET not_before = now() + interval '1 hour'")
        store.start()  # empty: this server forgets
        machines.fill(1, 600, "keeps-the-picture")
        machines.do("UPDATE store_post SET not_before = now()")
        machines.until(lambda: machines.count("published") == 3)
        assert sorted(map(len, platform.alts.values())) == [1, 1, 1]
