from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageOps
from PIL.ExifTags import IFD, Base

from bot.core.feedback import Photo
from bot.core.photos import clean_photo
from tests.core.photo_files import (
    BLUE,
    GREEN,
    KINDS,
    RED,
    SECRETS,
    WHITE,
    Colour,
    laden,
    located,
    noise,
    plain,
    saved,
)

pytestmark = pytest.mark.thorough


def opened(photo: Photo) -> Image.Image:
    picture = Image.open(BytesIO(photo.content))
    assert picture.format == "JPEG"
    assert picture.mode == "RGB"
    picture.load()
    return picture


def looks_like(picture: Image.Image, place: tuple[int, int], colour: Colour) -> bool:
    seen = picture.getpixel(place)
    assert isinstance(seen, tuple)
    return all(abs(a - b) < 40 for a, b in zip(seen, colour, strict=True))


# --- what comes out ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_becomes_a_jpeg_named_by_its_number(kind: str) -> None:
    photo = clean_photo(saved(plain(), kind), 3)

    assert (photo.name, photo.media_type) == ("3.jpg", "image/jpeg")
    assert opened(photo).size == (60, 40)
    assert looks_like(opened(photo), (30, 20), RED)


@pytest.mark.parametrize(
    ("size", "smaller"),
    [
        ((1, 1), (1, 1)),
        ((2000, 1999), (2000, 1999)),
        ((3000, 1500), (2000, 1000)),
        ((1500, 3000), (1000, 2000)),
        ((2001, 2001), (2000, 2000)),
        ((16000, 1), (2000, 1)),
        ((1, 16000), (1, 2000)),
    ],
)
def test_the_longer_side_is_2000_pixels_at_most(
    size: tuple[int, int], smaller: tuple[int, int]
) -> None:
    assert opened(clean_photo(saved(plain(size=size)), 1)).size == smaller


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_smaller(kind: str) -> None:
    assert opened(clean_photo(saved(plain(size=(2400, 300)), kind), 1)).size == (2000, 250)


def test_the_same_file_gives_the_same_photo() -> None:
    content = saved(noise())

    assert clean_photo(content, 1) == clean_photo(content, 1)


# --- metadata ---------------------------------------------------------------------------------


def segments_of(jpeg: bytes) -> list[tuple[int, bytes]]:
    """Return marker and content of each segment before the picture data."""
    found, place = [], 2
    while jpeg[place + 1] != 0xDA:
        length = int.from_bytes(jpeg[place + 2 : place + 4], "big")
        found.append((jpeg[place + 1], jpeg[place + 4 : place + 2 + length]))
        place += 2 + length
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_the_picture_is_left(kind: str) -> None:
    content = laden(kind)
    assert Image.open(BytesIO(content)).getexif().get_ifd(IFD.GPSInfo)
    assert content.count(b"CANARY") >= 2

    photo = clean_photo(content, 1)

    assert not [secret for secret in SECRETS if secret in photo.content]
    assert dict(opened(photo).getexif()) == {}
    assert opened(photo).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_only_segments_left_are_those_of_the_picture(kind: str) -> None:
    (head, jfif), *rest = segments_of(clean_photo(laden(kind), 1).content)

    assert (head, jfif) == (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    assert {marker for marker, _ in rest} <= {0xDB, 0xC0, 0xC4}  # tables and size


def test_an_embedded_thumbnail_and_a_maker_note_are_gone() -> None:
    exif = located()
    exif.get_ifd(IFD.Exif)[0x927C] = b"CANARY maker note" + saved(plain(BLUE, (16, 16)))

    photo = clean_photo(saved(noise(), exif=exif), 1)

    assert photo.content.count(b"\xff\xd8\xff") == 1
    assert b"CANARY" not in photo.content


# --- orientation ------------------------------------------------------------------------------

#: EXIF 2.32, 4.6.4: orientation -> where the first stored row and the first stored column belong
SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
OPPOSITE = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}


def quartered() -> Image.Image:
    """Return a picture whose stored corners are red, green, blue and white."""
    picture = plain(WHITE, (64, 32))
    for colour, place in ((RED, (0, 0)), (GREEN, (32, 0)), (BLUE, (0, 16))):
        picture.paste(colour, (*place, place[0] + 32, place[1] + 16))
    return picture


def corner(picture: Image.Image, *sides: str) -> tuple[int, int]:
    across = 4 if "left" in sides else picture.width - 5
    return across, 4 if "top" in sides else picture.height - 5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", SIDES)
def test_a_picture_is_turned_upright(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    content = saved(quartered(), kind, exif=exif)
    row, column = SIDES[orientation]

    upright = opened(clean_photo(content, 1))

    assert upright.size == ((64, 32) if orientation < 5 else (32, 64))
    assert looks_like(upright, corner(upright, row, column), RED)
    assert looks_like(upright, corner(upright, row, OPPOSITE[column]), GREEN)
    assert looks_like(upright, corner(upright, OPPOSITE[row], column), BLUE)


def test_a_large_picture_is_turned_as_pillow_itself_does_it() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    content = saved(quartered().resize((2400, 1200)), exif=exif)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(content)))

    upright = opened(clean_photo(content, 1))

    assert upright.size == (1000, 2000)
    for place in ((100, 100), (900, 100), (100, 1900)):
        seen = expected.getpixel((int(place[0] * 1.2), int(place[1] * 1.2)))
        assert isinstance(seen, tuple)
        assert looks_like(upright, place, (int(seen[0]), int(seen[1]), int(seen[2])))


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(value: int) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = value

    assert opened(clean_photo(saved(plain(), exif=exif), 1)).size == (60, 40)


def test_a_good_picture_with_broken_exif_is_taken() -> None:
    content = saved(plain(), exif=b"Exif\0\0CANARY is no TIFF head")

    assert b"CANARY" not in clean_photo(content, 1).content


# --- kinds of pictures ------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_png_is_taken(mode: str) -> None:
    assert opened(clean_photo(saved(noise().convert(mode), "PNG"), 1)).size == (60, 40)


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    palette = Image.new("P", (60, 40), 0)

    for content in (
        *(saved(clear, "PNG"), saved(clear, "WEBP"), saved(clear.convert("LA"), "PNG")),
        *(saved(palette, "PNG", transparency=0), saved(plain(), "PNG", transparency=RED)),
    ):
        assert looks_like(opened(clean_photo(content, 1)), (30, 20), WHITE)


def test_sixteen_bits_of_grey_stay_grey() -> None:
    content = saved(Image.new("I;16", (60, 40), 128 * 256), "PNG")

    assert looks_like(opened(clean_photo(content, 1)), (30, 20), (128, 128, 128))


@pytest.mark.parametrize("progressive", [False, True])
def test_a_picture_for_the_press_becomes_one_for_the_screen(*, progressive: bool) -> None:
    content = saved(plain().convert("CMYK"), progressive=progressive)

    assert looks_like(opened(clean_photo(content, 1)), (30, 20), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_taken(kind: str) -> None:
    frames = [plain(GREEN), plain(BLUE)]
    content = saved(plain(), kind, save_all=True, append_images=frames, duration=100)

    photo = clean_photo(content, 1)

    assert getattr(Image.open(BytesIO(content)), "n_frames", 0) == 3
    assert looks_like(opened(photo), (30, 20), RED)


def test_of_two_pictures_in_one_jpeg_the_first_is_taken() -> None:
    content = saved(plain(), "MPO", save_all=True, append_images=[plain(BLUE)])

    photo = clean_photo(content, 1)

    assert looks_like(opened(photo), (30, 20), RED)
    assert photo.content.count(b"\xff\xd8\xff") == 1
