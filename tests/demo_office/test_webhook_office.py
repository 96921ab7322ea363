from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.demo_office.loopback import on_loopback
from bot.demo_office.webhook import WebhookOffice, sign

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SECRET = "bí mật"
BODY = '{"ticket": "GY-7", "text": "Đèn hỏng"}'.encode()

Post = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
async def office() -> WebhookOffice:
    return WebhookOffice(SECRET, clock=lambda: NOON)


@pytest.fixture
async def url(office: WebhookOffice) -> AsyncIterator[str]:
    async with on_loopback(office.app()) as address:
        yield address + "/hook"


@pytest.fixture
def post(session: aiohttp.ClientSession, url: str) -> Post:
    async def post(body: bytes = BODY, signature: str = "", key: str = "GY-7") -> tuple[int, Any]:
        headers = {"X-Bot-Signature": signature or sign(SECRET, body, NOON)}
        if key:
            headers["Idempotency-Key"] = key
        async with session.post(url, data=body, headers=headers) as response:
            return response.status, await response.json()

    return post


def test_the_signature_is_an_hmac_of_time_dot_body() -> None:
    seconds = str(int(NOON.timestamp()))
    message = seconds.encode() + b"." + BODY
    expected = hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()

    assert sign(SECRET, BODY, NOON) == f"t={seconds},v1={expected}"


async def test_a_signed_note_is_kept(post: Post, office: WebhookOffice) -> None:
    assert await post() == (200, {"id": 1})

    note = office.received[0]
    assert (note.id, note.key, note.body, note.at) == (1, "GY-7", BODY, NOON)
    assert note.json == {"ticket": "GY-7", "text": "Đèn hỏng"}


@pytest.mark.parametrize(
    "signature",
    [
        "none",
        "t=,v1=",
        "t=1,v1=00",
        f"t={'9' * 40},v1=00",
        "t=²,v1=00",
        sign("another", BODY, NOON),
        sign(SECRET, BODY + b" ", NOON),
        sign(SECRET, BODY, NOON).replace("v1=", "v0="),
        sign(SECRET, BODY, NOON) + f",t={int(NOON.timestamp())}",
        sign(SECRET, BODY, NOON - timedelta(minutes=6)),
        sign(SECRET, BODY, NOON + timedelta(minutes=6)),
        sign(SECRET, BODY, NOON - timedelta(minutes=6)).replace("t=", "t=1,t="),
    ],
)
async def test_a_false_signature_is_refused(
    post: Post, office: WebhookOffice, signature: str
) -> None:
    assert (await post(signature=signature))[0] == 401
    assert office.received == []


async def test_a_missing_signature_is_refused(session: aiohttp.ClientSession, url: str) -> None:
    async with session.post(url, data=BODY, headers={"Idempotency-Key": "1"}) as response:
        assert response.status == 401


@pytest.mark.parametrize("minutes", [-5, 5])
async def test_a_clock_may_be_a_little_wrong(post: Post, minutes: int) -> None:
    signature = sign(SECRET, BODY, NOON + timedelta(minutes=minutes))

    assert (await post(signature=signature))[0] == 200


async def test_one_of_two_signatures_is_enough_while_a_secret_changes(post: Post) -> None:
    old = sign("old", BODY, NOON)
    new = sign(SECRET, BODY, NOON).partition(",")[2]

    assert (await post(signature=f"{old},{new}"))[0] == 200


async def test_the_same_key_again_is_answered_as_the_first_time(
    post: Post, office: WebhookOffice
) -> None:
    later = sign(SECRET, BODY, NOON + timedelta(minutes=1))

    assert [await post(), await post(signature=later)] == [(200, {"id": 1})] * 2
    assert (len(office.received), office.duplicates) == (1, 1)
    assert await post(key="GY-8") == (200, {"id": 2})


async def test_a_key_again_with_another_body_is_refused(post: Post) -> None:
    await post()

    assert (await post(body=b"{}"))[0] == 422


@pytest.mark.parametrize(("body", "key"), [(BODY, ""), (b"[]", "k"), (b"text", "k"), (b"", "k")])
async def test_a_note_needs_a_key_and_an_object(post: Post, body: bytes, key: str) -> None:
    assert (await post(body=body, key=key))[0] == 400


@pytest.mark.parametrize(
    ("personality", "status"), [("bad_signature_401", 401), ("error_500", 500)]
)
async def test_personalities_that_keep_nothing(
    post: Post, office: WebhookOffice, personality: str, status: int
) -> None:
    office.personality = personality

    assert (await post())[0] == status
    assert office.received == []


async def test_what_was_kept_before_the_connection_was_cut_is_not_kept_again(
    post: Post, office: WebhookOffice
) -> None:
    office.personality = "drop_after_store"
    with pytest.raises(aiohttp.ClientConnectionError):
        await post()
    office.personality = "good"

    assert await post() == (200, {"id": 1})
    assert json.loads(office.received[0].body)["ticket"] == "GY-7"
    assert (len(office.received), office.duplicates) == (1, 1)


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        WebhookOffice("")
