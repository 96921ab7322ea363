"""The whole bot beside an office: tickets arrive; an office that is down is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.core.effects import OpenTicket
from bot.core.feedback import Feedback
from bot.core.models import Message, Reply
from bot.core.places import Address
from bot.core.tickets import Ticket, TicketState
from bot.demo_office.gopy import GopyOffice
from bot.demo_office.loopback import on_loopback
from bot.storage.store import SqlStore, open_store
from tests.e2e.conftest import free_port, running, until_ready

pytestmark = pytest.mark.e2e

WITHIN = 20.0
CONTACT = {
    "GOPY_CONTACT_NAME": "Trợ lý",
    "GOPY_CONTACT_EMAIL": "tro-ly@danang.example",
    "GOPY_CONTACT_PHONE": "02363881888",
    "GOPY_CENTRE": "16.05,108.2",
}


async def open_ticket(store: SqlStore, code: str, route: str = "gopy") -> None:
    now, address = datetime.now(UTC), Address("web", code)
    feedback = Feedback(code, "ha-tang", "Đường sá", "Ổ gà", "Lê Lợi", "hôm qua", now)
    ticket = Ticket(
        *(code, f"web:{code}", address, code, feedback, (route,), now, now), route=route
    )
    await store.accept([Message(code, address, f"web:{code}", now)])
    async with store.next_turn() as turn:
        assert turn is not None
        await turn.settle(turn.conversation, [Reply((), effects=(OpenTicket(ticket),))])


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not is_so():
            await asyncio.sleep(0.05)


async def readiness(port: int) -> tuple[int, dict[str, object]]:
    url = f"http://127.0.0.1:{port}/readyz"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def test_tickets_reach_the_portal_and_one_that_is_down_leaves_the_bot_ready(
    tmp_path: Path,
) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    await open_ticket(store, "DN-7777-7777X")
    await open_ticket(store, "DN-0000-00000", "dropbox")
    office, port, box = GopyOffice(key="k"), free_port(), tmp_path / "box"
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(on_loopback(office.app()))
        told = CONTACT | {"GOPY_URL": url, "GOPY_KEY": "k", "DROPBOX_DIR": str(box)}
        await stack.enter_async_context(running(tmp_path, port=port, **told))
        await until_ready(port, tmp_path)
        await until(lambda: len(office.received) == 1)
        await until((box / "DN-0000-00000" / "gop-y.txt").is_file)
        office.personality = "rate_limited"
        await open_ticket(store, "DN-1111-11111")
        async with asyncio.timeout(WITHIN):
            while "offices" not in (answer := await readiness(port))[1]:
                await asyncio.sleep(0.2)
    kept = await store.tickets.find("DN-7777-7777X")
    await store.close()

    assert answer[0] == 200
    assert list(answer[1]["offices"]) == ["gopy"]  # type: ignore[call-overload]
    assert kept is not None
    assert (kept.state, kept.number) == (TicketState.WITH_OFFICE, "1")
