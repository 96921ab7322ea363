"""The whole bot in processes that kill themselves, each at one persisted step.

Reads points from standard input, a line each ("after 0.1" is a moment, in seconds), and prints
how the process that was given the point ended. The processes are forked from this one, which
has read the code and the knowledge base but has opened nothing: a death takes a third of a
second so, and not three.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from bot import app
from bot.channels import telegram
from bot.core.models import Conversation, Delivery, Message, Reply, Settlement
from bot.core.ports import Records, Store, Turn
from bot.logs import set_up_logs
from bot.services.library import Library
from bot.settings import Settings, read_settings

READ_BEFORE = telegram  #: not only when it is needed: each of the processes would read it anew
#: every step after which something is, or is not, written down
POINTS = (
    "accept:before",
    "accept:after",
    "turn:held",
    "settle:written",
    "turn:committed",
    "delivery:claimed",
    "delivery:sent",
    "delivery:settled",
)


class KillingStore:
    """A store that ends the process, as a power cut would, at one point."""

    def __init__(self, store: Store, point: str) -> None:
        self._store = store
        self._point = point

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def _pass(self, point: str) -> None:
        if point == self._point:
            os.kill(os.getpid(), signal.SIGKILL)

    async def accept(self, messages: Sequence[Message]) -> int:
        self._pass("accept:before")
        count = await self._store.accept(messages)
        self._pass("accept:after")
        return count

    @asynccontextmanager
    async def next_turn(self) -> AsyncIterator[Turn | None]:
        async with self._store.next_turn() as turn:
            if turn is not None:
                self._pass("turn:held")
            yield KillingTurn(turn, self._pass) if turn else None
        if turn is not None:
            self._pass("turn:committed")

    async def claim_deliveries(
        self, channels: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        claimed = await self._store.claim_deliveries(channels, now, lease, limit)
        if claimed:
            self._pass("delivery:claimed")
        return claimed

    async def settle_delivery(self, delivery: int, settlement: Settlement, now: datetime) -> None:
        self._pass("delivery:sent")
        await self._store.settle_delivery(delivery, settlement, now)
        self._pass("delivery:settled")


class KillingTurn:
    """A turn that ends the process between writing and committing."""

    def __init__(self, turn: Turn, pass_: Any) -> None:
        self._turn = turn
        self._pass = pass_

    @property
    def message(self) -> Message:
        return self._turn.message

    @property
    def records(self) -> Records:
        return self._turn.records

    @property
    def conversation(self) -> Conversation:
        return self._turn.conversation

    async def settle(self, conversation: Conversation, replies: Sequence[Reply]) -> None:
        await self._turn.settle(conversation, replies)
        self._pass("settle:written")


async def main(point: str, settings: Settings, library: Library) -> None:
    set_up_logs("WARNING")

    def wrap(store: Store) -> Store:
        return KillingStore(store, point)

    if point.startswith("after "):
        moment = float(point.removeprefix("after "))
        asyncio.get_running_loop().call_later(moment, os.kill, os.getpid(), signal.SIGKILL)
    async with app.open_bot(settings, exclusive=True, loaded=library, wrap=wrap) as bot:
        await app.serve_bot(bot, settings)


def run_and_die(point: str, settings: Settings, library: Library) -> int:
    """Run the bot in a process of its own; return how it ended, -9 when it was killed."""
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(main(point, settings, library))
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    SETTINGS = read_settings(os.environ)
    LIBRARY = app.open_library(SETTINGS)
    for line in sys.stdin:
        print(run_and_die(line.strip(), SETTINGS, LIBRARY), flush=True)
