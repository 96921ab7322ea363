"""Signed JSON to the system of the demo office."""

from __future__ import annotations

import dataclasses
import json
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from bot.core.feedback import Receipt
from bot.demo_office.loopback import on_loopback
from bot.demo_office.webhook import PATH, WebhookOffice, sign
from bot.errors import PermanentDeliveryError, TransientDeliveryError, UnknownOutcomeError
from bot.forwarders.webhook import WebhookForwarder, WebhookOptions
from tests.forwarders.sample import CODE, FEEDBACK, NOON, PATIENT, PHOTOS, is_discreet
from tests.forwarders.strangers import always, answering

SECRET = "bí mật"


@pytest.fixture
def office() -> WebhookOffice:
    return WebhookOffice(SECRET, clock=lambda: NOON)


@asynccontextmanager
async def to(
    url: str, secret: str = SECRET, late: timedelta = timedelta(0)
) -> AsyncIterator[WebhookForwarder]:
    forwarder = WebhookForwarder(WebhookOptions(url, secret, PATIENT), lambda: NOON + late)
    try:
        yield forwarder
    finally:
        await forwarder.close()


@pytest.fixture
async def forwarder(office: WebhookOffice) -> AsyncIterator[WebhookForwarder]:
    async with on_loopback(office.app()) as url, to(url + PATH) as forwarder:
        yield forwarder


async def test_the_body_holds_everything(
    office: WebhookOffice, forwarder: WebhookForwarder
) -> None:
    assert await forwarder.deliver(FEEDBACK) == Receipt("1")
    [note] = office.received

    assert note.key == note.json["code"] == CODE
    assert note.json["what"] == FEEDBACK.what
    assert FEEDBACK.what.splitlines()[0].encode() in note.body  # readable, not \\u1ed1
    assert [
        (p["name"], p["media_type"], b64decode(p["content"])) for p in note.json["photos"]
    ] == [(photo.name, photo.media_type, photo.content) for photo in PHOTOS]


async def test_the_body_is_signed_with_the_time() -> None:
    heard: list[tuple[bytes, str, str]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        signature = request.headers["X-Bot-Signature"]
        heard.append((await request.read(), signature, request.content_type))
        return web.json_response({"id": "A-7"})

    async with answering(answer) as url, to(url) as forwarder:
        assert await forwarder.deliver(FEEDBACK) == Receipt("A-7")
    [(body, signature, kind)] = heard

    assert signature == sign(SECRET, body, NOON)
    assert kind == "application/json"


async def test_the_same_later_has_the_same_body_and_another_signature(
    office: WebhookOffice,
) -> None:
    async with on_loopback(office.app()) as url:
        for minutes in (0, 4):
            async with to(url + PATH, late=timedelta(minutes=minutes)) as forwarder:
                assert await forwarder.deliver(FEEDBACK) == Receipt("1")

    assert (len(office.received), office.duplicates) == (1, 1)


LOST = ["drop_after_store", "error_after_store", "bad_json", "down", "error_500", "html_error"]


@pytest.mark.parametrize("trait", LOST)
async def test_what_has_no_answer_is_sent_again_and_kept_once(
    office: WebhookOffice, forwarder: WebhookForwarder, trait: str
) -> None:
    office.personality = trait
    with pytest.raises(UnknownOutcomeError):
        await forwarder.deliver(FEEDBACK)
    office.personality = "good"

    assert await forwarder.deliver(FEEDBACK) == Receipt("1")
    assert len(office.received) == 1


async def test_an_office_that_is_busy_says_until_when(
    office: WebhookOffice, forwarder: WebhookForwarder
) -> None:
    office.personality = "rate_limited"
    with pytest.raises(TransientDeliveryError) as caught:
        await forwarder.deliver(FEEDBACK)

    assert caught.value.retry_after == timedelta(seconds=2)


@pytest.mark.parametrize(
    ("secret", "late"), [("sai", timedelta(0)), (SECRET, timedelta(minutes=6))]
)
async def test_a_false_or_old_signature_is_refused_for_good(
    office: WebhookOffice, secret: str, late: timedelta
) -> None:
    async with on_loopback(office.app()) as url, to(url + PATH, secret, late) as forwarder:
        with pytest.raises(PermanentDeliveryError) as caught:
            await forwarder.deliver(FEEDBACK)

    assert str(caught.value) == "HTTP 401 (signature)"


async def test_another_body_under_the_same_code_is_refused_for_good(
    forwarder: WebhookForwarder,
) -> None:
    await forwarder.deliver(FEEDBACK)
    with pytest.raises(PermanentDeliveryError) as caught:
        await forwarder.deliver(dataclasses.replace(FEEDBACK, what="Khác"))

    assert str(caught.value) == "HTTP 422 (another body)"
    assert is_discreet(caught.value)


@pytest.mark.parametrize(
    ("body", "number"),
    [("", ""), ("{}", ""), ('{"id": 0}', "0"), ('{"id": "x"}', "x"), ('{"id": null}', "")],
)
async def test_a_system_need_not_give_a_number(body: str, number: str) -> None:
    async with answering(always(body)) as url, to(url) as forwarder:
        assert await forwarder.deliver(FEEDBACK) == Receipt(number)


@pytest.mark.parametrize("body", ["<html>", "[]", "1", json.dumps("ok")])
async def test_an_answer_that_is_no_object_leaves_the_outcome_open(body: str) -> None:
    async with answering(always(body)) as url, to(url) as forwarder:
        with pytest.raises(UnknownOutcomeError):
            await forwarder.deliver(FEEDBACK)


async def test_it_cannot_be_asked(forwarder: WebhookForwarder) -> None:
    await forwarder.deliver(FEEDBACK)

    assert await forwarder.look_up(CODE) is None
    assert await forwarder.status("1") is None


def test_it_does_not_start_without_its_secret_and_does_not_tell_it() -> None:
    with pytest.raises(ValueError, match="secret"):
        WebhookForwarder(WebhookOptions("http://x", ""))
    assert SECRET not in repr(WebhookOptions("http://x", SECRET))
