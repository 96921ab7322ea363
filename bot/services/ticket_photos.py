"""The photos of a ticket: fetched where they lie, cleaned, and kept before anything leaves."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.core.feedback import KEPT_PHOTO
from bot.core.photos import clean_photo
from bot.errors import DeliveryError, PermanentDeliveryError, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.feedback import Photo
    from bot.core.ticket_ports import PhotoSource
    from bot.core.tickets import Ticket
    from bot.services.ways import Bureau

logger = logging.getLogger(__name__)


class TicketPhotos:
    """Fetches photos from their sources, which are found by what stands before the colon."""

    def __init__(self, bureau: Bureau, sources: Mapping[str, PhotoSource]) -> None:
        self._bureau, self._sources = bureau, sources
        self._one_at_a_time = asyncio.Lock()  # a large one takes 600 MB

    async def keep(self, ticket: Ticket) -> Ticket:
        """Keep what is not kept yet; what cannot be read is left out, and the citizen told so.

        Raises:
            DeliveryError: a photo cannot be fetched now.
            StaleError: somebody else has changed the ticket meanwhile.
        """
        if all(reference.startswith(KEPT_PHOTO) for reference in ticket.photos):
            return ticket
        kept = [await self._kept(ticket, n) for n in range(len(ticket.photos))]
        whole = replace(ticket, photos=tuple(filter(None, kept)))
        is_lost = len(whole.photos) < len(kept)
        news = [self._bureau.newsroom().photo_lost(ticket)] if is_lost else []
        return await self._bureau.keep(whole, news)

    async def load(self, ticket: Ticket) -> tuple[Photo, ...]:
        """Return the kept photos, under names that tell nothing."""
        ids = [reference.removeprefix(KEPT_PHOTO) for reference in ticket.photos]
        found = [await self._bureau.tickets.photo(photo_id) for photo_id in ids]
        return tuple(
            replace(photo, name=f"{number}{PurePosixPath(photo.name).suffix}")
            for number, photo in enumerate(filter(None, found), 1)
        )

    async def _kept(self, ticket: Ticket, place: int) -> str | None:
        reference = ticket.photos[place]
        if reference.startswith(KEPT_PHOTO):
            return reference
        try:
            photo = await self._clean(await self._fetch(reference), place + 1)
        except (PermanentDeliveryError, UserError) as error:
            _note_lost(ticket, error)
            return None
        except DeliveryError as error:
            if self._bureau.now() - ticket.created_at < self._bureau.patience.fails_over_after:
                raise
            _note_lost(ticket, error)
            return None
        keep, now = self._bureau.tickets.keep_photo, self._bureau.now()
        return f"{KEPT_PHOTO}{await keep(ticket.owner, photo, now, ticket.code)}"

    async def _fetch(self, reference: str) -> bytes:
        source = self._sources.get(reference.partition(":")[0])
        if source is None:
            message = "nobody can fetch this photo"
            raise PermanentDeliveryError(message)
        return await source.fetch(reference)

    async def _clean(self, content: bytes, number: int) -> Photo:
        async with self._one_at_a_time:
            return await asyncio.to_thread(clean_photo, content, number)


def _note_lost(ticket: Ticket, error: Exception) -> None:
    logger.warning("photo.lost", extra={"ticket": ticket.code, "reason": str(error)})
