"""The rehearsal of docs/operators.md: a backup while the bot runs, restored where nothing is."""

from __future__ import annotations

import asyncio
import shutil
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.storage.store import open_store
from tests.e2e.conftest import environment, free_port, running, until_ready
from tests.e2e.terminal import wait_for
from tests.e2e.test_offices import open_ticket

pytestmark = pytest.mark.e2e

CODE = "DN-7777-7777X"
HEADERS = {"Authorization": "Bearer somebody-who-comes-again-1"}


@dataclass
class Citizen:
    """Somebody at the page, whose token outlives the machine of the bot."""

    session: aiohttp.ClientSession
    said: int = 0
    last: int = 0

    async def say(self, port: int, text: str) -> str:
        self.said += 1
        body = {"id": f"message-{self.said:04}", "text": text}
        url = f"http://127.0.0.1:{port}/api"
        async with self.session.post(f"{url}/messages", json=body) as answer:
            assert answer.status == 202
        async with self.session.get(f"{url}/replies?after={self.last}&wait=20") as answer:
            replies: list[dict[str, Any]] = (await answer.json())["replies"]
        self.last = replies[-1]["id"]
        return "\n".join(line["text"] for reply in replies for line in reply["lines"])


async def back_up(folder: Path, copy: Path, **settings: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup", str(copy)),
        env=environment(folder, 1, **settings),
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0
    return told.decode()


def restore(copy: Path, key: Path, folder: Path) -> None:
    """Do what docs/operators.md says."""
    folder.mkdir()
    shutil.copy(copy / "bot.db", folder)
    shutil.copy(key, folder)
    shutil.copytree(copy / "gop-y", folder / "gop-y")


async def test_tickets_and_conversations_are_there_after_a_restore(tmp_path: Path) -> None:
    old, new, copy = tmp_path / "old", tmp_path / "new", tmp_path / "copy"
    old.mkdir()
    async with aiohttp.ClientSession(headers=HEADERS) as session, AsyncExitStack() as stack:
        citizen, port, box = Citizen(session), free_port(), old / "gop-y"
        await stack.enter_async_context(running(old, port=port, DROPBOX_DIR=str(box)))
        await until_ready(port, old)
        store = await open_store(f"sqlite:///{old / 'bot.db'}")
        stack.push_async_callback(store.close)
        await open_ticket(store, CODE, "dropbox")
        await wait_for((box / CODE / "gop-y.txt").is_file)
        await citizen.say(port, "làm giấy khai sinh cho con cần gì")
        assert str(old / "hash_key") in await back_up(old, copy, DROPBOX_DIR=str(box))
        last = citizen.last
        await citizen.say(
            port, "đăng ký tạm trú cần gì"
        )  # after the backup: lost with the machine

    restore(copy, old / "hash_key", new)
    shutil.rmtree(old)
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        citizen, port = Citizen(session, said=9, last=last), free_port()
        async with running(new, port=port, DROPBOX_DIR=str(new / "gop-y")):
            await until_ready(port, new)
            follow_up = await citizen.say(port, "lệ phí bao nhiêu")
            ticket = await citizen.say(port, f"/theodoi {CODE}")
    assert "khai sinh" in follow_up.casefold()
    assert f"Góp ý {CODE}" in ticket
    assert [each.name for each in (new / "gop-y").iterdir()] == [CODE]
