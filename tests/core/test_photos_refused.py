from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.PngImagePlugin import PngInfo

from bot.core.photos import LARGEST, MOST_SCANS, clean_photo
from bot.errors import UserError
from tests.core.photo_files import BLUE, KINDS, SECRETS, laden, noise, plain, saved

pytestmark = pytest.mark.thorough

VERDICTS = {"taken", "photo_not_an_image", "photo_too_large", "photo_broken"}


def verdict_of(content: bytes) -> str:
    """Return the phrase of a refusal, or "taken" if nothing secret was taken along."""
    try:
        photo = clean_photo(content, 1)
    except UserError as error:
        return error.phrase
    return "leaking" if any(secret in photo.content for secret in SECRETS) else "taken"


# --- what is no picture -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"xin ch\xc3\xa0o",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",  # HEIC
        b"\0\0\0\x1cftypavif\0\0\0\0",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x10\0\0\0WAVEfmt ",
        saved(plain(), "GIF"),
        saved(plain(), "BMP"),
        saved(plain(), "TIFF"),
        b"%PDF-1.7\n" + saved(plain()),  # a picture that is not at the beginning
        b"<?php system($_GET[0]);" + saved(plain(), "PNG"),
    ],
)
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    assert verdict_of(content) == "photo_not_an_image"


@pytest.mark.parametrize("kind", KINDS)
def test_what_hangs_on_behind_a_picture_is_dropped(kind: str) -> None:
    archive = BytesIO(saved(plain(), kind))
    with zipfile.ZipFile(archive, "a") as pack:
        pack.writestr("CANARY.exe", b"MZ")
    assert zipfile.is_zipfile(archive)

    photo = clean_photo(archive.getvalue() + b"<script>alert(1)</script>", 1)

    assert not zipfile.is_zipfile(BytesIO(photo.content))
    assert b"CANARY" not in photo.content
    assert b"script" not in photo.content


# --- broken files -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_truncated_picture_is_broken(kind: str, part: float) -> None:
    content = saved(noise((400, 300)), kind)

    assert verdict_of(content[: 12 + int(len(content) * part)]) == "photo_broken"


@pytest.mark.parametrize("head", [saved(plain(), kind)[:12] for kind in KINDS])
def test_a_mere_head_is_broken(head: bytes) -> None:
    assert verdict_of(head) == verdict_of(head + b"?" * 1000) == "photo_broken"


@given(
    st.sampled_from([laden(kind) for kind in KINDS]),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=8)), max_size=6),
)
def test_no_file_makes_cleaning_fall_in_another_way(
    content: bytes, changes: list[tuple[int, bytes]]
) -> None:
    for where, new in changes:
        place = where % len(content)
        content = content[:place] + new + content[place + len(new) // 2 :]

    assert verdict_of(content) in VERDICTS


# --- files that cost much ---------------------------------------------------------------------


def sized(kind: str, width: int, height: int) -> bytes:
    """Return a small file whose head promises that many pixels; they are not there."""
    if kind == "PNG":
        head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        start = b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + head + struct.pack(">I", zlib.crc32(head))
        return start + saved(plain(), kind)[33:]
    if kind == "WEBP":  # only of an animation may the frames be smaller than the whole
        content = saved(plain(), kind, save_all=True, append_images=[plain(BLUE)])
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        return content[:24] + sides + content[30:]
    content = saved(plain())
    place = content.index(b"\xff\xc0") + 5
    return content[:place] + struct.pack(">HH", height, width) + content[place + 4 :]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(8000, 5001), (10_000, 10_000), (16_000, 16_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(
    kind: str, size: tuple[int, int]
) -> None:
    content = sized(kind, *size)

    assert len(content) < 5_000
    assert verdict_of(content) == "photo_too_large"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_so_much_more_are_sides_of_60000_pixels(kind: str) -> None:
    assert verdict_of(sized(kind, 60_000, 60_000)) == "photo_too_large"


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_forty_megapixels_are_decoded(kind: str) -> None:
    assert verdict_of(sized(kind, 8000, 5000)) in {"photo_broken", "taken"}


def test_ten_megabytes_are_taken_and_not_a_byte_more() -> None:
    content = saved(plain())
    content += bytes(LARGEST - len(content))

    assert verdict_of(content) == "taken"
    assert verdict_of(content + b"\0") == "photo_too_large"
    assert verdict_of(bytes(LARGEST + 1)) == "photo_too_large"


def test_a_text_that_unpacks_to_many_times_its_size_is_refused() -> None:
    texts = PngInfo()
    texts.add_text("Comment", "0" * 20_000_000, zip=True)
    content = saved(plain(), "PNG", pnginfo=texts)

    assert len(content) < 25_000
    assert verdict_of(content) == "photo_broken"


def scanned(scans: int, between: bytes = b"") -> bytes:
    """Return a progressive JPEG with its last scan repeated until there are that many."""
    content = saved(noise(), progressive=True)
    first, last = content.index(b"\xff\xda"), content.rindex(b"\xff\xda")
    more = scans - content.count(b"\xff\xda", first)
    return content[:-2] + (between + content[last:-2]) * more + content[-2:]


def test_a_progressive_picture_with_too_many_scans_is_refused() -> None:
    assert verdict_of(scanned(MOST_SCANS)) == "taken"
    assert verdict_of(scanned(MOST_SCANS + 1)) == "photo_broken"


@pytest.mark.parametrize("between", [b"\0", b"\xff", b"\xff\x00?", b"\xff\xd0", b"\xff\xfe\0\2"])
def test_scans_are_counted_behind_whatever_stands_between_them(between: bytes) -> None:
    assert verdict_of(scanned(MOST_SCANS + 1, between)) == "photo_broken"


def test_a_film_behind_a_picture_does_not_count_as_scans() -> None:
    assert verdict_of(saved(noise()) + b"\xff\xda\0\2" * 1000) == "taken"
