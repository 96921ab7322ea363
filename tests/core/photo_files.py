"""Pictures for the tests of photos: made by Pillow, laden with what they may not keep."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPSTAGS, IFD, Base
from PIL.PngImagePlugin import PngInfo

KINDS = ("JPEG", "PNG", "WEBP")
SECRETS = (b"CANARY", b"Exif\0\0", b"http://ns.adobe.com", b"Photoshop", b"ICC_PROFILE")
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)
Colour = tuple[int, int, int]


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(colour: Colour = RED, size: tuple[int, int] = (60, 40)) -> Image.Image:
    return Image.new("RGB", size, colour)


def noise(size: tuple[int, int] = (60, 40)) -> Image.Image:
    return Image.effect_noise(size, 60).convert("RGB")


def located() -> Image.Exif:
    """Return EXIF data with a camera, a time and a place in Đà Nẵng."""
    exif = Image.Exif()
    exif[Base.Make] = "CANARY"
    exif[Base.DateTime] = "2026:11:24 12:00:00"
    gps = {"GPSLatitudeRef": "N", "GPSLatitude": (16.0, 4.0, 9.0), "GPSLongitudeRef": "E"}
    numbers = {name: number for number, name in GPSTAGS.items()}
    exif.get_ifd(IFD.GPSInfo).update({numbers[name]: value for name, value in gps.items()})
    return exif


def laden(kind: str) -> bytes:
    """Return a picture with everything a file of this kind can say about its maker."""
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>CANARY http://ns.adobe.com</a></x:xmpmeta>'
    options: dict[str, object] = {"exif": located(), "icc_profile": b"CANARY ICC_PROFILE"}
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Author", "CANARY", zip=False)
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return saved(noise(), kind, pnginfo=texts, dpi=(72, 72), **options)
    if kind == "WEBP":
        return saved(noise(), kind, xmp=xmp, **options)
    return saved(noise(), kind, xmp=xmp, comment=b"CANARY", dpi=(300, 300), **options)
