"""A store of tickets in memory: what a chat without a database needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import takewhile

from bot.core.effects import ChangeTicket, DropPhotos, Effect, Erase, OpenTicket
from bot.core.guests import GuestDay
from bot.core.places import Address
from bot.core.records import Kept
from bot.core.tickets import Ticket, TicketState, forgotten
from bot.errors import StaleError


@dataclass
class MemoryRecords:
    """Implements the Records port, and carries effects out as a store does."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    messages: list[tuple[str, datetime]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    dropped_photos: list[str] = field(default_factory=list)
    guest_tickets: Counter[date] = field(default_factory=Counter)

    async def ticket(self, code: str) -> Ticket | None:
        return self.tickets.get(code)

    async def ticket_of_draft(self, draft: str) -> Ticket | None:
        return next((t for t in self.tickets.values() if t.draft == draft), None)

    async def tickets_of(self, owner: str, limit: int) -> Sequence[Ticket]:
        own = [ticket for ticket in self.tickets.values() if ticket.owner == owner]
        return sorted(own, key=lambda ticket: ticket.created_at, reverse=True)[:limit]

    async def messages_since(self, owner: str, since: datetime) -> int:
        recent = takewhile(lambda one: one[1] >= since, reversed(self.messages))  # in their order
        return sum(who == owner for who, _ in recent)

    async def is_blocked(self, owner: str) -> bool:
        return owner in self.blocked

    async def guests_on(self, day: date) -> GuestDay:
        return GuestDay(day, self.guest_tickets[day])

    async def kept(self, owner: str, address: Address) -> Kept:
        del address
        own = await self.tickets_of(owner, 1000)
        said = [at for who, at in self.messages if who == owner]
        return Kept(
            messages=len(said),
            replies=len(said),
            tickets=len(own),
            undelivered=sum(not ticket.is_settled for ticket in own),
            photos=sum(len(ticket.photos) for ticket in own),
            since=min(said, default=None),
        )

    def carry_out(self, effect: Effect) -> None:
        """Do what a reply asks for."""
        match effect:
            case OpenTicket(ticket, day):
                if all(other.draft != ticket.draft for other in self.tickets.values()):
                    self.tickets[ticket.code] = ticket
                    self.guest_tickets.update([day] if day else [])
            case ChangeTicket(ticket):
                if self.tickets[ticket.code].version != ticket.version:
                    raise StaleError
                self.tickets[ticket.code] = replace(ticket, version=ticket.version + 1)
            case DropPhotos(owner, only):
                self.dropped_photos.extend(only or [owner])
            case Erase():
                self._erase(effect)

    def _erase(self, wish: Erase) -> None:
        for ticket in [t for t in self.tickets.values() if t.owner == wish.owner]:
            if ticket.is_settled:
                gone = forgotten(ticket)
            elif wish.undelivered:
                gone = replace(forgotten(ticket), state=TicketState.WITHDRAWN)
            else:
                gone = replace(ticket, owner="", address=None)
            self.tickets[ticket.code] = gone
        self.messages = [one for one in self.messages if one[0] != wish.owner]
