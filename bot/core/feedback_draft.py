"""A feedback that is being written: its parts, in the order they are asked for."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from bot.core.feedback import KEPT_PHOTO, Coordinates, Feedback, Sender
from bot.core.tickets import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.gopy import Field
    from bot.core.places import Address

KEEPS = timedelta(days=7)  #: a draft left alone for longer is thrown away
OFFER_KEEPS = timedelta(days=1)  #: what was told and only offered to be sent
PHOTOS_KEEP = timedelta(hours=20)  #: the store drops those of a draft after a day, see Terms
_SYMBOLS = "abcdefghijklmnopqrstuvwxyz234567"


class Part(StrEnum):
    """What is asked, in this order."""

    WHAT = "what"
    WHERE = "where"
    WHEN = "when"
    PHOTOS = "photos"
    FIELD = "field"
    SENDER = "sender"  #: with a name, or anonymous
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


OPTIONAL = frozenset({Part.WHERE, Part.WHEN, Part.PHOTOS, Part.PHONE, Part.EMAIL})
_OF_SENDER = (Part.NAME, Part.PHONE, Part.EMAIL)


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been answered so far; *asked* is the part being asked, None at the preview."""

    key: str  #: one draft becomes one ticket
    touched_at: datetime
    asked: Part | None = Part.WHAT
    answered: tuple[Part, ...] = ()
    what: str = ""
    where: str = ""
    when: str = ""
    location: Coordinates | None = None
    photos: tuple[str, ...] = ()  #: see Message.photo
    photographed_at: datetime | None = None  #: when the oldest of them came
    field: str = ""  #: an id of gopy.yaml
    is_named: bool = False
    name: str = ""
    phone: str = ""
    email: str = ""
    follows: str = ""  #: the ticket it goes on from
    aside: str = ""  #: what was last taken for a question and may have been meant as the answer
    is_edited: bool = False  #: a part is asked again after all were looked over
    is_offered: bool = False  #: a complaint said out of the blue; nobody has asked to send it

    def is_over(self, now: datetime) -> bool:
        """Whether it was left lying for too long."""
        return now - self.touched_at > (OFFER_KEEPS if self.is_offered else KEEPS)

    def seen_as(self, offices: str) -> str:
        """Return a mark of all that would be sent, and where; another whole has another mark."""
        told = (self.what, self.where, self.when, self.location, self.photos, self.field)
        whole = repr((*told, self.sender, self.follows, offices))
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    def photographed(self, photo: str, now: datetime) -> Draft:
        """Return the draft with one more photo."""
        if photo in self.photos:
            return self
        since = self.photographed_at or now
        return replace(self, photos=(*self.photos, photo), photographed_at=since)

    def without_lost_photos(self, now: datetime) -> Draft:
        """Return the draft without the photos that the store no longer keeps."""
        if self.photographed_at is None or now - self.photographed_at <= PHOTOS_KEEP:
            return self
        photos = tuple(photo for photo in self.photos if not photo.startswith(KEPT_PHOTO))
        return replace(self, photos=photos, photographed_at=now if photos else None)

    def after(self, part: Part, *, needs_sender: bool) -> Draft:
        """Return the draft with a part answered, or passed over, and the next one asked."""
        answered = (*(one for one in self.answered if one is not part), part)
        return replace(self, answered=answered, aside="").asking_next(needs_sender=needs_sender)

    def filled(self, part: Part, said: str) -> Draft:
        """Return the draft with words as the answer to a part that takes any words."""
        return _DRAFT.validate_python({**asdict(self), part.value: said})

    def asking(self, part: Part) -> Draft:
        """Return the draft with a part to be answered again."""
        again = {part, *_OF_SENDER} if part is Part.SENDER else {part}
        left = tuple(one for one in self.answered if one not in again)
        return replace(self, asked=part, answered=left, aside="", is_edited=True)

    def looked_over(self) -> Draft:
        """Return the draft as it was before a part of it was asked again."""
        is_named = self.is_named and bool(self.name)
        kept = replace(self, answered=tuple(Part), is_named=is_named, aside="")
        return kept.asking_next(needs_sender=False)

    def asking_next(self, *, needs_sender: bool) -> Draft:
        """Return the draft that asks for the first part without an answer."""
        open_ = (part for part in Part if part not in self.answered)
        wanted = (part for part in open_ if self._is_wanted(part, needs_sender=needs_sender))
        asked = next(wanted, None)
        return replace(self, asked=asked, is_edited=self.is_edited and asked is not None)

    def _is_wanted(self, part: Part, *, needs_sender: bool) -> bool:
        if part is Part.SENDER:
            return needs_sender
        if part in _OF_SENDER:
            return needs_sender and self.is_named
        return True

    @property
    def sender(self) -> Sender:
        """Return who is named; nobody for an anonymous one."""
        return Sender(self.name, self.phone, self.email) if self.is_named else Sender()

    def as_feedback(self, code: str, field: Field, now: datetime, what: str) -> Feedback:
        """Return what goes to the office; *what* is told with what it goes on from."""
        return Feedback(
            code=code,
            field=field.id,
            field_name=field.name,
            what=what,
            where=self.where,
            happened=self.when,
            created_at=now,
            location=self.location,
            sender=self.sender,
            follows=self.follows,
        )


_DRAFT = TypeAdapter(Draft)


def write(draft: Draft | None) -> str:
    """Return a draft as text, to be kept in a conversation."""
    return _DRAFT.dump_json(draft).decode() if draft else ""


def read(written: str) -> Draft | None:
    """Return the draft a conversation keeps."""
    return _DRAFT.validate_json(written) if written else None


def begin(chance: Callable[[int], int], now: datetime, what: str = "") -> Draft:
    """Return a new draft."""
    key = "".join(_SYMBOLS[chance(len(_SYMBOLS))] for _ in range(16))
    draft = Draft(key, now, what=what)
    return replace(draft, answered=(Part.WHAT,), asked=Part.WHERE) if what else draft


def as_ticket(
    draft: Draft, feedback: Feedback, owner: str, address: Address | None, routes: tuple[str, ...]
) -> Ticket:
    """Return the ticket a draft becomes when the citizen sends it."""
    return Ticket(
        code=feedback.code,
        owner=owner,
        address=address,
        draft=draft.key,
        feedback=feedback,
        routes=routes,
        created_at=feedback.created_at,
        updated_at=feedback.created_at,
        photos=draft.photos,
        route=routes[0],
        look_at=feedback.created_at,  # the follow-up sets the next time
    )


def follow_up(chance: Callable[[int], int], now: datetime, old: Ticket) -> Draft:
    """Return a new draft on the matter of an older ticket."""
    told = old.feedback
    same = tuple(
        p for p, v in ((Part.WHERE, told.where or told.location), (Part.FIELD, told.field)) if v
    )
    return replace(
        begin(chance, now),
        answered=same,
        where=told.where,
        location=told.location,
        field=told.field,
        follows=old.code,
    )
