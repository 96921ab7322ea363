"""Tickets on their way to offices of this process; see tests/e2e for real servers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.feedback import Feedback, Receipt
from bot.core.places import Address
from bot.core.tickets import TicketState
from tests.fakes.offices import MemoryOffice
from tests.services.city import City
from tests.services.conftest import Found

if TYPE_CHECKING:
    from bot.core.ticket_ports import OnLeaving

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_a_ticket_arrives_once_and_the_citizen_hears_its_number(found: Found) -> None:
    office = MemoryOffice()
    city = found(gopy=office)
    code = await city.open()
    await city.work()
    ticket = await city.ticket(code)

    assert (ticket.state, ticket.number) == (TicketState.WITH_OFFICE, "0")
    assert not ticket.is_attempted
    assert office.codes == [code]
    assert await city.told(code) == [f"Góp ý {code}: Cổng góp ý đã nhận, số 0."]
    await city.pass_time(HOUR, HOUR)
    assert office.posts == 1
    assert len(await city.told(code)) == 1


async def test_the_term_is_told_with_the_number(found: Found) -> None:
    city = found(gopy=MemoryOffice())
    with_term, without = await city.open(), await city.open(field="khac")
    await city.work()
    ticket = await city.ticket(with_term)

    assert ticket.due_on is not None
    [[_, told]] = await city.said_to(Address("web", "c1"))
    assert told == f"Hạn trả lời theo quy định: {ticket.due_on:%d/%m/%Y}."
    assert (await city.ticket(without)).due_on is None


@pytest.mark.parametrize("mood", ["down", "broken", "lost"])
@pytest.mark.parametrize("knows_again", [True, False])
async def test_nothing_comes_twice_from_an_office_that_can_be_asked(
    found: Found, mood: str, *, knows_again: bool
) -> None:
    office = MemoryOffice(mood=mood, knows_again=knows_again)
    city = found(gopy=office)
    codes = [await city.open() for _ in range(5)]
    await city.pass_time(HOUR / 2, HOUR / 20)
    office.mood = "good"
    await city.pass_time(HOUR, HOUR / 20)

    assert office.codes == codes
    assert {(await city.ticket(code)).state for code in codes} == {TicketState.WITH_OFFICE}


async def test_what_may_have_arrived_is_sent_once_more_flagged_and_then_left(
    found: Found,
) -> None:
    office = MemoryOffice(can_look_up=False, mood="lost")
    city = found(mail=office)
    code = await city.open()
    await city.pass_time(HOUR, HOUR / 20)
    ticket = await city.ticket(code)

    assert ticket.state is TicketState.UNSURE
    assert [feedback.is_repeat for feedback in office.received] == [False, True]
    assert "chưa chắc nơi nhận có nhận được không" in (await city.told(code))[-1]
    await city.pass_time(DAY, HOUR)
    assert office.posts == 2


async def test_a_certain_failure_costs_no_repeat(found: Found) -> None:
    office = MemoryOffice(can_look_up=False, mood="down")
    city = found(mail=office)
    code = await city.open()
    await city.pass_time(HOUR / 2, HOUR / 20)
    office.mood = "good"
    await city.pass_time(HOUR / 2, HOUR / 20)

    assert [feedback.is_repeat for feedback in office.received] == [False]
    assert not (await city.ticket(code)).is_repeated


async def test_a_repeat_that_certainly_left_nothing_may_be_tried_again(found: Found) -> None:
    office = MemoryOffice(can_look_up=False, mood="broken")
    city = found(mail=office)
    code = await city.open()
    await city.work()
    office.mood = "down"
    await city.pass_time(HOUR / 2, HOUR / 20)
    office.mood = "good"
    await city.pass_time(HOUR / 2, HOUR / 20)

    assert [feedback.is_repeat for feedback in office.received] == [True]
    assert (await city.ticket(code)).state is TicketState.WITH_OFFICE


async def test_a_key_makes_sending_again_safe(found: Found) -> None:
    office = MemoryOffice(can_look_up=False, knows_again=True, mood="lost")
    city = found(webhook=office)
    code = await city.open()
    await city.pass_time(HOUR / 2, HOUR / 20)
    office.mood = "good"
    await city.pass_time(HOUR / 2, HOUR / 20)

    assert office.codes == [code]
    assert office.posts > 1
    assert (await city.ticket(code)).number == "0"


async def test_a_refusal_leads_to_the_next_office_and_the_citizen_hears_it(found: Found) -> None:
    gopy, mail, open311 = MemoryOffice(mood="refuses"), MemoryOffice(), MemoryOffice()
    city = found(gopy=gopy, mail=mail, open311=open311)
    code = await city.open()
    await city.work()

    assert [len(office.received) for office in (gopy, mail, open311)] == [0, 1, 0]
    assert await city.told(code) == [
        f"Góp ý {code}: Cổng góp ý không nhận được, tôi chuyển gửi qua hộp thư góp ý.",
        f"Góp ý {code}: hộp thư góp ý đã nhận, số 0.",
    ]


async def test_a_ticket_that_everybody_refuses_is_dead_and_says_where_to_turn(
    found: Found,
) -> None:
    city = found(gopy=MemoryOffice(mood="refuses"), mail=MemoryOffice(mood="refuses"))
    code = await city.open()
    await city.work()
    ticket = await city.ticket(code)

    assert (ticket.state, ticket.look_at) == (TicketState.DEAD, None)
    assert "gopy.danang.gov.vn" in (await city.told(code))[-1]


async def take_back(city: City, code: str) -> None:
    kept = await city.ticket(code)
    await city.store.tickets.save(replace(kept, state=TicketState.WITHDRAWN), city.now)


async def test_what_is_taken_back_before_it_leaves_does_not_leave(found: Found) -> None:
    office = MemoryOffice()
    city = found(gopy=office)
    code = await city.open()
    deliver = office.deliver

    async def slowly(feedback: Feedback, *, on_leaving: OnLeaving) -> Receipt:
        await take_back(city, code)
        return await deliver(feedback, on_leaving=on_leaving)

    office.deliver = slowly  # type: ignore[assignment, method-assign]
    await city.work()

    assert office.received == []
    assert (await city.ticket(code)).state is TicketState.WITHDRAWN


async def test_an_office_that_cannot_be_reached_leaves_no_doubt(found: Found) -> None:
    city = found(mail=MemoryOffice(can_look_up=False, mood="down"))
    code = await city.open()
    await city.work()
    ticket = await city.ticket(code)

    assert (ticket.state, ticket.is_attempted) == (TicketState.KEPT, False)
    assert ticket.reason == "down"


async def test_a_citizen_who_takes_it_back_while_it_leaves_is_told_that_it_arrived(
    found: Found,
) -> None:
    office = MemoryOffice()
    city = found(gopy=office)
    code = await city.open()
    deliver = office.deliver

    async def slowly(feedback: Feedback, *, on_leaving: OnLeaving) -> Receipt:
        async def leave() -> None:
            await on_leaving()
            await take_back(city, code)

        return await deliver(feedback, on_leaving=leave)

    office.deliver = slowly  # type: ignore[assignment, method-assign]
    await city.work()

    assert (await city.ticket(code)).state is TicketState.WITH_OFFICE
    assert "đã nhận, số 0" in (await city.told(code))[-1]
