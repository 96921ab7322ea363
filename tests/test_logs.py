"""What the log shows: our events whole, of libraries only what happened."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logs

SECRET = "0905 777 333"


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("bot")
    before = root.level, root.handlers[:], ours.level
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    ours.setLevel(before[2])


def test_an_event_of_ours_is_one_line_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    logging.getLogger("bot.services.inbox").debug("turn.settled", extra={"channel": "web"})
    assert capsys.readouterr().err.endswith('DEBUG turn.settled channel="web"\n')


def test_a_library_is_not_heard_below_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    for library in ("PIL.TiffImagePlugin", "httpx", "asyncio", "aiohttp.access"):
        logging.getLogger(library).debug("tag: GPSLatitude value: %s", SECRET)
        logging.getLogger(library).info(SECRET)
    assert capsys.readouterr().err == ""


def test_what_a_library_quotes_stays_out_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request from %s", SECRET)
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: {SECRET}")  # noqa: G004 - asyncio's way
    shown = capsys.readouterr().err
    assert SECRET not in shown
    assert 'said="Error handling request from %s" error="ValueError"' in shown
    assert 'library.asyncio said="Task exception was never retrieved"\n' in shown
