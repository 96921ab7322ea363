"""Kill -9 at every persisted step: nothing is lost, nothing is said twice that could be known."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.conftest import ROOT, environment, free_port, running, start, until_ready
from tests.e2e.victim import POINTS
from tests.fakes.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.e2e

DIES_WITHIN = 40.0
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
    on_their_way: int  #: deliveries under way at a death: nobody can know whether they arrived
    healthy: AsyncExitStack


def count_sending(folder: Path) -> int:
    """Count the deliveries that were handed over and not yet noted as sent."""
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        (count,) = database.execute(
            "SELECT count(*) FROM outbox WHERE state = 'sending'"
        ).fetchone()
    return int(count)


async def kill_at_every_point(
    folder: Path, rounds: int, api: BotApi, post: Callable[[int, int], Awaitable[None]]
) -> Killed:
    """Ask and kill, over and over; then leave a healthy bot running."""
    port = free_port()
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
    env = environment(folder, port, **settings)
    plan = [point for _ in range(rounds) for point in POINTS]
    asked, on_their_way = [], 0
    for number, point in enumerate(plan):
        asked.append(asyncio.ensure_future(post(port, number)))
        process = await start(VICTIM, point, env=env, log=folder / "bot.log")
        async with asyncio.timeout(DIES_WITHIN):
            assert await process.wait() == -9, (folder / "bot.log").read_text()[-3000:]
        on_their_way += count_sending(folder)
    healthy = AsyncExitStack()
    await healthy.enter_async_context(running(folder, port=port, **settings))
    await until_ready(port, folder)
    async with asyncio.timeout(DIES_WITHIN):
        await asyncio.gather(*asked)
    return Killed(plan, port, on_their_way, healthy)


async def test_on_telegram_nothing_is_lost_and_only_the_unknowable_said_twice(
    tmp_path: Path,
) -> None:
    async with BotApi() as api:

        async def post(_port: int, number: int) -> None:
            api.say(question(number), user=7)

        killed = await kill_at_every_point(tmp_path, 5, api, post)
        plan = killed.plan
        async with killed.healthy:
            await api.wait_until(
                lambda: len(tally([s.text for s in api.sent])) == len(plan), DIES_WITHIN
            )
            await asyncio.sleep(1.0)  # a second copy would come now
    replies = tally([sent.text for sent in api.sent])
    print_table(plan, replies)
    assert set(replies) == set(range(len(plan)))
    said_again = sum(count - 1 for count in replies.values())
    assert said_again <= killed.on_their_way


async def test_on_the_web_nothing_is_lost_and_nothing_said_twice(tmp_path: Path) -> None:
    async with BotApi() as api, aiohttp.ClientSession() as session:

        async def post(port: int, number: int) -> None:
            await post_until_accepted(port, number, session)

        killed = await kill_at_every_point(tmp_path, 2, api, post)
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
