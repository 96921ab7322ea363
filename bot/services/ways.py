"""What the services that bring tickets to offices share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.guests import GuestLimits
from bot.core.journey import Patience, turned
from bot.core.tickets import channel_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.core.models import Reply
    from bot.core.ports import Clock
    from bot.core.ticket_news import Newsroom
    from bot.core.ticket_ports import Forwarder, TicketStore
    from bot.core.tickets import Ticket
    from bot.services.gates import RouteGate


@dataclass(frozen=True, slots=True)
class Way:
    """One way to an office."""

    route: str
    forwarder: Forwarder
    gate: RouteGate

    @property
    def channel(self) -> str:
        """Return the outbox channel of its deliveries."""
        return channel_of(self.route)


@dataclass(frozen=True, slots=True)
class Bureau:
    """Where tickets are kept, and how their citizens hear of them."""

    tickets: TicketStore
    newsroom: Callable[[], Newsroom]  #: from the catalogue of the moment
    clock: Clock
    patience: Patience = field(default_factory=Patience)
    guests: GuestLimits = field(default_factory=GuestLimits)
    on_news: Callable[[], None] = field(default=lambda: None)  #: a citizen is to be told
    on_forward: Callable[[], None] = field(default=lambda: None)  #: a ticket sets out

    def now(self) -> datetime:
        """Return the present."""
        return self.clock()

    async def keep(
        self, ticket: Ticket, notices: Sequence[Reply] = (), *, forward: bool = False
    ) -> Ticket:
        """Keep a changed ticket with its news.

        Raises:
            StaleError: somebody else has changed it meanwhile.
        """
        kept = await self.tickets.save(ticket, self.clock(), notices, forward=forward)
        if notices:
            self.on_news()
        if forward:
            self.on_forward()
        return kept

    async def turn(self, ticket: Ticket, route: str, reason: str) -> Ticket:
        """Send a ticket another way, and tell so."""
        news = self.newsroom().rerouted(ticket, route)
        return await self.keep(turned(ticket, route, reason, self.now()), [news], forward=True)
