"""A whole feedback, from complaint to "the office has it": page, Telegram, terminal."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import FilePayload, Page, expect

from bot.demo_office.gopy import GopyOffice
from bot.demo_office.loopback import on_loopback
from tests.core.photo_files import SECRETS, laden
from tests.e2e.browser import NEEDS_CHROMIUM, open_browser, open_page
from tests.e2e.conftest import environment, free_port, running, until_ready
from tests.e2e.terminal import Terminal, wait_for
from tests.fakes.bot_api import TOKEN, BotApi, Sent

COMPLAINT = "đường trước nhà tôi ngập mãi không ai sửa"
PLACE = {"latitude": 16.06778, "longitude": 108.22083}
CODE = re.compile(r"DN-[0-9A-Z]{4}-[0-9A-Z]{5}")
SHOTS = os.environ.get("BOT_SHOTS", "")  #: a folder for pictures of the page, for who wants them

pytestmark = pytest.mark.e2e


@asynccontextmanager
async def portal() -> AsyncIterator[tuple[GopyOffice, dict[str, str]]]:
    """Open the city's portal, and tell the settings that lead there."""
    office = GopyOffice()
    async with on_loopback(office.app()) as url:
        contact = {"NAME": "Bot", "EMAIL": "bot@danang.example", "PHONE": "0236000000"}
        settings = {f"GOPY_CONTACT_{name}": value for name, value in contact.items()}
        yield office, {"GOPY_URL": url, "GOPY_CENTRE": "16.05,108.2", **settings}


# --- the page


async def tap(page: Page, label: str) -> None:
    """Tap a button and wait for what the bot says to it."""
    before = await page.locator(".bubble:not(.mine)").count()
    choices = page.locator(".choices")
    await choices.get_by_role("button", name=label, exact=True).click()
    await expect(page.locator(".bubble:not(.mine)").nth(before)).to_be_visible()


async def write(page: Page, text: str) -> None:
    before = await page.locator(".bubble:not(.mine)").count()
    await page.get_by_label("Câu hỏi của anh/chị").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble:not(.mine)").nth(before)).to_be_visible()


async def send_photo(page: Page, content: bytes) -> None:
    async with page.expect_file_chooser() as opened:
        await page.get_by_role("button", name="Chọn ảnh").click()
    photo = FilePayload(name="IMG_0001.jpg", mimeType="image/jpeg", buffer=content)
    await (await opened.value).set_files(photo)
    await expect(page.get_by_role("button", name="Đủ ảnh rồi")).to_be_visible()


