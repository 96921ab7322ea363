"""Photos on their way: fetched, cleaned and kept before anything leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.feedback import Photo
from bot.core.tickets import TicketState
from bot.errors import PermanentDeliveryError, TransientDeliveryError
from tests.core.photo_files import plain, saved
from tests.fakes.offices import MemoryOffice
from tests.services.city import City
from tests.services.conftest import Found

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


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


@pytest.mark.thorough
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
