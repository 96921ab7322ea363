"""Whatever is tapped and typed: no draft is lost silently, and no draft makes two tickets."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import feedback_draft
from bot.core.effects import DropPhotos, Erase, OpenTicket
from bot.core.feedback_draft import Draft
from bot.core.models import Kind, Outcome
from bot.core.offices import Offices
from bot.handlers.context import Limits
from tests.conftest import Chat, open_library
from tests.handlers.feedback_chat import DONG_DA, OFFICES, WHAT, WITH_NAMES

TEXTS = [
    *(WHAT, "12 Lê Lợi", "hôm qua", "bỏ qua", "gửi", "ok", "không", "1", "2", "3", "xong rồi"),
    *("làm khai sinh cho con cần gì?", "/gopy", "/huy", "/thutuc", "/dangky", "/theodoi", "/xoa"),
    *("Lê Văn Tám", "0905123456", "a@b.vn", "rác không ai hốt hôi quá trời", "cảm ơn", "x" * 3000),
    *("DN-7K3M-9QX2T", "dichvucong-gov.vn/x", "ẩn danh", "tiếp", "việc khác", "/start gopy"),
]
#: the way to the preview, of which some is gone before anything is left to chance
WAY = [
    "/gopy",
    WHAT,
    "12 Lê Lợi",
    "hôm qua",
    "bỏ qua",
    "đèn đường",
    "Lê Tám",
    "0905123456",
    "bỏ qua",
]
TAP, OLD, PHOTO, PLACE, STICKER, WAIT = range(6)
moves = st.one_of(
    st.tuples(st.just(TAP), st.integers(0, 4)),
    st.tuples(st.just(TAP), st.integers(0, 4)),
    st.sampled_from(TEXTS),
    st.tuples(st.just(OLD), st.integers(0, 200)),
    st.tuples(st.sampled_from([PHOTO, PLACE, STICKER, WAIT]), st.integers(0, 9)),
)


async def make(chat: Chat, move: str | tuple[int, int], seen: list[str]) -> None:
    """Do one thing; *seen* are the codes of all buttons so far."""
    if isinstance(move, str):
        await chat.say(move)
        return
    kind, number = move
    if kind in {TAP, OLD}:
        codes = [b.action for b in chat.reply.buttons if b.action] if kind == TAP else seen
        if codes:
            code = codes[number % len(codes)]
            await chat.send(text="Nút", kind=Kind.ACTION, action=code)
    elif kind == PHOTO:
        await chat.send(kind=Kind.PHOTO, photo=f"kept:{number}")
    elif kind == PLACE:
        await chat.send(kind=Kind.LOCATION, location=DONG_DA)
    elif kind == STICKER:
        await chat.send(kind=Kind.STICKER)
    else:
        chat.now += timedelta(hours=number)


def own(chat: Chat) -> Draft | None:
    """Return the draft somebody has agreed to write."""
    draft = feedback_draft.read(chat.conversation.draft)
    return None if draft is None or draft.is_offered else draft


def check_turn(chat: Chat, before: Draft | None) -> None:
    """Check that a draft either is still there, was sent, or was said to be gone."""
    after, effects = own(chat), chat.reply.effects
    assert chat.reply.outcome is not Outcome.FAILED
    assert 2 <= len(chat.buttons) <= 5 or not chat.reply.lines
    if before is not None and (after is None or after.key != before.key):
        sent = [e for e in effects if isinstance(e, OpenTicket)]
        gone = [e for e in effects if isinstance(e, DropPhotos | Erase)]
        assert sent or gone
        told = " ".join(line.text for line in chat.reply.lines)
        assert any(word in told for word in ("mã", "bỏ", "xóa", "Đã"))
    elif before is not None and after is not None and before.what:
        assert after.what
    for ticket in (e.ticket for e in effects if isinstance(e, OpenTicket)):
        assert before is not None
        assert ticket.draft == before.key
        assert ticket.feedback.what == before.what or before.follows


@settings(deadline=None)  # the first example reads the knowledge base
@given(
    st.lists(moves, min_size=5, max_size=40),
    st.sampled_from([OFFICES, WITH_NAMES]),
    st.integers(1, 9),
)
def test_no_draft_is_lost_silently_or_sent_twice(
    todo: list[str | tuple[int, int]], offices: Offices, begun: int
) -> None:
    chat = Chat(open_library())
    chat.offices = offices
    chat.limits = Limits(tickets_a_day=50)

    async def run() -> None:
        seen: list[str] = []
        for said in WAY[:begun]:
            await chat.say(said)
        for move in todo:
            before, reply = own(chat), chat.reply
            await make(chat, move, seen)
            if chat.reply is not reply:
                check_turn(chat, before)
            seen += [b.action for b in chat.reply.buttons if b.action]

    asyncio.run(run())
    drafts = Counter(ticket.draft for ticket in chat.records.tickets.values())
    assert all(count == 1 for count in drafts.values())
