"""The outbox: claims what is due, hands it to the channel, records how it ended."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.models import DeliveryState, Settlement
from bot.core.retry import RetryPolicy
from bot.errors import DeliveryError, StorageError, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.core.models import Delivery
    from bot.core.ports import Clock, Sender, Store

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  #: after this a claimed delivery belongs to a worker that died
SEND_TIMEOUT = 45.0  #: seconds; shorter than the lease
AT_ONCE = 20  #: deliveries on their way at the same time
POLL_EVERY = 1.0  #: seconds between looks for what another replica wrote


class Outbox:
    """Delivers replies through the sender of their channel."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        clock: Clock,
        chance: Callable[[], float],
        policy: RetryPolicy | None = None,
    ) -> None:
        self._store = store
        self._senders = senders
        self._clock = clock
        self._chance = chance
        self._policy = policy or RetryPolicy()
        self._wake = asyncio.Event()
        self._under_way = 0
        self._is_stopping = False

    def wake(self) -> None:
        """Look for due deliveries now."""
        self._wake.set()

    def stop(self) -> None:
        """End `run` after the deliveries that are on their way."""
        self._is_stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped."""
        async with asyncio.TaskGroup() as group:
            while not self._is_stopping:
                self._wake.clear()
                try:
                    await self._start_due(group)
                    pause = await self._pause()
                except StorageError as error:
                    logger.error("outbox.storage_failed", extra={"reason": str(error)})  # noqa: TRY400 - an outage, no bug
                    pause = POLL_EVERY
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)

    async def _start_due(self, group: asyncio.TaskGroup) -> None:
        """Start a task for each due delivery, never more than AT_ONCE together."""
        while free := AT_ONCE - self._under_way:
            claimed = await self._claim(free)
            if not claimed:
                return
            self._under_way += len(claimed)
            for delivery in claimed:
                group.create_task(self._deliver_and_wake(delivery))

    async def _deliver_and_wake(self, delivery: Delivery) -> None:
        try:
            await self._deliver(delivery)
        except StorageError as error:
            logger.error("outbox.storage_failed", extra={"reason": str(error)})  # noqa: TRY400 - an outage, no bug
        finally:
            self._under_way -= 1
            self._wake.set()

    async def deliver_due(self) -> int:
        """Deliver what is due, wait until it is settled, and return how many that were."""
        claimed = await self._claim(AT_ONCE)
        await asyncio.gather(*(self._deliver(delivery) for delivery in claimed))
        return len(claimed)

    async def _claim(self, limit: int) -> Sequence[Delivery]:
        channels = self._senders.keys()
        return await self._store.claim_deliveries(channels, self._clock(), LEASE, limit)

    async def _deliver(self, delivery: Delivery) -> None:
        settlement = await self._attempt(delivery)
        await self._store.settle_delivery(delivery.id, settlement, self._clock())
        logger.log(
            logging.INFO if settlement.state is DeliveryState.SENT else logging.WARNING,
            "delivery.%s",
            settlement.state.value,
            extra={
                "delivery": delivery.id,
                "channel": delivery.address.channel,
                "attempt": delivery.attempts + 1,
                "reason": settlement.reason,
            },
        )

    async def _attempt(self, delivery: Delivery) -> Settlement:
        """Try once; whatever goes wrong becomes a settlement."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                receipt = await self._senders[delivery.address.channel].send(delivery)
        except DeliveryError as error:
            failure: DeliveryError = error
        except TimeoutError:
            failure = UnknownOutcomeError("no answer in time")
        except Exception as error:
            logger.exception("delivery.bug", extra={"delivery": delivery.id})
            failure = DeliveryError(f"bug: {type(error).__name__}")
        else:
            return Settlement(DeliveryState.SENT, receipt=receipt)
        return self._policy.decide(failure, delivery, self._clock(), self._chance())

    async def _pause(self) -> float:
        """Return for how many seconds nothing will be due here."""
        if self._under_way >= AT_ONCE:
            return POLL_EVERY
        due_at = await self._store.next_due_at(self._senders.keys())
        if due_at is None:
            return POLL_EVERY
        return min(POLL_EVERY, max(0.01, (due_at - self._clock()).total_seconds()))
