"""The whole bot in its own process, on a free port."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 60.0  # a bound on hanging, not on speed
STOP_WITHIN = 15.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def environment(folder: Path, port: int, **settings: str) -> dict[str, str]:
    own = {f"BOT_{name}": value for name, value in settings.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    database = {"BOT_DATABASE_URL": f"sqlite:///{folder / 'bot.db'}", "BOT_PORT": str(port)}
    return {**kept, **database, "PYTHONPATH": str(ROOT), **own}


async def start(*arguments: str, env: Mapping[str, str], log: Path) -> asyncio.subprocess.Process:
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=env, cwd=log.parent, stdout=output, stderr=output
        )


@asynccontextmanager
async def running(
    folder: Path, *arguments: str, port: int, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot until left; `python -m bot run` unless told otherwise."""
    env = environment(folder, port, **settings)
    process = await start(*(arguments or ("-m", "bot", "run")), env=env, log=folder / "bot.log")
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            async with asyncio.timeout(STOP_WITHIN):
                await process.wait()


async def until_ready(port: int, folder: Path, path: str = "/readyz") -> None:
    """Wait until the bot says that it is ready."""
    url = f"http://127.0.0.1:{port}{path}"
    try:
        async with asyncio.timeout(START_WITHIN), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(url) as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
    except TimeoutError:
        log = (folder / "bot.log").read_text(encoding="utf-8")[-3000:]
        msg = f"not ready within {START_WITHIN} s:\n{log}"
        raise AssertionError(msg) from None


class Site:
    """The bot behind the page; it can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._up = AsyncExitStack()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        await self._up.enter_async_context(running(self.folder, port=self.port))
        await until_ready(self.port, self.folder)

    async def stop(self) -> None:
        await self._up.aclose()
