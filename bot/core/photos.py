"""Photos of citizens: checked, turned upright, made smaller, and rid of what else a file holds.

What comes out is drawn anew from the pixels of the first picture. So nothing else can come along:
no EXIF (place, time, camera), XMP, IPTC, colour profile, comment, embedded thumbnail, second
frame, or other file hung on behind. Colours are taken for sRGB. HEIC is refused: Pillow reads it
only with libheif, a large decoder in C, and phones send JPEG when asked for a picture.

A file may be small and yet cost much. Before anything is decoded the size written in its head is
looked at, and the scans of a progressive JPEG are counted: each goes over the whole picture, and
10 MB have room for 120,000 of them, most of an hour of work ("Two Issues with the JPEG Standard",
libjpeg-turbo.org).

The largest picture takes two seconds and 600 MB: call it in a thread, once at a time.
"""

from __future__ import annotations

import re
import struct
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from bot.core.feedback import Photo
from bot.errors import UserError

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

# phrases
NOT_AN_IMAGE = "photo_not_an_image"
TOO_LARGE = "photo_too_large"
BROKEN = "photo_broken"

LARGEST = 10 * 1024 * 1024  #: bytes that come in
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_000  #: pixels that go out
QUALITY = 85
MOST_SCANS = 50  #: cameras and encoders write some ten

# The classes themselves, not Image.open: that one warns and raises by a limit of its own, and
# reads a picture with a second one in it (MPO) by a further plugin.
_KINDS: tuple[tuple[re.Pattern[bytes], type[ImageFile]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), JpegImageFile),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImageFile),
)
#: what Pillow raises for broken files; a warning only where somebody made errors of warnings
_BROKEN = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError),
    *(EOFError, struct.error, Warning),
)
_ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4
_UPRIGHT: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SCAN, _END = 0xDA, 0xD9
# what libjpeg stops at: any marker but fill bytes, stuffed bytes and those without a length
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])(..)?", re.DOTALL)


def clean_photo(content: bytes, number: int) -> Photo:
    """Return the picture as an upright JPEG of moderate size without metadata.

    Args:
        content: A file as it came in.
        number: Becomes its name.

    Raises:
        UserError: `photo_not_an_image` for other kinds of files, HEIC among them;
            `photo_too_large` in bytes or pixels; `photo_broken` if it cannot be decoded.
    """
    if len(content) > LARGEST:
        raise UserError(TOO_LARGE)
    kind = _kind(content)
    try:
        picture = _redrawn(kind(BytesIO(content)), content)
    except Image.DecompressionBombError as error:  # WebP looks by itself
        raise UserError(TOO_LARGE) from error
    except _BROKEN as error:
        raise UserError(BROKEN) from error
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return Photo(f"{number}.jpg", "image/jpeg", out.getvalue())


def _kind(content: bytes) -> type[ImageFile]:
    """Return what reads the file, told by its first bytes alone."""
    for head, kind in _KINDS:
        if head.match(content):
            return kind
    raise UserError(NOT_AN_IMAGE)


def _redrawn(file: ImageFile, content: bytes) -> Image.Image:
    """Return the first picture of a file, upright and small, as one that knows nothing else."""
    if file.width * file.height > MOST_PIXELS:
        raise UserError(TOO_LARGE)
    if isinstance(file, JpegImageFile) and _has_too_many_scans(content):
        raise UserError(BROKEN)
    if not isinstance(file, JpegImageFile):
        file.load()  # a JPEG had better be decoded at its smaller size, see _small
    turn = _UPRIGHT.get(_orientation(file))
    small = _small(file)
    paper = Image.new("RGB", small.size, "white")
    paper.paste(small, mask=small if small.mode == "RGBA" else None)
    return paper.transpose(turn) if turn is not None else paper


def _has_too_many_scans(content: bytes) -> bool:
    place = scans = 0
    while scans <= MOST_SCANS and (marker := _MARKER.search(content, place)):
        scans += marker[1][0] == _SCAN
        if marker[1][0] == _END or marker[2] is None:
            break
        place = marker.end(1) + max(2, int.from_bytes(marker[2], "big"))
    return scans > MOST_SCANS


def _orientation(file: ImageFile) -> object:
    """Return the orientation, if anything readable tells it; EXIF may be broken in a good file."""
    try:
        return file.getexif().get(_ORIENTATION)
    except _BROKEN:
        return None


def _small(file: ImageFile) -> Image.Image:
    """Return the picture in its size for the outside; JPEG is scaled down while it is decoded."""
    picture: Image.Image = file
    if file.mode.startswith("I"):  # 16 bits of grey; convert alone would cut them off at 255
        picture = file.point(lambda grey: grey / 256).convert("L")
    elif file.mode == "P" or (file.mode != "RGBA" and file.has_transparency_data):
        picture = file.convert("RGBA")
    elif file.mode == "1":
        picture = file.convert("L")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture
