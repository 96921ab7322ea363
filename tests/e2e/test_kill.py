"""Kill -9 at every persisted step: nothing is lost, nothing is said twice that could be known."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.conftest import ROOT, environment, free_port, running, start, until_ready
from tests.e2e.victim import NOBODY_KNOWS, POINTS
from tests.fakes.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.e2e

ROUNDS = 7  #: times each point: at least 50 kills in all
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


async def test_nothing_is_lost_and_nothing_known_is_said_twice(tmp_path: Path) -> None:
    port = free_port()
    plan = [point for _ in range(ROUNDS) for point in POINTS]
    async with BotApi() as api, aiohttp.ClientSession() as session:
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
        env = environment(tmp_path, port, **settings)
        posts = []
        for number, point in enumerate(plan):
            api.say(question(number), chat=7)
            posts.append(asyncio.create_task(post_until_accepted(port, number, session)))
            process = await start(VICTIM, point, env=env, log=tmp_path / "bot.log")
            async with asyncio.timeout(DIES_WITHIN):
                assert await process.wait() == -9, (tmp_path / "bot.log").read_text()[-3000:]
        async with running(tmp_path, port=port, **settings):
            await until_ready(port, tmp_path)
            async with asyncio.timeout(DIES_WITHIN):
                await asyncio.gather(*posts)
                web = await replies_on_the_web(port, len(plan), session)
                while len(telegram := tally([sent.text for sent in api.sent])) < len(plan):
                    await asyncio.sleep(0.05)
    print_table(plan, telegram, web)
    asked = set(range(len(plan)))
    assert len(plan) >= 50
    assert set(telegram) == asked, "lost on Telegram"
    assert web == Counter(asked), "lost or doubled on the web, where ids tell"
    doubled = sum(count - 1 for count in telegram.values())
    assert doubled <= sum(point in NOBODY_KNOWS for point in plan)


def print_table(plan: list[str], telegram: Counter[int], web: Counter[int]) -> None:
    print(f"\n{'killed at':<20} {'runs':>4} {'lost':>5} {'twice on Telegram':>18}")
    for point in POINTS:
        runs = [number for number, planned in enumerate(plan) if planned == point]
        lost = sum((telegram[n] == 0) + (web[n] == 0) for n in runs)
        twice = sum(telegram[n] > 1 for n in runs)
        print(f"{point:<20} {len(runs):>4} {lost:>5} {twice:>18}")
