"""What the core needs of any edge; every implementation passes tests/contracts.

What is needed for tickets alone is in `ticket_ports.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import date, datetime, timedelta

    from bot.core.guests import GuestDay
    from bot.core.models import Conversation, Delivery, Message, Reply, Settlement
    from bot.core.places import Address
    from bot.core.records import Kept
    from bot.core.tickets import Ticket

    Clock = Callable[[], datetime]
    #: messages -> how many of them were new
    Accept = Callable[[Sequence[Message]], Awaitable[int]]


class Records(Protocol):
    """What is kept of citizens, as a handler may read it inside the transaction of its turn."""

    async def ticket(self, code: str) -> Ticket | None:
        """Return the ticket of a code."""
        ...

    async def ticket_of_draft(self, draft: str) -> Ticket | None:
        """Return what became of a draft; None as long as it was not sent."""
        ...

    async def tickets_of(self, owner: str, limit: int) -> Sequence[Ticket]:
        """Return the tickets of a conversation, newest first."""
        ...

    async def messages_since(self, owner: str, since: datetime) -> int:
        """Count the messages of a conversation since then, the one in hand included."""
        ...

    async def is_blocked(self, owner: str) -> bool:
        """Tell whether an operator has blocked a conversation from sending feedback."""
        ...

    async def guests_on(self, day: date) -> GuestDay:
        """Return how much all guests have sent on a day."""
        ...

    async def kept(self, owner: str, address: Address) -> Kept:
        """Count what is kept about a citizen."""
        ...


class Turn(Protocol):
    """An unsettled message, held by one worker inside one transaction."""

    @property
    def records(self) -> Records:
        """Return what may be read in the same transaction."""
        ...

    @property
    def message(self) -> Message:
        """Return the oldest unsettled message of its conversation."""
        ...

    @property
    def conversation(self) -> Conversation:
        """Return the conversation as it was stored, or a fresh one."""
        ...

    async def settle(self, conversation: Conversation, replies: Sequence[Reply]) -> None:
        """Save the conversation, write the replies to the outbox, mark the message settled.

        The effects of the replies are carried out in the same transaction.
        """
        ...


class Store(Protocol):
    """Where inbox, conversations and outbox are kept. Every method may raise StorageError."""

    async def accept(self, messages: Sequence[Message]) -> int:
        """Write messages to the inbox, drop those seen before, and return how many were new."""
        ...

    def next_turn(self) -> AbstractAsyncContextManager[Turn | None]:
        """Hold the next message whose conversation has no earlier one unsettled.

        The transaction is committed on leaving after `settle`, and rolled back otherwise.
        None when nothing waits, or when all that waits is held by other workers.
        """
        ...

    async def claim_deliveries(
        self, channels: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        """Mark as sending, and return, the oldest unsettled delivery of each address, where due.

        A delivery whose lease ran out (its worker died) is claimed again.
        """
        ...

    async def settle_delivery(self, delivery: int, settlement: Settlement, now: datetime) -> None:
        """Record how an attempt ended."""
        ...

    async def next_due_at(self, channels: Collection[str]) -> datetime | None:
        """Return when the next delivery is due, or its lease runs out; None without any."""
        ...

    async def replies_after(self, address: Address, after: int, limit: int) -> Sequence[Delivery]:
        """Return an address's deliveries with an id above *after*, oldest first, in any state."""
        ...

    async def say(self, address: Address, replies: Sequence[Reply], now: datetime) -> None:
        """Write replies to the outbox that answer no message."""
        ...

    async def recent_questions(self, limit: int) -> Sequence[str]:
        """Return what citizens asked lately, masked, each question once, newest first."""
        ...

    async def hasten(self, channel: str, now: datetime, but: Collection[int] = ()) -> int:
        """Make what waits for a channel due now, all *but* these deliveries."""
        ...

    async def release_claims(self) -> int:
        """Make every claimed delivery due again; only for a store that a single process owns."""
        ...

    async def check(self) -> None:
        """Raise StorageError unless the store answers and its schema is current."""
        ...

    async def close(self) -> None:
        """Give back every connection."""
        ...


class Sender(Protocol):
    """The outgoing half of a channel."""

    async def send(self, delivery: Delivery) -> str:
        """Hand over one delivery and return the peer's receipt, or raise DeliveryError."""
        ...
