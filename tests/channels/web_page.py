"""A page in a browser, as the API sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import aiohttp

from bot.core.models import Message
from bot.services.pseudonyms import Pseudonyms
from bot.storage.store import SqlStore

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
NAMES = Pseudonyms("a-key-of-thirty-two-characters-x")
A_DAY = 5 * 1024 * 1024  #: bytes of photos of all guests
ROOM = 1024 * 1024  #: bytes for photos of drafts
TOKEN = "a-token-that-nobody-else-knows-01"


@dataclass
class Page:
    """A page in a browser, and what the inbox got from it."""

    url: str
    store: SqlStore
    session: aiohttp.ClientSession
    messages: list[Message] = field(default_factory=list)
    token: str = TOKEN
    now: datetime = NOON

    async def post(self, path: str, **content: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token}", **content.pop("headers", {})}
        async with self.session.post(self.url + path, headers=headers, **content) as answer:
            return answer.status, await answer.json()

    async def upload(
        self, content: Any, kind: str = "image/jpeg", number: int = 1
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": kind}
        body = BytesIO(content) if isinstance(content, bytes) else content
        return await self.post(f"/api/photos?id=photo-{number:04}", data=body, headers=headers)

    async def accept(self, messages: Sequence[Message]) -> int:
        self.messages.extend(messages)
        return await self.store.accept(messages)
