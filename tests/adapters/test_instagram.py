"""Instagram keeps the contract, fetches our pictures, and its containers settle every doubt."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image as Pillow

from campaign.adapter import (
    Adapter,
    BadContent,
    Can,
    Content,
    Deferred,
    Disconnected,
    Image,
    Refused,
    Staged,
    Uncertain,
    Unsupported,
)
from campaign.adapters.instagram import Instagram
from campaign.testing import (
    KEY,
    TEXT,
    AdapterContract,
    Parcel,
    pictures,
    read_picture,
)
from tests.servers.fake_graph import APP_SECRET, FRESH, trouble
from tests.servers.fake_instagram import FakeInstagram, channel
from tests.servers.meta_accounts import account_at, now
from tests.servers.meta_errors import CONTAINER_ROWS, SHARED_ROWS
from tests.servers.picture_host import PictureHost
from tests.servers.ports import free_ports

POST = Content(TEXT, images=pictures(1))
CAROUSEL = Content(TEXT, images=pictures(2))


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with PictureHost() as server:
        yield server


@pytest.fixture
def platform() -> Iterator[FakeInstagram]:
    with FakeInstagram() as server:
        yield server
    assert server.violations == [], "every request keeps to the published tables"


@pytest.fixture
def adapter(platform: FakeInstagram, host: PictureHost) -> Instagram:
    return Instagram(account_at(channel(platform.url), host))


class TestContract(AdapterContract):
    @pytest.fixture
    def unreachable(self, host: PictureHost) -> Instagram:
        return Instagram(account_at(channel("http://127.0.0.1:9"), host))

    def fullest(self, adapter: Adapter) -> Content:
        """One picture: several are staged in two steps, of which the first publishes nothing."""
        return self.pictured(adapter, 1)


@pytest.mark.parametrize(
    ("status", "code", "subcode", "kind", "word"), SHARED_ROWS + CONTAINER_ROWS
)
def test_every_error_has_its_meaning_and_its_sentence(
    adapter: Instagram, platform: FakeInstagram, status, code, subcode, kind, word
) -> None:
    platform.next_write((status, trouble(code, subcode, "Of s3cret-token-of-northshire")))
    with pytest.raises(kind, match=r"Instagram|127\.0\.0\.1") as caught:
        Parcel(adapter, POST).send()
    assert word in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert platform.posts == {}


@pytest.mark.parametrize("content", [POST, CAROUSEL], ids=["one", "two"])
@pytest.mark.parametrize("step", FakeInstagram.PUBLISHING)
@pytest.mark.parametrize("mishap", ["cut before", "answer lost", "garbled answer", "503", "429"])
def test_a_mishap_at_any_step_ends_in_one_post(
    adapter: Instagram, platform: FakeInstagram, content: Content, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    begun, parcel = now(), Parcel(adapter, content)
    for _ in range(4):
        try:
            parcel.send()
        except Uncertain:
            if adapter.find(content, KEY, begun, parcel.handle):
                break
        except Deferred:
            continue
        else:
            break
    assert list(platform.posts.values()) == [TEXT]
    assert list(platform.alts.values()) == [[image.alt for image in content.images]]


def test_alt_texts_are_on_the_wire_and_pictures_are_fetched(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    parcel = Parcel(adapter, CAROUSEL)
    parcel.send()
    *items, whole = [request.form() for request in platform.asked("container")]
    assert [item["alt_text"] for item in items] == [image.alt for image in CAROUSEL.images]
    assert {item["image_url"] for item in items} == {
        f"http://127.0.0.1:{host.server_port}{path}" for path in host.kept
    }
    assert whole["media_type"] == "CAROUSEL"
    assert whole["caption"] == TEXT


# -- pictures ----------------------------------------------------------------------------------


def drawn(width: int, height: int, kind: str = "PNG") -> tuple[bytes, Image]:
    file = io.BytesIO()
    Pillow.new("RGB", (width, height), "teal").save(file, kind)
    data = file.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = f"image/{kind.lower()}"
    return data, Image(sha256, media_type, "A teal field.", width, height, len(data))


def showing(adapter: Instagram, data: bytes) -> Instagram:
    return Instagram(replace(adapter.account, read=lambda _: data))


@pytest.mark.parametrize("size", [(4000, 3000), (1080, 1350), (1200, 628), (200, 200)])
def test_a_png_of_any_size_is_sent_as_a_jpeg_it_takes(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost, size: tuple[int, int]
) -> None:
    data, image = drawn(*size)
    Parcel(showing(adapter, data), replace(POST, images=(image,))).send()
    assert len(platform.posts) == 1
    ((sent, kind),) = host.kept.values()
    assert kind == "image/jpeg"
    assert 320 <= Pillow.open(io.BytesIO(sent)).width <= 1440


def test_a_picture_of_a_shape_it_does_not_take_is_not_sent(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    data, image = drawn(1000, 2000)
    with pytest.raises(BadContent, match=r"1000 × 2000 pixels.*0\.8 to 1.91 times"):
        showing(adapter, data).publish(replace(POST, images=(image,)), KEY)
    assert platform.asked("container") == []


def test_a_picture_host_that_does_not_answer_is_told_and_tried_again(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    host.away = True
    with pytest.raises(Deferred, match=r"could not fetch the picture.*public_address") as caught:
        adapter.publish(POST, KEY)
    assert caught.value.retry_after == 60
    host.away = False
    assert isinstance(adapter.publish(POST, KEY), Staged)


def test_without_a_public_address_it_says_what_to_set(
    platform: FakeInstagram, host: PictureHost
) -> None:
    from campaign.testing import account

    there = channel(platform.url)
    bare = account(base_url=there["base_url"], secrets=there["secrets"], platform="instagram")
    with pytest.raises(Refused, match="public_address"):
        Instagram(replace(bare, options=there["options"])).publish(POST, KEY)


def test_a_post_without_a_picture_is_not_sent(adapter: Instagram) -> None:
    with pytest.raises(BadContent, match="no post without a picture"):
        adapter.publish(Content(TEXT), KEY)


def test_a_file_above_the_limit_is_not_even_read(adapter: Instagram) -> None:
    large = replace(POST.images[0], size=8_000_001)
    with pytest.raises(BadContent, match="8,000,001 of 8,000,000 bytes"):
        adapter.publish(replace(POST, images=(large,)), KEY)


def test_a_slow_answer_is_waited_for(adapter: Instagram, platform: FakeInstagram) -> None:
    platform.next_write("slow")
    assert Parcel(adapter, POST).send().remote_id in platform.posts


def test_a_video_is_no_picture(adapter: Instagram) -> None:
    film = Image("0" * 64, "video/mp4", "A film.", 1080, 1080, 5_000_000)
    with pytest.raises(BadContent, match="JPEG or PNG pictures only"):
        adapter.publish(replace(POST, images=(film,)), KEY)


def test_what_is_no_picture_says_so(adapter: Instagram) -> None:
    data = b"\xff\xd8\xff no picture at all"
    image = replace(POST.images[0], sha256=hashlib.sha256(data).hexdigest())
    with pytest.raises(BadContent, match="cannot be read"):
        showing(adapter, data).publish(replace(POST, images=(image,)), KEY)


# -- the rest ----------------------------------------------------------------------------------


def through_instagram(platform: FakeInstagram, host: PictureHost) -> Instagram:
    return Instagram(account_at(channel(platform.url), host, login="", user=""))


def test_connected_through_instagram_it_finds_its_own_number(
    platform: FakeInstagram, host: PictureHost
) -> None:
    adapter = through_instagram(platform, host)
    receipt = Parcel(adapter, POST).send()
    assert receipt.remote_id in platform.posts
    assert adapter.identify() == f"@northshirepolice (account {platform.USER})"


def test_only_connected_through_facebook_it_deletes(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    other = through_instagram(platform, host)
    assert Can.DELETE in adapter.capabilities.can
    assert Can.DELETE not in other.capabilities.can
    receipt = Parcel(other, POST).send()
    with pytest.raises(Unsupported, match="Delete it in Instagram"):
        other.delete(receipt.remote_id)
    assert receipt.remote_id in platform.posts


def test_the_credential_is_renewed_the_way_it_was_given(
    adapter: Instagram, platform: FakeInstagram, host: PictureHost
) -> None:
    renewed = through_instagram(platform, host).renew()
    assert renewed.secrets == {"token": FRESH}
    assert renewed.expires_at is not None
    assert abs(renewed.expires_at - now() - timedelta(days=60)) < timedelta(minutes=1)
    platform.token = platform.TOKEN
    secrets = {**adapter.account.secrets, "app_secret": APP_SECRET}
    assert Instagram(replace(adapter.account, secrets=secrets)).renew().secrets["token"] == FRESH


def test_where_the_header_does_not_do_the_credential_is_renewed_as_meta_describes_it(
    platform: FakeInstagram, host: PictureHost
) -> None:
    platform.refreshes_by_header = False
    assert through_instagram(platform, host).renew().secrets == {"token": FRESH}
    first, second = platform.asked("refresh")
    assert "access_token" not in first.query
    assert second.query["access_token"] == platform.TOKEN


def test_a_credential_that_is_over_cannot_be_renewed(
    platform: FakeInstagram, host: PictureHost
) -> None:
    platform.spoken["refresh"] = 400, trouble(190, 463, "Of s3cret-token-of-northshire")
    with pytest.raises(Disconnected, match="has expired") as caught:
        through_instagram(platform, host).renew()
    assert "s3cret" not in str(caught.value)


def test_a_fresh_credential_that_is_none_is_not_believed(
    platform: FakeInstagram, host: PictureHost
) -> None:
    adapter = through_instagram(platform, host)
    for answer in ({}, {"access_token": 7}, {"access_token": "two words"}, []):
        platform.befall("refresh", (200, answer))
        with pytest.raises(Deferred):
            adapter.renew()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"login": "x"}, "“login” is"),
        ({"user": "@northshire"}, "not its name"),
        ({"user": ""}, "which account it is"),
    ],
)
def test_a_setting_that_is_wrong_is_told(
    platform: FakeInstagram, host: PictureHost, options, sentence: str
) -> None:
    adapter = Instagram(account_at(channel(platform.url), host, **options))
    for call in (adapter.identify, lambda: adapter.publish(POST, KEY)):
        with pytest.raises(Disconnected, match=sentence):
            call()


def test_one_metric_that_is_refused_loses_none_of_the_others(
    adapter: Instagram, platform: FakeInstagram
) -> None:
    receipt = Parcel(adapter, POST).send()
    del platform.metrics["reach"]
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert (found.impressions, found.reach, found.saves, found.shares) == (200, None, 4, 5)
    platform.metrics = {"views": 1}
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert (found.reactions, found.comments, found.impressions) == (20, 3, 1)


def test_an_empty_figure_is_not_nought(adapter: Instagram, platform: FakeInstagram) -> None:
    receipt = Parcel(adapter, POST).send()
    platform.befall("insights", (200, {"data": []}))
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert found.reach is None


@pytest.mark.parametrize("name", ["facebook", "instagram", "threads"])
def test_the_fakes_run_as_processes(name: str, tmp_path) -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", f"tests.servers.fake_{name}", str(port)]
    with subprocess.Popen(
        [*command, "--ledger", str(tmp_path / "posts")], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            ready, url, token, word, _ = process.stdout.readline().split()
            assert (ready, url, word) == ("ready", f"http://127.0.0.1:{port}", "pid")
            assert token == FakeInstagram.TOKEN
        finally:
            process.kill()


def test_the_pictures_of_the_contract_are_read(adapter: Instagram) -> None:
    assert adapter.account.read is read_picture
