"""Posts updates to the bot's webhook, and again until it answers 2xx, as Telegram does.

The updates of one chat go one after the other, different chats side by side. Telegram waits
longer between tries than we do here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import aiohttp

FIRST_WAIT = 0.02
LONGEST_WAIT = 0.5


class WebhookPump:
    """The queues of updates on their way to the webhook."""

    def __init__(self) -> None:
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.statuses: list[int] = []  #: one for each try; 0 when there was no answer
        self._queues: dict[Any, deque[Any]] = {}
        self._workers: dict[Any, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(self.max_connections)
        self._session: aiohttp.ClientSession | None = None

    @property
    def is_set(self) -> bool:
        return bool(self.url)

    @property
    def waiting(self) -> list[Any]:
        return [update for queue in self._queues.values() for update in queue]

    def start(self, url: str, secret: str, max_connections: int) -> None:
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self._slots = asyncio.Semaphore(max_connections)

    async def stop(self) -> list[Any]:
        """Stop and return what was not delivered."""
        self.url = ""
        for worker in self._workers.values():
            worker.cancel()
        await asyncio.gather(*self._workers.values(), return_exceptions=True)
        left = self.waiting
        self._queues.clear()
        self._workers.clear()
        return left

    async def close(self) -> None:
        await self.stop()
        if self._session:
            await self._session.close()

    def enqueue(self, update: Any) -> None:
        chat = _chat_of(update)
        self._queues.setdefault(chat, deque()).append(update)
        if chat not in self._workers:
            self._workers[chat] = asyncio.create_task(self._drain(chat))

    async def _drain(self, chat: Any) -> None:
        queue = self._queues[chat]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        del self._workers[chat]

    async def _deliver(self, update: Any) -> None:
        wait = FIRST_WAIT
        while True:
            async with self._slots:
                status = await self._post(update)
            self.statuses.append(status)
            if 200 <= status < 300:
                return
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _post(self, update: Any) -> int:
        self._session = self._session or aiohttp.ClientSession()
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        timeout = aiohttp.ClientTimeout(total=10)
        try:
            async with self._session.post(
                self.url, json=update, headers=headers, timeout=timeout
            ) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0


def _chat_of(update: Any) -> Any:
    for content in update.values() if isinstance(update, dict) else ():
        if isinstance(content, dict):
            message = content.get("message", content)
            return message.get("chat", {}).get("id") if isinstance(message, dict) else None
    return None
