"""Real things with points at which the process dies, as in a power cut."""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.core.feedback import Feedback, Photo, Receipt
from bot.core.models import Delivery, Reply, Settlement
from bot.core.ticket_ports import unnoticed
from bot.core.tickets import Ticket, TicketState


def code_of(number: int) -> str:
    return f"DN-{number:04}-00000"


class Run(NamedTuple):
    number: int
    route: str
    point: str

    @property
    def lanes(self) -> tuple[str, ...]:
        """Return the lanes that work; a kill in one is to hit nobody on the way in another."""
        return ("gopy", "mail", "open311") if self.point == "never" else (self.route,)

    @property
    def code(self) -> str:
        return code_of(self.number)

    def reach(self, point: str, code: str) -> None:
        """Die, as in a power cut, if this is the point and the ticket."""
        if point == self.point and code == self.code:
            os.kill(os.getpid(), signal.SIGKILL)


class Wrapped:
    """Something real, with points to die at."""

    def __init__(self, real: Any, run: Run) -> None:
        self._real, self._run = real, run

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class KillingStore(Wrapped):
    def __init__(self, real: Any, run: Run) -> None:
        super().__init__(real, run)
        self._codes: dict[int, str] = {}

    async def claim_deliveries(
        self, channels: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        claimed: Sequence[Delivery] = await self._real.claim_deliveries(
            channels, now, lease, limit
        )
        for delivery in claimed:
            self._codes[delivery.id] = delivery.address.chat
            self._run.reach("claimed", delivery.address.chat)
        return claimed

    async def settle_delivery(self, delivery: int, settlement: Settlement, now: datetime) -> None:
        self._run.reach("settled:before", self._codes[delivery])
        await self._real.settle_delivery(delivery, settlement, now)
        self._run.reach("settled:after", self._codes[delivery])


class KillingTickets(Wrapped):
    async def save(
        self,
        ticket: Ticket,
        now: datetime,
        notices: Sequence[Reply] = (),
        *,
        forward: bool = False,
    ) -> Ticket:
        point = _step_of(ticket, forward=forward)
        self._run.reach(f"{point}:before", ticket.code)
        saved: Ticket = await self._real.save(ticket, now, notices, forward=forward)
        self._run.reach(f"{point}:after", ticket.code)
        return saved

    async def keep_photo(self, owner: str, photo: Photo, now: datetime, code: str) -> str:
        photo_id: str = await self._real.keep_photo(owner, photo, now, code)
        self._run.reach("photo:kept", code)
        return photo_id


def _step_of(ticket: Ticket, *, forward: bool) -> str:
    if forward:
        return "turned"
    if ticket.is_attempted:
        return "noted"
    return "recorded" if ticket.state is TicketState.WITH_OFFICE else "photos"


class KillingForwarder(Wrapped):
    async def deliver(
        self,
        feedback: Feedback,
        token: str = "",
        on_leaving: Callable[[], Awaitable[None]] = unnoticed,
    ) -> Receipt:
        self._run.reach("opening", feedback.code)
        receipt: Receipt = await self._real.deliver(feedback, token, on_leaving)
        self._run.reach("answered", feedback.code)
        return receipt

    async def look_up(self, code: str) -> Receipt | None:
        receipt: Receipt | None = await self._real.look_up(code)
        self._run.reach("asked", code)
        return receipt
