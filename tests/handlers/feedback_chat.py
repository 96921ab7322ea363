"""A chat with two offices that take feedback, and the words to get through it."""

from __future__ import annotations

from bot.core.feedback import Coordinates
from bot.core.models import Kind
from bot.core.offices import Office, Offices
from bot.core.tickets import Ticket
from tests.conftest import Chat

WHAT = "Đèn đường trước số 12 tắt cả tuần nay"
PORTAL, MAILBOX = "cổng Góp ý Đà Nẵng", "hộp thư gopy@danang.gov.vn"
OFFICES = Offices({"mail": Office(MAILBOX)})
WITH_NAMES = Offices({"gopy": Office(PORTAL, needs_sender=True), "mail": Office(MAILBOX)})
DONG_DA = Coordinates(16.0789, 108.2123)


async def fill_in(chat: Chat, what: str = WHAT) -> str:
    """Answer everything up to the preview, without photos and name."""
    await chat.say("/gopy")
    await chat.say(what)
    await chat.say("12 Lê Lợi, phường Hải Châu")
    await chat.say("cả tuần nay")
    await chat.tap("Không có ảnh")
    return await chat.tap(chat.buttons[0])


async def send_one(chat: Chat, what: str = WHAT) -> Ticket:
    """Send a feedback and return its ticket."""
    known = set(chat.records.tickets)
    await fill_in(chat, what)
    await chat.tap("Gửi góp ý")
    (code,) = set(chat.records.tickets) - known
    return chat.records.tickets[code]


async def photograph(chat: Chat, photo: str = "kept:1", caption: str = "") -> str:
    """Send a photo."""
    return await chat.send(text=caption, kind=Kind.PHOTO, photo=photo)
