"""Open311 servers nobody has seen yet: what the standard leaves room for, and what it does not."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.core.feedback import OfficeState, OfficeStatus, Receipt
from bot.errors import (
    NotAdmittedError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)
from bot.forwarders.open311 import Open311Forwarder, Open311Options
from tests.forwarders.sample import CODE, FEEDBACK, NOON, PATIENT
from tests.forwarders.strangers import answering

HTML = "<html>502</html>"


@asynccontextmanager
async def to(
    taken: Any = None, code: str = "RAC", **tables: Any
) -> AsyncIterator[Open311Forwarder]:
    """Talk to an office that answers `taken` to a POST, and a table to each GET."""
    answers = {"services": [{"service_code": "RAC", "type": "realtime"}], **tables}

    async def answer(request: web.Request) -> web.StreamResponse:
        table = request.path.strip("/").replace("/", "_").removesuffix(".json")
        told = taken if request.method == "POST" else answers.get(table)
        await request.read()
        return web.Response(text=told if isinstance(told, str) else json.dumps(told))

    async with answering(answer) as url:
        options = Open311Options(url, {"rac-thai": code}, timeouts=PATIENT)
        forwarder = Open311Forwarder(options, lambda: NOON)
        try:
            yield forwarder
        finally:
            await forwarder.close()


@pytest.mark.parametrize(
    "taken",
    [
        [],
        [{}],
        {},
        HTML,
        "",
        "null",
        [{"service_request_id": None}],
        [{"service_request_id": ""}],
        [{"service_request_id": [1]}],
        [HTML],
        [{"service_request_id": False, "token": None}],
    ],
)
async def test_an_answer_with_neither_id_nor_token_leaves_the_outcome_open(taken: Any) -> None:
    async with to(taken) as forwarder:
        with pytest.raises(UnknownOutcomeError):
            await forwarder.deliver(FEEDBACK)


@pytest.mark.parametrize(
    ("taken", "receipt"),
    [
        ([{"service_request_id": 0}], Receipt("0")),
        ([{"service_request_id": "0"}], Receipt("0")),
        ({"service_request_id": "a/b"}, Receipt("a/b")),
        ([{"service_request_id": "", "token": 0}], Receipt(token="0")),
        ([{"service_request_id": 7, "token": "t"}], Receipt("7")),
    ],
)
async def test_ids_and_tokens_are_opaque(taken: Any, receipt: Receipt) -> None:
    async with to(taken) as forwarder:
        assert await forwarder.deliver(FEEDBACK) == receipt


async def test_an_office_that_takes_and_says_nothing_is_believed() -> None:
    services = [{"service_code": "RAC", "type": "blackbox", "metadata": "false"}]
    async with to([{"service_notice": "ok"}], services=services) as forwarder:
        assert await forwarder.deliver(FEEDBACK) == Receipt()


@pytest.mark.parametrize("services", [HTML, "[{"])
async def test_services_that_cannot_be_read_are_asked_for_again(services: str) -> None:
    async with to([{"service_request_id": 1}], services=services) as forwarder:
        with pytest.raises(TransientDeliveryError):
            await forwarder.deliver(FEEDBACK)


@pytest.mark.parametrize("metadata", [True, "true", "True", False, "false", None])
@pytest.mark.parametrize("is_list", [True, False])
async def test_rubbish_beside_a_service_is_passed_over(
    metadata: bool | str | None,  # noqa: FBT001 - as a server writes it
    is_list: bool,  # noqa: FBT001 - a case, not an option
) -> None:
    services = [None, 3, {}, {"service_code": "RAC", "metadata": metadata}]
    hint = {"code": "x", "variable": "false", "required": "true"}
    definition = {"attributes": [None, hint, {"required": "true"}]}
    shown = [definition] if is_list else definition
    taken = [{"service_request_id": 1}]
    async with to(taken, services=services, services_RAC=shown) as forwarder:
        assert await forwarder.deliver(FEEDBACK) == Receipt("1")


async def test_a_service_code_may_be_a_number() -> None:
    options = {"services": [{"service_code": 7}]}
    async with to([{"service_request_id": 1}], code="7", **options) as forwarder:
        assert await forwarder.deliver(FEEDBACK) == Receipt("1")


@pytest.mark.parametrize("listed", [None, {}, "1", HTML])
async def test_a_list_that_is_none_is_no_answer_to_a_look_up(listed: Any) -> None:
    async with to(requests=listed) as forwarder:
        with pytest.raises((UnknownOutcomeError, TransientDeliveryError)):
            await forwarder.look_up(CODE)


async def test_rubbish_in_the_list_is_passed_over() -> None:
    row = {"service_request_id": 5, "description": f" \n[{CODE}] Rác"}
    listed = [None, 1, {}, {"description": None}, {"description": 7}, row]
    async with to(requests=listed) as forwarder:
        assert await forwarder.look_up(CODE) == Receipt("5")


async def test_a_request_that_is_there_without_an_id_is_there() -> None:
    async with to(requests=[{"description": f"[{CODE}]\nRác", "token": ""}]) as forwarder:
        assert await forwarder.look_up(CODE) == Receipt()


@pytest.mark.parametrize("word", ["api_key", "jurisdiction_id"])
async def test_a_refusal_that_quotes_the_citizen_is_one_of_the_feedback(word: str) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.json_response([{"service_code": "RAC"}])
        form = await request.post()
        return web.Response(text=f"we do not publish: {form['description']!s}", status=400)

    rude = dataclasses.replace(FEEDBACK, what=f"Rác {word.upper()}", photos=())
    async with answering(answer) as url:
        forwarder = Open311Forwarder(Open311Options(url, {"rac-thai": "RAC"}, timeouts=PATIENT))
        with pytest.raises(PermanentDeliveryError) as caught:
            await forwarder.deliver(rude)
        await forwarder.close()

    assert not isinstance(caught.value, NotAdmittedError)
    assert str(caught.value) == "HTTP 400"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"status": "CLOSED"}, OfficeStatus(OfficeState.DONE)),
        ({"status": "investigating"}, OfficeStatus(OfficeState.RECEIVED)),
        (
            {
                "status": "open",
                "status_notes": None,
                "expected_datetime": "2026-11-27T17:00:00+07:00",
            },
            OfficeStatus(OfficeState.RECEIVED, due="2026-11-27T17:00:00+07:00"),
        ),
    ],
)
async def test_a_status_is_read_whatever_else_is_in_the_row(
    row: dict[str, Any], status: OfficeStatus
) -> None:
    async with to(requests_1=[row]) as forwarder:
        assert await forwarder.status("1") == status
