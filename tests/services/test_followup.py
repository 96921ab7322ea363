"""What is asked and told once an office has a ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.feedback import OfficeState, OfficeStatus
from bot.core.places import Address
from bot.core.tickets import TicketState
from tests.fakes.offices import MemoryOffice
from tests.services.conftest import Found

pytestmark = pytest.mark.thorough

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_a_number_that_comes_later_is_asked_for_and_nothing_sent_again(
    found: Found,
) -> None:
    office = MemoryOffice(gives_token=True)
    city = found(open311=office)
    code = await city.open()
    await city.work()
    assert (await city.ticket(code)).token == "t0"
    assert "hẹn cho số sau" in (await city.told(code))[0]
    await city.pass_time(HOUR, HOUR / 20)
    office.gives_token = False
    await city.pass_time(HOUR, HOUR / 20)

    assert (await city.ticket(code)).number == "0"
    assert "đã nhận, số 0" in (await city.told(code))[-1]
    assert office.posts == 1


async def test_what_the_office_says_is_told_in_its_words(found: Found) -> None:
    office = MemoryOffice()
    city = found(gopy=office)
    code = await city.open()
    await city.pass_time(HOUR, HOUR / 20)
    office.statuses["0"] = OfficeStatus(OfficeState.RECEIVED, "Chưa xử lý", "27/11/2026")
    await city.pass_time(4 * HOUR, HOUR)
    office.statuses["0"] = OfficeStatus(OfficeState.IN_PROGRESS, "Đang xử lý")
    await city.pass_time(4 * HOUR, HOUR)
    office.statuses["0"] = OfficeStatus(OfficeState.DONE, "Đã vá xong")
    await city.pass_time(4 * HOUR, HOUR)

    assert [told.partition(": ")[2] for told in (await city.told(code))[1:]] == [
        "Cổng góp ý báo đang xử lý (Đang xử lý).",
        "Cổng góp ý báo đã xử lý (Đã vá xong).",
    ]
    assert (await city.ticket(code)).state is TicketState.DONE


@pytest.mark.thorough
async def test_the_citizen_is_asked_whether_it_is_done_and_then_it_is_closed(found: Found) -> None:
    office = MemoryOffice()
    city = found(gopy=office)
    code = await city.open()
    await city.work()
    office.statuses["0"] = OfficeStatus(OfficeState.DONE)
    await city.pass_time(30 * DAY, 6 * HOUR)
    address = Address("web", "c1")
    asked = (await city.store.replies_after(address, 0, 100))[-1].reply

    assert asked.lines[0].text == f"Góp ý {code}: việc anh/chị phản ánh đã xử lý xong chưa?"
    assert [button.action for button in asked.buttons] == [
        f"k:done:{code.lower()}",
        f"k:not:{code.lower()}",
    ]
    assert "báo đã xử lý." in (await city.told(code))[-2]
    assert (await city.ticket(code)).look_at is None


@pytest.mark.thorough
async def test_an_overdue_ticket_is_told_once_in_the_morning(found: Found) -> None:
    city = found(gopy=MemoryOffice())
    code = await city.open()
    await city.pass_time(20 * DAY, 3 * HOUR)
    overdue = [told for told in await city.told(code) if "quá hạn trả lời" in told]
    due_on = (await city.ticket(code)).due_on

    assert due_on is not None
    assert len(overdue) == 1
    assert f"({due_on:%d/%m/%Y})" in overdue[0]
    assert "1022" in overdue[0]
