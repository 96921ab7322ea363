"""Limits: polite, with somewhere else to turn to, and nothing is lost silently."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.guests import GuestLimits
from bot.core.models import Kind, Outcome
from bot.handlers.context import Limits
from tests.conftest import Chat
from tests.handlers.feedback_chat import OFFICES, WHAT, fill_in, photograph, send_one

GO_ON = "Tiếp tục góp ý"


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


async def test_so_many_a_day_and_no_more(chat: Chat) -> None:
    chat.limits = Limits(tickets_a_day=2)
    await send_one(chat)
    await fill_in(chat, "Rác chất đống trước cổng chợ không ai hốt")
    before = chat.conversation.draft
    await send_one_elsewhere(chat)
    told = await chat.tap("Gửi góp ý")

    assert "gửi 2 góp ý" in told
    assert "1022" in told
    assert chat.conversation.draft == before
    chat.now += timedelta(days=1)
    await chat.tap(GO_ON)
    await chat.tap("Gửi góp ý")
    assert len(chat.records.tickets) == 3


async def send_one_elsewhere(chat: Chat) -> None:
    """Send another feedback of the same citizen, and come back to where they were."""
    here, reply = chat.conversation, chat.reply
    chat.conversation = type(here)(here.key)
    await send_one(chat, "Nắp cống vỡ ở ngã tư rất nguy hiểm")
    chat.conversation, chat.reply = here, reply


async def test_the_limit_of_the_day_is_told_before_anything_is_written(chat: Chat) -> None:
    chat.limits = Limits(tickets_a_day=1)
    await send_one(chat)

    assert "gửi 1 góp ý" in await chat.say("/gopy")
    assert chat.conversation.draft == ""


async def test_so_many_of_all_guests_a_day_and_no_more(chat: Chat) -> None:
    chat.limits = Limits(guests=GuestLimits(frozenset({"test"}), tickets=2))
    await send_one(chat)
    await fill_in(chat, "Rác chất đống trước cổng chợ không ai hốt")
    before = chat.conversation.draft
    chat.records.guest_tickets.update([chat.now.date()])  # of somebody else
    told = await chat.tap("Gửi góp ý")

    assert "ngừng nhận thêm" in told
    assert "1022" in told
    assert chat.conversation.draft == before
    assert len(chat.records.tickets) == 1
    chat.now += timedelta(days=1)
    await chat.tap(GO_ON)
    await chat.tap("Gửi góp ý")
    assert len(chat.records.tickets) == 2


async def test_the_full_day_of_guests_is_told_before_anything_is_written(chat: Chat) -> None:
    chat.limits = Limits(guests=GuestLimits(frozenset({"test"}), tickets=0))

    assert "ngừng nhận thêm" in await chat.say("/gopy")
    assert chat.conversation.draft == ""
    await chat.say("làm căn cước cần gì")
    assert chat.reply.outcome is Outcome.ANSWERED


async def test_who_has_an_account_is_no_guest(chat: Chat) -> None:
    chat.limits = Limits(guests=GuestLimits(frozenset({"web"}), tickets=0))
    await send_one(chat)

    assert not chat.records.guest_tickets


async def test_the_blocked_are_told_before_they_write(chat: Chat) -> None:
    chat.records.blocked.add(chat.conversation.key)
    told = await chat.say("/gopy")

    assert "khóa" in told
    assert "1022" in told
    assert chat.conversation.draft == ""
    await chat.say("làm căn cước cần gì")
    assert chat.reply.outcome is Outcome.ANSWERED


async def test_who_is_blocked_while_writing_sends_nothing(chat: Chat) -> None:
    await fill_in(chat)
    chat.records.blocked.add(chat.conversation.key)

    assert "khóa" in await chat.tap("Gửi góp ý")
    assert not chat.records.tickets


async def test_too_fast_is_told_and_the_draft_stays(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    before = chat.conversation.draft
    chat.limits = Limits(messages_a_minute=1)
    told = await chat.say("12 Lê Lợi")

    assert "chưa ghi tin vừa rồi" in told
    assert chat.conversation.draft == before
    assert GO_ON in chat.buttons
    chat.now += timedelta(minutes=2)
    assert "khi nào" in await chat.say("12 Lê Lợi")


@pytest.mark.parametrize(
    "again",
    [WHAT, "den duong truoc so 12 tat ca tuan nay", "Đèn đường trước số 12 tắt cả tuần nay!!!"],
)
async def test_the_same_once_more_is_asked_about(chat: Chat, again: str) -> None:
    first = await send_one(chat)
    await fill_in(chat, again)
    told = await chat.tap("Gửi góp ý")
    assert first.code in told
    assert len(chat.records.tickets) == 1
    await chat.tap("Vẫn gửi")

    assert len(chat.records.tickets) == 2


async def test_the_same_many_times_is_not_taken_any_more(chat: Chat) -> None:
    for _ in range(3):
        await fill_in(chat)
        await chat.tap("Gửi góp ý")
        if "Vẫn gửi" in chat.buttons:
            await chat.tap("Vẫn gửi")
    await fill_in(chat)
    told = await chat.tap("Gửi góp ý")

    assert "gửi nhiều lần" in told
    assert "1022" in told
    assert len(chat.records.tickets) == 3
    assert chat.buttons[0] == GO_ON


async def test_the_same_after_a_week_is_new(chat: Chat) -> None:
    await send_one(chat)
    chat.now += timedelta(days=8)
    await send_one(chat)

    assert len(chat.records.tickets) == 2


async def test_another_matter_is_no_repeat(chat: Chat) -> None:
    await send_one(chat)
    await send_one(chat, "Rác chất đống trước cổng chợ không ai hốt")

    assert len(chat.records.tickets) == 2


async def test_what_is_too_long_is_said_with_the_limit(chat: Chat) -> None:
    await chat.say("/gopy")

    assert "1000 ký tự" in await chat.say("Đường ngập " * 100)
    assert "ở đâu" in await chat.say(WHAT)


async def test_a_complaint_too_long_to_be_sent_is_asked_for_again(chat: Chat) -> None:
    await chat.say("đường ngập mãi không ai sửa " * 60)
    if "Gửi góp ý việc này" in chat.buttons:
        assert "1000 ký tự" in await chat.tap("Gửi góp ý việc này")


async def test_private_numbers_are_pointed_out_and_can_be_hidden(chat: Chat) -> None:
    await chat.say("/gopy")
    told = await chat.say(f"{WHAT}, gọi tôi 0905123456, căn cước 048099001234")
    assert "số riêng tư" in told
    await chat.tap("Che số riêng tư đi")
    for said in ("12 Lê Lợi", "hôm qua"):
        await chat.say(said)
    await chat.tap("Không có ảnh")
    told = await chat.tap(chat.buttons[0])

    assert "0905123456" not in told
    assert "048099001234" not in told
    assert "[số điện thoại]" in told
    assert "Che số riêng tư đi" not in chat.buttons


async def test_private_numbers_stay_if_that_is_wanted(chat: Chat) -> None:
    told = await fill_in(chat, f"{WHAT}, gọi tôi 0905123456")
    assert "nơi nhận sẽ đọc được" in told
    assert "Che số riêng tư đi" in chat.buttons
    await chat.tap("Gửi góp ý")

    (ticket,) = chat.records.tickets.values()
    assert "0905123456" in ticket.feedback.what


HOSTILE = [
    *("x" * 10_000, "😀" * 50, "", " ", "?", "\u202e\u200b\x00\x07", "<b>x</b><script>alert(1)"),
    *("'; DROP TABLE tickets;--", "{code} %s {0}", "/", "//", "/gopy x", "1" * 40, "\u202engược"),
]


@pytest.mark.parametrize(
    "steps",
    [pytest.param(n, marks=() if n in {0, 4, 8} else pytest.mark.thorough) for n in range(9)],
)
@pytest.mark.parametrize("kind", list(Kind))
async def test_nothing_odd_breaks_any_step(chat: Chat, steps: int, kind: Kind) -> None:
    said = ["/gopy", WHAT, "12 Lê Lợi", "hôm qua", "bỏ qua", "khác", "Lê Văn Tám", "0905123456"]
    for text in said[:steps]:
        await chat.say(text)
    for odd in HOSTILE:
        await chat.send(text=odd, kind=kind, action=odd[:64] if kind is Kind.ACTION else "")
        assert chat.reply.outcome is not Outcome.FAILED, (steps, kind, odd[:20])
        assert 2 <= len(chat.buttons) <= 5, (steps, kind, odd[:20], chat.buttons)
        assert len(set(chat.buttons)) == len(chat.buttons)
        assert all(line.text.strip() for line in chat.reply.lines)
        chat.now += timedelta(minutes=1)
    await photograph(chat)
    assert chat.reply.outcome is not Outcome.FAILED
    assert not chat.records.tickets
