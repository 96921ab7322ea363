"""Whatever a client writes into the code of a button: an answer, never a bug of ours."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.actions import MAX_BYTES
from bot.core.feedback_draft import Part
from bot.core.models import Kind, Outcome
from bot.handlers.feedback_acts import _OPENING, _VERBS
from bot.handlers.router import ACTIONS
from tests.conftest import Chat, open_library
from tests.handlers.feedback_chat import OFFICES, WHAT

pytestmark = pytest.mark.thorough

ARGUMENTS = st.one_of(
    st.sampled_from(
        ["khai-sinh", "dang-ky-web", "fee", "documents", "all", "show", "done", "not"]
    ),
    st.sampled_from(["anew", "keep", "yes", "stuck", "more", "gopy", "khac", "dn-7k3m-9qx2t", ""]),
    st.sampled_from([*_VERBS, *_OPENING, *Part, "0", "-1", "1_0", "9" * 40, "--", "_", "00"]),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", max_size=12),
)
CODES = st.one_of(
    st.builds(
        lambda verb, arguments: ":".join([verb, *arguments]),
        st.sampled_from(sorted(ACTIONS)),
        st.lists(ARGUMENTS, max_size=5),
    ),
    st.text(max_size=64),
).map(lambda code: code.encode("utf-8", "replace")[:MAX_BYTES].decode("utf-8", "ignore"))
WORDS = st.sampled_from(
    ["/gopy", WHAT, "12 Lê Lợi", "bỏ qua", "làm khai sinh cần gì", "/xoa", "2"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(CODES, CODES, WORDS), min_size=1, max_size=12))
def test_no_code_is_a_bug(moves: list[str]) -> None:
    async def walk() -> None:
        chat = Chat(open_library())
        chat.offices = OFFICES
        chat.is_admin = True
        for move in moves:
            is_said = not move or move[0] == "/" or " " in move or move == "2"
            kind = Kind.TEXT if is_said else Kind.ACTION
            await chat.send(text=move if is_said else "Nút", kind=kind, action=move)
            assert chat.reply.outcome is not Outcome.FAILED, moves
            assert chat.reply.lines
            assert all(len(b.action.encode()) <= MAX_BYTES for b in chat.reply.buttons)

    asyncio.run(walk())
