"""demo-office, as somebody uses it who wants to try feedback without a city."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.offices import forwarders_of
from bot.cli import main
from bot.cli.demo_words import OFFICES, TRAITS
from bot.core.feedback import Coordinates, Feedback, Photo, Sender
from bot.demo_office.behaviour import GOOD
from bot.demo_office.street import KINDS, open_street
from bot.errors import DeliveryError
from bot.services.library import Library
from bot.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
FEEDBACK = Feedback(
    "DN-7K3M-9QX2T",
    "ha-tang",
    "Đường sá",
    "Ổ gà sâu trước trường",
    "12 Lê Lợi",
    "tối qua",
    NOON,
    Coordinates(16.06, 108.22),
    Sender("Nguyễn Văn A", "0905123456", "a@example.com"),
    (Photo("1.jpg", "image/jpeg", b"\xff\xd8 picture"),),
)


def settings_in(lines: list[str]) -> dict[str, str]:
    return dict(line.split("=", 1) for line in lines if line.startswith("BOT_"))


def test_every_personality_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo-office", "--list"]) == 0
    told = capsys.readouterr().out
    assert set(OFFICES) == set(KINDS)
    assert set(TRAITS) == {GOOD}.union(*(kind.TRAITS for kind in KINDS.values()))
    assert all(words in told for words in TRAITS.values())


@pytest.mark.e2e
async def test_the_printed_settings_lead_to_each_office(library: Library) -> None:
    async with open_street(dict.fromkeys(KINDS, 0)) as stands:
        lines = [line for stand in stands.values() for line in stand.settings]
        settings = read_settings(settings_in(lines)).offices
        ways = forwarders_of(settings, library.current().gopy)
        for name in ("gopy", "mail", "webhook"):
            await ways[name].deliver(FEEDBACK)
            (arrival,) = stands[name].arrivals()
            assert stands[name].arrivals() == []
            assert "Ổ gà sâu" in " ".join(arrival.fields.values())
            assert len(arrival.photos) == 1
        for way in ways.values():
            await way.close()


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo-office", *arguments),
        stdin=PIPE,
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    async with asyncio.timeout(30):
        yield process
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def read_until(process: Process, words: str) -> list[str]:
    lines: list[str] = []
    assert process.stdout is not None
    while not lines or words not in lines[-1]:
        line = await process.stdout.readline()
        assert line, f"it ended before {words!r}: {lines}"
        lines.append(line.decode().rstrip("\n"))
    return lines


async def order(process: Process, line: str, answer: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n".encode())
    await read_until(process, answer)


@pytest.mark.e2e
async def test_what_arrives_is_shown_and_personalities_are_switched(library: Library) -> None:
    async with running("--gopy", "0") as process:
        told = settings_in(await read_until(process, "Ctrl+C"))
        way = forwarders_of(read_settings(told).offices, library.current().gopy)["gopy"]
        await way.deliver(FEEDBACK)
        shown = await read_until(process, "ảnh 1")
        assert any("noidung: Ổ gà sâu" in line for line in shown)
        assert "không có EXIF" in shown[-1]
        await order(process, "gopy down", "ngắt kết nối ngay")
        with pytest.raises(DeliveryError):
            await way.look_up(FEEDBACK.code)
        await order(process, "gopy good", "làm đúng mọi việc")
        await order(process, "gopy done 1", "đã xử lý")
        status = await way.status("1")
        assert status is not None
        assert status.said == "Đã xử lý"
        await order(process, "gopy done 9", "không có số 9")
        await order(process, "mail down", "Gõ trong lúc chạy")
        await way.close()


@pytest.mark.e2e
def test_a_personality_nobody_has_and_a_taken_port_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["demo-office", "--gopy", "0", "--personality", "grumpy"]) == 2
    assert "grumpy" in capsys.readouterr().err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["demo-office", "--gopy", port]) == 2
    assert "cổng" in capsys.readouterr().err
