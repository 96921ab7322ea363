"""tickets and outbox, as an operator at a terminal uses them."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.core.effects import OpenTicket
from bot.core.feedback import Photo
from bot.core.guests import MEGABYTE
from bot.core.journey import ended
from bot.core.ticket_code import make_code
from bot.core.tickets import Ticket, TicketState
from bot.storage.store import open_store
from tests.contracts.test_tickets import NOW, do, ticket

pytestmark = pytest.mark.thorough

CODE = make_code(lambda _: 7)
SECRETS = ("Đèn đường hư cả tháng", "12 Lê Lợi", "Nguyễn Văn A", "0905123456", "a@example.com")

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")

    def run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


@pytest.fixture
def kept(tmp_path: Path) -> Ticket:
    """Keep a ticket that an office has had for too long."""
    late = replace(
        ticket(CODE), state=TicketState.WITH_OFFICE, number="0", due_on=date(2026, 1, 5)
    )

    async def keep() -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
        await do(store, OpenTicket(late))
        await store.close()

    asyncio.run(keep())
    return late


@pytest.mark.usefixtures("kept")
def test_nothing_private_is_printed_unasked(run: Run) -> None:
    for arguments in (
        ("tickets",),
        ("tickets", "list", "--json"),
        ("tickets", "show", CODE),
        ("tickets", "show", CODE, "--json"),
        ("outbox",),
        ("outbox", "list", "--json"),
        ("outbox", "show", "1"),
    ):
        code, told = run(*arguments)
        assert code == 0
        assert not [secret for secret in SECRETS if secret in told]
    _, told = run("tickets", "show", CODE, "--content")
    assert [secret for secret in SECRETS if secret in told] == list(SECRETS)


@pytest.mark.usefixtures("kept")
def test_tickets_are_found_by_state_and_term(run: Run) -> None:
    _, told = run("tickets")
    assert f"{CODE}  nơi nhận đã có" in told
    assert "05/01/2026 QUÁ HẠN" in told
    assert "1 phiếu." in run("tickets", "list", "--overdue")[1]
    assert "0 phiếu." in run("tickets", "list", "--state", "dead")[1]
    (fields,) = map(json.loads, run("tickets", "list", "--json")[1].splitlines())
    assert (fields["code"], fields["number"], fields["is_overdue"]) == (CODE, "0", True)


def test_what_guests_sent_is_counted_by_days(run: Run, tmp_path: Path) -> None:
    async def send() -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
        await do(store, OpenTicket(ticket(CODE), date(2026, 11, 24)))
        photo, noon = Photo("1.jpg", "image/jpeg", bytes(3 * MEGABYTE)), NOW + timedelta(days=1)
        assert await store.tickets.keep_guest_photo("web:b", photo, noon, 9 * MEGABYTE)
        await store.close()

    asyncio.run(send())
    _, told = run("tickets", "days")
    assert [line.split() for line in told.splitlines()[1:]] == [
        ["25/11/2026", "0", "3"],
        ["24/11/2026", "1", "0"],
    ]
    (fields,) = map(json.loads, run("tickets", "days", "--limit", "1", "--json")[1].splitlines())
    assert fields == {"day": "2026-11-25", "tickets": 0, "photo_bytes": 3 * MEGABYTE}


@pytest.mark.usefixtures("kept")
def test_a_code_may_be_written_in_any_way(run: Run) -> None:
    assert run("tickets", "show", CODE.lower().replace("-", " "))[0] == 0
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    code, told = run("tickets", "show", wrong)
    assert (code, "không phải mã góp ý" in told) == (1, True)
    code, told = run("tickets", "show", make_code(lambda _: 3))
    assert (code, "không có phiếu này" in told) == (1, True)


@pytest.mark.usefixtures("kept")
def test_the_sender_is_blocked_and_unblocked(run: Run) -> None:
    assert run("tickets", "block", CODE, "--why", "gửi rác")[0] == 0
    assert "gửi rác" in run("tickets", "show", CODE)[1]
    assert run("tickets", "unblock", CODE)[0] == 0
    assert run("tickets", "unblock", CODE)[0] == 1
    with pytest.raises(SystemExit, match="2"):
        run("tickets", "block", CODE)


@pytest.mark.usefixtures("kept")
def test_rows_are_retried_and_dropped(run: Run) -> None:
    lines = [json.loads(line) for line in run("outbox", "list", "--json")[1].splitlines()]
    reply = next(line["id"] for line in lines if line["channel"] == "web")
    assert run("outbox", "retry", str(reply)) == (0, f"{reply}: sẽ gửi lại ngay.\n")
    code, told = run("outbox", "retry", str(reply), "999", "--json")
    assert code == 1
    assert [json.loads(line)["done"] for line in told.splitlines()] == ["due", "missing"]
    assert run("outbox", "drop", str(reply), "--why", "nhầm")[0] == 0
    assert run("outbox", "show", "999")[0] == 1


@pytest.fixture
def in_doubt(kept: Ticket, tmp_path: Path) -> Ticket:
    """Let it be unknown whether the office has it after all."""

    async def doubt() -> Ticket:
        store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
        found = await store.tickets.find(kept.code)
        assert found is not None
        unsure = ended(found, TicketState.UNSURE, "SMTP", datetime.now(UTC))
        saved = await store.tickets.save(unsure, datetime.now(UTC))
        await store.close()
        return saved

    return asyncio.run(doubt())


@pytest.mark.usefixtures("in_doubt")
def test_a_ticket_in_doubt_is_settled_by_its_code(run: Run) -> None:
    assert CODE in run("outbox")[1]
    assert run("tickets", "settle", CODE, CODE, "--arrived", "--number", "7")[0] == 2
    code, told = run("tickets", "settle", CODE, "--why", "không ai nghe máy")
    assert (code, told) == (0, f"{CODE}: để nguyên là chưa chắc, không nhắc nữa.\n")
    assert CODE not in run("outbox")[1]
    assert "không ai nghe máy" in run("tickets", "show", CODE)[1]
    code, told = run("tickets", "settle", CODE, "--arrived", "--number", "7", "--json")
    assert (code, json.loads(told)) == (0, {"id": CODE, "done": "arrived"})
    _, told = run("tickets", "settle", CODE.lower().replace("-", " "), "--arrived", "--json")
    assert json.loads(told) == {"id": CODE, "done": "settled"}
    assert "nơi nhận đã có" in run("tickets")[1]
    assert run("tickets", "settle", CODE, "DN-1", "--arrived")[0] == 1
    for wrong in ((), ("--arrived", "--why", "x")):
        with pytest.raises(SystemExit, match="2"):
            run("tickets", "settle", CODE, *wrong)


@pytest.mark.usefixtures("in_doubt")
def test_a_ticket_is_sent_again_by_its_code(run: Run) -> None:
    lower = CODE.lower()
    assert run("outbox", "retry", lower)[1] == (
        f"{lower}: phiếu góp ý lên đường lại, người gửi được báo.\n"
    )
    code, told = run("outbox", "retry", "DN-1", "9" * 30)
    assert (code, told.count("không có dòng hay phiếu này")) == (1, 2)
    many = "9" * 5000  # digits; int() takes 4300
    code, told = run("outbox", "retry", many, "--json")
    assert (code, json.loads(told)) == (1, {"id": many, "done": "missing"})


@pytest.mark.usefixtures("kept")
@pytest.mark.thorough
def test_a_busy_database_is_waited_for(run: Run, tmp_path: Path) -> None:
    """Somebody writes for a second, as a running bot may."""
    other = sqlite3.connect(tmp_path / "bot.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(1.0, other.rollback)
    timer.start()
    started = time.monotonic()
    assert run("tickets")[0] == 0
    assert time.monotonic() - started > 0.5
    timer.join()
    other.close()


def test_a_database_that_cannot_be_opened_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot.db").write_bytes(b"no database at all" * 100)
    code, told = run("outbox")
    assert code == 1
    assert "cơ sở dữ liệu" in told
    monkeypatch.setenv("BOT_PORT", "x")
    assert run("outbox")[0] == 2


def test_a_letter_that_came_back_is_taken_from_a_pipe(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pipe:
        buffer = io.BytesIO(b"From: a@b.example\n\nxin")

    monkeypatch.setattr(sys, "stdin", Pipe())
    code, told = run("bounce")
    assert (code, "BOT_MAIL_HOST" in told) == (2, True)
    for name, value in {"HOST": "m.example", "FROM": "a@b.example", "TO": "c@d.example"}.items():
        monkeypatch.setenv(f"BOT_MAIL_{name}", value)
    code, told = run("bounce")
    assert (code, told) == (0, "Không phải thư trả lại của góp ý nào đang ở hộp thư.\n")
