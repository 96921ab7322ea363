"""A citizen's feedback, as it is kept and as an office receives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum

KEPT_PHOTO = "kept:"  #: how messages, drafts and tickets refer to a photo of the store


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A place on the map, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture, already re-encoded: no metadata is left in it."""

    name: str  #: such as "1.jpg"; never the citizen's own file name
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends it; every part is empty for an anonymous one."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Whether the office is told nobody's name."""
        return not (self.name or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What goes to an office: exactly what the citizen saw in the preview."""

    code: str  #: the ticket code; also the idempotency key wherever the peer has room for one
    field: str  #: id of a field of gopy.yaml
    field_name: str  #: as citizens read it
    what: str  #: in the citizen's own words
    where: str
    happened: str  #: when, in the citizen's own words
    created_at: datetime
    location: Coordinates | None = None
    sender: Sender = Sender()
    photos: tuple[Photo, ...] = ()
    follows: str = ""  #: ticket code of an earlier feedback on the same matter
    is_repeat: bool = False  #: whether the same may have come before; nobody could be asked


class OfficeState(StrEnum):
    """What an office says of a ticket; nothing is ever added to it."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    PASSED_ON = "passed_on"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """The last thing an office said of a ticket."""

    state: OfficeState
    said: str = ""  #: in the office's own words
    due: str = ""  #: the day it names, as it writes it


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an office gives back: its own number, or a token to ask again with."""

    number: str = ""  #: an opaque string; "0" is a number
    token: str = ""  #: the number comes later; ask again with this, never send again


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that came back from a mailbox."""

    code: str  #: of the ticket
    is_permanent: bool  #: else the server goes on trying
