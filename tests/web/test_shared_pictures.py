"""Pictures for platforms that fetch them: on the real page server, for a day, and nothing else."""

from __future__ import annotations

import http.client
import io
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.core.wsgi import get_wsgi_application
from PIL import Image as Pillow

from campaign.adapter import Content, Deferred, Refused
from campaign.adapters.instagram import Instagram
from campaign.store import pictures, sharing, speakers
from campaign.testing import TEXT, Parcel
from campaign.testing import pictures as samples
from campaign.worker.server import PageServer
from campaign.worker.worker import Worker
from tests.servers.fake_instagram import FakeInstagram, channel
from tests.servers.meta_accounts import account_at
from tests.servers.paths import ROOT
from tests.servers.picture_host import PictureHost
from tests.servers.ports import free_ports
from tests.servers.rows import speaker_row

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = "https://campaign.northshire-police.example"
HOST = "campaign.northshire-police.example"


@dataclass
class Answer:
    """What the page server said."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """The page server, asked as a platform asks it through the reverse proxy."""

    port: int

    def ask(self, path: str, *, host: str = HOST, method: str = "GET") -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request(method, path, headers={"Host": host})
            answer = line.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers, answer.read())
        finally:
            line.close()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("CAMPAIGN_SECRET_KEY", raising=False)
    settings.FOLDER, settings.STATE = tmp_path, tmp_path / ".campaign"
    settings.STATE.mkdir()
    settings.PUBLIC_ADDRESS, settings.PUBLIC_HOST = PUBLIC, HOST
    settings.ALLOWED_HOSTS = ["127.0.0.1", HOST]
    return tmp_path


@pytest.fixture
def site() -> Iterator[Site]:
    (port,) = free_ports(1)
    with PageServer(get_wsgi_application(), port):
        yield Site(port)


def jpeg(colour: str = "navy") -> bytes:
    file = io.BytesIO()
    Pillow.new("RGB", (400, 400), colour).save(file, "JPEG")
    return file.getvalue()


def share(data: bytes = b"", kind: str = "image/jpeg") -> str:
    """Share a picture; return the path of its address."""
    give = sharing.sharer("https://graph.instagram.com")
    assert give is not None
    address = give(data or jpeg(), kind)
    assert address.startswith(f"{PUBLIC}/shared/")
    return address.removeprefix(PUBLIC)


def test_a_shared_picture_is_served_as_what_it_is(site: Site) -> None:
    answer = site.ask(share())
    assert (answer.status, answer.body) == (200, jpeg())
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    kept, seconds, fixed = answer.headers["cache-control"].replace("max-age=", "").split(", ")
    assert (kept, fixed) == ("public", "immutable")
    assert 86_000 < int(seconds) <= 86_400
    assert "set-cookie" not in answer.headers


def test_only_its_head_may_be_asked_for(site: Site) -> None:
    path = share()
    answer = site.ask(path, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(len(jpeg()))
    assert site.ask(path, method="POST").status == 405


def test_after_a_day_it_is_gone(site: Site, monkeypatch) -> None:
    path, then = share(), time.time()
    monkeypatch.setattr(time, "time", lambda: then + sharing.LIFE - 2)
    assert site.ask(path).status == 200
    monkeypatch.setattr(time, "time", lambda: then + sharing.LIFE + 1)
    answer = site.ask(path)
    assert (answer.status, answer.body) == (404, b"There is nothing here.\n")


def test_a_name_cannot_be_guessed_or_changed(site: Site) -> None:
    path = share()
    stem, _, ending = path.rpartition(".")
    sha256, until, signature = stem.removeprefix("/shared/").split(".")
    other = pictures.keep(jpeg("gold"))
    for name in (
        f"{other}.{until}.{signature}.jpg",
        f"{sha256}.{int(until) + 86_400}.{signature}.jpg",
        f"{sha256}.{until}.{signature[:-1]}x.jpg",
        f"{sha256}.{until}.jpg",
        f"{sha256}.jpg",
        sha256,
        f"{sha256}.{until}.{signature}.gif",
        f"{sha256}.{until}.{signature}",
        "..%2f..%2fsecret_key",
        "",
    ):
        assert site.ask(f"/shared/{name}").status == 404, name
    assert site.ask(f"{stem}.{ending}").status == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/shared", "/shared/", "/report/", "/sandbox/1", "/page.css", "/admin/", "/static/"],
)
def test_the_public_address_shows_nothing_else(site: Site, path: str) -> None:
    answer = site.ask(path)
    assert answer.status == 404
    assert b"Campaign" not in answer.body
    assert site.ask("/", host="127.0.0.1").status == 200, "the console is for this machine"


@pytest.mark.parametrize("host", [HOST, HOST.upper(), f"{HOST}:443", f"{HOST}.", f"{HOST}.:443"])
def test_however_the_public_name_is_written(site: Site, host: str) -> None:
    assert site.ask("/", host=host).status in {400, 404}
    assert site.ask(f"/pictures/{pictures.keep(jpeg())}", host=host).status in {400, 404}
    assert site.ask(share(), host=HOST.upper()).status == 200


def test_another_host_is_refused(site: Site) -> None:
    assert site.ask(share(), host="evil.example").status == 400


def test_a_picture_that_is_not_shared_cannot_be_reached(site: Site) -> None:
    sha256 = pictures.keep(jpeg())
    assert site.ask(f"/pictures/{sha256}").status == 404
    assert site.ask(f"/pictures/{sha256}", host="127.0.0.1").status == 200


def test_a_storage_that_is_away_says_come_again(site: Site, settings, monkeypatch) -> None:
    path = share()

    def away(sha256: str) -> bytes:
        raise Deferred("The storage of pictures cannot be read now.")

    monkeypatch.setattr(pictures, "read", away)
    answer = site.ask(path)
    assert (answer.status, answer.headers["retry-after"]) == (503, "30")


# -- the key -----------------------------------------------------------------------------------


def test_the_key_is_made_once_for_its_owner_only(folder) -> None:
    path = share()
    key = folder / ".campaign" / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    written = key.read_text()
    assert len(written) == 64
    assert sharing.opened(path.removeprefix("/shared/")).data == jpeg()
    share()
    assert key.read_text() == written
    assert [one.name for one in key.parent.iterdir() if one.name.startswith("tmp")] == []


def test_the_key_is_made_where_nothing_was_yet(settings, tmp_path) -> None:
    """A page may be the first of all to be asked, before anything has made the folder."""
    settings.STATE = tmp_path / "new" / ".campaign"
    assert sharing.opened(share().removeprefix("/shared/")).data == jpeg()
    assert (settings.STATE / "secret_key").is_file()


def test_another_process_makes_the_same_of_it(folder) -> None:
    """What a worker shares, a page of its own process serves."""
    name = share().removeprefix("/shared/")
    code = (
        "import sys, django; django.setup()\n"
        "from campaign.store import sharing\n"
        "sys.stdout.buffer.write(sharing.opened(sys.argv[1]).data)\n"
    )
    stored = pictures.default_storage.location
    own = {"CAMPAIGN_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "campaign.settings"}
    (folder / ".campaign" / "pictures").symlink_to(stored)
    done = subprocess.run(
        [sys.executable, "-c", code, name],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **own},
        capture_output=True,
        check=False,
    )
    assert done.stdout == jpeg(), done.stderr.decode()


def test_the_variable_stands_above_the_file(folder, monkeypatch) -> None:
    monkeypatch.setenv("CAMPAIGN_SECRET_KEY", "a-key-of-the-administrators-own")
    name = share().removeprefix("/shared/")
    assert not (folder / ".campaign" / "secret_key").exists()
    assert sharing.opened(name).data == jpeg()
    monkeypatch.setenv("CAMPAIGN_SECRET_KEY", "another-key")
    with pytest.raises(sharing.NotShared):
        sharing.opened(name)


def test_a_key_that_is_damaged_says_what_to_do(folder) -> None:
    key = folder / ".campaign" / "secret_key"
    key.write_text("short")
    with pytest.raises(Refused, match="is damaged: delete it"):
        share()
    key.unlink()
    key.mkdir()
    with pytest.raises(Refused, match="give yourself the right"):
        share()


# -- the address -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("http://campaign.northshire-police.example", "https:// only"),
        ("http://127.0.0.1:8000", "this very machine"),
        ("https://192.168.1.2", "private network"),
        ("https://server.local", "inside a network"),
    ],
)
def test_an_address_that_is_not_public_is_not_given_to_a_platform(settings, address, word) -> None:
    settings.PUBLIC_ADDRESS = address
    give = sharing.sharer("https://graph.instagram.com")
    assert give is not None
    with pytest.raises(Refused, match=word) as caught:
        give(jpeg(), "image/jpeg")
    assert "public_address" in str(caught.value)


def test_without_an_address_nothing_is_shared(settings) -> None:
    settings.PUBLIC_ADDRESS = ""
    assert sharing.sharer("https://graph.instagram.com") is None


def test_only_pictures_are_shared() -> None:
    with pytest.raises(Refused, match="video/mp4"):
        share(b"film", "video/mp4")
    assert share(jpeg(), "image/png").endswith(".png")


def test_a_post_goes_out_with_a_picture_the_page_serves(site: Site, settings) -> None:
    """The whole way: Instagram, on this machine, fetches the picture from our page."""
    settings.PUBLIC_ADDRESS = f"http://127.0.0.1:{site.port}"
    settings.PUBLIC_HOST = "127.0.0.1"
    with FakeInstagram() as platform, PictureHost() as unused:
        give = sharing.sharer(platform.url)
        assert give is not None
        account = replace(account_at(channel(platform.url), unused), share=give)
        receipt = Parcel(Instagram(account), Content(TEXT, images=samples(2))).send()
        assert platform.alts[receipt.remote_id] == [image.alt for image in samples(2)]
        assert platform.violations == []
        assert site.ask("/", host="127.0.0.1").status == 200, "this machine keeps its console"


def test_the_worker_gives_its_adapters_what_shares(folder, monkeypatch) -> None:
    monkeypatch.setenv("NORTHSHIRE_THREADS_TOKEN", "s3cret-token-of-northshire")
    row = speaker_row(
        "northshire-threads",
        platform="threads",
        network="live",
        secrets={"token": "NORTHSHIRE_THREADS_TOKEN"},
    )
    adapter = Worker(folder)._build(speakers.speaker(row), lambda: None)
    address = adapter.account.share(jpeg(), "image/jpeg")
    assert sharing.opened(address.rpartition("/")[2]).data == jpeg()
