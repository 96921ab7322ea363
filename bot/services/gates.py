"""The gate before one way to an office: closed while the office takes nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.core.breaker import Breaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from bot.core.ports import Clock, Store
    from bot.errors import DeliveryError

logger = logging.getLogger(__name__)


class RouteGate:
    """Keeps the breaker of one outbox channel; it lives as long as the process."""

    def __init__(
        self,
        store: Store,
        channel: str,
        clock: Clock,
        chance: Callable[[], float],
        breaker: Breaker | None = None,
    ) -> None:
        self._store, self._channel = store, channel
        self._clock, self._chance = clock, chance
        self._breaker = breaker or Breaker()
        self._is_recovering = True  # what waits since before this process keeps its order too

    @property
    def down_since(self) -> datetime | None:
        """Return since when the office takes nothing; None while it does."""
        return self._breaker.down_since if self._breaker.is_open else None

    def closed_for(self) -> timedelta:
        """Return for how long nothing may be claimed."""
        return self._breaker.wait(self._clock())

    async def prepare(self) -> None:
        """Make what waits due, in its order: after an outage all, for a probe some."""
        if self._breaker.is_open:
            but = self._breaker.passed_over
            await self._store.hasten(self._channel, self._clock(), but)
        elif self._is_recovering:
            await self._store.hasten(self._channel, self._clock())
            self._is_recovering = False

    def failed(self, delivery: int, error: DeliveryError) -> timedelta:
        """Take note of a failure; return after what time this delivery is not in the way."""
        was_open = self._breaker.is_open
        self._breaker = self._breaker.failed(delivery, error, self._clock(), self._chance())
        if self._breaker.is_open and not was_open:
            logger.warning("route.down", extra={"channel": self._channel, "reason": str(error)})
        return 2 * self.closed_for()

    def succeeded(self) -> None:
        """Take note that the office answers."""
        if self._breaker.is_open:
            logger.info("route.up", extra={"channel": self._channel})
            self._is_recovering = True
        self._breaker = self._breaker.succeeded()
