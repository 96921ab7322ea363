"""A round of forgetting that dies at one of its commits: python victim_retention.py URL N SIDE."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.core.records import Terms
from bot.services.retention import Retention
from bot.storage.store import open_store


class Death:
    """Comes before or after the Nth commit."""

    def __init__(self, number: int, side: str) -> None:
        self._left, self._side = number, side

    def before(self, _: Any) -> None:
        self._left -= 1
        if self._left == 0 and self._side == "before":
            os.kill(os.getpid(), signal.SIGKILL)

    def after(self, *_: Any) -> None:
        if self._left <= 0 and self._side == "after":
            os.kill(os.getpid(), signal.SIGKILL)


async def forget(url: str, death: Death) -> None:
    store = await open_store(url)
    engine = store._database._engine.sync_engine  # noqa: SLF001 - where commits can be seen
    sa.event.listen(engine, "commit", death.before)
    sa.event.listen(engine, "checkin", death.after)
    much_later = datetime.now(UTC) + timedelta(days=400)
    await Retention(store.tickets, Terms(), lambda: much_later).forget()
    await store.close()


if __name__ == "__main__":
    asyncio.run(forget(sys.argv[1], Death(int(sys.argv[2]), sys.argv[3])))
