"""All ways to offices, each with a worker of its own, and what looks after them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.retry import RetryPolicy
from bot.core.tickets import channel_of
from bot.services.dispatch import OfficeSender
from bot.services.followup import FollowUp
from bot.services.gates import RouteGate
from bot.services.outbox import Lane, Outbox
from bot.services.ticket_photos import TicketPhotos
from bot.services.ways import Bureau, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.core.ports import Store
    from bot.core.ticket_ports import Forwarder, PhotoSource

#: One at a time, in order. How long it is tried is decided by the age of the ticket, not here.
OFFICE_LANE = Lane(
    at_once=1,
    lease=timedelta(minutes=6),
    timeout=timedelta(minutes=5),
    poll_every=timedelta(seconds=2),
    policy=RetryPolicy(
        first=timedelta(seconds=20),
        cap=timedelta(minutes=30),
        give_up_after=timedelta(days=3650),
    ),
)


@dataclass(frozen=True, slots=True)
class Outside:
    """What tickets need from the edges."""

    forwarders: Mapping[str, Forwarder]  #: by route
    photos: Mapping[str, PhotoSource]  #: by what stands before the colon of a reference


class PostOffice:
    """Runs the lanes and the follow-up together."""

    def __init__(
        self,
        store: Store,
        bureau: Bureau,
        outside: Outside,
        chance: Callable[[], float],
        lane: Lane = OFFICE_LANE,
    ) -> None:
        self.bureau = replace(bureau, on_forward=self.wake)
        self.ways = {
            route: Way(route, way, RouteGate(store, channel_of(route), bureau.clock, chance))
            for route, way in outside.forwarders.items()
        }
        photos = TicketPhotos(self.bureau, outside.photos)
        self.lanes = {
            route: Outbox(
                store,
                {way.channel: OfficeSender(way, self.bureau, photos)},
                bureau.clock,
                chance,
                replace(lane, gate=way.gate),
            )
            for route, way in self.ways.items()
        }
        self.follow_up = FollowUp(self.bureau, self.ways)

    def wake(self) -> None:
        """Look for tickets now."""
        for lane in self.lanes.values():
            lane.wake()

    def stop(self) -> None:
        """End `run` after what is on its way."""
        self.follow_up.stop()
        for lane in self.lanes.values():
            lane.stop()

    async def run(self) -> None:
        """Work until stopped."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.follow_up.run())
            for lane in self.lanes.values():
                group.create_task(lane.run())

    def down(self) -> dict[str, datetime]:
        """Return the routes that take nothing at the moment, and since when."""
        found = {route: way.gate.down_since for route, way in self.ways.items()}
        return {route: since for route, since in found.items() if since is not None}

    async def close(self) -> None:
        """Give back every connection."""
        for way in self.ways.values():
            await way.forwarder.close()
