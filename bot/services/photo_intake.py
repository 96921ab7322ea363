"""Takes photos in: cleans them one at a time, and keeps them until their feedback is sent."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.feedback import KEPT_PHOTO
from bot.core.guests import MEGABYTE, GuestLimits
from bot.core.photos import clean_photo
from bot.core.records import Terms
from bot.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.feedback import Photo
    from bot.core.ports import Clock
    from bot.core.ticket_ports import TicketStore

logger = logging.getLogger(__name__)

TOO_MANY, NO_ROOM, DAY_FULL = "photo_too_many", "photo_no_room", "photo_day_full"  #: phrases
MOST_AN_HOUR = 12  #: of one conversation; a feedback has three
_HOUR = timedelta(hours=1)
_REMEMBERED = 10_000  # conversations, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """How much is taken before it belongs to a ticket."""

    an_hour: int = MOST_AN_HOUR
    bytes_held: int = 500 * MEGABYTE  #: of all conversations together
    held_for: timedelta = Terms().drafts
    bytes_a_day: int = GuestLimits().photo_bytes  #: of all together, sent or of a draft


LIMITS = PhotoLimits()


class PhotoIntake:
    """Keeps clean photos of guests under the name of the conversation they come from."""

    def __init__(
        self,
        tickets: TicketStore,
        clock: Clock,
        limits: PhotoLimits = LIMITS,
        name: Callable[[str], str] = str,
    ) -> None:
        self._tickets = tickets
        self._clock = clock
        self._limits = limits
        self._name = name
        # A large picture takes two seconds and 600 MB, see clean_photo.
        self._table = asyncio.Lock()
        self._taken: OrderedDict[str, deque[datetime]] = OrderedDict()

    async def take(self, conversation: str, content: bytes) -> str:
        """Clean and keep a photo, and return how a message refers to it.

        Raises:
            UserError: it is none, too large, broken, one too many, or there is no room.
        """
        owner = self._name(conversation)
        self._count(owner)
        async with self._table:
            photo = await asyncio.to_thread(clean_photo, content, 1)
            return KEPT_PHOTO + await self._keep(owner, photo)

    async def drop(self, conversation: str, reference: str) -> None:
        """Throw a photo away to which no message refers after all."""
        owner, photo_id = self._name(conversation), reference.removeprefix(KEPT_PHOTO)
        await self._tickets.drop_photo(owner, photo_id)

    async def _keep(self, owner: str, photo: Photo) -> str:
        """Keep a photo if there is room; none that was taken is dropped for it."""
        now, limits, size = self._clock(), self._limits, len(photo.content)
        if not await self._tickets.make_room(size, limits.bytes_held, now - limits.held_for):
            logger.warning("photo.no_room", extra={"bytes_held": limits.bytes_held})
            raise UserError(NO_ROOM)
        kept = await self._tickets.keep_guest_photo(owner, photo, now, limits.bytes_a_day)
        if kept is None:
            logger.warning("photo.day_full", extra={"bytes_a_day": limits.bytes_a_day})
            raise UserError(DAY_FULL)
        return kept

    def _count(self, owner: str) -> None:
        """Refuse a conversation that has sent too many within the hour; refused ones count."""
        now = self._clock()
        times = self._taken.setdefault(owner, deque())
        self._taken.move_to_end(owner)
        while len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        while times and now - times[0] >= _HOUR:
            times.popleft()
        if len(times) >= self._limits.an_hour:
            raise UserError(TOO_MANY)
        times.append(now)
