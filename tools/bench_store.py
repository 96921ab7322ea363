"""What each verb of the store costs, on SQLite with synchronous=FULL and NORMAL."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.core.models import (  # noqa: E402 - the path comes first
    DeliveryState,
    Line,
    Message,
    Reply,
    Settlement,
    Style,
)
from bot.core.places import Address  # noqa: E402
from bot.storage import engine  # noqa: E402
from bot.storage.store import SqlStore, open_store  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = 300
CHATS = 30
LEASE = timedelta(seconds=60)
REPLY = Reply((Line(Style.TEXT, "Chào anh/chị. " * 20),))


async def measure(store: SqlStore) -> dict[str, float]:
    """Return milliseconds a message for each verb."""
    now = datetime.now(UTC)
    spent = dict.fromkeys(("accept", "turn", "claim", "settle"), 0.0)

    @contextmanager
    def timed(verb: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        spent[verb] += (time.perf_counter() - started) * 1000 / MESSAGES

    with timed("accept"):
        for number in range(MESSAGES):
            chat = str(number % CHATS)
            said = Message(str(number), Address("web", chat), chat, now, text="xin chào")
            await store.accept([said])
    with timed("turn"):
        await answer_all(store)
    claimed = [None]
    while claimed:
        with timed("claim"):
            claimed = [*await store.claim_deliveries(["web"], now + LEASE, LEASE, 20)]
        with timed("settle"):
            for delivery in claimed:
                await store.settle_delivery(delivery.id, Settlement(DeliveryState.SENT), now)
    return spent


async def answer_all(store: SqlStore) -> None:
    """Take a turn for every message."""
    for _ in range(MESSAGES):
        async with store.next_turn() as turn:
            if turn:
                await turn.settle(turn.conversation, [REPLY])


async def main() -> None:
    """Measure both ways of writing, and print them side by side."""
    pragmas = engine._PRAGMAS  # noqa: SLF001 - the bench turns this one knob
    with tempfile.TemporaryDirectory() as folder:
        for mode in ("FULL", "NORMAL"):
            engine._PRAGMAS = tuple(  # noqa: SLF001
                f"synchronous={mode}" if p.startswith("synchronous") else p for p in pragmas
            )
            store = await open_store(f"sqlite:///{folder}/{mode}.db")
            spent = await measure(store)
            await store.close()
            shown = "  ".join(f"{name} {ms:.2f}" for name, ms in spent.items())
            print(f"synchronous={mode:<7} ms a message: {shown}  = {sum(spent.values()):.2f}")


if __name__ == "__main__":
    asyncio.run(main())
