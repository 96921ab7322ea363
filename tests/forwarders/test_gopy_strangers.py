"""Answers of a portal nobody outside has seen."""

from __future__ import annotations

import json

import pytest
from aiohttp import web

from bot.core.feedback import OfficeState, OfficeStatus
from bot.errors import UnknownOutcomeError
from tests.forwarders.peers import to_portal
from tests.forwarders.sample import CODE, FEEDBACK
from tests.forwarders.strangers import Answer, always, answering


async def test_a_new_word_of_the_portal_is_passed_on_as_it_is() -> None:
    told = {"id": 1, "trangthai": "Tạm dừng", "hanphanhoi": None}
    async with answering(always(json.dumps(told))) as url, to_portal(url) as forwarder:
        assert await forwarder.status("1") == OfficeStatus(OfficeState.RECEIVED, "Tạm dừng")


@pytest.mark.parametrize("body", ["{}", "[]", "null", '{"id": null}', '{"id": true}', '"1"'])
async def test_an_answer_without_id_leaves_the_outcome_open(body: str) -> None:
    async with answering(always(body)) as url, to_portal(url) as forwarder:
        with pytest.raises(UnknownOutcomeError):
            await forwarder.deliver(FEEDBACK)


@pytest.mark.parametrize("body", ["{}", "1", "[{}]", "[1]"])
async def test_a_look_up_that_shows_no_list_of_ids_has_found_nothing_out(body: str) -> None:
    async with answering(always(body)) as url, to_portal(url) as forwarder:
        with pytest.raises(UnknownOutcomeError):
            await forwarder.look_up(CODE)


async def test_a_key_with_letters_beyond_ascii_is_sent_whole() -> None:
    asked: list[str] = []

    def hear() -> Answer:
        async def answer(request: web.Request) -> web.StreamResponse:
            asked.append(request.query["makhach"])
            return web.json_response([])

        return answer

    async with answering(hear()) as url, to_portal(url) as forwarder:
        await forwarder.look_up("DN&1=ố+/")

    assert asked == ["DN&1=ố+/"]
