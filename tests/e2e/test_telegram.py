"""The whole bot against a Bot API server on loopback: by polling, then by webhook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import free_port, running, until_ready
from tests.fakes.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.e2e

ANSWERS_WITHIN = 20.0
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


ODD = [
    *("dài " * 1000, "😀😀😀", "<b>khai sinh</b> & <script>", "\u202ekhai sinh\u2066\x07"),
    *("/", "/khong-co", "@", "﷽" * 500, "a" * 4000, "http://" + "a" * 3000 + ".com"),
]
MEDIA = ["photo", "sticker", "voice", "video", "document", "contact", "location"]


async def be_odd(api: BotApi) -> None:
    """Send what is no question; each gets one short answer with a next step."""
    seen = len(api.sent)
    for said in ODD:
        api.say(said, user=9)
    for kind in MEDIA:
        api.send_media(kind, user=9)
    for code in ("e:khai-sinh:gone", "old:khai-sinh:7", "nothing", "🙂"):
        api.tap(code, user=9)
    count = len(ODD) + len(MEDIA) + 4
    replies = (await api.wait_for_sent(seen + count, ANSWERS_WITHIN))[seen:]

    assert all(1 <= len(reply.text) <= 900 for reply in replies)
    assert all(2 <= sum(map(len, reply.rows)) <= 5 for reply in replies)
    assert "dài quá" in replies[0].text
    assert "khai sinh" in replies[-4].text.lower()
    assert "khai sinh" in replies[-3].text.lower()


async def test_a_round_trip_by_polling(tmp_path: Path) -> None:
    port = free_port()
    async with (
        BotApi() as api,
        running(tmp_path, port=port, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=api.url),
    ):
        await until_ready(port, tmp_path)
        await converse(api)
        await be_odd(api)
        assert {command["command"] for command in api.commands} >= {"start", "help", "thutuc"}
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert TOKEN not in log
    assert "bug" not in log


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
        await be_odd(api)
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert TOKEN not in log
    assert SECRET not in log
    assert "khai sinh cho con" not in log
