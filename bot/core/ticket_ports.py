"""What tickets need from the edges: a store, their photos, the ways to offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.records import KINDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from bot.core.feedback import Feedback, OfficeStatus, Photo, Receipt
    from bot.core.guests import GuestDay
    from bot.core.models import Reply
    from bot.core.records import Terms
    from bot.core.tickets import Ticket, TicketState

    OnLeaving = Callable[[], Awaitable[None]]


async def unnoticed() -> None:
    """Take no note of what leaves: the OnLeaving of those who need none."""


class TicketStore(Protocol):
    """Where tickets and their photos are kept. Every method may raise StorageError."""

    async def find(self, code: str) -> Ticket | None:
        """Return the ticket of a code."""
        ...

    async def save(
        self,
        ticket: Ticket,
        now: datetime,
        notices: Sequence[Reply] = (),
        *,
        forward: bool = False,
    ) -> Ticket:
        """Keep a changed ticket, in one transaction with the news of it to its address.

        Args:
            ticket: as it shall be from now on; its version is the one it was read with.
            now: when it changed.
            notices: written to the outbox, if the ticket still has an address.
            forward: whether it shall set out on its (new) route.

        Returns:
            The ticket with its new version.

        Raises:
            StaleError: somebody else has changed it meanwhile; read it again.
        """
        ...

    async def to_look_at(self, now: datetime, limit: int) -> Sequence[Ticket]:
        """Return tickets whose time to look at has come, the longest waiting first."""
        ...

    async def in_states(self, states: Collection[TicketState], limit: int) -> Sequence[Ticket]:
        """Return tickets in these states, oldest first."""
        ...

    async def to_see_to(self, states: Collection[TicketState], limit: int) -> Sequence[Ticket]:
        """Return tickets in these states that wait for an operator, oldest first.

        Only one that is dead or in doubt does, and none that is forgotten, that was left in doubt
        by an operator, or that its citizen has closed; such take up none of the *limit*.
        """
        ...

    async def keep_photo(
        self, owner: str, photo: Photo, now: datetime, code: str | None = None
    ) -> str:
        """Keep a clean photo, to be deleted with the ticket of a code, and return its id.

        Without a code it belongs to no ticket yet.
        """
        ...

    async def keep_guest_photo(
        self, owner: str, photo: Photo, now: datetime, most: int
    ) -> str | None:
        """Keep a clean photo of a guest, that belongs to no ticket yet, and count it for its day.

        None, and nothing is kept, if those of the day would hold more than *most* bytes with it.
        """
        ...

    async def drop_photo(self, owner: str, photo_id: str) -> None:
        """Throw away a photo of a guest, unless it belongs to a ticket, and count it no more."""
        ...

    async def make_room(self, size: int, most: int, before: datetime) -> bool:
        """Tell whether a photo of *size* bytes fits beside those that belong to no ticket.

        Together they may hold *most* bytes. Where there is no room, those kept *before* then,
        which no draft relies on any more, are dropped, a few at a time.
        """
        ...

    async def guest_days(self, limit: int) -> Sequence[GuestDay]:
        """Return the last days on which guests sent something, newest first."""
        ...

    async def photo(self, photo_id: str) -> Photo | None:
        """Return a kept photo."""
        ...

    async def forget_old(
        self, terms: Terms, now: datetime, kinds: frozenset[str] = KINDS
    ) -> Mapping[str, int]:
        """Forget a helping of what has been kept for its term; return how many of each kind.

        Each helping is whole by itself; `still_due` tells of which kinds there may be more.
        What was forgotten may leave traces until `scrub`.
        """
        ...

    async def scrub(self) -> None:
        """Leave no trace of what was forgotten or thrown away, as soon as nobody reads it."""
        ...


class PhotoSource(Protocol):
    """Where the channel of a photo lets it be fetched."""

    async def fetch(self, reference: str) -> bytes:
        """Return the file as it was sent, or raise DeliveryError."""
        ...


class Forwarder(Protocol):
    """The way to an office that takes feedback. Every method but `close` may raise DeliveryError.

    After an UnknownOutcomeError: look the code up where `can_look_up`, send again where nothing
    was found. Where nobody can be asked, or the look-up itself ends in UnknownOutcomeError, send
    again only if the office `knows_again`.
    """

    @property
    def can_look_up(self) -> bool:
        """Tell whether the office can be asked for a ticket code."""
        ...

    @property
    def knows_again(self) -> bool:
        """Tell whether the office keeps one feedback only when the same comes twice."""
        ...

    async def deliver(
        self, feedback: Feedback, token: str = "", on_leaving: OnLeaving = unnoticed
    ) -> Receipt:
        """Hand over the feedback; with a token, only ask for the number that was promised.

        *on_leaving* is awaited at the last moment at which the office certainly has nothing;
        where it raises, nothing leaves.

        Raises:
            TransientDeliveryError: the office certainly did not take it, and may do so later.
            UnknownOutcomeError: it may have arrived.
            PermanentDeliveryError: the office will never take it.
        """
        ...

    async def look_up(self, code: str) -> Receipt | None:
        """Return what the office gave the feedback of this ticket code, None if it has none.

        None also from an office that cannot be asked.
        """
        ...

    async def status(self, number: str) -> OfficeStatus | None:
        """Return what the office says of its number; None if it says nothing."""
        ...

    async def close(self) -> None:
        """Give back every connection."""
        ...
