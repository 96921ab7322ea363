"""What those who run the bot are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.tickets import TicketState
from tests.fakes.offices import MemoryOffice
from tests.services.city import ADMIN
from tests.services.conftest import Found

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.thorough
async def test_an_alert_repeats_until_the_matter_is_settled(found: Found) -> None:
    office = MemoryOffice(mood="down")
    city = found(gopy=office)
    code = await city.open()
    await city.pass_time(HOUR / 2, HOUR / 20)
    await city.alarm.check()
    assert await city.said_to(ADMIN) == []
    await city.pass_time(HOUR, HOUR / 20)
    for _ in range(3):
        await city.alarm.check()
    assert len(await city.said_to(ADMIN)) == 1
    await city.pass_time(7 * HOUR, HOUR / 4)
    await city.alarm.check()
    assert len(await city.said_to(ADMIN)) == 2
    office.mood = "refuses"
    await city.pass_time(HOUR, HOUR / 20)
    await city.alarm.check()

    [[told]] = (await city.said_to(ADMIN))[2:]
    assert code in told
    assert "Ổ gà" not in told
    dead = await city.ticket(code)
    await city.store.tickets.save(replace(dead, state=TicketState.WITHDRAWN), city.now)
    await city.pass_time(DAY, HOUR)
    await city.alarm.check()
    assert len(await city.said_to(ADMIN)) == 3
