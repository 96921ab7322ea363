"""A feedback with everything in it, and what no error may repeat of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.feedback import Coordinates, Feedback, Photo, Sender
from bot.forwarders.http import Timeouts

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  #: 12:00 in Đà Nẵng
CODE = "DN-7K3M-9QX2P"
PHOTOS = (
    Photo("1.jpg", "image/jpeg", b"\xff\xd8" + bytes(range(256)) + b"\r\n.\r\n--x--\r\n"),
    Photo("2.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 70_000),
)
FEEDBACK = Feedback(
    code=CODE,
    field="rac-thai",
    field_name="Rác thải, vệ sinh",
    what="Rác “ngập” đến đầu gối & bốc mùi 100%\n.đã 3 ngày; gọi mãi chưa ai đến 🙏",
    where="Kiệt 12 Lê Duẩn, phường Hải Châu",
    happened="từ sáng thứ Hai",
    created_at=NOON,
    location=Coordinates(16.0678, 108.2208),
    sender=Sender("Nguyễn Thị Ánh", "0905123456", "anh.nguyen@example.com"),
    photos=PHOTOS,
)
PRIVATE = (
    *("Nguyễn", "Ánh", "0905123456", "anh.nguyen", "Lê Duẩn", "đầu gối", "thứ Hai"),
    *("16.0678", "108.2208"),
)
CONTACT = Sender("Trợ lý công dân", "02363881888", "tro-ly@danang.example")
CENTRE = Coordinates(16.0471, 108.2068)
PATIENT = Timeouts(timedelta(seconds=2), timedelta(seconds=2))
HASTY = Timeouts(timedelta(seconds=2), timedelta(seconds=0.15))
VERY_LONG = timedelta(seconds=30)


def is_discreet(error: BaseException) -> bool:
    """Tell whether neither an error nor its notes repeat what the citizen wrote."""
    told = repr(error) + str(error)
    return not any(private in told for private in PRIVATE)
