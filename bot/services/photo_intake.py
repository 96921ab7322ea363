"""Takes photos in: cleans them one at a time, and keeps them until their feedback is sent."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.photos import clean_photo
from bot.errors import UserError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.ports import Clock
    from bot.core.ticket_ports import TicketStore

TOO_MANY = "photo_too_many"  #: a phrase
KEPT = "kept:"  #: how a message refers to a photo of the store
MOST_AN_HOUR = 12  #: of one conversation; a feedback has three
_HOUR = timedelta(hours=1)
_REMEMBERED = 10_000  # conversations, so that memory stays bounded


class PhotoIntake:
    """Keeps clean photos under the name of the conversation they come from."""

    def __init__(
        self, tickets: TicketStore, clock: Clock, most_an_hour: int = MOST_AN_HOUR
    ) -> None:
        self._tickets = tickets
        self._clock = clock
        self._most = most_an_hour
        # A large picture takes two seconds and 600 MB, see clean_photo.
        self._table = asyncio.Lock()
        self._taken: OrderedDict[str, deque[datetime]] = OrderedDict()

    async def take(self, owner: str, content: bytes) -> str:
        """Clean and keep a photo, and return how a message refers to it.

        Raises:
            UserError: it is none, too large, broken, or one too many.
        """
        self._count(owner)
        async with self._table:
            photo = await asyncio.to_thread(clean_photo, content, 1)
        return KEPT + await self._tickets.keep_photo(owner, photo, self._clock())

    def _count(self, owner: str) -> None:
        """Refuse a conversation that has sent too many within the hour; refused ones count."""
        now = self._clock()
        times = self._taken.setdefault(owner, deque())
        self._taken.move_to_end(owner)
        while len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        while times and now - times[0] >= _HOUR:
            times.popleft()
        if len(times) >= self._most:
            raise UserError(TOO_MANY)
        times.append(now)
