"""The values content is made of: ids, texts, days, and facts that may change on a date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

ENTRY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _require_id(value: str) -> str:
    if not value.strip():
        msg = "không được để trống"
        raise ValueError(msg)
    if not ENTRY_ID.fullmatch(value) or len(value) > 48:  # noqa: PLR2004 - 64 bytes of callback data
        msg = "mã chỉ gồm chữ thường không dấu, số và gạch nối, dài nhất 48 ký tự"
        raise ValueError(msg)
    return value


def _require_text(value: str) -> str:
    if not value.strip():
        msg = "không được để trống"
        raise ValueError(msg)
    return value.strip()


def _parse_day(value: object) -> object:
    if isinstance(value, str):
        if not _FULL_DATE.fullmatch(value):
            msg = "ngày viết theo dạng năm-tháng-ngày, ví dụ 2026-11-22"
            raise ValueError(msg)
        try:
            return date.fromisoformat(value)
        except ValueError:
            msg = f"không có ngày {value} trong lịch"
            raise ValueError(msg) from None
    return value


def _require_partial_date(value: str) -> str:
    """Accept YYYY, YYYY-MM or YYYY-MM-DD: old sources seldom tell the day."""
    if not _PARTIAL_DATE.fullmatch(value):
        msg = "ngày viết theo dạng năm, năm-tháng hoặc năm-tháng-ngày: 2018, 2018-06, 2026-11-22"
        raise ValueError(msg)
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        msg = f"không có ngày {value} trong lịch"
        raise ValueError(msg) from None
    return value


class MisplacedError(ValueError):
    """A fault of a whole that stands in one of its parts."""

    def __init__(self, message: str, *path: str | int) -> None:
        """Say what is wrong, and in which part."""
        super().__init__(message)
        self.path = path


Id = Annotated[str, AfterValidator(_require_id)]
Text = Annotated[str, AfterValidator(_require_text)]
Day = Annotated[date, BeforeValidator(_parse_day)]
PartialDate = Annotated[str, AfterValidator(_require_partial_date)]


class Content(BaseModel):
    """A frozen piece of content whose unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class DatedText(Content):
    """A text that holds from one day until another, both included."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    text: Text


def _require_consecutive(values: tuple[DatedText, ...]) -> tuple[DatedText, ...]:
    """Refuse gaps and overlaps between dated texts."""
    for place, (earlier, later) in enumerate(pairwise(values), start=1):
        if earlier.until is None:
            msg = "chỉ đoạn cuối được bỏ 'until'"
            raise MisplacedError(msg, place - 1)
        if later.from_ is None:
            msg = "chỉ đoạn đầu được bỏ 'from'"
            raise MisplacedError(msg, place)
        gap = later.from_ - earlier.until
        if gap != timedelta(days=1):
            what = "chồng lên nhau" if gap < timedelta(days=1) else "bỏ trống"
            msg = f"hai đoạn ngày {what}: đoạn sau phải bắt đầu đúng một ngày sau {earlier.until}"
            raise MisplacedError(msg, place, "from")
    for place, value in enumerate(values):
        if value.from_ and value.until and value.from_ > value.until:
            msg = f"'from' ({value.from_}) muộn hơn 'until' ({value.until})"
            raise MisplacedError(msg, place, "from")
    return values


def _kind_of_fact(value: object) -> str:
    return "text" if isinstance(value, str) else "dated"


#: A text, or a list of consecutive dated texts.
Fact = Annotated[
    Annotated[Text, Tag("text")]
    | Annotated[
        tuple[DatedText, ...],
        Field(min_length=1),
        AfterValidator(_require_consecutive),
        Tag("dated"),
    ],
    Discriminator(_kind_of_fact),
]
FACT_TAGS = frozenset({"text", "dated"})


def text_on(fact: Fact, day: date) -> str | None:
    """Return the text that holds on *day*, or None when none does."""
    if isinstance(fact, str):
        return fact
    for value in fact:
        if (value.from_ is None or value.from_ <= day) and (
            value.until is None or day <= value.until
        ):
            return value.text
    return None


def next_change(fact: Fact, day: date) -> DatedText | None:
    """Return the next dated text that begins after *day*, or None."""
    if isinstance(fact, str):
        return None
    return next((value for value in fact if value.from_ is not None and value.from_ > day), None)
