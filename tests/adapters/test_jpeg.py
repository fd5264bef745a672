"""The JPEG a platform gets: upright, plain, small enough, whole, and the same every time."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow
from PIL import ImageCms, ImageDraw

from campaign.adapter import Account, BadContent, Deferred, Image
from campaign.adapters.facebook import FRAME as FACEBOOK
from campaign.adapters.instagram import Instagram
from campaign.adapters.jpeg import Frame, jpeg, prepared
from campaign.adapters.limits import LIMITS
from campaign.adapters.threads import Threads
from campaign.checks.shapes import SHAPES

INSTAGRAM, THREADS = Instagram.dialect.frame, Threads.dialect.frame


def drawn(size: tuple[int, int], kind: str = "PNG", mode: str = "RGB", **how: object) -> bytes:
    """Draw a picture whose top left corner is red."""
    picture = Pillow.new("RGB", size, "navy")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    file = io.BytesIO()
    picture.convert(mode).save(file, kind, **how)
    return file.getvalue()


def opened(data: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(data))


def reddish(picture: Pillow.Image, x: int, y: int) -> bool:
    red, green, blue = picture.getpixel((x, y))
    return red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ((4000, 3000), (1440, 1080)),
        ((1080, 1350), (1080, 1350)),
        ((1200, 628), (1200, 629)),  # 1.911 : 1, which is what everybody calls 1.91 : 1
        ((1440, 1440), (1440, 1440)),
        ((320, 240), (320, 240)),
        ((200, 200), (320, 320)),
        ((4320, 5400), (1440, 1800)),
    ],
)
def test_it_has_the_platforms_size_and_its_own_shape(given, made) -> None:
    picture = opened(jpeg(drawn(given), INSTAGRAM))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", made)
    assert 4 / 5 <= picture.width / picture.height <= 1.91
    assert reddish(picture, 5, 5), "nothing is cut off and nothing is put around it"


@pytest.mark.parametrize("size", [(1000, 2000), (2000, 1000), (799, 1010)])
def test_a_shape_the_platform_does_not_take_is_refused_not_cut(size) -> None:
    with pytest.raises(BadContent, match=rf"Instagram.*{size[0]} × {size[1]} pixels"):
        jpeg(drawn(size), INSTAGRAM)
    assert jpeg(drawn(size), FACEBOOK)
    assert jpeg(drawn(size), THREADS)


def test_it_is_turned_as_it_is_meant_to_be_seen() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was held on its side: turn by a quarter, clockwise
    picture = opened(jpeg(drawn((400, 320), "JPEG", exif=exif.tobytes(), quality=95), INSTAGRAM))
    assert picture.size == (320, 400)
    assert reddish(picture, 315, 5)


def test_nothing_a_camera_wrote_is_left() -> None:
    exif = Pillow.Exif()
    exif[0x010F] = "Northshire Camera"
    exif.get_ifd(0x8825)[1] = "N"
    data = drawn(
        (400, 400), "JPEG", exif=exif.tobytes(), comment=b"taken at the station", dpi=(300, 300)
    )
    made = jpeg(data, INSTAGRAM)
    picture = opened(made)
    assert not picture.getexif()
    assert "icc_profile" not in picture.info
    for trace in (b"Camera", b"station", b"Exif"):
        assert trace not in made


def test_transparency_becomes_white() -> None:
    picture = Pillow.new("RGBA", (400, 400), (0, 0, 0, 0))
    file = io.BytesIO()
    picture.save(file, "PNG")
    assert opened(jpeg(file.getvalue(), INSTAGRAM)).getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "CMYK")]
)
def test_every_kind_of_colour_becomes_rgb(kind: str, mode: str) -> None:
    assert opened(jpeg(drawn((400, 400), kind, mode), INSTAGRAM)).mode == "RGB"


def test_a_profile_is_turned_into_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = opened(jpeg(drawn((400, 400), "PNG", icc_profile=profile), INSTAGRAM))
    assert reddish(made, 5, 5)
    swapped = profile.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    made = opened(jpeg(drawn((400, 400), "PNG", icc_profile=swapped), INSTAGRAM))
    red, green, _ = made.getpixel((5, 5))
    assert green > red, "what this profile calls red is a green"
    broken = jpeg(drawn((400, 400), "PNG", icc_profile=b"not a profile"), INSTAGRAM)
    assert reddish(opened(broken), 5, 5), "a profile nobody can read changes nothing"


def test_the_same_original_makes_the_same_bytes() -> None:
    data = drawn((2000, 2000))
    assert jpeg(data, INSTAGRAM) == jpeg(data, INSTAGRAM)


def test_it_is_made_smaller_by_its_quality_first_and_then_given_up() -> None:
    noise = Pillow.effect_noise((600, 600), 120).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG")
    wide = Frame(title="Chirp", most=600, most_bytes=10_000_000)
    best = jpeg(file.getvalue(), wide)
    small = jpeg(file.getvalue(), Frame(title="Chirp", most=600, most_bytes=len(best) * 2 // 3))
    assert len(small) <= len(best) * 2 // 3
    with pytest.raises(BadContent, match="stays above the 1,000 bytes Chirp takes"):
        jpeg(file.getvalue(), Frame(title="Chirp", most=600, most_bytes=1000))


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"GIF89a", drawn((400, 400))[:200]])
def test_what_is_no_picture_is_told(data: bytes) -> None:
    with pytest.raises(BadContent, match="cannot be read"):
        jpeg(data, INSTAGRAM)


def test_a_picture_of_too_many_pixels_is_not_even_read() -> None:
    huge = Image("0" * 64, "image/png", "A field.", 10_000, 10_000, 1000)

    def read(sha256: str) -> bytes:
        raise AssertionError("it was read")

    with pytest.raises(BadContent, match="too many pixels"):
        prepared(Account(channel="a", read=read), huge, INSTAGRAM)


def test_a_picture_that_cannot_be_fetched_waits() -> None:
    def read(sha256: str) -> bytes:
        raise FileNotFoundError(sha256)

    image = Image("0" * 64, "image/png", "A field.", 400, 400, 1000)
    with pytest.raises(Deferred, match="storage"):
        prepared(Account(channel="a", read=read), image, INSTAGRAM)


@pytest.mark.parametrize(("platform", "frame"), [("instagram", INSTAGRAM), ("threads", THREADS)])
def test_checks_and_adapters_mind_the_same_shapes(platform: str, frame: Frame) -> None:
    shape = SHAPES[platform]
    assert (frame.narrow, frame.wide) == (shape.narrow, shape.wide)
    assert (frame.least, frame.most) == (shape.least, shape.most)
    assert frame.most_bytes == LIMITS[platform].image_bytes


def test_facebook_is_sent_no_more_than_it_takes() -> None:
    assert FACEBOOK.most_bytes == LIMITS["facebook"].image_bytes
