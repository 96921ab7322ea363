"""gopy.yaml: the fields of feedback, where each goes, how soon it is due, and every word said."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads the annotations at run time
from typing import Annotated

from pydantic import Field as Spec
from pydantic import model_validator

from bot.core.entry import Source  # noqa: TC001
from bot.core.facts import Content, Day, Id, MisplacedError, Text
from bot.core.gopy_talk import MineWords, TalkWords, TrackWords  # noqa: TC001
from bot.core.gopy_words import FeedbackWords  # noqa: TC001

LONGEST_NAME = 60
ROUTES = ("gopy", "open311", "mail", "webhook")  #: what a field may list; see settings


class Field(Content):
    """A field of public life, and who looks after it."""

    id: Id
    name: Annotated[Text, Spec(max_length=LONGEST_NAME)]
    says: tuple[Text, ...] = ()  #: words of citizens that point to it
    routes: tuple[Text, ...] = ROUTES  #: in order; those without settings are passed over
    due_days: int | None = None  #: working days; None: not known, and not promised
    gopy_code: Text | None = None  #: its number on the portal
    open311_service: Text | None = None

    @model_validator(mode="after")
    def _require_known_routes(self) -> Field:
        strange = [route for route in self.routes if route not in ROUTES]
        if strange:
            msg = f"đường gửi lạ: {', '.join(strange)}; chỉ có: {', '.join(ROUTES)}"
            raise ValueError(msg)
        return self


class GopyFile(Content):
    """gopy.yaml."""

    fields: Annotated[tuple[Field, ...], Spec(min_length=1)]
    other: Id  #: the field of what fits no other
    urgent: Id  #: the field of danger to life, due first
    complains: tuple[Text, ...]  #: words that make a statement a complaint
    asks: tuple[Text, ...]  #: words that make an utterance a question, wherever they stand
    asks_at_end: tuple[Text, ...]  #: ... where they stand last
    identity_papers: tuple[Text, ...]  #: words under a photo that must not be sent on
    turn_to: Text  #: where to go oneself
    days_off: tuple[Day, ...] = ()  #: days off that the calendar does not know
    words: FeedbackWords
    talk: TalkWords
    track: TrackWords
    mine: MineWords
    sources: Annotated[tuple[Source, ...], Spec(min_length=1)]
    checked_on: Day
    review_by: Day

    @model_validator(mode="after")
    def _require_coherence(self) -> GopyFile:
        ids = [field.id for field in self.fields]
        for place, id_ in enumerate(ids):
            if id_ in ids[:place]:
                msg = f'mã "{id_}" đã có ở lĩnh vực trên'
                raise MisplacedError(msg, "fields", place, "id")
        for key, id_ in (("other", self.other), ("urgent", self.urgent)):
            if id_ not in ids:
                msg = f"'{key}' nhắc tới \"{id_}\" mà không có lĩnh vực nào như vậy"
                raise MisplacedError(msg, key)
        if self.review_by <= self.checked_on:
            msg = "'review_by' phải sau 'checked_on'"
            raise MisplacedError(msg, "review_by")
        return self

    def field(self, field_id: str) -> Field | None:
        """Return a field by its id."""
        return next((field for field in self.fields if field.id == field_id), None)

    @property
    def extra_days_off(self) -> frozenset[date]:
        """Return the days off that the calendar does not know."""
        return frozenset(self.days_off)