class Album:
    """Pictures of the states of the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._number = 0

    async def add(self, what: str) -> None:
        self._number += 1
        if SHOTS:
            path = Path(SHOTS) / f"feedback-{self._number:02}-{what}.png"
            await self._page.wait_for_timeout(400)  # what slides comes to rest
            await self._page.screenshot(path=path)


async def fill_in(page: Page, album: Album) -> None:
    """Answer every question, with a place and a photo."""
    await write(page, COMPLAINT)
    await album.add("offered")
    await tap(page, "Gửi góp ý việc này")
    await album.add("where")
    await tap(page, "Gửi vị trí của tôi")
    await album.add("when")
    await write(page, "từ tối qua")
    await album.add("photos")
    await send_photo(page, laden("JPEG"))
    await album.add("photo-taken")
    await tap(page, "Đủ ảnh rồi")
    await album.add("field")
    await tap(page, "Đường sá, vỉa hè, đèn, thoát nước")
    await album.add("sender")
    await tap(page, "Gửi ẩn danh")
    await album.add("preview")


@pytest.mark.browser
@NEEDS_CHROMIUM
async def test_on_the_page_with_a_place_and_a_photo(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    options = {"geolocation": PLACE, "permissions": ["geolocation"]}
    async with (
        portal() as (office, settings),
        running(tmp_path, port=port, **settings),
        open_browser() as browser,
    ):
        await until_ready(port, tmp_path)
        async with open_page(browser, url, **options) as page:
            album = Album(page)
            await fill_in(page, album)
            preview = page.locator(".bubble:not(.mine)").last
            await expect(preview).to_contain_text("ngập mãi")
            assert office.received == []  # nothing leaves before the tap
            found = await Axe().run(page)
            assert found.response["violations"] == [], found.generate_report()
            await tap(page, "Gửi góp ý")
            await expect(page.locator("#log")).to_contain_text("đã nhận, số 1", timeout=20_000)
            await album.add("with-office")
            code = CODE.search(await page.locator("#log").inner_text())
            await write(page, "/theodoi")
            await album.add("followed")
    (opinion,) = office.received
    assert code is not None
    assert opinion.fields["makhach"] == code[0]
    assert opinion.fields["toado"].startswith("16.06778")
    (photo,) = opinion.photos
    assert not [secret for secret in SECRETS if secret in photo.content]
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert COMPLAINT not in log
    assert "16.06778" not in log


# --- Telegram


class Phone:
    """A citizen on Telegram."""

    def __init__(self, api: BotApi, user: int) -> None:
        self.api, self.user = api, user

    @property
    def heard(self) -> list[Sent]:
        return [sent for sent in self.api.sent if sent.chat_id == self.user]

    async def _answer(self, before: int) -> Sent:
        await wait_for(lambda: len(self.heard) > before)
        return self.heard[-1]

    async def say(self, text: str) -> Sent:
        before = len(self.heard)
        self.api.say(text, user=self.user)
        return await self._answer(before)

    async def photo(self, content: bytes, caption: str = "") -> Sent:
        before = len(self.heard)
        more = {"caption": caption} if caption else {}
        self.api.push(message=self.api.message(self.user, None, **more, photo=self._kept(content)))
        return await self._answer(before)

    def _kept(self, content: bytes) -> list[dict[str, object]]:
        self.api.files["AgAC-photo"] = content
        return [{"file_id": "AgAC-photo", "width": 1280, "height": 960}]

    async def place(self) -> Sent:
        before = len(self.heard)
        self.api.send_location(PLACE["latitude"], PLACE["longitude"], user=self.user)
        return await self._answer(before)

    async def tap(self, label: str) -> Sent:
        before, last = len(self.heard), self.heard[-1]
        key = next(k for row in last.rows for k in row if k["text"] == label)
        self.api.tap(key["callback_data"], user=self.user, sent=last)
        return await self._answer(before)


async def test_on_telegram_with_a_place_and_a_photo(tmp_path: Path) -> None:
    port = free_port()
    async with (
        portal() as (office, settings),
        BotApi() as api,
        running(tmp_path, port=port, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=api.url, **settings),
    ):
        await until_ready(port, tmp_path)
        phone = Phone(api, 7)
        await phone.say(COMPLAINT)
        await phone.tap("Gửi góp ý việc này")
        await phone.place()
        await phone.say("từ tối qua")
        await phone.photo(laden("JPEG"))
        await phone.tap("Đủ ảnh rồi")
        await phone.tap("Đường sá, vỉa hè, đèn, thoát nước")
        preview = await phone.tap("Gửi ẩn danh")
        assert "ngập mãi" in preview.text
        assert "file" not in api.calls  # the photo still lies with Telegram
        sent = await phone.tap("Gửi góp ý")
        await wait_for(lambda: any("đã nhận, số 1" in one.text for one in phone.heard))
    code = CODE.search(sent.text) or CODE.search(phone.heard[-2].text)
    (opinion,) = office.received
    assert code is not None
    assert opinion.fields["makhach"] == code[0]
    (photo,) = opinion.photos
    assert not [secret for secret in SECRETS if secret in photo.content]
    log = (tmp_path / "bot.log").read_text(encoding="utf-8")
    assert not [word for word in (TOKEN, COMPLAINT, "AgAC-photo") if word in log]


# --- the terminal


async def test_in_the_terminal(tmp_path: Path) -> None:
    terminal = Terminal()
    async with portal() as (office, settings):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "chat"),
            env={**environment(tmp_path, free_port(), **settings), "TERM": "dumb"},
            cwd=tmp_path,
            stdin=terminal.slave,
            stdout=terminal.slave,
            stderr=terminal.slave,
        )
        os.close(terminal.slave)
        await terminal.wait_for("Ctrl+D")
        await terminal.type(COMPLAINT, "Gửi góp ý việc này")
        await terminal.type("1", "Thôi không gửi")
        await terminal.type("12 Lê Lợi, Hải Châu", "Bỏ qua")
        await terminal.type("từ tối qua", "không gửi được ảnh")
        await terminal.type("Không có ảnh", "Đường sá")
        await terminal.type("Đường sá, vỉa hè, đèn, thoát nước", "Gửi ẩn danh")
        await terminal.type("Gửi ẩn danh", "Xem lại trước khi gửi")
        await terminal.type("Gửi góp ý", "đã nhận, số 1")
        process.terminate()
        await process.wait()
    terminal.close()
    (opinion,) = office.received
    assert "12 Lê Lợi" in opinion.fields["noixayra"]
