"""Photos and places on the page, in a real browser; the bot behind it says the same each time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, FilePayload, Page, expect

from bot.channels.server import build_server
from bot.channels.web import WebChannel
from bot.core.catalogue import Catalogue
from bot.core.feedback import KEPT_PHOTO, Photo
from bot.core.models import Button, Kind, Line, Message, Reply, Style, Wish
from bot.demo_office.loopback import on_loopback
from bot.services.inbox import Inbox
from bot.services.photo_intake import PhotoIntake
from bot.storage.store import SqlStore, open_store
from tests.core.photo_files import SECRETS, laden, noise, saved
from tests.e2e.browser import MARKS, open_browser, open_page

pytestmark = MARKS

PLACE = {"latitude": 16.06778, "longitude": 108.22083}


@dataclass
class Echo:
    """A bot that asks for a photo and a place, whatever it is told."""

    store: SqlStore
    url: str = ""
    heard: list[Message] = field(default_factory=list)

    async def respond(self, message: Message, *_: object) -> Reply:
        self.heard.append(message)
        told = message.location or message.kind.value
        lines = (Line(Style.TEXT, f"Đã nhận: {told}. Anh/chị có ảnh không?"),)
        buttons = (Button("Không có ảnh", "no-photo"), Button("Dừng", "cancel"))
        return Reply(lines, buttons, wishes=(Wish.PHOTO, Wish.LOCATION))

    async def photos(self) -> list[Photo]:
        kept = [m.photo.removeprefix(KEPT_PHOTO) for m in self.heard if m.kind is Kind.PHOTO]
        return [photo for one in kept if (photo := await self.store.tickets.photo(one))]


@asynccontextmanager
async def serving(store: SqlStore, catalogue: Catalogue) -> AsyncIterator[Echo]:
    def clock() -> datetime:
        return datetime.now(UTC)

    async def missing() -> dict[str, str]:
        return {}

    echo = Echo(store)
    inbox = Inbox(store, echo.respond, lambda _: None)
    photos = PhotoIntake(store.tickets, clock)
    web = WebChannel(inbox.accept, store, lambda: catalogue, clock, photos)
    task = asyncio.create_task(inbox.run())
    async with on_loopback(build_server(web.routes, missing)) as echo.url:
        yield echo
        web.close()
    inbox.stop()
    await task


@pytest.fixture
async def echo(tmp_path: Path, catalogue: Catalogue) -> AsyncIterator[Echo]:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    async with serving(store, catalogue) as echo:
        yield echo
    await store.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def page(browser: Browser, echo: Echo) -> AsyncIterator[Page]:
    options = {"geolocation": PLACE, "permissions": ["geolocation"]}
    async with open_page(browser, echo.url, **options) as page:
        await expect(page.get_by_role("button", name="Chọn ảnh")).to_be_visible()
        yield page


async def choose(page: Page, *files: tuple[str, str, bytes]) -> None:
    """Choose files as a citizen does."""
    async with page.expect_file_chooser() as opened:
        await page.get_by_role("button", name="Chọn ảnh").click()
    chooser = await opened.value
    await chooser.set_files(
        [FilePayload(name=name, mimeType=kind, buffer=content) for name, kind, content in files]
    )


async def wait_for_heard(echo: Echo, count: int) -> None:
    async with asyncio.timeout(10):
        while len(echo.heard) < count:
            await asyncio.sleep(0.02)


async def test_a_chosen_photo_arrives_without_what_it_knew(page: Page, echo: Echo) -> None:
    await choose(page, ("IMG_1.jpg", "image/jpeg", laden("JPEG")))
    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("Đã nhận: photo")

    (photo,) = await echo.photos()
    assert not [secret for secret in SECRETS if secret in photo.content]
    assert await page.locator(".bubble.photo canvas").count() == 1
    assert await page.locator(".bubble.photo progress").count() == 0
    await page.reload()
    await expect(page.locator(".bubble.mine").last).to_contain_text("Ảnh của anh/chị")


async def test_a_large_photo_is_made_smaller_on_the_phone(page: Page, echo: Echo) -> None:
    sizes: list[int] = []
    page.on("request", lambda r: sizes.append(len(r.post_data_buffer or b"")))
    large = saved(noise((3000, 2000)), quality=95)
    assert len(large) > 2_000_000
    await choose(page, ("IMG_2.jpg", "image/jpeg", large))
    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("Đã nhận: photo")

    assert len(await echo.photos()) == 1
    assert max(sizes) < len(large) / 2


async def test_several_photos_go_one_after_the_other(page: Page, echo: Echo) -> None:
    picture = saved(noise())
    await choose(page, *[(f"{n}.png", "image/png", picture) for n in range(3)])
    await wait_for_heard(echo, 4)

    assert [message.kind for message in echo.heard[1:]] == [Kind.PHOTO] * 3
    assert len(await echo.photos()) == 3


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("application/pdf", b"%PDF-1.7", "không phải ảnh"),
        ("image/heic", b"ftypheic", "không phải ảnh"),
        ("image/jpeg", b"<svg/>", "không phải ảnh"),
        ("image/jpeg", saved(noise())[:300], "bị hỏng"),
    ],
)
async def test_what_is_no_photo_is_told_and_another_may_be_chosen(
    page: Page, echo: Echo, kind: str, content: bytes, words: str
) -> None:
    await choose(page, ("x.bin", kind, content))

    await expect(page.get_by_role("alert")).to_contain_text(words)
    assert await page.locator(".bubble.photo progress").count() == 0
    await choose(page, ("y.jpg", "image/jpeg", saved(noise())))
    await wait_for_heard(echo, 2)


async def test_a_photo_may_be_dropped_and_pasted(page: Page, echo: Echo) -> None:
    for kind, carrier in (("drop", "dataTransfer"), ("paste", "clipboardData")):
        before = len(echo.heard)
        await page.evaluate(
            """async ([kind, carrier]) => {
                const canvas = document.createElement("canvas");
                canvas.getContext("2d").fillRect(0, 0, 9, 9);
                const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
                const transfer = new DataTransfer();
                transfer.items.add(new File([blob], "a.png", { type: "image/png" }));
                const made = kind === "drop" ? DragEvent : ClipboardEvent;
                document.body.dispatchEvent(
                    new made(kind, { [carrier]: transfer, bubbles: true, cancelable: true }));
            }""",
            [kind, carrier],
        )
        await wait_for_heard(echo, before + 1)
        await expect(page.get_by_role("button", name="Chọn ảnh")).to_be_visible()

    assert len(await echo.photos()) == 2


async def test_a_photo_waits_for_the_network_and_keeps_its_turn(page: Page, echo: Echo) -> None:
    await page.context.set_offline(True)
    await choose(page, ("1.jpg", "image/jpeg", saved(noise())))
    await page.get_by_label("Câu hỏi của anh/chị").fill("xong rồi")
    await page.keyboard.press("Enter")
    await expect(page.locator("#status")).to_contain_text("đang thử lại")
    await page.context.set_offline(False)
    await wait_for_heard(echo, 3)

    assert [message.kind for message in echo.heard[1:]] == [Kind.PHOTO, Kind.TEXT]


async def test_a_place_is_sent_from_the_device(page: Page, echo: Echo) -> None:
    await page.get_by_role("button", name="Gửi vị trí của tôi").click()
    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("16.06778")

    assert echo.heard[-1].kind is Kind.LOCATION
    await expect(page.locator(".bubble.mine").last).to_contain_text("Vị trí của anh/chị")


async def test_a_place_that_is_refused_leaves_the_other_ways(browser: Browser, echo: Echo) -> None:
    async with open_page(browser, echo.url) as page:
        button = page.get_by_role("button", name="Gửi vị trí của tôi")
        await button.click()
        await expect(page.locator("#status")).to_contain_text("gõ địa chỉ")
        await expect(button).to_be_enabled()


async def test_the_wishes_work_by_keyboard_and_please_axe(page: Page, echo: Echo) -> None:
    await page.get_by_role("button", name="Chọn ảnh").focus()
    async with page.expect_file_chooser() as opened:
        await page.keyboard.press("Enter")
    await (await opened.value).set_files(
        FilePayload(name="1.jpg", mimeType="image/jpeg", buffer=saved(noise()))
    )
    await wait_for_heard(echo, 2)
    await expect(page.get_by_role("button", name="Chọn ảnh")).to_be_visible()
    found = await Axe().run(page)

    assert found.response["violations"] == [], found.generate_report()
