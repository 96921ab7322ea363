"""An entry of the knowledge base, as an editor writes it and the bot serves it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
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
    model_validator,
)

ENTRY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Aspect(StrEnum):
    """What is asked of an entry."""

    DOCUMENTS = "documents"
    STEPS = "steps"
    FEE = "fee"
    TIME = "time"
    PLACE = "place"
    ONLINE = "online"
    WHO = "who"
    LAW = "law"
    RESULT = "result"


class Status(StrEnum):
    """Whether an entry describes how things are done today."""

    CURRENT = "current"
    HISTORICAL = "historical"


def _require_id(value: str) -> str:
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
    for earlier, later in pairwise(values):
        if earlier.until is None or later.from_ is None:
            msg = "chỉ đoạn đầu được bỏ 'from' và chỉ đoạn cuối được bỏ 'until'"
            raise ValueError(msg)
        gap = later.from_ - earlier.until
        if gap != timedelta(days=1):
            what = "chồng lên nhau" if gap < timedelta(days=1) else "bỏ trống"
            msg = f"hai đoạn ngày {what}: đoạn sau phải bắt đầu đúng một ngày sau {earlier.until}"
            raise ValueError(msg)
    for value in values:
        if value.from_ and value.until and value.from_ > value.until:
            msg = f"'from' ({value.from_}) muộn hơn 'until' ({value.until})"
            raise ValueError(msg)
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


class Law(Content):
    """A legal document an entry rests on."""

    doc: Text
    article: Text | None = None
    effective: PartialDate | None = None


class Change(Content):
    """A dated change of how things are done."""

    date: PartialDate
    text: Text


class Source(Content):
    """Where a fact comes from: an address or a document, its date and what it supports."""

    url: Text | None = None
    document: Text | None = None
    date: PartialDate | None = None
    supports: Text

    @model_validator(mode="after")
    def _require_one_place(self) -> Source:
        if (self.url is None) == (self.document is None):
            msg = "mỗi nguồn có đúng một trong hai: 'url' hoặc 'document'"
            raise ValueError(msg)
        return self


class Unknown(Content):
    """What could not be established, and who to ask."""

    aspect: Aspect
    text: Text
    ask: Text


class Entry(Content):
    """A unit of the knowledge base."""

    id: Id
    title: Annotated[Text, Field(max_length=80)]
    category: Id
    formerly: tuple[Id, ...] = ()
    summary: Fact
    in_2018: Fact | None = None
    aliases: Annotated[tuple[Text, ...], Field(min_length=1)]
    questions: Annotated[tuple[Text, ...], Field(min_length=1)]
    audience: Fact
    documents: Annotated[tuple[Fact, ...], Field(min_length=1)]
    steps: Annotated[tuple[Fact, ...], Field(min_length=1)]
    where: Fact
    time_limit: Fact
    fee: Fact
    online: Fact
    result: Fact
    opens_with: Aspect = Aspect.DOCUMENTS  #: the aspect shown when none is asked
    legal_basis: Annotated[tuple[Law, ...], Field(min_length=1)]
    tips: tuple[Fact, ...] = ()
    related: tuple[Id, ...] = ()
    history: tuple[Change, ...] = ()
    status: Status = Status.CURRENT
    superseded_by: Id | None = None
    superseded_on: Day | None = None
    guide: Id | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    checked_on: Day
    review_by: Day
    unknown: tuple[Unknown, ...] = ()

    @model_validator(mode="after")
    def _require_coherence(self) -> Entry:
        if self.status is Status.HISTORICAL and not (self.superseded_by and self.superseded_on):
            msg = "mục 'historical' cần có 'superseded_by' và 'superseded_on'"
            raise ValueError(msg)
        if self.review_by <= self.checked_on:
            msg = "'review_by' phải sau 'checked_on'"
            raise ValueError(msg)
        return self


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
