"""Commits together what several callers want done: one wait for the disk instead of many."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncConnection

    Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    Asked = tuple[Callable[[AsyncConnection], Awaitable[Any]], asyncio.Future[Any]]

Result = TypeVar("Result")
MOST = 100  #: in one transaction


class Together:
    """Does short works in the order in which they come; `do` returns when its work is committed.

    What comes while a transaction is waited for goes into it. A group that the database refuses
    is done again one by one: what is wrong fails alone.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._waiting: list[Asked] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Do one work, which may be called twice; it is done even if the caller is cancelled."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work_off())
        return await future

    async def _work_off(self) -> None:
        while self._waiting:
            group: list[Asked] = []
            try:
                await self._commit(group)
            except StorageError:
                for one in group or self._take():
                    await self._alone(one)
            except Exception as error:  # noqa: BLE001 - handed on to those who asked
                _fail(group or self._take(), error)

    async def _alone(self, one: Asked) -> None:
        try:
            await self._commit([one])
        except StorageError as error:
            _fail([one], error)

    async def _commit(self, group: list[Asked]) -> None:
        """Do a group in one transaction; an empty one is filled with all that waits by then."""
        async with self._transaction() as connection:
            if not group:
                group.extend(self._take())
            results = [await work(connection) for work, _ in group]
        for (_, future), result in zip(group, results, strict=True):
            if not future.done():
                future.set_result(result)

    def _take(self) -> list[Asked]:
        taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        return taken


def _fail(group: Sequence[Asked], error: Exception) -> None:
    for _, future in group:
        if not future.done():
            future.set_exception(error)
