"""Names of people and house numbers in questions that are kept, told from what is asked.

`mask` leaves names, for an office must know who writes; what is kept for editors needs none.
A name is a family name and given names with capitals ("Nguyễn Văn Bảy"), or what follows "tên".
What is no name and looks like one (a street, "Lý Lịch") is lost with it: no harm.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = [chr(code) for code in range(ord("À"), ord("ỹ") + 1)]  #: of Vietnamese and others
_UP = "A-Z" + "".join(filter(str.isupper, _LETTERS))
_LOW = "a-z" + "".join(filter(str.islower, _LETTERS))
_FAMILY = (
    "Nguyễn|Nguyen|Trần|Tran|Lê|Le|Phạm|Pham|Huỳnh|Huynh|Hoàng|Hoang|Phan|Vũ|Vu|Võ|Vo|Đặng|Dang|Bùi|Bui|"
    "Đỗ|Do|Hồ|Ho|Ngô|Ngo|Dương|Duong|Lý|Ly|Đinh|Dinh|Trương|Truong|Đoàn|Doan|Tô|To|Lương|Luong|Mai|Trịnh|"
    "Trinh|Đào|Dao|Cao|Lâm|Lam|Tạ|Ta|Châu|Chau|Hà|Ha|Thái|Thai|Tăng|Tang|Lưu|Luu|Quách|Tống|Kiều|Phùng"
)
_WORD = rf"[{_UP}][{_LOW}]*"
_CALLED = r"(?:(?:họ )?tên(?: là)?|ten(?: la)?|họ và tên|ho va ten)"
_NAME = re.compile(
    rf"\b(?:{_FAMILY})(?: {_WORD}){{1,4}}\b"
    rf"|(?<=\b)(?i:{_CALLED})[ :]+(?P<called>{_WORD}(?: {_WORD}){{0,4}})"
    rf"|\b(?i:{_CALLED})[ :]+(?P<low>(?i:{_FAMILY}) (?:văn|van|thị|thi) [{_LOW}]+(?: [{_LOW}]+)?)"
)
_HOUSE = re.compile(
    rf"\b(?i:số nhà|so nha|nhà số|kiệt|kiet|hẻm|hem|ngõ|ngo|địa chỉ|ở số|o so|ở|o) "
    rf"(?P<number>[KkHh]?\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}[A-Za-z]?)*)"
    rf"(?= (?:đường |duong )?[{_UP}\[])"
)
_MARK = re.compile(r"\[[^\[\]\n]{2,14}\]")


def nameless(text: str) -> str:
    """Return masked text without the names and house numbers it tells."""
    text = _NAME.sub(_name_word, unicodedata.normalize("NFC", text))
    return _HOUSE.sub(lambda found: found[0].replace(found["number"], "[số nhà]"), text)


def _name_word(found: re.Match[str]) -> str:
    name = found["called"] or found["low"] or found[0]
    return found[0].replace(name, "[tên]")


def without_marks(text: str) -> str:
    """Return a kept question without the words in brackets: nobody has said them."""
    return " ".join(_MARK.sub(" ", text).split())
