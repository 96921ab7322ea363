"""The outbox: claims what is due, hands it to the channel, records how it ended."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bot.core.models import DeliveryState, Settlement
from bot.core.retry import RetryPolicy
from bot.errors import DeliveryError, StorageError, TransientDeliveryError, UnknownOutcomeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.core.models import Delivery
    from bot.core.ports import Clock, Sender, Store

logger = logging.getLogger(__name__)

_SHORTEST = timedelta(milliseconds=10)


class Gate(Protocol):
    """What may hold deliveries back."""

    def closed_for(self) -> timedelta:
        """Return for how long nothing may be claimed."""
        ...

    async def prepare(self) -> None:
        """Make due what shall be claimed next; asked each time before anything is."""
        ...


@dataclass(frozen=True, slots=True)
class Lane:
    """How deliveries are worked off."""

    at_once: int = 20  #: on their way at the same time
    lease: timedelta = timedelta(seconds=60)  #: then a claimed one belongs to a dead worker
    timeout: timedelta = timedelta(seconds=45)  #: of one try; shorter than the lease
    poll_every: timedelta = timedelta(seconds=1)  #: for what another replica wrote
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    gate: Gate | None = None


class Outbox:
    """Delivers through the sender of each channel."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        clock: Clock,
        chance: Callable[[], float],
        lane: Lane | None = None,
    ) -> None:
        self._store = store
        self._senders = senders
        self._clock = clock
        self._chance = chance
        self._lane = lane or Lane()
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
                    pause = self._lane.poll_every
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause.total_seconds())

    async def _start_due(self, group: asyncio.TaskGroup) -> None:
        """Start a task for each due delivery, never too many together."""
        while free := self._lane.at_once - self._under_way:
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
        claimed = await self._claim(self._lane.at_once)
        await asyncio.gather(*(self._deliver(delivery) for delivery in claimed))
        return len(claimed)

    async def _claim(self, limit: int) -> Sequence[Delivery]:
        if gate := self._lane.gate:
            if gate.closed_for():
                return []
            await gate.prepare()
        channels, lease = self._senders.keys(), self._lane.lease
        return await self._store.claim_deliveries(channels, self._clock(), lease, limit)

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
            async with asyncio.timeout(self._lane.timeout.total_seconds()):
                receipt = await self._senders[delivery.address.channel].send(delivery)
        except DeliveryError as error:
            failure: DeliveryError = error
        except TimeoutError:
            failure = UnknownOutcomeError("no answer in time")
        except StorageError as error:
            failure = TransientDeliveryError(str(error))
        except Exception as error:
            logger.exception("delivery.bug", extra={"delivery": delivery.id})
            failure = DeliveryError(f"bug: {type(error).__name__}")
        else:
            return Settlement(DeliveryState.SENT, receipt=receipt)
        return self._lane.policy.decide(failure, delivery, self._clock(), self._chance())

    async def _pause(self) -> timedelta:
        """Return for how long nothing will be due here."""
        longest, gate = self._lane.poll_every, self._lane.gate
        if self._under_way:
            return longest  # whatever ends first wakes us
        if gate and (closed_for := gate.closed_for()):
            return min(longest, closed_for)
        due_at = await self._store.next_due_at(self._senders.keys())
        if due_at is None:
            return longest
        return min(longest, max(_SHORTEST, due_at - self._clock()))
