"""What those who run the bot are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.feedback import Photo
from bot.core.guests import MEGABYTE, GuestLimits
from bot.core.tickets import TicketState
from bot.services.operating import Done, Operators, Verdict
from tests.fakes.offices import MemoryOffice
from tests.services.city import ADMIN
from tests.services.conftest import Found

pytestmark = pytest.mark.thorough

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


async def test_tickets_on_a_way_that_lost_its_settings_go_on_or_are_told_of(found: Found) -> None:
    gopy, mail = MemoryOffice(mood="broken"), MemoryOffice()
    city = found(gopy=gopy, mail=mail)
    begun = await city.open()
    await city.work()
    assert (await city.ticket(begun)).is_attempted
    waiting = await city.open()

    city.ways = {"mail": mail}
    city.restart()
    for _ in range(2):
        await city.work()
    await city.alarm.check()

    assert mail.codes == [waiting]
    [[told]] = await city.said_to(ADMIN)
    assert "1 góp ý" in told
    assert "gopy" in told
    city.ways = {"gopy": gopy, "mail": mail}
    city.restart()
    await city.alarm.check()
    assert len(await city.said_to(ADMIN)) == 1


async def test_a_day_that_guests_have_nearly_filled_is_told_and_again_when_it_is_full(
    found: Found, caplog: pytest.LogCaptureFixture
) -> None:
    city = found(mail=MemoryOffice())
    most = 4 * MEGABYTE
    city.guests = GuestLimits(frozenset({"web"}), tickets=10, photo_bytes=most)
    city.restart()
    seen = []
    for _ in range(11):
        await city.alarm.check()
        seen.append(len(await city.said_to(ADMIN)))
        await city.open()

    assert seen == [0] * 8 + [1, 1, 2]
    assert "10 góp ý" in (await city.said_to(ADMIN))[1][0]
    assert [vars(r)["count"] for r in caplog.records if r.message == "alert.guest_tickets"] == [
        80,
        99,
    ]
    for more, full in ((3.25, 80), (0.2, 80), (0.2, 99)):  # after which half a MB does not fit
        photo = Photo("1.jpg", "image/jpeg", bytes(round(more * MEGABYTE)))
        assert await city.store.tickets.keep_guest_photo("web:b", photo, city.now, most)
        await city.alarm.check()
        records = [vars(r) for r in caplog.records if r.message == "alert.guest_photos"]
        assert records[-1]["count"] == full
    told = [lines[0] for lines in (await city.said_to(ADMIN))[2:]]
    assert ["3 MB ảnh" in told[0], "4 MB ảnh" in told[1], len(told)] == [True, True, 2]
    assert "là 4 MB" in told[0]
    city.now += DAY
    await city.alarm.check()
    assert len(await city.said_to(ADMIN)) == 4


async def test_what_may_have_arrived_is_told_until_somebody_finds_out(found: Found) -> None:
    city = found(mail=MemoryOffice(can_look_up=False, mood="lost"))
    arrived, left, again = [await city.open() for _ in range(3)]
    operators = Operators(city.store.ledger, city.post.bureau)

    async def alerts() -> list[str]:
        city.now += 7 * HOUR
        await city.alarm.check()
        told = [lines[0] for lines in await city.said_to(ADMIN)]
        return [line for line in told if "chưa chắc nơi nhận có" in line]

    await city.pass_time(HOUR, HOUR / 20)
    [all_three] = await alerts()
    assert f"3 góp ý đã gửi mà chưa chắc nơi nhận có: {arrived}, {left}, {again}." in all_three
    assert await operators.settle(arrived, Verdict(is_arrived=True)) is Done.ARRIVED
    assert await operators.settle(left, Verdict(is_arrived=False, why="x")) is Done.LEFT
    assert f"1 góp ý đã gửi mà chưa chắc nơi nhận có: {again}." in (await alerts())[-1]
    row = await operators.row_of(again)
    assert row is not None
    assert await operators.retry(row) is Done.REVIVED
    assert len(await alerts()) == 2


async def test_tickets_that_stay_in_doubt_for_ever_hide_no_new_one(found: Found) -> None:
    city = found(mail=MemoryOffice(can_look_up=False, mood="lost"))
    city.alarm.most = 2
    old = [await city.open() for _ in range(3)]
    await city.pass_time(HOUR, HOUR / 20)
    operators = Operators(city.store.ledger, city.post.bureau)
    for code in old:
        assert await operators.settle(code, Verdict(is_arrived=False, why="x")) is Done.LEFT
    new = await city.open()
    await city.pass_time(HOUR, HOUR / 20)
    await city.alarm.check()
    told = "\n".join(lines[0] for lines in await city.said_to(ADMIN))
    assert f"1 góp ý đã gửi mà chưa chắc nơi nhận có: {new}." in told
