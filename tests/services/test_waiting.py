"""Tickets that must wait: outages, poison, restarts, and the end of patience."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.journey import Patience
from bot.core.tickets import TicketState, Told
from tests.fakes.offices import MemoryOffice, none_twice
from tests.services.conftest import Found

pytestmark = pytest.mark.thorough

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.thorough
async def test_an_office_that_is_down_for_a_day_is_passed_over_but_not_what_it_may_have(
    found: Found,
) -> None:
    gopy, mail = MemoryOffice(mood="broken"), MemoryOffice()
    city = found(gopy=gopy, mail=mail)
    begun, *waiting = [await city.open() for _ in range(6)]
    await city.pass_time(DAY + HOUR, HOUR)
    gone = [code for code in waiting if (await city.ticket(code)).route == "mail"]

    assert (await city.ticket(begun)).route == "gopy"
    assert gone == mail.codes == waiting[2:]  # three were begun before the way was closed
    gopy.mood = "good"
    await city.pass_time(HOUR, HOUR / 20)
    assert none_twice([gopy, mail])
    assert len(mail.codes) + len(gopy.codes) == 6


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("mood", "state"), [("down", TicketState.DEAD), ("broken", TicketState.UNSURE)]
)
async def test_after_a_week_it_is_given_up_and_no_more_is_claimed_than_is_known(
    found: Found, mood: str, state: TicketState
) -> None:
    city = found(gopy=MemoryOffice(mood=mood))
    code = await city.open()
    await city.pass_time(8 * DAY, 8 * HOUR)

    assert (await city.ticket(code)).state is state
    assert len(await city.told(code)) == 2  # the delay, and the end of it
    assert "gopy.danang.gov.vn" in (await city.told(code))[-1]


@pytest.mark.thorough
async def test_the_delay_is_told_once(found: Found) -> None:
    city = found(gopy=MemoryOffice(mood="down"))
    code = await city.open()
    await city.pass_time(HOUR / 2, HOUR / 20)
    assert await city.told(code) == []
    await city.pass_time(5 * HOUR, HOUR / 4)

    assert len(await city.told(code)) == 1
    assert "đường gửi đang trục trặc" in (await city.told(code))[0]
    assert (await city.ticket(code)).told == (Told.DELAYED,)


@pytest.mark.thorough
async def test_a_poisonous_ticket_blocks_nobody(found: Found) -> None:
    office = MemoryOffice()
    city = found(gopy=office)
    poison = await city.open()
    office.moods[poison] = "broken"
    await city.pass_time(HOUR, HOUR / 20)
    others = [await city.open() for _ in range(20)]
    await city.pass_time(HOUR / 2, HOUR / 20)

    assert office.codes == others
    assert (await city.ticket(poison)).state is TicketState.SENDING


@pytest.mark.thorough
async def test_a_poisonous_ticket_goes_another_way_after_a_day(found: Found) -> None:
    gopy, mail = MemoryOffice(), MemoryOffice()
    city = found(gopy=gopy, mail=mail)
    poison = await city.open()
    gopy.moods[poison] = "broken"
    await city.pass_time(DAY + HOUR, HOUR)

    assert (gopy.codes, mail.codes) == ([], [poison])


@pytest.mark.thorough
async def test_after_a_restart_what_waits_keeps_its_order(found: Found) -> None:
    office = MemoryOffice(mood="broken")
    city = found(gopy=office)
    codes = []
    for _ in range(4):
        codes.append(await city.open())
        await city.pass_time(HOUR / 2, HOUR / 20)
    office.mood = "good"
    city.restart()
    await city.work()

    assert office.codes == codes


async def test_an_office_is_given_time_before_its_silence_counts(found: Found) -> None:
    office = MemoryOffice(mood="lost")
    city = found(open311=office)
    city.patience = Patience()  # one that does not yet show what it is still busy with
    city.restart()
    await city.open()
    await city.work()
    kept, office.received, office.mood = office.received, [], "good"
    await city.pass_time(timedelta(seconds=50), timedelta(seconds=10))
    assert office.posts == 1
    office.received = kept
    await city.pass_time(HOUR / 2, HOUR / 20)

    assert office.posts == 1
    assert (await city.ticket(kept[0].code)).state is TicketState.WITH_OFFICE


async def test_a_ticket_that_nobody_gave_a_time_is_looked_at_all_the_same(found: Found) -> None:
    city = found(gopy=MemoryOffice(mood="down"))
    code = await city.open()
    await city.store.tickets.save(replace(await city.ticket(code), look_at=None), city.now)
    await city.pass_time(2 * HOUR, HOUR / 4)

    assert "đường gửi đang trục trặc" in (await city.told(code))[0]


async def test_a_wrong_key_kills_no_ticket(found: Found) -> None:
    office = MemoryOffice(mood="not admitted")
    city = found(gopy=office)
    code = await city.open()
    await city.pass_time(2 * HOUR, HOUR / 4)
    assert not (await city.ticket(code)).is_settled
    office.mood = "good"
    await city.pass_time(HOUR, HOUR / 4)

    assert office.codes == [code]


@pytest.mark.thorough
async def test_a_route_without_settings_any_more_is_left(found: Found) -> None:
    gopy, mail = MemoryOffice(mood="down"), MemoryOffice()
    city = found(gopy=gopy, mail=mail)
    code = await city.open()
    await city.work()
    city.ways = {"mail": mail}
    city.restart()
    await city.pass_time(2 * HOUR)

    assert mail.codes == [code]
