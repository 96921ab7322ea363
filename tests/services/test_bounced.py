from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.feedback import Bounce
from bot.core.tickets import TicketState
from bot.services.bounced import Bounces, Came, Maildir
from tests.fakes.offices import MemoryOffice
from tests.services.city import City
from tests.services.conftest import Found

pytestmark = pytest.mark.thorough


def read(content: bytes) -> Bounce | None:
    """Read "code 5" or "code 4"."""
    code, _, kind = content.decode().partition(" ")
    return Bounce(code, is_permanent=kind == "5") if kind else None


def taking(city: City) -> Bounces:
    return Bounces(city.post.bureau, read)


async def test_a_letter_that_comes_back_goes_another_way(found: Found) -> None:
    mail, open311 = MemoryOffice(), MemoryOffice()
    city = found(mail=mail, open311=open311)
    code = await city.open()
    await city.work()

    assert await taking(city).take(f"{code} 4".encode()) is Came.PASSING
    assert await taking(city).take(f"{code} 5".encode()) is Came.BACK
    assert await taking(city).take(f"{code} 5".encode()) is Came.FOREIGN  # handed in again
    await city.work()
    ticket = await city.ticket(code)
    assert (ticket.route, ticket.state) == ("open311", TicketState.WITH_OFFICE)
    assert [told.partition(": ")[2] for told in await city.told(code)][1:] == [
        "hộp thư góp ý không nhận được, tôi chuyển gửi qua Open311.",
        "Open311 đã nhận, số 0.",
    ]


@pytest.mark.parametrize("mood", ["good", "lost"])
async def test_the_last_way_coming_back_is_the_end_and_said(found: Found, mood: str) -> None:
    city = found(mail=MemoryOffice(can_look_up=False, mood=mood))
    code = await city.open()
    await city.pass_time(timedelta(minutes=30), timedelta(minutes=5))

    assert await taking(city).take(f"{code} 5".encode()) is Came.BACK
    assert (await city.ticket(code)).state is TicketState.DEAD
    assert "không gửi được" in (await city.told(code))[-1]


async def test_only_what_a_mailbox_has_can_come_back(found: Found) -> None:
    city = found(gopy=MemoryOffice())
    code = await city.open()
    await city.work()

    for content in (f"{code} 5".encode(), b"DN-0000-00000 5", b"xin"):
        assert await taking(city).take(content) is Came.FOREIGN
    assert (await city.ticket(code)).state is TicketState.WITH_OFFICE


async def test_a_maildir_is_emptied_into_its_seen_letters(found: Found, tmp_path: Path) -> None:
    city = found(mail=MemoryOffice())
    code = await city.open()
    await city.work()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.a").write_bytes(f"{code} 5".encode())
    (tmp_path / "new" / "2.b").write_bytes(b"xin")
    maildir = Maildir(tmp_path, taking(city), 1000)

    assert await maildir.take_all() == 2
    assert await maildir.take_all() == 0
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]
    assert (await city.ticket(code)).state is TicketState.DEAD


async def test_a_folder_that_is_missing_does_not_end_the_watch(
    found: Found, tmp_path: Path
) -> None:
    watching = asyncio.create_task(Maildir(tmp_path / "x", taking(found()), 10).run())
    await asyncio.sleep(0.05)

    assert not watching.done()
    watching.cancel()
