"""When to try a delivery again: a policy apart from the worker that obeys it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.models import DeliveryState, Settlement
from bot.errors import DeliveryError, PermanentDeliveryError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.models import Delivery


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential back-off with full jitter and a cap; dead after a certain age.

    The shape is that of "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015), with half
    of the wait fixed so that a retry never follows at once.
    """

    first: timedelta = timedelta(seconds=2)
    cap: timedelta = timedelta(minutes=30)
    give_up_after: timedelta = timedelta(hours=24)

    def wait(self, attempts: int, chance: float) -> timedelta:
        """Return how long to wait after *attempts* tries; *chance* is between 0 and 1."""
        longest = min(self.cap, self.first * float(2 ** min(attempts, 20)))
        return longest / 2 + longest / 2 * chance

    def decide(
        self, error: DeliveryError, delivery: Delivery, now: datetime, chance: float
    ) -> Settlement:
        """Say what becomes of a delivery that failed with *error*."""
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, PermanentDeliveryError):
            return Settlement(DeliveryState.DEAD, reason=reason)
        wait = self.wait(delivery.attempts, chance)
        if error.retry_after:
            wait = max(wait, error.retry_after)
        due_at = now + wait
        if due_at - delivery.created_at > self.give_up_after:
            return Settlement(DeliveryState.DEAD, reason=reason)
        return Settlement(DeliveryState.PENDING, due_at=due_at, reason=reason)
