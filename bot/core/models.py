"""The values that travel through the bot: messages in, replies out, conversations between."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations at run time
from dataclasses import dataclass, field, replace
from datetime import datetime  # noqa: TC003
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.entry import Aspect  # noqa: TC001
from bot.core.feedback import Coordinates  # noqa: TC001
from bot.core.places import Address  # noqa: TC001

if TYPE_CHECKING:
    from bot.core.effects import Effect


class Kind(StrEnum):
    """What a citizen sent."""

    TEXT = "text"
    ACTION = "action"  #: a tapped button
    PHOTO = "photo"
    STICKER = "sticker"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    CONTACT = "contact"
    LOCATION = "location"
    OTHER = "other"


class Outcome(StrEnum):
    """How a turn ended; logged each turn."""

    ANSWERED = "answered"
    CLARIFIED = "clarified"
    UNKNOWN = "unknown"
    SMALL_TALK = "small_talk"
    LINK = "link"
    COMMAND = "command"
    GUIDE = "guide"  #: a step of a guide
    FEEDBACK = "feedback"  #: a step of a feedback, or what became of one
    REFUSED = "refused"  #: empty, too long, not a text
    FAILED = "failed"  #: a bug of ours; the citizen got an apology


class Wish(StrEnum):
    """What a reply asks for that some channels have means of their own for."""

    PHOTO = "photo"
    LOCATION = "location"


class Style(StrEnum):
    """How a line of a reply is set."""

    TITLE = "title"
    TEXT = "text"
    ITEM = "item"  #: one of a list
    STEP = "step"  #: one of a numbered list; its number is its place among its neighbours
    NOTE = "note"  #: small print


@dataclass(frozen=True, slots=True)
class Message:
    """What a citizen sent, the same from every channel.

    *key* is unique in its channel and the same each time the platform delivers the update again.
    *conversation* names the citizen in that chat; messages that share it are handled in order.
    """

    key: str
    address: Address
    conversation: str
    received_at: datetime
    kind: Kind = Kind.TEXT
    text: str = ""  #: the utterance, the caption, or the words on a tapped button
    action: str = ""  #: what a tapped button asks for
    photo: str = ""  #: where the picture can be had: `telegram:<file id>`, `kept:<photo id>`
    location: Coordinates | None = None
    is_private: bool = True  #: whether nobody else reads along


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a list item of a reply; plain text, never markup."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a reply: an action of at most 64 bytes that comes back, or an address."""

    text: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with its score, between 0 and 1."""

    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Step:
    """What a conversation is in the middle of."""

    name: str
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What we remember of one citizen in one chat."""

    key: str
    entry: str | None = None  #: the entry last spoken of
    entry_at: datetime | None = None  #: when it was
    clarified: bool = False  #: whether the last reply asked which entry is meant
    misses: int = 0  #: how many utterances in a row were not understood
    choices: tuple[Button, ...] = ()  #: the buttons last shown, for those who type them
    step: Step | None = None
    progress: Mapping[str, int] = field(default_factory=dict)  #: guide id -> steps done
    draft: str = ""  #: a feedback being written, see core/feedback_draft.py
    asked: Aspect | None = None  #: by the last message, of what was not yet known
    asked_at: datetime | None = None  #: when it was
    danger: str = ""  #: the topic of danger to life that was last told
    danger_at: datetime | None = None  #: when it was

    def understood(self) -> Conversation:
        """Return the conversation after an utterance that leaves nothing open."""
        return replace(
            self, clarified=False, asked=None, asked_at=None, misses=0, danger="", danger_at=None
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers, and what it wants remembered."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    outcome: Outcome = Outcome.COMMAND
    entry: str | None = None
    aspect: Aspect | None = None
    candidates: tuple[Match, ...] = ()
    conversation: Conversation | None = (
        None  #: the conversation as it is from now on; None leaves it
    )
    is_to_question: bool = False  #: whether editors may see, masked, what it answers
    wishes: tuple[Wish, ...] = ()  #: what else than text it asks for
    effects: tuple[Effect, ...] = ()  #: what is done in the transaction that stores the reply


class DeliveryState(StrEnum):
    """The life of a delivery."""

    PENDING = "pending"  #: waits until it is due
    SENDING = "sending"  #: a worker has claimed it
    SENT = "sent"  #: the peer has it
    DEAD = "dead"  #: it will never arrive
    UNKNOWN = "unknown"  #: it may have arrived


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reply on its way: one row of the outbox."""

    id: int  #: grows with time; a citizen's replies leave in this order
    address: Address
    reply: Reply  #: only its lines and buttons
    attempts: int  #: tries begun before this one
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended."""

    state: DeliveryState
    due_at: datetime | None = None  #: when to try again, for a pending one
    receipt: str = ""  #: the peer's id of what it received
    reason: str = ""  #: why not; no personal data
