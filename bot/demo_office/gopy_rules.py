"""What the feedback portal of Đà Nẵng asks of a form: the fields of its API of 2022."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.demo_office.form import Form

KEY = "makhach"
PHOTO = "anh"
REQUIRED = (
    *("hoten", "email", "dienthoai", "tieude", "noidung", "noixayra"),
    *("toado", "ngay", "gio", "linhvuc", "nguon"),
)
OPTIONAL = ("an_danh", KEY)

#: field of life -> its name; the codes seen in 2022, surely not all
TOPICS = {
    "1": "Hạ tầng đô thị",
    "4": "Môi trường",
    "22": "Khác",
    "5007": "Thành phố thông minh",
    "5008": "Báo nêu",
    "5010": "An toàn thực phẩm",
    "5011": "Bảo vệ trẻ em",
    "5014": "Covid",
    "5015": "Người tiêu dùng",
}


class Status(StrEnum):
    """How far the office is with an opinion."""

    NEW = "Chưa xử lý"
    RUNNING = "Đang xử lý"
    FORWARDED = "Đã chuyển tiếp"
    DONE = "Đã xử lý"


def _is_date(text: str) -> bool:
    return _is_time_like(text, "%d/%m/%Y", r"\d{2}/\d{2}/\d{4}")


def _is_time(text: str) -> bool:
    return _is_time_like(text, "%H:%M", r"\d{2}:\d{2}")


def _is_time_like(text: str, form: str, shape: str) -> bool:
    """Tell whether the text is this time with all its leading zeros."""
    if not re.fullmatch(shape, text, re.ASCII):
        return False
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only its form matters
    except ValueError:
        return False
    return True


def _is_place(text: str) -> bool:
    """Tell whether the text is a latitude and a longitude on this earth."""
    if not re.fullmatch(r"-?\d{1,2}(\.\d+)?, ?-?\d{1,3}(\.\d+)?", text, re.ASCII):
        return False
    latitude, longitude = map(float, text.split(","))
    return abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees


#: field -> (whether a value is right, what to tell the sender if not)
_FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "email": (lambda text: bool(re.fullmatch(r"[^@\s]+@[^@\s]+", text)), "không phải email"),
    "toado": (_is_place, "phải là vĩ độ,kinh độ"),
    "ngay": (_is_date, "phải là dd/MM/yyyy"),
    "gio": (_is_time, "phải là HH:mm"),
    "linhvuc": (TOPICS.__contains__, "không có lĩnh vực này"),
    "an_danh": (("0", "1").__contains__, "phải là 0 hoặc 1"),
}


def faults_of(form: Form) -> dict[str, str]:
    """Return what is wrong with a form, by field."""
    faults = {name: "không có trường này" for name in form.values if name not in _known()}
    faults |= {photo.field: "không nhận tệp" for photo in form.photos if photo.field != PHOTO}
    faults |= dict.fromkeys(form.repeated, "lặp lại")
    for name, (is_right, advice) in _FORMS.items():
        if name in form.fields and not is_right(form.fields[name]):
            faults[name] = advice
    for name in REQUIRED:
        if not form.fields.get(name, "").strip():
            faults[name] = "bắt buộc"
    return faults


def _known() -> frozenset[str]:
    return frozenset((*REQUIRED, *OPTIONAL))
