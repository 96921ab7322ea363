"""The parts as they are put together: what is set is what is watched."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.parts import open_bot
from bot.app.time import clock
from bot.core.days import day_of
from bot.core.effects import OpenTicket
from bot.core.feedback import Photo
from bot.core.guests import MEGABYTE
from bot.core.models import Message, Reply
from bot.services.library import Library
from bot.settings import read_settings
from tests.contracts.test_tickets import ADDRESS, OWNER, ticket


async def test_the_alarm_watches_the_limits_that_are_set(
    tmp_path: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    settings = read_settings(
        {
            "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
            "BOT_DROPBOX_DIR": str(tmp_path / "gop-y"),
            "BOT_GUEST_TICKETS_A_DAY": "1",
            "BOT_GUEST_PHOTOS_MB_A_DAY": "2",
        }
    )
    photo = Photo("1.jpg", "image/jpeg", bytes(2 * MEGABYTE - 1))
    async with open_bot(settings, exclusive=True, loaded=library) as bot:
        await bot.tickets.keep_guest_photo(OWNER, photo, clock(), 2 * MEGABYTE)
        await bot.store.accept([Message("1", ADDRESS, OWNER, clock())])
        async with bot.store.next_turn() as turn:
            assert turn is not None
            opened = OpenTicket(ticket(), day_of(clock()))
            await turn.settle(turn.conversation, [Reply((), effects=(opened,))])
        await bot.alarm.check()
    told = {record.message: vars(record).get("count") for record in caplog.records}
    assert (told["alert.guest_tickets"], told["alert.guest_photos"]) == (99, 99)
