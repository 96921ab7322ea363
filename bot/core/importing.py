"""Turns a record of the national catalogue into an entry; nothing is added to what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.entry import FIELDS, IMPORTED, Aspect
from bot.core.import_columns import by_meaning, only, together
from bot.core.import_text import (
    capital,
    https_of,
    items_of,
    names_of,
    partial_date_of,
    sentence_of,
    shorten,
)
from bot.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

REVIEW_AFTER = timedelta(days=180)
LONGEST_CODE = 40
LONGEST_OFFICIAL_TITLE = 2000
_TITLE, _SUMMARY, _QUESTION, _NATURAL, _AGENCY = 80, 400, 200, 160, 140  #: most characters
_TELLING = 6  #: words a name must keep: "đăng ký biến động" are 56 procedures
_HOTLINE = "1022 (di động bấm 0236 1022)"

_NAMES = {
    "audience": "đối tượng",
    "documents": "giấy tờ",
    "steps": "các bước",
    "where": "nơi nộp",
    "time_limit": "thời hạn",
    "fee": "phí, lệ phí",
    "online": "mức dịch vụ trực tuyến",
    "result": "kết quả",
    "legal_basis": "căn cứ pháp lý",
}

_CODE = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")
_LOST_ZERO = re.compile(r"\d\.\d{1,5}")  #: 1.009160 after a spreadsheet took it for a number
_REMOVED = re.compile(r"[.-]xoa$", re.IGNORECASE)  #: how the catalogue marks what it took out
_LEAD = re.compile(r"(?:thủ tục(?: hành chính)?\b[\s:.-]*)+", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_QUALIFIED = re.compile(
    r" (?:đối với|trong trường hợp|thuộc thẩm quyền|theo quy định)\b", re.IGNORECASE
)


class RecordError(ValueError):
    """A record cannot become an entry."""


@dataclass(frozen=True, slots=True)
class Record:
    """One procedure as an export tells it, cleaned; what is empty it does not tell."""

    code: str
    title: str  #: the whole official one
    agency: str
    issuer: str  #: who announced it: a ministry, or the province whose procedure it is
    field: str
    subjects: str
    documents: tuple[str, ...]
    steps: tuple[str, ...]
    where: str
    time_limit: str
    fee: str
    level: str  #: how much of it can be done online
    result: str
    laws: tuple[str, ...]
    url: str
    dated: str

    @property
    def id(self) -> str:
        """The id of its entry."""
        return "dvc-" + self.code.replace(".", "-").lower()

    @property
    def name(self) -> str:
        """The official title without the words "Thủ tục"."""
        return name_of(self.title)


def name_of(title: str) -> str:
    """Return an official title without the words "Thủ tục"."""
    lead = _LEAD.match(title)
    return capital(title[lead.end() if lead else 0 :].rstrip(" .;,"))


def read_record(fields: Mapping[str, object]) -> Record:
    """Read one record; columns may have English or Vietnamese names.

    Raises:
        RecordError: code or title are missing or odd; the message is for the editor.
    """
    told = by_meaning(fields)
    return Record(
        code=_require_code(only(told, "code")),
        title=_require_title(only(told, "title")),
        agency=names_of(together(told, "agency")),
        issuer=shorten(sentence_of(together(told, "issuer")), _AGENCY),
        field=sentence_of(together(told, "field")),
        subjects=sentence_of(together(told, "subjects")),
        documents=items_of(together(told, "documents")),
        steps=items_of(together(told, "steps")),
        where=sentence_of(together(told, "where")),
        time_limit=sentence_of(together(told, "time_limit")),
        fee=sentence_of(together(told, "fee")),
        level=sentence_of(together(told, "level")),
        result=sentence_of(together(told, "result")),
        laws=items_of(together(told, "laws"), parted=True),
        url=https_of(only(told, "url")),
        dated=partial_date_of(only(told, "dated")),
    )


def _require_code(code: str) -> str:
    shown = shorten(code, LONGEST_CODE)
    if not code:
        msg = "thiếu mã thủ tục"
    elif len(code) > LONGEST_CODE:
        msg = f'mã "{shown}" dài quá {LONGEST_CODE} ký tự'
    elif _LOST_ZERO.fullmatch(code):
        msg = f'mã "{shown}" mất số 0 ở cuối: xuất lại với cột mã là chữ, không phải số'
    elif _REMOVED.search(code):
        msg = f'mã "{shown}": thủ tục đã bị xóa khỏi danh mục'
    elif not _CODE.fullmatch(code) or not any(character.isdigit() for character in code):
        msg = f'mã "{shown}" không phải mã của danh mục (ví dụ 1.004194)'
    else:
        return code
    raise RecordError(msg)


def _require_title(title: str) -> str:
    if not title:
        msg = "thiếu tên thủ tục"
    elif len(title) > LONGEST_OFFICIAL_TITLE:
        msg = f"tên thủ tục dài quá {LONGEST_OFFICIAL_TITLE} ký tự"
    elif len(fold(_LEAD.sub("", title, count=1)).split()) < 2:  # noqa: PLR2004 - no task in a word
        msg = f'tên thủ tục "{shorten(title, _TITLE)}" không nói việc gì'
    else:
        return title
    raise RecordError(msg)


def as_entry(record: Record, day: date) -> dict[str, object]:
    """Return what to write for a record that was imported on *day*."""
    told = {name: value for name, value in _told(record) if value}
    missing = [aspect.value for aspect, name in FIELDS.items() if name not in told]
    entry: dict[str, object] = {
        "id": record.id,
        "title": shorten(record.name, _TITLE),
        "category": IMPORTED,
        "summary": _summary(record),
        "aliases": _aliases(record),
        "questions": [
            f"{shorten(_ASIDE.sub('', record.name), _QUESTION).rstrip('…')} cần giấy tờ gì?"
        ],
        **told,
    }
    if record.steps and not record.documents:
        entry["opens_with"] = Aspect.STEPS.value
    entry["sources"] = [_source(record, [_NAMES[name] for name in told])]
    entry["checked_on"] = day.isoformat()
    entry["review_by"] = (day + REVIEW_AFTER).isoformat()
    if missing:
        ask = shorten(record.agency.split(";")[0], _AGENCY) or _HOTLINE
        text = "Danh mục nhập chưa có phần này"
        entry["unknown"] = [{"aspect": missing, "text": text, "ask": ask}]
    return entry


def _told(record: Record) -> Iterator[tuple[str, object]]:
    yield "audience", record.subjects
    yield "documents", list(record.documents)
    yield "steps", list(record.steps)
    yield "where", record.where
    yield "time_limit", record.time_limit
    yield "fee", record.fee
    yield "online", record.level and f"Dịch vụ công trực tuyến: {record.level}"
    yield "result", record.result
    yield "legal_basis", [{"doc": law} for law in record.laws]


def _summary(record: Record) -> str:
    """Return the whole title, who does it and whose procedure it is, as far as there is room."""
    named = {"Cơ quan thực hiện": record.agency, "Nơi công bố": record.issuer}
    rest = "".join(
        f" {name}: {_stopped(shorten(who, _AGENCY))}" for name, who in named.items() if who
    )
    return _stopped(shorten(record.name, _SUMMARY - len(rest) - 1)) + rest


def _stopped(sentence: str) -> str:
    return sentence if sentence.endswith((".", "…")) else f"{sentence}."


def _aliases(record: Record) -> list[str]:
    natural = _natural(record.name)
    is_new = fold(natural) not in {fold(record.title), fold(record.name)}
    return [record.title, natural] if is_new else [record.title]


def _natural(name: str) -> str:
    """Return the name as one would say it: without asides, cases and what comes last of much."""
    bare = _ASIDE.sub("", name)
    short = _QUALIFIED.split(bare)[0].strip(" ,;:.-")
    if len(short) > _TITLE and "," in short[:_TITLE]:
        short = short[:_TITLE].rsplit(",", 1)[0]
    return short if len(short.split()) >= _TELLING else shorten(bare, _NATURAL).rstrip("…")


def _source(record: Record, told: list[str]) -> dict[str, str]:
    place = {"url": record.url}
    if not record.url:
        place = {"document": f"Danh mục thủ tục quốc gia, mã {record.code}"}
    dated = {"date": record.dated} if record.dated else {}
    supported = ["tên thủ tục", *(["cơ quan"] if record.agency else []), *told]
    return {**place, **dated, "supports": ", ".join(supported)}
