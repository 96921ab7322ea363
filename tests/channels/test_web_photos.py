"""Photos of the page: taken, refused, counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.core.catalogue import Catalogue
from bot.core.days import day_of
from bot.core.effects import OpenTicket
from bot.core.feedback import KEPT_PHOTO, Photo
from bot.core.models import Kind
from bot.core.photos import LARGEST
from tests.channels.web_page import A_DAY, NAMES, NOON, ROOM, TOKEN, Page
from tests.contracts.test_tickets import OWNER, do, ticket
from tests.core.photo_files import SECRETS, laden, noise, saved


async def test_a_photo_is_kept_clean_and_becomes_a_message(page: Page) -> None:
    assert await page.upload(laden("JPEG")) == (202, {"accepted": "photo-0001"})

    (message,) = page.messages
    assert message.kind is Kind.PHOTO
    assert message.photo.startswith(KEPT_PHOTO)
    kept = await page.store.tickets.photo(message.photo.removeprefix(KEPT_PHOTO))
    assert kept is not None
    assert kept.media_type == "image/jpeg"
    assert not [secret for secret in SECRETS if secret in kept.content]


async def test_a_photo_belongs_to_whom_its_message_comes_from(page: Page) -> None:
    await page.upload(laden("WEBP"), "image/webp")
    async with page.store.next_turn() as turn:
        assert turn is not None
        message = turn.message
        kept = await turn.records.kept(message.conversation, message.address)
    assert kept.photos == 1
    assert message.conversation == NAMES.name(f"web:{message.address.chat}")


@pytest.mark.parametrize(
    ("content", "kind", "refusal"),
    [
        (b"%PDF-1.7", "application/pdf", (415, "photo_not_an_image")),
        (b"ftypheic", "image/heic", (415, "photo_not_an_image")),
        (b"<svg onload='alert(1)'/>", "image/jpeg", (415, "photo_not_an_image")),
        (b"", "image/png", (415, "photo_not_an_image")),
        (saved(noise())[:300], "image/jpeg", (422, "photo_broken")),
        (bytes(LARGEST + 1), "image/jpeg", (413, "photo_too_large")),
    ],
)
async def test_what_is_no_photo_is_refused_in_words_for_citizens(
    page: Page, catalogue: Catalogue, content: bytes, kind: str, refusal: tuple[int, str]
) -> None:
    status, phrase = refusal
    said = getattr(catalogue.phrases, phrase)
    assert await page.upload(content, kind) == (status, {"error": phrase, "say": said})
    assert page.messages == []


async def test_a_body_without_a_length_stops_at_the_limit(page: Page) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10 * LARGEST:
            sent += 64 * 1024
            yield bytes(64 * 1024)

    try:
        status, _ = await page.upload(endless())
    except aiohttp.ClientError:  # the server had enough and hung up
        status = 413
    assert status == 413
    assert sent < 3 * LARGEST


async def test_too_many_photos_within_the_hour_are_refused(page: Page) -> None:
    picture = saved(noise())
    statuses = [(await page.upload(picture, number=number))[0] for number in range(5)]
    assert statuses == [202, 202, 202, 429, 429]
    page.token = "another-citizen-with-another-token"
    assert (await page.upload(picture))[0] == 202
    page.token, page.now = TOKEN, NOON.replace(hour=6)
    assert (await page.upload(picture, number=9))[0] == 202


async def test_where_photos_of_drafts_fill_their_room_no_more_are_taken(page: Page) -> None:
    others = Photo("1.jpg", "image/jpeg", bytes(ROOM))
    kept = await page.store.tickets.keep_photo("web:b", others, NOON)
    status, told = await page.upload(saved(noise()))
    assert (status, told["error"]) == (429, "photo_no_room")
    assert "không kèm ảnh" in told["say"]
    assert await page.store.tickets.photo(kept) == others  # it was promised to its draft
    page.now += timedelta(days=2)  # now no draft relies on it
    assert (await page.upload(saved(noise())))[0] == 202
    assert await page.store.tickets.photo(kept) is None


async def test_where_guests_have_sent_enough_photos_for_a_day_no_more_are_taken(
    page: Page, catalogue: Catalogue
) -> None:
    others = Photo("1.jpg", "image/jpeg", bytes(A_DAY - 1))
    sent = await page.store.tickets.keep_guest_photo(OWNER, others, NOON, A_DAY)
    await do(page.store, OpenTicket(ticket("DN-7K3M-9QX2T", "d1", f"{KEPT_PHOTO}{sent}")))
    status, told = await page.upload(saved(noise()))
    said = catalogue.phrases.photo_day_full
    assert (status, told) == (429, {"error": "photo_day_full", "say": said})
    assert page.messages == []
    page.now += timedelta(hours=12)  # past midnight in Đà Nẵng
    assert (await page.upload(saved(noise())))[0] == 202
    (today, _) = await page.store.tickets.guest_days(9)
    kept = await page.store.tickets.photo(page.messages[0].photo.removeprefix(KEPT_PHOTO))
    assert kept is not None
    assert (today.day, today.photo_bytes) == (day_of(page.now), len(kept.content))


async def test_the_same_upload_again_is_one_message(page: Page) -> None:
    for _ in range(2):
        await page.upload(saved(noise()))
    assert {message.key for message in page.messages} == {page.messages[0].key}
    first, second = [
        await page.store.tickets.photo(message.photo.removeprefix(KEPT_PHOTO))
        for message in page.messages
    ]
    assert first is not None
    assert second is None
    (today,) = await page.store.tickets.guest_days(9)
    assert today.photo_bytes == len(first.content)
    async with page.store.next_turn() as turn:
        assert turn is not None
        await turn.settle(turn.conversation, [])
    async with page.store.next_turn() as turn:
        assert turn is None


@pytest.mark.parametrize("token", ["", "short", "x" * 65])
async def test_a_photo_of_nobody_is_refused_unread(page: Page, token: str) -> None:
    page.token = token
    assert (await page.upload(b"x"))[0] == 401


async def test_a_photo_needs_the_id_of_its_message(page: Page) -> None:
    headers = {"Content-Type": "image/jpeg"}
    assert (await page.post("/api/photos?id=../x", data=b"x", headers=headers))[0] == 400


@pytest.mark.thorough
async def test_more_uploads_than_there_is_room_for_wait(page: Page) -> None:
    release = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"\xff\xd8\xff"
        await release.wait()

    async def crowd() -> list[int]:
        waiting = [asyncio.create_task(page.upload(slow(), number=n)) for n in range(4)]
        await asyncio.sleep(0.3)
        status, _ = await page.upload(b"x", number=9)
        release.set()
        return [status, *[(await task)[0] for task in waiting]]

    assert (await crowd())[0] == 503
