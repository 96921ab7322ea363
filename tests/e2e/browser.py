"""A real browser, Debian's chromium, and what a page may not do in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWERS_WITHIN = 20_000  # milliseconds; a bound on hanging
PHONE: ViewportSize = {"width": 375, "height": 740}
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="needs Debian's chromium: apt-get install chromium",
)
MARKS = [pytest.mark.e2e, pytest.mark.browser, NEEDS_CHROMIUM]


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_page(browser: Browser, url: str, **options: Any) -> AsyncIterator[Page]:
    """Open a phone's page; whatever it fetches from elsewhere or complains of is a fault."""
    context = await browser.new_context(viewport=PHONE, locale="vi-VN", **options)
    context.set_default_timeout(ANSWERS_WITHIN)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith(url) else complaints.append(r.url))
    # Asked for only when a chooser is awaited, the browser may open it before it hears of that.
    page.on("filechooser", lambda _: None)
    await page.goto(url)
    yield page
    await context.close()
    # outages that tests make; photos that are refused
    known = (
        "ERR_CONNECTION_REFUSED",
        "ERR_INTERNET_DISCONNECTED",
        "status of 415",
        "status of 422",
    )
    assert [c for c in complaints if not any(words in c for words in known)] == []
