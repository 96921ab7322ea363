"""Forgets, a few times a day, what has been kept for its term."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.records import KINDS, still_due
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.ports import Clock
    from bot.core.records import Terms
    from bot.core.ticket_ports import TicketStore

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
AFTER_A_FAULT = timedelta(minutes=5)


class Retention:
    """Forgets at the start and every six hours."""

    def __init__(self, tickets: TicketStore, terms: Terms, clock: Clock) -> None:
        self._tickets = tickets
        self._terms = terms
        self._clock = clock

    async def run(self) -> None:
        """Forget what is due, again and again, until cancelled."""
        while True:
            rest = await self._try_once()
            await asyncio.sleep(rest.total_seconds())

    async def _try_once(self) -> timedelta:
        """Return how long to rest."""
        try:
            forgotten = await self.forget()
        except StorageError as error:
            logger.error("retention.storage_failed", extra={"reason": str(error)})  # noqa: TRY400 - an outage, no bug
            return AFTER_A_FAULT
        if any(forgotten.values()):
            logger.info("retention.forgotten", extra=dict(forgotten))
        return EVERY

    async def forget(self) -> Mapping[str, int]:
        """Forget all that is due and return how many of each kind that were.

        A store forgets a helping at a time, so as not to hold up those who write. A round that
        was cut short leaves the rest, and the traces of what is gone, to the next.
        """
        forgotten: Counter[str] = Counter()
        due = KINDS
        while due:
            done = await self._tickets.forget_old(self._terms, self._clock(), due)
            forgotten.update(done)
            due = still_due(done)
            await asyncio.sleep(0)
        await self._tickets.scrub()
        return forgotten
