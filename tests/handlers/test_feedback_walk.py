"""Every button that can be reached from every part of a feedback leads on."""

from __future__ import annotations

import pytest

from bot.core.offices import Offices
from bot.handlers.context import Limits
from tests.conftest import Chat
from tests.handlers.feedback_chat import OFFICES, WHAT, WITH_NAMES
from tests.handlers.test_walk import COMMANDS, faults, walk

pytestmark = pytest.mark.thorough

PARTS = ["/gopy", WHAT, "12 Lê Lợi", "hôm qua", "bỏ qua", "đèn đường", "Lê Tám", "0905123456"]
MINE = ["/gopy", "/theodoi", "/dulieu", "/xoa", "/thutuc", "/help"]


WALKS = [
    pytest.param(offices, steps, marks=() if steps in quick else pytest.mark.thorough)
    for offices, quick in ((OFFICES, set()), (WITH_NAMES, {2}))
    for steps in range(1, len(PARTS) + 1)
]


@pytest.mark.parametrize(("offices", "steps"), WALKS)
async def test_every_button_leads_on(chat: Chat, offices: Offices, steps: int) -> None:
    chat.offices = offices
    chat.limits = Limits(tickets_a_day=1000, messages_a_minute=10_000)
    for said in PARTS[:steps]:
        await chat.say(said)
    places = await walk(chat, ["/gopy", "/theodoi", "/dulieu", "/xoa"])

    assert faults(places) == []


@pytest.mark.thorough
async def test_a_feedback_may_be_begun_in_the_middle_of_a_guide(chat: Chat) -> None:
    chat.offices = OFFICES
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    places = await walk(chat, [*MINE, *COMMANDS[:-1]])

    assert faults(places) == []
