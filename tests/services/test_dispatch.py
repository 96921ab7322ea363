"""Tickets on their way to offices of this process; see test_offices.py for real servers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.feedback import OfficeState, OfficeStatus, Photo
from bot.core.journey import Patience
from bot.core.places import Address
from bot.core.tickets import TicketState, Told
from bot.errors import PermanentDeliveryError, TransientDeliveryError
from tests.core.photo_files import plain, saved
from tests.fakes.offices import MemoryOffice, none_twice
from tests.services.city import ADMIN, City
from tests.services.conftest import Found

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


async def test_the_delay_is_told_once(found: Found) -> None:
    city = found(gopy=MemoryOffice(mood="down"))
    code = await city.open()
    await city.pass_time(HOUR / 2, HOUR / 20)
    assert await city.told(code) == []
    await city.pass_time(5 * HOUR, HOUR / 4)

    assert len(await city.told(code)) == 1
    assert "đường gửi đang trục trặc" in (await city.told(code))[0]
    assert (await city.ticket(code)).told == (Told.DELAYED,)


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


async def test_a_poisonous_ticket_goes_another_way_after_a_day(found: Found) -> None:
    gopy, mail = MemoryOffice(), MemoryOffice()
    city = found(gopy=gopy, mail=mail)
    poison = await city.open()
    gopy.moods[poison] = "broken"
    await city.pass_time(DAY + HOUR, HOUR)

    assert (gopy.codes, mail.codes) == ([], [poison])


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


async def test_a_route_without_settings_any_more_is_left(found: Found) -> None:
    gopy, mail = MemoryOffice(mood="down"), MemoryOffice()
    city = found(gopy=gopy, mail=mail)
    code = await city.open()
    await city.work()
    city.ways = {"mail": mail}
    city.restart()
    await city.pass_time(2 * HOUR)

    assert mail.codes == [code]


async def test_a_citizen_who_takes_it_back_while_it_leaves_is_told_that_it_arrived(
    found: Found,
) -> None:
    office = MemoryOffice()
    city = found(gopy=office)
    code = await city.open()
    deliver = office.deliver

    async def slowly(*arguments: object) -> object:
        kept = await city.ticket(code)
        await city.store.tickets.save(replace(kept, state=TicketState.WITHDRAWN), city.now)
        return await deliver(*arguments)  # type: ignore[arg-type]

    office.deliver = slowly  # type: ignore[assignment, method-assign]
    await city.work()

    assert (await city.ticket(code)).state is TicketState.WITH_OFFICE
    assert "đã nhận, số 0" in (await city.told(code))[-1]


class Album:
    """A PhotoSource in memory."""

    def __init__(self, *contents: bytes | Exception) -> None:
        self.contents = list(contents)

    async def fetch(self, reference: str) -> bytes:
        content = self.contents[int(reference.rpartition(":")[2])]
        if isinstance(content, Exception):
            raise content
        return content


async def photographed(found: Found, *contents: bytes | Exception) -> tuple[City, Album, str]:
    city = found(gopy=MemoryOffice())
    album = Album(*contents)
    city.photos = {"telegram": album}
    city.restart()
    return city, album, await city.open(*(f"telegram:{n}" for n in range(len(contents))))


async def test_photos_are_fetched_cleaned_and_kept_before_anything_leaves(found: Found) -> None:
    city, _, code = await photographed(found, saved(plain()), saved(plain()))
    await city.work()
    ticket = await city.ticket(code)
    office = city.ways["gopy"]
    assert isinstance(office, MemoryOffice)

    assert all(reference.startswith("kept:") for reference in ticket.photos)
    assert [photo.name for photo in office.received[0].photos] == ["1.jpg", "2.jpg"]
    kept = await city.store.tickets.photo(ticket.photos[0].removeprefix("kept:"))
    assert isinstance(kept, Photo)
    assert b"Exif" not in kept.content


async def test_a_photo_that_cannot_be_fetched_now_is_waited_for(found: Found) -> None:
    city, album, code = await photographed(found, TransientDeliveryError("later"))
    await city.pass_time(HOUR / 2, HOUR / 20)
    office = city.ways["gopy"]
    assert isinstance(office, MemoryOffice)
    assert office.posts == 0
    album.contents = [saved(plain())]
    await city.pass_time(HOUR, HOUR / 20)

    assert len(office.received[0].photos) == 1
    assert (await city.ticket(code)).state is TicketState.WITH_OFFICE


@pytest.mark.parametrize("lost", [PermanentDeliveryError("gone"), b"no picture"])
async def test_a_photo_that_cannot_be_had_is_left_out_and_said(
    found: Found, lost: bytes | Exception
) -> None:
    city, _, code = await photographed(found, saved(plain()), lost)
    await city.work()
    office = city.ways["gopy"]
    assert isinstance(office, MemoryOffice)

    assert len(office.received[0].photos) == 1
    assert "không có ảnh đó" in (await city.told(code))[0]


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
