"""Tells those who run the bot what is wrong with feedback, again and again until it is not."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import journey
from bot.core.days import day_of
from bot.core.guests import MEGABYTE, PHOTO, GuestDay, fullness
from bot.core.tickets import UNDER_WAY, TicketState
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime

    from bot.core.models import Reply
    from bot.core.places import Address
    from bot.core.ports import Store
    from bot.services.ways import Bureau, Way

logger = logging.getLogger(__name__)

CHECKS_EVERY = 60.0  #: seconds


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something an operator should see to; no personal data."""

    name: str  #: such as `route_down:gopy`
    size: int  #: a larger one is told at once
    news: Reply


class Alarm:
    """Looks for trouble and tells it in the log and in the chats of the admins."""

    most = 1000  #: tickets of a kind that are counted; those that were seen to are not among them

    def __init__(
        self,
        store: Store,
        bureau: Bureau,
        ways: Mapping[str, Way],
        admins: Callable[[], Collection[Address]],
        every: timedelta = timedelta(hours=6),
    ) -> None:
        self._store, self._bureau, self._ways = store, bureau, ways
        self._admins, self._every = admins, every
        self._told: dict[str, tuple[datetime, int]] = {}

    async def run(self) -> None:
        """Look for trouble until cancelled."""
        while True:
            with suppress(StorageError):  # the workers tell of that
                await self.check()
            await asyncio.sleep(CHECKS_EVERY)

    async def check(self) -> None:
        """Tell what is new, has grown, or was told too long ago."""
        found = {trouble.name: trouble for trouble in await self._troubles()}
        self._told = {name: told for name, told in self._told.items() if name in found}
        for trouble in found.values():
            if self._is_due(trouble):
                await self._tell(trouble)

    async def _troubles(self) -> list[Trouble]:
        return [
            *await self._dead(),
            *await self._unsure(),
            *self._down(),
            *await self._gone(),
            *await self._guests(),
        ]

    async def _dead(self) -> list[Trouble]:
        """Find tickets that no office could be given, and that nobody has seen to."""
        codes = await self._waiting(TicketState.DEAD)
        if not codes:
            return []
        return [Trouble("dead_tickets", len(codes), self._bureau.newsroom().dead_letters(codes))]

    async def _unsure(self) -> list[Trouble]:
        """Find tickets of which nobody knows whether they arrived, until somebody finds out."""
        codes = await self._waiting(TicketState.UNSURE)
        if not codes:
            return []
        news = self._bureau.newsroom().unsure_letters(codes)
        return [Trouble("unsure_tickets", len(codes), news)]

    async def _waiting(self, state: TicketState) -> list[str]:
        found = await self._bureau.tickets.to_see_to([state], self.most)
        return [ticket.code for ticket in found]

    def _down(self) -> Iterator[Trouble]:
        """Find routes that have been down for longer than citizens wait without a word."""
        latest = self._bureau.now() - self._bureau.patience.tells_after
        for way in self._ways.values():
            since = way.gate.down_since
            if since is not None and since <= latest:
                news = self._bureau.newsroom().route_down(way.route, since)
                yield Trouble(f"route_down:{way.route}", 1, news)

    async def _gone(self) -> list[Trouble]:
        """Find tickets on ways that have no settings any more, and that cannot go another way."""
        under_way = await self._bureau.tickets.in_states(UNDER_WAY, self.most)
        counted = Counter(
            ticket.route
            for ticket in under_way
            if ticket.route not in self._ways
            and (ticket.is_attempted or journey.next_route(ticket) is None)
        )
        newsroom = self._bureau.newsroom()
        return [
            Trouble(f"route_gone:{route}", count, newsroom.route_gone(route, count))
            for route, count in counted.items()
        ]

    async def _guests(self) -> list[Trouble]:
        """Find what guests have sent as much of today as is taken of it, or nearly."""
        today, most = day_of(self._bureau.now()), self._bureau.guests
        latest = await self._bureau.tickets.guest_days(1)
        sent = next((one for one in latest if one.day == today), GuestDay(today))
        tickets, photos = (sent.tickets, most.tickets), (sent.photo_bytes, most.photo_bytes)
        megabytes = tuple(round(size / MEGABYTE) for size in photos)
        found = (
            ("guest_tickets", fullness(*tickets), tickets),
            ("guest_photos", fullness(*photos, PHOTO), megabytes),
        )
        newsroom = self._bureau.newsroom()
        return [
            Trouble(name, full, newsroom.guests(name, *counts))
            for name, full, counts in found
            if full
        ]

    def _is_due(self, trouble: Trouble) -> bool:
        at, size = self._told.get(trouble.name, (None, 0))
        is_old = at is None or self._bureau.now() - at >= self._every
        return is_old or trouble.size > size

    async def _tell(self, trouble: Trouble) -> None:
        logger.error("alert.%s", trouble.name, extra={"count": trouble.size})
        for address in self._admins():
            await self._store.say(address, [trouble.news], self._bureau.now())
        self._told[trouble.name] = self._bureau.now(), trouble.size
        self._bureau.on_news()
