"""The web page in a real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.browser import ANSWERS_WITHIN, MARKS, open_browser, open_page
from tests.e2e.conftest import Site

#: one browser and one bot for all of them
pytestmark = [*MARKS, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    await site.start()
    yield site
    await site.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, site: Site) -> AsyncIterator[Page]:
    async with open_page(browser, site.url) as page:
        greeting = page.locator(".bubble:not(.mine)").first
        await expect(greeting).to_be_visible(timeout=ANSWERS_WITHIN)
        yield page


async def ask(page: Page, text: str) -> str:
    """Ask by keyboard and return the newest reply."""
    before = await page.locator(".bubble:not(.mine)").count()
    await page.get_by_label("Câu hỏi của anh/chị").fill(text)
    await page.keyboard.press("Enter")
    newest = page.locator(".bubble:not(.mine)").nth(before)
    await expect(newest).to_be_visible(timeout=ANSWERS_WITHIN)
    return await newest.inner_text()


async def test_a_question_gets_the_documents_first(page: Page) -> None:
    reply = await ask(page, "làm giấy khai sinh cho con cần gì")

    assert "khai sinh" in reply[:60].lower()
    assert "Giấy tờ cần có" in reply
    assert reply.index("Giấy tờ cần có") < 200


async def test_an_account_question_gets_the_four_steps(page: Page) -> None:
    await ask(page, "dang ky tai khoan egov")

    assert await page.locator(".bubble ol li").count() == 4


async def test_a_tapped_button_answers(page: Page) -> None:
    await ask(page, "làm giấy khai sinh cho con cần gì")
    await page.get_by_role("button", name="Lệ phí").click()

    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("Lệ phí")
    await expect(page.locator(".bubble.mine").last).to_contain_text("Lệ phí")


async def test_the_page_works_by_keyboard_alone(page: Page) -> None:
    await expect(page.locator(".choices button").first).to_be_visible()
    await page.locator("body").press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_label("Câu hỏi của anh/chị").focus()
    await page.keyboard.type("đăng ký kết hôn ở đâu")
    await page.keyboard.press("Enter")

    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("kết hôn")


async def test_a_button_chosen_by_keyboard_leads_on_to_the_buttons_of_the_reply(
    page: Page,
) -> None:
    await page.get_by_role("button", name="Danh mục thủ tục").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble:not(.mine)").last).to_be_focused()
    await page.keyboard.press("Tab")

    await expect(page.locator(".choices button").first).to_be_focused()


async def test_what_is_said_without_a_network_is_sent_when_there_is_one(page: Page) -> None:
    await page.context.set_offline(offline=True)
    await page.get_by_label("Câu hỏi của anh/chị").fill("lệ phí hộ chiếu")
    await page.keyboard.press("Enter")
    await expect(page.locator("#status")).to_contain_text("đang thử lại")
    await page.context.set_offline(offline=False)

    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text(
        "hộ chiếu", timeout=20_000
    )
    await expect(page.locator("#status")).to_be_empty()


async def test_an_outage_that_swallowed_only_the_answer_is_not_told_for_ever(page: Page) -> None:
    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("hộ chiếu")
        await route.abort("internetdisconnected")

    await page.route("**/api/messages", lose_the_answer, times=1)
    await page.get_by_label("Câu hỏi của anh/chị").fill("lệ phí hộ chiếu")
    await page.keyboard.press("Enter")

    await expect(page.locator("#status")).to_contain_text("đang thử lại")
    await expect(page.locator("#status")).to_be_empty()
    await expect(page.locator(".bubble:not(.mine)")).to_have_count(2)


async def test_thirty_messages_in_a_row_are_all_answered_once(page: Page) -> None:
    for number in range(30):
        await page.get_by_label("Câu hỏi của anh/chị").fill(f"mất căn cước làm sao {number}")
        await page.keyboard.press("Enter")

    await expect(page.locator(".bubble:not(.mine)")).to_have_count(31, timeout=30_000)


async def test_a_text_of_ten_thousand_characters_gets_a_friendly_answer(page: Page) -> None:
    assert "dài quá" in await ask(page, "dài " * 2500)


async def test_two_tabs_show_the_same_conversation(page: Page, site: Site) -> None:
    other = await page.context.new_page()
    await other.goto(site.url)
    reply = await ask(other, "đăng ký kết hôn ở đâu")

    await expect(page.locator(".bubble:not(.mine)").last).to_have_text(reply, use_inner_text=True)
    await expect(page.locator(".bubble.mine")).to_have_count(1)


async def test_addresses_of_the_state_are_links_and_no_others(page: Page) -> None:
    await ask(page, "dang ky tai khoan egov")
    links = page.locator(".bubble li a")

    await expect(links.first).to_have_attribute("href", "https://egov.danang.gov.vn")
    await ask(page, "http://egov-danang.gov.vn.example.com/dang-nhap")
    assert await page.locator(".bubble a[href*='example']").count() == 0


async def test_the_conversation_survives_a_reload(page: Page) -> None:
    reply = await ask(page, "làm giấy khai sinh cho con cần gì")
    await page.reload()

    assert await page.locator(".bubble:not(.mine)").last.inner_text() == reply
    assert "Lệ phí" in await ask(page, "còn lệ phí thì sao?")


async def test_the_conversation_survives_a_restart_of_the_server(page: Page, site: Site) -> None:
    await ask(page, "làm giấy khai sinh cho con cần gì")
    await site.stop()
    try:
        await page.get_by_label("Câu hỏi của anh/chị").fill("còn lệ phí thì sao?")
        await page.keyboard.press("Enter")
        await expect(page.locator("#status")).to_contain_text("đang thử lại")
    finally:
        await site.start()

    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("Lệ phí", timeout=20_000)
    assert await page.locator(".bubble.mine").count() == 2


async def test_a_guide_is_walked_through_on_the_page(page: Page) -> None:
    await ask(page, "/dangky")
    for button in ("Đi từng bước", "Xong bước này", "Tôi bị kẹt", "Chuyện khác"):
        await page.get_by_role("button", name=button).click()

    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("1022")


@pytest.mark.parametrize("width", [320, 375, 1280])
async def test_nothing_sticks_out_at_any_width(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 640})
    await ask(page, "a" * 300)
    await ask(page, "làm giấy khai sinh cho con cần gì")
    overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

    assert overflow <= 0
    for button in await page.locator(".choices button, header a, header button").all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("path", ["/", "/e/khai-sinh", "/thu-tuc"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_to_complain_of(
    page: Page, site: Site, path: str, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.goto(site.url + path)
    if path == "/":
        await ask(page, "làm giấy khai sinh cho con cần gì")
    found = await Axe().run(page)

    assert found.response["violations"] == [], found.generate_report()


async def test_hostile_text_is_shown_as_text(page: Page) -> None:
    await ask(page, "<img src=x onerror=alert(1)> khai sinh")

    assert await page.locator(".bubble img").count() == 0


async def test_an_entry_is_readable_without_javascript(browser: Browser, site: Site) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site.url}/e/khai-sinh")

    await expect(page.get_by_role("heading", level=1)).to_contain_text("khai sinh")
    assert await page.locator("section h2").count() >= 9
    await page.goto(f"{site.url}/thu-tuc")
    await expect(page.get_by_role("link", name="Đăng ký khai sinh").first).to_be_visible()
    await context.close()


async def test_a_link_to_an_entry_opens_it_in_the_chat(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/?e=ket-hon")

    await expect(page.locator(".bubble:not(.mine)").last).to_contain_text("kết hôn")
