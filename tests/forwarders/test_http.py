"""What an answer over HTTP means, whatever the office."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from bot.errors import (
    DeliveryError,
    NotAdmittedError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)
from bot.forwarders.answers import number_of, text_of
from bot.forwarders.http import LARGEST_ANSWER, Timeouts, Wire
from tests.forwarders.sample import FEEDBACK, HASTY, NOON, PATIENT, is_discreet
from tests.forwarders.strangers import Answer, always, answering

BODY = FEEDBACK.what.encode()


@asynccontextmanager
async def wire(timeouts: Timeouts = PATIENT) -> AsyncIterator[Wire]:
    opened = Wire(timeouts, clock=lambda: NOON)
    try:
        yield opened
    finally:
        await opened.close()


async def fate(
    answer: Answer, *, post: bool = True, timeouts: Timeouts = PATIENT
) -> DeliveryError:
    """Return what a call that fails ends with."""
    async with answering(answer) as url, wire(timeouts) as call:
        with pytest.raises(DeliveryError) as caught:
            await (call.post(url, BODY) if post else call.read(url))
    assert is_discreet(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((400, PermanentDeliveryError), (401, NotAdmittedError)),
        *((403, NotAdmittedError), (404, NotAdmittedError), (405, NotAdmittedError)),
        *((413, PermanentDeliveryError), (422, PermanentDeliveryError)),
        *((301, NotAdmittedError), (307, NotAdmittedError)),
        *((408, TransientDeliveryError), (425, TransientDeliveryError)),
        (429, TransientDeliveryError),
        *((302, UnknownOutcomeError), (303, UnknownOutcomeError), (409, UnknownOutcomeError)),
        *((500, UnknownOutcomeError), (502, UnknownOutcomeError), (503, UnknownOutcomeError)),
    ],
)
async def test_a_status_says_what_became_of_a_post(
    status: int, error: type[DeliveryError]
) -> None:
    failed = await fate(always("{}", status, Location="http://127.0.0.1:1/"))

    assert type(failed) is error
    assert str(failed) == f"HTTP {status}"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((400, PermanentDeliveryError), (401, PermanentDeliveryError)),
        *((302, TransientDeliveryError), (429, TransientDeliveryError)),
        *((500, TransientDeliveryError), (503, TransientDeliveryError)),
    ],
)
async def test_a_status_says_why_there_is_nothing_to_read(
    status: int, error: type[DeliveryError]
) -> None:
    assert type(await fate(always("{}", status), post=False)) is error


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_not_there_reads_as_nothing(status: int) -> None:
    async with answering(always("<h1>Not Found</h1>", status)) as url, wire() as call:
        assert await call.read(url) is None


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("2", timedelta(seconds=2)),
        ("Tue, 24 Nov 2026 05:01:30 GMT", timedelta(seconds=90)),
        ("Tue, 24 Nov 2026 12:01:30 +0700", timedelta(seconds=90)),
        ("Tue, 24 Nov 2026 04:00:00 GMT", None),
        ("99999999999999999999999999", timedelta(days=1)),
        ("Tue, 24 Nov 2126 05:01:30 GMT", timedelta(days=1)),
        *(("", None), ("soon", None), ("-5", None), ("²", None)),
        ("Tue, 24 Nov 99999999999999999999 05:01:30 GMT", None),
    ],
)
async def test_an_office_may_say_how_much_later(header: str, pause: timedelta | None) -> None:
    failed = await fate(always("", 429, Retry_After=header))

    assert isinstance(failed, TransientDeliveryError)
    assert failed.retry_after == pause


async def test_a_refusal_that_names_a_time_is_not_for_good() -> None:
    failed = await fate(always("", 403, Retry_After="60"))

    assert isinstance(failed, TransientDeliveryError)
    assert failed.retry_after == timedelta(minutes=1)


@pytest.mark.parametrize(
    "body", ["<html>Cảm ơn</html>", '{"id": 1', "[" * 100_000, " " * LARGEST_ANSWER + "{}x"]
)
async def test_an_answer_that_cannot_be_read_leaves_the_outcome_open(body: str) -> None:
    assert isinstance(await fate(always(body)), UnknownOutcomeError)
    assert isinstance(await fate(always(body), post=False), TransientDeliveryError)


async def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    sent = 0

    async def pour(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 100 * LARGEST_ANSWER:
            await response.write(b" " * 2**16)
            sent += 2**16
        return response

    assert isinstance(await fate(pour), UnknownOutcomeError)
    assert sent < 90 * LARGEST_ANSWER


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_an_empty_answer_is_no_answer_and_no_error(status: int) -> None:
    async with answering(always("", status)) as url, wire() as call:
        assert await call.post(url, BODY) is None


async def test_a_refusal_that_repeats_what_it_was_told_is_not_quoted() -> None:
    async def repeat(request: web.Request) -> web.StreamResponse:
        return web.Response(text=f"phone: {(await request.read()).decode()}", status=400)

    async with answering(repeat) as url, wire() as call:
        with pytest.raises(PermanentDeliveryError) as caught:
            await call.post(url, BODY, words=["phone", "email"])

    assert str(caught.value) == "HTTP 400 (phone)"


async def test_nobody_follows_a_redirection_with_a_citizens_words() -> None:
    heard: list[str] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        heard.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    await fate(elsewhere)

    assert heard == ["/"]


async def test_a_connection_that_never_stands_has_carried_nothing() -> None:
    with socket.socket() as full:  # its queue is full: whoever comes next waits
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.create_connection(full.getsockname()):
            hasty = Timeouts(timedelta(seconds=0.15), timedelta(seconds=5))
            async with wire(hasty) as call:
                with pytest.raises(TransientDeliveryError):
                    await call.post(f"http://127.0.0.1:{full.getsockname()[1]}", BODY)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "ftp://x/"])
async def test_an_address_nobody_answers_at_has_received_nothing(url: str) -> None:
    with socket.socket() as nobody:  # bound, and does not listen
        nobody.bind(("127.0.0.1", 0))
        url = url.format(port=nobody.getsockname()[1])
    async with wire() as call:
        with pytest.raises(TransientDeliveryError):
            await call.post(url, BODY)


async def test_a_server_that_does_not_listen_to_the_end_leaves_the_outcome_open() -> None:
    async def slam(request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return web.Response()

    assert isinstance(await fate(slam), UnknownOutcomeError)
    assert isinstance(await fate(slam, post=False), TransientDeliveryError)


async def test_an_answer_in_drops_does_not_hold_us_for_ever() -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(50):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    hasty = Timeouts(timedelta(seconds=0.1), timedelta(seconds=0.1))
    assert isinstance(await fate(drip, timeouts=hasty), UnknownOutcomeError)


def test_the_timeouts_are_all_set() -> None:
    set_ = HASTY.for_aiohttp()

    assert None not in {set_.total, set_.connect, set_.sock_connect, set_.sock_read}


async def test_no_connection_is_kept_for_an_office_to_close_behind_our_back() -> None:
    ports: set[int] = set()

    async def note(request: web.Request) -> web.StreamResponse:
        assert request.transport
        ports.add(request.transport.get_extra_info("peername")[1])
        return web.json_response({})

    async with answering(note) as url, wire() as call:
        for _ in range(3):
            await call.post(url, BODY)

    assert len(ports) == 3


@pytest.mark.parametrize(
    ("written", "number"),
    [(0, "0"), (" A-17 ", "A-17"), ("x" * 65, ""), ("1\x1b[2J", ""), (True, ""), ([1], "")],
)
def test_only_what_looks_like_an_id_is_one(written: object, number: str) -> None:
    assert number_of(written) == number


def test_what_an_office_says_steers_no_terminal() -> None:
    said = text_of("xong\x1b]0;x\x07\u202e rồi\r\n" + "a" * 999)
    assert said == ("xong]0;x rồi " + "a" * 999)[:300]
