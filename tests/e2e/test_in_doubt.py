"""A letter of which nobody knows whether it arrived, and what docs/operators.md says to do."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.journey import attempted
from bot.core.ticket_code import make_code
from bot.core.tickets import TicketState
from bot.demo_office.mail import MailOffice
from bot.storage.store import SqlStore, open_store
from tests.e2e.conftest import environment, free_port, running, until_ready
from tests.e2e.killing import code_of
from tests.e2e.terminal import wait_for
from tests.e2e.test_kill_feedback import (
    TRIES_BY_MAIL,
    Offices,
    log_of,
    spawner,
    tickets_in,
    told_in,
)
from tests.e2e.test_offices import open_ticket, until

pytestmark = pytest.mark.e2e

AGAIN, ARRIVED, LEFT = make_code(lambda _: 3), make_code(lambda _: 5), make_code(lambda _: 7)
CODES = (AGAIN, ARRIVED, LEFT)


@dataclass
class Operator:
    """Somebody at a terminal beside a running bot."""

    folder: Path
    settings: dict[str, str]

    async def type(self, *words: str) -> list[dict[str, Any]]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words, "--json"),
            env=environment(self.folder, 1, **self.settings),
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate()
        assert process.returncode == 0, told.decode()
        return [json.loads(line) for line in told.decode().splitlines()]

    async def states(self) -> dict[str, str]:
        return {one["code"]: one["state"] for one in await self.type("tickets", "list")}


async def cut_off_twice(store: SqlStore, code: str) -> None:
    """Leave a ticket as two kills do that came between its note and the letter."""
    await open_ticket(store, code, "mail")
    for as_repeat in (False, True):
        ticket = await store.tickets.find(code)
        assert ticket is not None
        begun = attempted(ticket, as_repeat=as_repeat)
        await store.tickets.save(replace(begun, look_at=None), datetime.now(UTC))


@asynccontextmanager
async def bot_with_mailbox(folder: Path, office: MailOffice) -> AsyncIterator[Operator]:
    addresses = {"MAIL_FROM": "bot@danang.example", "MAIL_TO": "gopy@danang.example"}
    server = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(office.port), "MAIL_STARTTLS": "off"}
    settings, port = addresses | server, free_port()
    async with running(folder, port=port, **settings):
        await until_ready(port, folder)
        yield Operator(folder, settings)


async def told(store: SqlStore, code: str) -> list[str]:
    ticket = await store.tickets.find(code)
    assert ticket is not None
    assert ticket.address is not None
    found = await store.replies_after(ticket.address, 0, 99)
    return [one.reply.lines[0].text for one in found if one.reply.lines]


async def test_an_operator_sends_it_again_or_settles_it(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    for code in CODES:
        await cut_off_twice(store, code)
    async with MailOffice() as office, bot_with_mailbox(tmp_path, office) as operator:
        log = tmp_path / "bot.log"
        await wait_for(lambda: log.read_text("utf-8").count("ticket.unsure") == len(CODES))
        assert office.received == []
        assert await operator.states() == dict.fromkeys(CODES, TicketState.UNSURE)
        assert {one["ticket"] for one in await operator.type("outbox", "list")} == {*CODES}
        for code in CODES:
            assert "chưa chắc nơi nhận có nhận được" in (await told(store, code))[-1]

        await operator.type("outbox", "retry", AGAIN)
        await operator.type("tickets", "settle", ARRIVED, "--arrived", "--number", "17")
        await operator.type("tickets", "settle", LEFT, "--why", "hộp thư đã bị xóa")
        await until(lambda: len(office.received) == 1)
        await wait_for(lambda: "ticket.delivered" in log.read_text("utf-8"))
        [letter] = office.received
        assert AGAIN in letter["Message-ID"]
        assert "Gửi lại, có thể đã nhận" in letter["Subject"]
        states = dict.fromkeys((AGAIN, ARRIVED), TicketState.WITH_OFFICE)
        assert await operator.states() == states | {LEFT: TicketState.UNSURE}
        assert await operator.type("outbox", "list", "--channel", "office:mail") == []
        assert "đã giao cho hộp thư" in (await told(store, AGAIN))[-1]
        assert "số 17" in (await told(store, ARRIVED))[-1]
    await store.close()


async def test_a_letter_that_never_left_through_two_kills_leaves_at_an_operators_word(
    tmp_path: Path,
) -> None:
    """Between the note and the first byte of content: in doubt for us, and nothing is there."""
    offices, code, operator = Offices(), code_of(1), Operator(tmp_path, {})
    async with spawner(tmp_path, offices) as victims:
        for _ in range(TRIES_BY_MAIL):
            assert await victims.run(1, "mail", "noted:after") == -signal.SIGKILL
        assert await victims.run(2, "mail", "never") == 0, log_of(tmp_path)
        assert tickets_in(tmp_path)[code].state is TicketState.UNSURE
        assert offices.texts(code) == []
        [row] = [o["id"] for o in await operator.type("outbox", "list") if o["ticket"] == code]
        assert await operator.type("outbox", "retry", f"{row}") == [{"id": row, "done": "revived"}]
        assert await victims.run(3, "mail", "never") == 0, log_of(tmp_path)
    assert ["Gửi lại" in text for text in offices.texts(code)] == [True]
    assert tickets_in(tmp_path)[code].state is TicketState.WITH_OFFICE
    assert told_in(tmp_path, "đã giao cho")[code] == 1
