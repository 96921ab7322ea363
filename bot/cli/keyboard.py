"""What is typed at the terminal, without holding up the end of the program."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

STANDARD_INPUT = 0


async def typed_lines(prompt: str) -> AsyncIterator[str]:
    """Give the lines as they come; Ctrl+C need not wait for another Enter.

    The reading thread is a daemon with a file of its own: at the end nobody waits for it.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with (
            suppress(RuntimeError),  # the loop has ended
            open(STANDARD_INPUT, encoding="utf-8", errors="replace", closefd=False) as keyboard,
        ):
            for line in keyboard:
                loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\n"))
            loop.call_soon_threadsafe(lines.put_nowait, None)

    Thread(target=read, daemon=True).start()
    while True:
        print(prompt, end="", flush=True)
        line = await lines.get()
        if line is None:
            return
        yield line
