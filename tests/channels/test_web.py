"""The JSON API of the page over HTTP: places, wishes, bodies that are none."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.feedback import KEPT_PHOTO, Coordinates
from bot.core.models import Conversation, Kind, Line, Reply, Style, Wish
from tests.channels.web_page import TOKEN, Page
from tests.core.photo_files import noise, saved


async def test_other_routes_keep_their_small_limit(page: Page) -> None:
    body = {"id": "message-1", "text": "x" * 70_000}
    status, _ = await page.post("/api/messages", json=body)
    assert status == 413


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
