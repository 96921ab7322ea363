"""Many fresh visitors of the page: all of them together may send so much a day, through kills."""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core.guests import MEGABYTE
from tests.core.photo_files import noise, saved
from tests.e2e.conftest import environment, free_port, running, until_ready
from tests.e2e.terminal import wait_for

pytestmark = pytest.mark.e2e

MATTERS = ("Ổ gà to đùng", "Rác không ai hốt", "Đèn đường hư", "Nắp cống vỡ", "Cây gãy chắn ngang")
LIMITS = {"GUEST_TICKETS_A_DAY": "3", "GUEST_PHOTOS_MB_A_DAY": "1"}


@dataclass
class Guest:
    """A browser that has never been here."""

    url: str
    session: aiohttp.ClientSession
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    sent: int = 0
    last: dict[str, Any] = field(default_factory=lambda: {"id": 0, "lines": [], "buttons": []})

    @property
    def headers(self) -> dict[str, str]:
        self.sent += 1
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def buttons(self) -> dict[str, str]:
        return {button["text"]: button["action"] for button in self.last["buttons"]}

    async def post(self, **body: str) -> str:
        headers = self.headers
        body["id"] = f"message-{self.sent:04}"
        async with self.session.post(
            f"{self.url}/api/messages", json=body, headers=headers
        ) as answer:
            assert answer.status == 202
        return await self.hear()

    async def hear(self) -> str:
        url = f"{self.url}/api/replies?after={self.last['id']}&wait=20"
        async with self.session.get(url, headers=self.headers) as answer:
            self.last = (await answer.json())["replies"][0]
        return "\n".join(line["text"] for line in self.last["lines"])

    async def upload(self) -> tuple[int, str]:
        url = f"{self.url}/api/photos?id=photo-{self.sent:04}"
        headers = {**self.headers, "Content-Type": "image/jpeg"}
        picture = saved(noise((900, 600)), quality=95)
        async with self.session.post(url, data=picture, headers=headers) as answer:
            return answer.status, (await answer.json()).get("error", "")

    async def write(self, matter: str) -> str:
        """Answer every question, and tap "send"."""
        told = await self.post(text="/gopy")
        if "Thôi không gửi" not in self.buttons:
            return told
        for said in (matter, "trước chợ Hàn", "từ hôm qua"):
            await self.post(text=said)
        for label in ("Không có ảnh", "Việc khác"):
            await self.post(text=label, action=self.buttons[label])
        return await self.send()

    async def send(self) -> str:
        return await self.post(text="Gửi góp ý", action=self.buttons["Gửi góp ý"])


@asynccontextmanager
async def site(folder: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    box = str(folder / "gop-y")
    async with running(folder, port=port, DROPBOX_DIR=box, **LIMITS) as process:
        await until_ready(port, folder)
        yield process


async def days(folder: Path) -> list[dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "tickets", "days", "--json"),
        env=environment(folder, 1),
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0
    return [json.loads(line) for line in told.decode().splitlines()]


def count(folder: Path, what: str) -> int:
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        (found,) = database.execute(what).fetchone()
    return int(found)


async def test_tickets_of_fresh_guests_stop_at_the_limit_and_none_is_lost(tmp_path: Path) -> None:
    port = free_port()
    async with aiohttp.ClientSession() as session:
        guests = [Guest(f"http://127.0.0.1:{port}", session) for _ in MATTERS]
        async with site(tmp_path, port) as process:
            for guest, matter in zip(guests[:2], MATTERS[:2], strict=True):
                assert "Tôi đã giữ góp ý" in await guest.write(matter)
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with site(tmp_path, port):
            said = await asyncio.gather(
                *(g.write(m) for g, m in zip(guests[2:], MATTERS[2:], strict=True))
            )
            refused = [g for g, told in zip(guests[2:], said, strict=True) if "ngừng nhận" in told]
            assert len(refused) == 2
            assert sum("Tôi đã giữ góp ý" in told for told in said) == 1
            for guest in refused:
                assert "ngừng nhận" in await guest.post(text="/gopy")
            await wait_for(lambda: len(list((tmp_path / "gop-y").glob("DN-*/gop-y.txt"))) == 3)
    assert count(tmp_path, "SELECT count(*) FROM tickets") == 3
    assert [one["tickets"] for one in await days(tmp_path)] == [3]


async def test_photos_of_fresh_guests_stop_at_the_limit_and_those_taken_stay(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with aiohttp.ClientSession() as session, site(tmp_path, port):
        found: list[tuple[int, str]] = []
        url = f"http://127.0.0.1:{port}"
        without_draft = Guest(url, session)
        assert (await without_draft.upload())[0] == 202
        await without_draft.hear()  # thrown away, and so counted no more
        while not found or found[-1][0] == 202:
            guest = Guest(url, session)
            await guest.post(text="/gopy")
            found.append(await guest.upload())
            if found[-1][0] == 202:
                await guest.hear()
    assert found[-1] == (429, "photo_day_full")
    assert {status for status, _ in found[:-1]} == {202}
    held = count(tmp_path, "SELECT sum(length(content)) FROM photos")
    assert [one["photo_bytes"] for one in await days(tmp_path)] == [held]
    assert 0 < held <= MEGABYTE
    assert count(tmp_path, "SELECT count(*) FROM photos") == len(found) - 1
