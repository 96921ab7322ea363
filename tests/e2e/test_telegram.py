"""The whole bot against a Bot API server on loopback: by polling, then by webhook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import free_port, running, until_ready
from tests.fakes.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.e2e

ANSWERS_WITHIN = 10.0
SECRET = "loopback-secret-0123456789"


async def converse(api: BotApi) -> None:
    """Ask as citizens do and look at what they get."""
    api.say("lam giay khai sinh cho con can gi", user=7)
    (first,) = await api.wait_for_sent(1, ANSWERS_WITHIN)
    assert "khai sinh" in first.text.lower()
    assert "Giấy tờ cần có" in first.text
    assert "<b>" in first.html

    api.say("thời tiết hôm nay", user=8)
    other = (await api.wait_for_sent(2, ANSWERS_WITHIN))[1]
    assert other.chat_id == 8
    assert "1022" in other.text

    key = next(k for row in first.rows for k in row if k["text"] == "Lệ phí")
    api.tap(key["callback_data"], user=7, sent=first)
    fee = (await api.wait_for_sent(3, ANSWERS_WITHIN))[2]
    assert "Lệ phí" in fee.text
    assert api.answered


async def test_a_round_trip_by_polling(tmp_path: Path) -> None:
    port = free_port()
    async with (
        BotApi() as api,
        running(tmp_path, port=port, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=api.url),
    ):
        await until_ready(port, tmp_path)
        await converse(api)
        assert {command["command"] for command in api.commands} >= {"start", "help", "thutuc"}
    assert TOKEN not in (tmp_path / "bot.log").read_text(encoding="utf-8")


async def test_a_round_trip_by_webhook(tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    async with (
        BotApi() as api,
        running(tmp_path, port=port, TELEGRAM_API_URL=api.url, **settings),
    ):
        await until_ready(port, tmp_path)
        await converse(api)
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert TOKEN not in log
    assert SECRET not in log
    assert "khai sinh cho con" not in log
