"""Somebody at a pseudo-terminal."""

from __future__ import annotations

import asyncio
import os
import pty
from collections.abc import Callable
from contextlib import suppress

WITHIN = 20.0  # seconds


async def wait_for(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not is_so():
            await asyncio.sleep(0.05)


class Terminal:
    """The bot in a pseudo-terminal, and somebody who types."""

    def __init__(self) -> None:
        self.shown = ""
        self._master, self.slave = pty.openpty()
        os.set_blocking(self._master, False)

    async def wait_for(self, words: str) -> None:
        start = len(self.shown) if words not in self.shown else 0

        def is_shown() -> bool:
            with suppress(OSError):  # nothing yet, or no longer anybody there
                self.shown += os.read(self._master, 65536).decode(errors="replace")
            return words in " ".join(self.shown[start:].split())

        await wait_for(is_shown)

    async def type(self, line: str, words: str) -> None:
        """Type a line and wait until these words are shown after it."""
        self.shown = ""
        os.write(self._master, f"{line}\n".encode())
        await self.wait_for(words)

    def close(self) -> None:
        os.close(self._master)
