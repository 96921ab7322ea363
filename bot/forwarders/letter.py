"""A feedback as an office reads it: Vietnamese text for people, a tree for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.days import VIETNAM

if TYPE_CHECKING:
    from bot.core.feedback import Coordinates, Feedback, Sender

_TITLE = 80  # letters
REPEAT = "(Gửi lại, có thể đã nhận)"


def title_of(feedback: Feedback) -> str:
    """Return one line that says what it is about."""
    line = " ".join(f"{feedback.field_name}: {feedback.what}".split())
    if feedback.is_repeat:
        line = f"{REPEAT} {line}"
    if len(line) <= _TITLE:
        return line
    cut = line[: _TITLE - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def subject_of(feedback: Feedback) -> str:
    """Return the subject of a letter; it says so if the same may have come before."""
    line = " ".join(f"Góp ý {feedback.code}: {feedback.field_name}".split())
    return f"{REPEAT} {line}" if feedback.is_repeat else line


def letter_of(feedback: Feedback) -> str:
    """Return everything but the photos, a part a line; parts the citizen left out are missing."""
    at = feedback.created_at.astimezone(VIETNAM)
    parts = {
        "Lưu ý": REPEAT if feedback.is_repeat else "",
        "Mã góp ý": feedback.code,
        "Lĩnh vực": feedback.field_name,
        "Nội dung": feedback.what,
        "Nơi xảy ra": feedback.where,
        "Tọa độ": point_of(feedback.location),
        "Thời điểm xảy ra": feedback.happened,
        "Gửi lúc": f"{at:%H:%M %d/%m/%Y}",
        "Người gửi": _name_of(feedback.sender),
        "Điện thoại": feedback.sender.phone,
        "Email": feedback.sender.email,
        "Số ảnh kèm theo": str(len(feedback.photos) or ""),
    }
    return "".join(f"{name}: {part}\n" for name, part in parts.items() if part)


def tree_of(feedback: Feedback) -> dict[str, Any]:
    """Return the same for a program; of the photos only what they are."""
    location, sender = feedback.location, feedback.sender
    return {
        "code": feedback.code,
        "field": feedback.field,
        "field_name": feedback.field_name,
        "what": feedback.what,
        "where": feedback.where,
        "happened": feedback.happened,
        "created_at": feedback.created_at.isoformat(),
        "location": location and {"latitude": location.latitude, "longitude": location.longitude},
        "sender": {"name": sender.name, "phone": sender.phone, "email": sender.email},
        "photos": [
            {"name": photo.name, "media_type": photo.media_type} for photo in feedback.photos
        ],
    }


def point_of(place: Coordinates | None) -> str:
    """Return latitude and longitude, to the tenth of a metre."""
    return f"{place.latitude:.6f},{place.longitude:.6f}" if place else ""


def _name_of(sender: Sender) -> str:
    return "ẩn danh" if sender.is_anonymous else sender.name
