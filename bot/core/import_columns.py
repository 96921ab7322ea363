"""What the columns of an export mean: English or Vietnamese names, several for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.import_text import capital, plain
from bot.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

Told = dict[str, dict[str, str]]  #: the texts of a record: meaning, then column

#: the names a column may have in an export, by what it is to us
_COLUMNS = {
    "code": ("code", "mã", "mã tthc", "maTTHC", "mã số", "mã thủ tục", "mã thủ tục hành chính"),
    "title": ("title", "name", "tên", "tên thủ tục", "tên tthc", "tên thủ tục hành chính"),
    "agency": ("agency", "cơ quan", "cơ quan thực hiện", "cơ quan giải quyết", "đơn vị"),
    "issuer": ("promulgated_by", "cơ quan ban hành", "cơ quan công bố", "nơi công bố"),
    "field": ("field", "lĩnh vực"),
    "subjects": ("subjects", "audience", "đối tượng", "đối tượng thực hiện"),
    "documents": ("documents", "thành phần hồ sơ", "hồ sơ", "giấy tờ"),
    "steps": ("steps", "trình tự", "trình tự thực hiện", "các bước", "cách thực hiện"),
    "where": ("where", "nơi nộp", "nơi tiếp nhận", "địa điểm", "địa chỉ tiếp nhận hồ sơ"),
    "time_limit": ("time_limit", "thời hạn", "thời hạn giải quyết", "thời gian giải quyết"),
    "fee": ("fee", "fees", "phí", "lệ phí", "phí, lệ phí"),
    "level": ("service_level", "mức độ", "mức độ dịch vụ công", "mức độ cung cấp"),
    "result": ("result", "kết quả", "kết quả thực hiện"),
    "laws": ("legal_basis", "căn cứ pháp lý", "cơ sở pháp lý", "văn bản"),
    "url": ("url", "link", "đường dẫn", "liên kết"),
    "dated": ("date", "updated_at", "crawled_at", "ngày cập nhật"),
}
_MEANINGS = {fold(name): meaning for meaning, names in _COLUMNS.items() for name in names}


def meaning_of(column: str) -> str | None:
    """Return what a column of an export is to us, or None."""
    return _MEANINGS.get(fold(column))


def by_meaning(fields: Mapping[str, object]) -> Told:
    """Return the plain texts of the columns that mean something and are filled."""
    told: Told = {}
    for column, value in fields.items():
        meaning = meaning_of(column)
        text = plain(value) if meaning else ""
        if meaning and text:
            told.setdefault(meaning, {})[column] = text
    return told


def only(told: Told, meaning: str) -> str:
    """Return what the first column of a meaning says, in one line."""
    text = next(iter(told.get(meaning, {}).values()), "")
    return " ".join(text.split())


def together(told: Told, meaning: str) -> str:
    """Return what all columns of one meaning say, named where there are several: phí, lệ phí."""
    columns = told.get(meaning, {})
    if len(set(columns.values())) < 2:  # noqa: PLR2004 - several, or not
        return next(iter(columns.values()), "")
    return "\n".join(f"{capital(column)}: {text}" for column, text in columns.items())
