"""Every button that can be reached is tapped: no dead end, no stale button, nowhere too much."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from bot.core.actions import MAX_BYTES
from bot.core.cards import BUDGET, length
from bot.core.catalogue import Catalogue
from bot.core.models import Conversation, Kind, Outcome, Reply
from tests.conftest import Chat

FEWEST, MOST = 2, 5  #: buttons under a reply
LONGEST_LABEL = 100  #: characters; Zalo takes no more
COMMANDS = ["/start", "/help", "/thutuc", "/dangky", "/nophoso", "/tracuu", "/huy"]
UTTERANCES = [
    *("xin chào", "cảm ơn", "tạm biệt", "bạn là ai", "đồ ngu", "thời tiết hôm nay", "😀", "", "?"),
    *("giấy tờ", "khai sinh", "căn cước", "lệ phí bao nhiêu", "asdf qwer", "x" * 10_000, "/lạ"),
    *("https://dichvucong.gov.vn", "xem egov.danang.gov.vn/tracuuhs", "dichvucong-gov.vn/x"),
    *("http://" + "a" * 3000 + ".com", "<b>khai sinh</b>", "\u202eabc\u0000\u0007", "\u200f" * 3),
]
ODD_CODES = ["", ":", "e", "e:", "e:nothing", "e:khai-sinh:nothing", "m:khai-sinh", "g", "g:x:y:z"]


class Place(NamedTuple):
    """A reply, the way to it, and the conversation after it."""

    path: str
    reply: Reply
    conversation: Conversation

    def faults(self) -> Iterator[str]:
        """Say what a citizen would be stuck on here."""
        labels = [button.text for button in self.reply.buttons]
        if not FEWEST <= len(labels) <= MOST:
            yield f"{self.path}: {len(labels)} buttons"
        if len(set(labels)) < len(labels):
            yield f"{self.path}: a label twice, {labels}"
        if length(self.reply.lines) > BUDGET:
            yield f"{self.path}: {length(self.reply.lines)} characters"
        if not all(line.text.strip() for line in self.reply.lines) or not self.reply.lines:
            yield f"{self.path}: an empty line"
        if self.reply.outcome is Outcome.FAILED:
            yield f"{self.path}: a bug"
        for button in self.reply.buttons:
            if len(button.action.encode()) > MAX_BYTES or len(button.text) > LONGEST_LABEL:
                yield f"{self.path}: {button} is too large"


async def walk(chat: Chat, utterances: list[str]) -> list[Place]:
    """Say each of the utterances anew, then tap every button that comes up, each code once."""
    before, found = chat.conversation, []
    for said in utterances:
        chat.conversation = before
        await chat.say(said)
        found.append(Place(said[:40], chat.reply, chat.conversation))
    tapped: set[str] = set()
    waiting = deque(found)
    while waiting:
        path, reply, conversation = waiting.popleft()
        for button in reply.buttons:
            if button.action in tapped or button.url:
                continue
            tapped.add(button.action)
            chat.conversation = conversation
            await chat.send(text=button.text, kind=Kind.ACTION, action=button.action)
            there = Place(f"{path} > {button.text}", chat.reply, chat.conversation)
            assert chat.reply.outcome is not Outcome.REFUSED, f"{there.path}: a stale button"
            found.append(there)
            waiting.append(there)
    return found


def faults(places: list[Place]) -> list[str]:
    return [fault for place in places for fault in place.faults()]


async def test_every_button_leads_on(chat: Chat, catalogue: Catalogue) -> None:
    places = await walk(chat, COMMANDS + [f"/start {entry}" for entry in catalogue.entries])

    assert faults(places) == []
    assert {place.reply.entry for place in places} >= set(catalogue.entries)
    assert len(places) > 3000


@pytest.mark.thorough
async def test_every_button_leads_on_in_the_middle_of_a_guide(
    chat: Chat, catalogue: Catalogue
) -> None:
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    places = await walk(chat, COMMANDS[:-1] + [f"/start {entry}" for entry in catalogue.entries])

    assert faults(places) == []


async def leaf_through(chat: Chat) -> set[str]:
    """Return the labels of a list that goes on behind "Xem thêm…"."""
    labels = set(chat.buttons)
    while "Xem thêm…" in chat.buttons:
        await chat.tap("Xem thêm…")
        labels |= set(chat.buttons)
    return labels


async def test_the_categories_can_be_leafed_through_to_the_last_entry(
    chat: Chat, catalogue: Catalogue
) -> None:
    await chat.say("/thutuc")
    assert await leaf_through(chat) >= {category.title for category in catalogue.categories}
    for category in catalogue.categories:
        await chat.send(kind=Kind.ACTION, action=f"c:{category.id}")
        titles = {entry.title for entry in catalogue.entries_of(category.id)}
        assert await leaf_through(chat) >= titles


async def test_whatever_is_said_there_is_a_next_step(chat: Chat) -> None:
    before, found = chat.conversation, []
    for said in UTTERANCES:
        chat.conversation = before
        await chat.say(said)
        found.append(Place(said[:40], chat.reply, chat.conversation))

    assert faults(found) == []


@pytest.mark.thorough
async def test_whatever_is_said_every_button_leads_on_from_there(chat: Chat) -> None:
    assert faults(await walk(chat, UTTERANCES)) == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ACTION])
async def test_whatever_is_sent_there_is_a_next_step(chat: Chat, kind: Kind) -> None:
    await chat.send(kind=kind)

    assert list(Place(kind, chat.reply, chat.conversation).faults()) == []


@pytest.mark.parametrize("code", ODD_CODES)
async def test_a_code_that_means_nothing_has_a_next_step(chat: Chat, code: str) -> None:
    await chat.send(text="Nút cũ", kind=Kind.ACTION, action=code)

    assert list(Place(code, chat.reply, chat.conversation).faults()) == []
