"""Kill -9 at every persisted step: nothing is lost, nothing is said twice that could be known."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.conftest import ROOT, environment, free_port, running, until_ready
from tests.e2e.victim import POINTS
from tests.fakes.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.e2e

DIES_WITHIN = 40.0
ROUNDS = 7  #: 56 kills
VICTIM = str(ROOT / "tests" / "e2e" / "victim.py")
WEB_TOKEN = {"Authorization": "Bearer killed-again-and-again-0001"}


def question(number: int) -> str:
    """An utterance that is told apart by its reply: the link in it is quoted."""
    return f"https://la-{number}.example.com"


async def post_until_accepted(port: int, number: int, session: aiohttp.ClientSession) -> None:
    """Send one message as the page does: the same id again until it is accepted."""
    body = {"id": f"message-{number:04}", "text": question(number)}
    url = f"http://127.0.0.1:{port}/api/messages"
    while True:
        try:
            async with session.post(url, json=body, headers=WEB_TOKEN) as response:
                if response.status == 202:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.02)


async def replies_on_the_web(
    port: int, count: int, session: aiohttp.ClientSession
) -> Counter[int]:
    found: list[str] = []
    after = 0
    while len(found) < count:
        url = f"http://127.0.0.1:{port}/api/replies?after={after}&wait=10"
        async with session.get(url, headers=WEB_TOKEN) as response:
            replies = (await response.json())["replies"]
        if not replies:
            break
        after = replies[-1]["id"]
        found += [reply["lines"][0]["text"] for reply in replies]
    return tally(found)


def tally(replies: list[str]) -> Counter[int]:
    """Count the replies to each numbered question."""
    return Counter(int(text.split("la-")[1].split("[.]")[0]) for text in replies if "la-" in text)


@dataclass
class Killed:
    """What a series of kills left behind."""

    plan: list[str]
    port: int
    unknowable: Counter[int]  #: what the peer had when the bot died before it could note that
    healthy: AsyncExitStack


def sending(folder: Path) -> Counter[int]:
    """Return the questions whose replies were handed over and not yet noted as sent."""
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone():
            return Counter()  # killed before there was a table
        rows = database.execute("SELECT body FROM outbox WHERE state = 'sending'").fetchall()
    return tally([body for (body,) in rows])


@asynccontextmanager
async def nursery(env: Mapping[str, str], log: Path) -> AsyncIterator[Callable[[str], Any]]:
    """Give a function that runs a bot until it is killed at the given point."""
    with log.open("ab") as output:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, VICTIM), env=env, stdin=pipe, stdout=pipe, stderr=output
        )

    async def die_at(point: str) -> int:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{point}\n".encode())
        async with asyncio.timeout(DIES_WITHIN):
            return int(await process.stdout.readline() or 1)

    try:
        yield die_at
    finally:
        process.terminate()
        await process.wait()


async def kill_over_and_over(
    folder: Path, plan: list[str], api: BotApi, post: Callable[[int, int], Awaitable[None]]
) -> Killed:
    """Ask and kill, over and over; then leave a healthy bot running."""
    port = free_port()
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
    env = environment(folder, port, **settings)
    asked, unknowable = [], Counter[int]()
    async with nursery(env, folder / "bot.log") as die_at:
        for number, point in enumerate(plan):
            asked.append(asyncio.ensure_future(post(port, number)))
            assert await die_at(point) == -9, (folder / "bot.log").read_text()[-3000:]
            await asyncio.sleep(0.05)  # what it had put on the wire still arrives
            unknowable += sending(folder) & tally([sent.text for sent in api.sent])
    healthy = AsyncExitStack()
    await healthy.enter_async_context(running(folder, port=port, **settings))
    await until_ready(port, folder)
    async with asyncio.timeout(DIES_WITHIN):
        await asyncio.gather(*asked)
    return Killed(plan, port, unknowable, healthy)


@pytest.mark.parametrize(
    "plan",
    [list(POINTS) * ROUNDS, [f"after {n / 50:.2f}" for n in range(50)]],
    ids=["at every step", "at any moment"],
)
async def test_on_telegram_nothing_is_lost_and_only_the_unknowable_said_twice(
    tmp_path: Path, plan: list[str]
) -> None:
    async with BotApi() as api:

        async def post(_port: int, number: int) -> None:
            api.say(question(number), user=7 + number % 8)  # who writes too fast is refused

        killed = await kill_over_and_over(tmp_path, plan, api, post)
        async with killed.healthy:
            await api.wait_until(
                lambda: len(tally([s.text for s in api.sent])) == len(plan), DIES_WITHIN
            )
            await asyncio.sleep(1.0)  # a second copy would come now
    replies = tally([sent.text for sent in api.sent])
    print_table(plan, replies)
    assert set(replies) == set(range(len(plan)))
    assert replies - Counter(range(len(plan))) <= killed.unknowable


async def test_on_the_web_nothing_is_lost_and_nothing_said_twice(tmp_path: Path) -> None:
    async with BotApi() as api, aiohttp.ClientSession() as session:

        async def post(port: int, number: int) -> None:
            await post_until_accepted(port, number, session)

        killed = await kill_over_and_over(tmp_path, list(POINTS) * 3, api, post)
        async with killed.healthy, asyncio.timeout(DIES_WITHIN):
            replies = await replies_on_the_web(killed.port, len(killed.plan), session)
    print_table(killed.plan, replies)
    assert replies == Counter(range(len(killed.plan)))


def print_table(plan: list[str], replies: Counter[int]) -> None:
    print(f"\n{'killed at':<20} {'runs':>4}")
    for point, runs in Counter(plan).items():
        print(f"{point:<20} {runs:>4}")
    lost = sum(replies[number] == 0 for number in range(len(plan)))
    again = sum(replies.values()) - len(replies)
    print(f"{len(plan)} messages, {len(plan)} kills: {lost} lost, {again} said again")
