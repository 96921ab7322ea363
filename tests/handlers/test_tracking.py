"""Tickets asked for, closed and insisted on; others' words are shown to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.effects import ChangeTicket
from bot.core.feedback import OfficeState, OfficeStatus
from bot.core.models import Conversation, Kind
from bot.core.tickets import Ticket, TicketState
from tests.conftest import Chat
from tests.handlers.feedback_chat import MAILBOX, OFFICES, WHAT, fill_in, send_one


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


async def delivered(chat: Chat, **changes: object) -> Ticket:
    """Send a feedback and let the office have it."""
    ticket = await send_one(chat)
    there = replace(
        ticket,
        state=TicketState.WITH_OFFICE,
        number="0",
        due_on=date(2026, 11, 27),
        delivered_at=chat.now,
        look_at=chat.now,
    )
    chat.records.tickets[ticket.code] = replace(there, **changes)  # type: ignore[arg-type]
    return chat.records.tickets[ticket.code]


def elsewhere(chat: Chat) -> None:
    """Go on as another citizen."""
    chat.conversation = Conversation("test:2")


@pytest.mark.parametrize(
    "written",
    ["/theodoi {}", "{}", "cho tôi hỏi góp ý {} tới đâu rồi", "/theodoi@bot {}", "/start {}"][:4],
)
async def test_a_code_is_understood_wherever_it_stands(chat: Chat, written: str) -> None:
    ticket = await send_one(chat)
    for code in (ticket.code, ticket.code.lower(), ticket.code.replace("DN", "ĐN")):
        assert f"Góp ý {ticket.code}: tôi đã giữ" in await chat.say(written.format(code))


@pytest.mark.parametrize("gap", ["", " ", "–"])
async def test_a_code_may_be_written_in_any_way_after_the_command(chat: Chat, gap: str) -> None:
    ticket = await send_one(chat)

    assert ticket.code in await chat.say("/theodoi " + ticket.code.replace("-", gap))


async def test_a_bare_code_is_understood_when_it_was_asked_for(chat: Chat) -> None:
    ticket = await send_one(chat)
    await chat.say("/theodoi")

    assert ticket.code in await chat.say(ticket.code.removeprefix("DN-"))


async def test_a_code_is_asked_for_once(chat: Chat) -> None:
    await chat.say("/theodoi")
    await chat.say("làm căn cước cần gì")

    assert chat.conversation.step is None


@pytest.mark.parametrize("place", [3, 6, 11])
async def test_a_slip_of_the_finger_is_told_as_one(chat: Chat, place: int) -> None:
    code = (await send_one(chat)).code
    wrong = code[:place] + ("7" if code[place] != "7" else "8") + code[place + 1 :]
    for said in (wrong, f"/theodoi {wrong}", f"góp ý {wrong} tới đâu rồi"):
        assert "gõ nhầm" in await chat.say(said)
    await chat.say("/theodoi")
    assert "gõ nhầm" in await chat.say(wrong.removeprefix("DN-"))


@pytest.mark.parametrize(
    "said", ["dn nha minh thanh lap nam 2026", "ĐN mình thanh toán", "so DN-2026-001 la gi"]
)
async def test_what_only_begins_like_a_code_is_none(chat: Chat, said: str) -> None:
    assert "gõ nhầm" not in await chat.say(said)


async def test_a_code_nobody_has_is_not_known(chat: Chat) -> None:
    ticket = await send_one(chat)
    del chat.records.tickets[ticket.code]

    assert f"không có góp ý nào mang mã {ticket.code}" in await chat.say(ticket.code)


async def test_ones_own_ticket_is_shown_with_its_content(chat: Chat) -> None:
    ticket = await delivered(chat)
    told = await chat.say(ticket.code)

    for part in (f"{MAILBOX} đã nhận, số 0", "27/11/2026", WHAT, "12 Lê Lợi", "24/11/2026"):
        assert part in told
    assert chat.buttons[:2] == ["Xong rồi", "Chưa xong"]


async def test_anothers_ticket_shows_its_state_and_nothing_else(chat: Chat) -> None:
    ticket = await delivered(chat)
    elsewhere(chat)
    told = await chat.say(f"/theodoi {ticket.code}")

    assert f"{MAILBOX} đã nhận, số 0" in told
    assert "tình trạng" in told
    for part in (WHAT, "Lê Lợi", "cả tuần nay"):
        assert part not in told
    assert "Xong rồi" not in chat.buttons


@pytest.mark.parametrize("verb", ["done", "not", "anew"])
async def test_only_the_owner_answers(chat: Chat, verb: str) -> None:
    ticket = await delivered(chat)
    elsewhere(chat)
    code = f"k:{verb}:{ticket.code.lower()}"

    assert "Chỉ người gửi" in await chat.send(kind=Kind.ACTION, action=code)
    assert not chat.reply.effects
    assert chat.conversation.draft == ""


async def test_in_a_group_nothing_of_ones_own_is_shown(chat: Chat) -> None:
    ticket = await delivered(chat)
    for said in ("/theodoi", ticket.code):
        await chat.send(text=said, is_private=False)
        shown = " ".join([*chat.buttons, *(line.text for line in chat.reply.lines)])
        assert "Đèn đường trước" not in shown


async def test_recent_tickets_are_listed(chat: Chat) -> None:
    assert "chưa gửi góp ý nào" in await chat.say("/theodoi")
    ticket = await send_one(chat)
    await chat.say("/theodoi")

    assert chat.buttons[0].startswith(ticket.code)
    assert WHAT in await chat.tap(chat.buttons[0])


async def test_done_closes_with_thanks_once(chat: Chat) -> None:
    ticket = await delivered(chat)
    await chat.say(ticket.code)
    done = chat.reply.buttons[0].action
    assert "Cảm ơn" in await chat.tap("Xong rồi")
    kept = chat.records.tickets[ticket.code]
    assert (kept.state, kept.closed_at, kept.look_at) == (ticket.state, chat.now, None)
    assert "đã đóng rồi" in await chat.send(kind=Kind.ACTION, action=done)
    assert not chat.reply.effects

    assert "Anh/chị đã báo việc này xong" in await chat.say(ticket.code)


@pytest.mark.parametrize("state", [TicketState.KEPT, TicketState.SENDING])
async def test_what_has_not_arrived_cannot_be_closed(chat: Chat, state: TicketState) -> None:
    ticket = await delivered(chat, state=state, number="")
    code = f"k:done:{ticket.code.lower()}"

    assert "chưa đóng được" in await chat.send(kind=Kind.ACTION, action=code)
    assert not chat.reply.effects


async def test_not_done_begins_a_follow_up_that_names_the_old_one(chat: Chat) -> None:
    old = await delivered(chat)
    await chat.say(old.code)
    assert old.code in await chat.tap("Chưa xong")
    assert "khi nào" in await chat.say("Thay bóng xong tối qua lại tắt")
    await chat.tap("Bỏ qua")
    told = await chat.tap("Không có ảnh")
    whole = f"Góp ý tiếp theo {old.code}: Thay bóng xong tối qua lại tắt"
    assert whole in told
    await chat.tap("Gửi góp ý")

    (new,) = [ticket for ticket in chat.records.tickets.values() if ticket.code != old.code]
    assert (new.feedback.follows, new.feedback.what) == (old.code, whole)
    assert (new.feedback.where, new.feedback.field) == (old.feedback.where, old.feedback.field)


async def test_a_follow_up_never_takes_over_another_draft(chat: Chat) -> None:
    old = await delivered(chat)
    await fill_in(chat, "Rác chất đống đầu hẻm không ai hốt")
    action = f"k:not:{old.code.lower()}"
    assert "đang viết dở" in await chat.send(kind=Kind.ACTION, action=action)
    assert "Rác chất đống" in await chat.tap("Tiếp tục góp ý")
    assert old.code not in "".join(line.text for line in chat.reply.lines)
    await chat.send(kind=Kind.ACTION, action=action)

    assert old.code in await chat.tap("Bỏ bài dở, viết mới")
    assert chat.reply.effects


async def test_showing_a_ticket_changes_nothing(chat: Chat) -> None:
    ticket = await delivered(chat)
    for code in (f"k:{ticket.code.lower()}", f"k:show:{ticket.code.lower()}"):
        await chat.send(kind=Kind.ACTION, action=code)
        assert not [e for e in chat.reply.effects if isinstance(e, ChangeTicket)]
        assert ticket.code in chat.reply.lines[0].text


async def test_what_the_office_says_is_told_and_no_more(chat: Chat) -> None:
    said = OfficeStatus(OfficeState.IN_PROGRESS, "đội đèn đã nhận", "30/11/2026")
    ticket = await delivered(chat, office=said)
    told = await chat.say(ticket.code)

    for part in ("báo đang xử lý (đội đèn đã nhận)", "Số của nơi nhận: 0", "30/11/2026"):
        assert part in told
    assert "đã xử lý" not in told


async def test_a_term_that_is_over_is_told_with_where_to_turn(chat: Chat) -> None:
    ticket = await delivered(chat)
    chat.now += timedelta(days=10)
    told = await chat.say(ticket.code)

    assert "đã quá hạn trả lời (27/11/2026)" in told
    assert "1022" in told
