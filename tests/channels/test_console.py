"""Terminals: several at one bot, each with its own replies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app.parts import is_admin
from bot.channels.console import Console
from bot.core.models import Conversation, Line, Reply, Style
from bot.storage.store import open_store

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


async def test_terminals_do_not_take_each_others_replies(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    printed: list[list[str]] = [[], []]
    shows = [lambda text, to=to: to.append(text.strip()) for to in printed]
    terminals = [Console(f"t{n}", lambda: NOON, show) for n, show in enumerate(shows)]
    for terminal in terminals:
        await store.accept([terminal.message("chào")])
        async with store.next_turn() as turn:
            assert turn is not None
            reply = Reply((Line(Style.TEXT, f"chào {turn.message.address.chat}"),))
            await turn.settle(Conversation(turn.message.conversation), [reply])

    soon = datetime.now(UTC) + timedelta(seconds=1)
    for terminal in reversed(terminals):
        for due in await store.claim_deliveries([terminal.channel], soon, timedelta(0), 9):
            await terminal.send(due)
    assert printed == [["chào t0"], ["chào t1"]]
    await store.close()


def test_the_terminal_of_this_machine_is_an_admin() -> None:
    address = Console("t1", lambda: NOON, print).message("x").address
    assert is_admin(frozenset(), address)
