"""The JSON API of the page over HTTP: photos, places, wishes; a real store behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.channels.server import build_server
from bot.channels.web import WebChannel
from bot.core.catalogue import Catalogue
from bot.core.feedback import KEPT_PHOTO, Coordinates, Photo
from bot.core.models import Conversation, Kind, Line, Message, Reply, Style, Wish
from bot.core.photos import LARGEST
from bot.demo_office.loopback import on_loopback
from bot.services.photo_intake import PhotoIntake, PhotoLimits
from bot.services.pseudonyms import Pseudonyms
from bot.storage.store import SqlStore, open_store
from tests.core.photo_files import SECRETS, laden, noise, saved

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
NAMES = Pseudonyms("a-key-of-thirty-two-characters-x")
ROOM = 1024 * 1024  #: bytes for photos of drafts
TOKEN = "a-token-that-nobody-else-knows-01"


@dataclass
class Page:
    """A page in a browser, and what the inbox got from it."""

    url: str
    store: SqlStore
    session: aiohttp.ClientSession
    messages: list[Message] = field(default_factory=list)
    token: str = TOKEN
    now: datetime = NOON

    async def post(self, path: str, **content: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token}", **content.pop("headers", {})}
        async with self.session.post(self.url + path, headers=headers, **content) as answer:
            return answer.status, await answer.json()

    async def upload(
        self, content: Any, kind: str = "image/jpeg", number: int = 1
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": kind}
        body = BytesIO(content) if isinstance(content, bytes) else content
        return await self.post(f"/api/photos?id=photo-{number:04}", data=body, headers=headers)

    async def accept(self, messages: Sequence[Message]) -> None:
        self.messages.extend(messages)
        await self.store.accept(messages)


@pytest.fixture
async def page(sqlite_url: str, catalogue: Catalogue) -> AsyncIterator[Page]:
    store = await open_store(sqlite_url)
    async with aiohttp.ClientSession() as session:
        page = Page("", store, session)
        photos = PhotoIntake(store.tickets, lambda: page.now, PhotoLimits(3, ROOM))

        async def take(conversation: str, content: bytes) -> str:
            return await photos.take(NAMES.name(conversation), content)

        web = WebChannel(
            NAMES.hiding(page.accept), store, lambda: catalogue, lambda: page.now, take
        )

        async def missing() -> dict[str, str]:
            return {}

        async with on_loopback(build_server(web.routes, missing)) as url:
            page.url = url
            yield page
    await store.close()


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


async def test_other_routes_keep_their_small_limit(page: Page) -> None:
    body = {"id": "message-1", "text": "x" * 70_000}
    status, _ = await page.post("/api/messages", json=body)
    assert status == 413


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


async def test_the_same_upload_again_is_one_message(page: Page) -> None:
    for _ in range(2):
        await page.upload(saved(noise()))
    assert {message.key for message in page.messages} == {page.messages[0].key}
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


async def test_a_place_becomes_a_message(page: Page) -> None:
    place = {"latitude": 16, "longitude": 108.2208}
    status, _ = await page.post("/api/messages", json={"id": "message-1", "location": place})
    assert status == 202
    (message,) = page.messages
    assert (message.kind, message.location) == (Kind.LOCATION, Coordinates(16.0, 108.2208))


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": 91, "longitude": 0},
        {"latitude": 0},
        {"latitude": "16", "longitude": 108},
        {"latitude": 16, "longitude": 108, "altitude": 3},
        "16,108",
    ],
)
async def test_a_place_not_on_earth_is_refused(page: Page, place: object) -> None:
    status, _ = await page.post("/api/messages", json={"id": "message-1", "location": place})
    assert status == 400


async def test_replies_say_what_they_wish_for(page: Page) -> None:
    await page.post("/api/messages", json={"id": "message-1", "text": "góp ý"})
    async with page.store.next_turn() as turn:
        assert turn is not None
        lines = (Line(Style.TEXT, "Có ảnh không?"),)
        reply = Reply(lines, wishes=(Wish.PHOTO, Wish.LOCATION))
        await turn.settle(Conversation(turn.message.conversation), [reply])
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with page.session.get(page.url + "/api/replies", headers=headers) as answer:
        (said,) = (await answer.json())["replies"]
        policy = answer.headers["Permissions-Policy"]
    assert said["wishes"] == ["photo", "location"]
    assert "geolocation=(self)" in policy


async def test_no_route_gives_a_photo_back(page: Page) -> None:
    await page.upload(saved(noise()))
    kept = page.messages[0].photo.removeprefix(KEPT_PHOTO)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for path in (f"/api/photos/{kept}", f"/api/photos?id={kept}", f"/photos/{kept}"):
        async with page.session.get(page.url + path, headers=headers) as answer:
            assert answer.status in {404, 405}


@pytest.mark.parametrize("after", ["-1", "1e5", "²", "9" * 20, "9" * 5000])
async def test_a_number_that_is_none_is_the_fault_of_whom_asks(page: Page, after: str) -> None:
    headers = {"Authorization": f"Bearer {page.token}"}
    url = f"{page.url}/api/replies?after={after}"
    async with page.session.get(url, headers=headers) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("path", ["/api/messages", "/api/photos?id=photo-0001"])
async def test_a_body_that_cannot_be_unpacked_is_no_bug(
    page: Page, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    kind = "image/jpeg" if "photos" in path else "application/json"
    headers = {"Content-Type": kind, "Content-Encoding": "gzip"}
    status, _ = await page.post(path, data=b"no gzip at all", headers=headers)
    assert status == 400
    assert "server.bug" not in caplog.text


async def test_a_page_that_hangs_up_in_the_middle_is_no_bug(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    port = int(page.url.rpartition(":")[2])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"Authorization: Bearer {page.token}\r\nContent-Type: application/json\r\n"
    writer.write(
        f"POST /api/messages HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 50\r\n\r\n{{".encode()
    )
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    await asyncio.sleep(0.1)
    assert "server.bug" not in caplog.text
