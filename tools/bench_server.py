"""Measures the running bot: start to ready, memory, and messages a second through a webhook.

Beside it, in the same run and against the same Bot API server on loopback, a bare
python-telegram-bot echo bot that keeps nothing. Everything is bounded and stops by itself.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.conftest import free_port  # noqa: E402 - the path comes first
from tests.fakes.bot_api import TOKEN, BotApi  # noqa: E402

MESSAGES = 600
CITIZENS = 60
AT_ONCE = 40  #: Telegram's own default for a webhook
SECRET = "bench-secret-0123456789"  # noqa: S105 - made up
ENDS_WITHIN = 120.0
UTTERANCE = "làm giấy khai sinh cho con cần gì"


@dataclass
class Result:
    """What one bot did."""

    name: str
    ready: float
    memory: float
    rate: float
    cost: float
    median: float
    p99: float


def memory_of(pid: int) -> float:
    """Return the resident memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def seconds_of(pid: int) -> float:
    """Return the processor time a process has taken, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def update(number: int) -> dict[str, object]:
    """Return one message of one of the citizens."""
    citizen = 1000 + number % CITIZENS
    person = {"id": citizen, "is_bot": False, "first_name": "x"}
    chat = {"id": citizen, "type": "private", "first_name": "x"}
    message = {"message_id": number, "date": 1_700_000_000, "from": person, "chat": chat}
    return {"update_id": number, "message": {**message, "text": UTTERANCE}}


async def load(api: BotApi, port: int, first: int) -> tuple[float, list[float]]:
    """Post updates from number *first* on, wait for all replies; return seconds and latencies."""
    slots = asyncio.Semaphore(AT_ONCE)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    url = f"http://127.0.0.1:{port}/telegram/webhook"
    api.sent.clear()
    posted: dict[int, list[float]] = {}

    async def post(session: aiohttp.ClientSession, number: int) -> None:
        async with slots:
            posted.setdefault(1000 + number % CITIZENS, []).append(time.monotonic())
            async with session.post(url, json=update(number), headers=headers) as response:
                response.raise_for_status()

    started = time.monotonic()
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(post(session, number) for number in range(first, first + MESSAGES)))
        await api.wait_until(lambda: len(api.sent) >= MESSAGES, ENDS_WITHIN)
    elapsed = time.monotonic() - started
    return elapsed, [sent.at - posted[sent.chat_id].pop(0) for sent in api.sent]


async def until_ready(port: int) -> None:
    """Wait until the server answers."""
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                    if response.status in {200, 404}:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)


async def measure(name: str, api: BotApi, script: list[str], env: dict[str, str]) -> Result:
    """Start one bot, load it twice, the first time to warm it up, and end it."""
    port = int(env["BENCH_PORT"])
    started = time.monotonic()
    log = os.open(env["BENCH_LOG"], os.O_WRONLY | os.O_CREAT)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *script, env=env, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        await until_ready(port)
        ready = time.monotonic() - started
        await load(api, port, 0)
        before = seconds_of(process.pid)
        elapsed, waits = await load(api, port, MESSAGES)
        cost = (seconds_of(process.pid) - before) / MESSAGES
        p99 = sorted(waits)[int(len(waits) * 0.99)]
        memory = memory_of(process.pid)
        return Result(name, ready, memory, MESSAGES / elapsed, cost, statistics.median(waits), p99)
    finally:
        process.terminate()
        await process.wait()
        os.close(log)


def environment(api: BotApi, folder: str, name: str) -> dict[str, str]:
    """Return what both bots need to know."""
    port = free_port()
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BOT_DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "BOT_PORT": str(port),
        "BOT_TELEGRAM_TOKEN": TOKEN,
        "BOT_TELEGRAM_API_URL": api.url,
        "BOT_TELEGRAM_MODE": "webhook",
        "BOT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
        "BOT_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "BOT_LOG_LEVEL": "WARNING",
        "BENCH_TOKEN": TOKEN,
        "BENCH_API_URL": api.url,
        "BENCH_PORT": str(port),
        "BENCH_LOG": f"{folder}/{name}.log",
    }


async def main() -> None:
    """Measure both bots and print one table."""
    bots = {"this bot": ["-m", "bot", "run"], "bare PTB echo": ["tools/echo_bot.py"]}
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api:
            api.known_chats.update(range(1000, 1000 + CITIZENS))
            results = [
                await measure(name, api, script, environment(api, folder, name))
                for name, script in bots.items()
            ]
    names = "".join(f"{name:>8}" for name in ("RSS MB", "msg/s", "CPU ms", "p50 ms", "p99 ms"))
    print(f"{'':<14} {'ready s':>8}{names}")
    for r in results:
        print(
            f"{r.name:<14} {r.ready:>8.2f} {r.memory:>7.0f} {r.rate:>7.0f} "
            f"{r.cost * 1000:>7.2f} {r.median * 1000:>7.0f} {r.p99 * 1000:>7.0f}"
        )
    print(f"ratio of rates: {results[0].rate / results[1].rate:.2f}")


if __name__ == "__main__":
    asyncio.run(main())
