"""An entry of the knowledge base, as an editor writes it and the bot serves it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from bot.core.facts import Content, Day, Fact, Id, MisplacedError, PartialDate, Text

IMPORTED = "danh-muc-quoc-gia"  #: the category of entries made by `bot import`


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
    DRAFT = "draft"  #: being written; checked, but not served


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


_ASPECTS = {"enum": list(Aspect)}


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Unknown(Content):
    """What could not be established, and who to ask."""

    aspect: Annotated[
        tuple[Aspect, ...],
        BeforeValidator(_as_list),
        Field(min_length=1),
        WithJsonSchema({"anyOf": [_ASPECTS, {"type": "array", "items": _ASPECTS}]}),
    ]
    text: Text
    ask: Text


class Entry(Content):
    """A unit of the knowledge base; each aspect is told, or named in `unknown`."""

    id: Annotated[
        Id, Field(description="Mã của mục, không dấu, có gạch nối; đổi thì ghi mã cũ vào formerly")
    ]
    title: Annotated[Text, Field(max_length=80, description="Tên ngắn bà con đọc là hiểu")]
    category: Annotated[Id, Field(description="Nhóm, một trong 'categories' ở đầu tệp")]
    formerly: Annotated[
        tuple[Id, ...], Field(description="Các mã cũ, để link và mã QR đã in vẫn dùng được")
    ] = ()
    summary: Annotated[Fact, Field(description="Một, hai câu quan trọng nhất")]
    in_2018: Annotated[
        Fact | None, Field(description="Một câu: năm 2018 làm thế nào, nếu nay đã khác")
    ] = None
    aliases: Annotated[
        tuple[Text, ...], Field(min_length=1, description="8-20 cách bà con gọi việc này")
    ]
    questions: Annotated[
        tuple[Text, ...], Field(min_length=1, description="Ít nhất 5 câu hỏi mẫu")
    ]
    audience: Annotated[
        Fact | None, Field(description="Ai được, ai phải làm; làm thay có được không")
    ] = None
    documents: Annotated[
        tuple[Fact, ...], Field(description="Giấy tờ cần có, mỗi thứ một dòng")
    ] = ()
    steps: Annotated[tuple[Fact, ...], Field(description="Các bước, mỗi bước một dòng")] = ()
    where: Annotated[Fact | None, Field(description="Nộp, làm ở đâu")] = None
    time_limit: Annotated[Fact | None, Field(description="Bao lâu có kết quả, hạn phải làm")] = (
        None
    )
    fee: Annotated[Fact | None, Field(description="Lệ phí; tiền lãi nếu là khoản vay")] = None
    online: Annotated[
        Fact | None, Field(description="Làm qua mạng ở trang nào, có được không")
    ] = None
    result: Annotated[Fact | None, Field(description="Nhận được gì; được bao nhiêu tiền")] = None
    opens_with: Annotated[
        Aspect, Field(description="Khía cạnh nói trước khi bà con không hỏi rõ")
    ] = Aspect.DOCUMENTS
    legal_basis: Annotated[tuple[Law, ...], Field(description="Văn bản làm căn cứ")] = ()
    tips: Annotated[
        tuple[Fact, ...], Field(description="Lưu ý, mẹo để khỏi đi lại nhiều lần")
    ] = ()
    related: Annotated[tuple[Id, ...], Field(description="Mã các mục liên quan")] = ()
    history: Annotated[
        tuple[Change, ...], Field(description="Những lần thay đổi, từ 2018 đến nay")
    ] = ()
    status: Annotated[
        Status,
        Field(description="current: đang làm như vậy; historical: cách cũ; draft: đang viết"),
    ] = Status.CURRENT
    superseded_by: Annotated[Id | None, Field(description="Mục thay cho cách cũ này")] = None
    superseded_on: Annotated[Day | None, Field(description="Ngày cách cũ thôi dùng")] = None
    guide: Annotated[Id | None, Field(description="Hướng dẫn từng bước trong guides.yaml")] = None
    sources: Annotated[
        tuple[Source, ...], Field(min_length=1, description="Nguồn của từng điều, có ngày")
    ]
    checked_on: Annotated[Day, Field(description="Ngày kiểm tra gần nhất, 2026-11-22")]
    review_by: Annotated[Day, Field(description="Phải xem lại trước ngày này")]
    unknown: Annotated[tuple[Unknown, ...], Field(description="Điều chưa rõ và hỏi ai")] = ()

    @model_validator(mode="after")
    def _require_coherence(self) -> Entry:
        if self.status is Status.HISTORICAL and not (self.superseded_by and self.superseded_on):
            msg = "mục 'historical' cần có 'superseded_by' và 'superseded_on'"
            raise MisplacedError(msg, "status")
        if self.review_by <= self.checked_on:
            msg = "'review_by' phải sau 'checked_on'"
            raise MisplacedError(msg, "review_by")
        missing = [name for aspect, name in FIELDS.items() if self._is_silent_on(aspect)]
        if missing:
            named = ", ".join(f"'{name}'" for name in missing)
            msg = f"thiếu {named}: điền vào, hoặc ghi khía cạnh đó trong 'unknown'"
            raise ValueError(msg)
        return self

    def _is_silent_on(self, aspect: Aspect) -> bool:
        return not getattr(self, FIELDS[aspect]) and not any(
            aspect in item.aspect for item in self.unknown
        )


#: where each aspect is told
FIELDS = {
    Aspect.DOCUMENTS: "documents",
    Aspect.STEPS: "steps",
    Aspect.FEE: "fee",
    Aspect.TIME: "time_limit",
    Aspect.PLACE: "where",
    Aspect.ONLINE: "online",
    Aspect.WHO: "audience",
    Aspect.LAW: "legal_basis",
    Aspect.RESULT: "result",
}
