from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.demo_office.gopy import GopyOffice
from bot.demo_office.gopy_rules import REQUIRED, Status
from bot.demo_office.loopback import on_loopback

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  #: already the 25th in Đà Nẵng
FIELDS = {
    "hoten": "Trần Thị Bích",
    "email": "bich@example.vn",
    "dienthoai": "0905123456",
    "tieude": "Đèn đường hỏng",
    "noidung": "Đèn trước số 12 tắt ba hôm nay.",
    "noixayra": "12 Lê Duẩn, phường Hải Châu",
    "toado": "16.0678,108.2208",
    "ngay": "24/11/2026",
    "gio": "07:05",
    "linhvuc": "1",
    "nguon": "bot",
    "an_danh": "0",
    "makhach": "gopy-7f3a",
}

Send = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
async def office() -> GopyOffice:
    return GopyOffice(slow_for=timedelta(seconds=0.2), clock=lambda: EVENING)


@pytest.fixture
async def url(office: GopyOffice) -> AsyncIterator[str]:
    async with on_loopback(office.app()) as address:
        yield address + "/api/gopy"


@pytest.fixture
def send(session: aiohttp.ClientSession, url: str) -> Send:
    async def send(headers: dict[str, str] | None = None, **changes: str) -> tuple[int, Any]:
        form = multipart(FIELDS | changes)
        async with session.post(url, data=form, headers=headers) as response:
            return response.status, await response.json()

    return send


def multipart(fields: dict[str, str], *photos: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    for photo in photos:
        form.add_field("anh", photo, filename="anh.jpg", content_type="image/jpeg")
    return form


async def test_an_opinion_with_photos_is_kept_as_it_was_sent(
    session: aiohttp.ClientSession, url: str, office: GopyOffice
) -> None:
    data = multipart(FIELDS, b"\xff\xd8one", b"\xff\xd8two")
    async with session.post(url, data=data) as response:
        assert (response.status, await response.json()) == (200, {"id": 1})

    opinion = office.received[0]
    assert dict(opinion.fields) == FIELDS
    assert [photo.content for photo in opinion.photos] == [b"\xff\xd8one", b"\xff\xd8two"]
    assert opinion.photos[0].content_type == "image/jpeg"
    assert opinion.at == EVENING


async def test_what_was_received_is_frozen(send: Send, office: GopyOffice) -> None:
    await send()

    with pytest.raises(dataclasses.FrozenInstanceError):
        office.received[0].id = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        office.received[0].fields["hoten"] = "ai đó"  # type: ignore[index]


@pytest.mark.parametrize("field", REQUIRED)
async def test_a_missing_field_is_named(send: Send, office: GopyOffice, field: str) -> None:
    status, answer = await send(**{field: " "})

    assert (status, answer["fields"]) == (400, {field: "bắt buộc"})
    assert office.received == []


async def test_all_faults_are_named_at_once(session: aiohttp.ClientSession, url: str) -> None:
    async with session.post(url, data=multipart({"phuong": "?"})) as response:
        answer = await response.json()

    assert set(answer["fields"]) == {*REQUIRED, "phuong"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ngay", "2026-11-24"),
        ("ngay", "31/02/2026"),
        ("ngay", "4/11/2026"),
        ("gio", "7:05"),
        ("gio", "24:00"),
        ("toado", "108.2208,16.0678"),
        ("toado", "16.0678"),
        ("linhvuc", "Môi trường"),
        ("an_danh", "true"),
        ("email", "bich"),
    ],
)
async def test_a_field_in_the_wrong_form_is_named(send: Send, field: str, value: str) -> None:
    status, answer = await send(**{field: value})

    assert (status, list(answer["fields"])) == (400, [field])


async def test_a_field_sent_twice_and_a_file_elsewhere_are_refused(
    session: aiohttp.ClientSession, url: str
) -> None:
    form = multipart(FIELDS)
    form.add_field("hoten", "ai đó")
    form.add_field("tep", b"%PDF", filename="don.pdf")
    async with session.post(url, data=form) as response:
        assert set((await response.json())["fields"]) == {"hoten", "tep"}


async def test_a_form_that_is_not_multipart_is_refused(
    session: aiohttp.ClientSession, url: str
) -> None:
    async with session.post(url, data=FIELDS) as response:
        assert response.status == 415


async def test_the_status_of_an_opinion_can_be_read_and_changes(
    send: Send, session: aiohttp.ClientSession, url: str, office: GopyOffice
) -> None:
    await send()
    async with session.get(url + "/1") as response:
        assert await response.json() == {
            "id": 1,
            "trangthai": "Chưa xử lý",
            "hanphanhoi": "28/11/2026",
        }
    office.set_status(1, Status.FORWARDED)
    async with session.get(url + "/1") as response:
        assert (await response.json())["trangthai"] == "Đã chuyển tiếp"
    async with session.get(url + "/2") as response:
        assert response.status == 404
    with pytest.raises(KeyError):
        office.set_status(2, Status.DONE)


async def test_an_opinion_is_found_by_the_key_of_its_sender(
    send: Send, session: aiohttp.ClientSession, url: str
) -> None:
    await send()
    async with session.get(url, params={"makhach": "gopy-7f3a"}) as response:
        assert [row["id"] for row in await response.json()] == [1]
    async with session.get(url, params={"makhach": "khác"}) as response:
        assert (response.status, await response.json()) == (200, [])
    async with session.get(url) as response:
        assert response.status == 400


async def test_a_key_is_asked_for_if_one_is_configured(send: Send, office: GopyOffice) -> None:
    office.key = "khóa"

    assert (await send())[0] == 401
    assert (await send(headers={"Authorization": "Bearer sai"}))[0] == 401
    assert office.received == []
    office.key = "secret"
    assert (await send(headers={"Authorization": "Bearer secret"}))[0] == 200


@pytest.mark.parametrize(
    ("personality", "ids"),
    [
        ("good", [1, 1]),
        ("honours_key", [1, 1]),
        ("ignores_key", [1, 2]),
        ("no_lookup+ignores_key", [1, 2]),
        ("id_zero", [0, 0]),
        ("id_zero+ignores_key", [0, 1]),
    ],
)
async def test_the_same_key_twice(
    send: Send, office: GopyOffice, personality: str, ids: list[int]
) -> None:
    office.personality = personality

    assert [(await send())[1]["id"] for _ in range(2)] == ids
    assert len(office.received) == len(set(ids))


async def test_without_a_key_each_post_is_an_opinion(send: Send) -> None:
    assert [(await send(makhach=""))[1]["id"] for _ in range(2)] == [1, 2]


async def test_the_opinion_zero_can_be_read(
    send: Send, session: aiohttp.ClientSession, url: str, office: GopyOffice
) -> None:
    office.personality = "id_zero"
    await send()
    async with session.get(url + "/0") as response:
        assert (await response.json())["id"] == 0


async def test_no_lookup_answers_404_but_shows_by_id(
    send: Send, session: aiohttp.ClientSession, url: str, office: GopyOffice
) -> None:
    office.personality = "no_lookup"
    await send()
    async with session.get(url, params={"makhach": "gopy-7f3a"}) as response:
        assert response.status == 404
    async with session.get(url + "/1") as response:
        assert response.status == 200


async def test_reject_field_names_the_field(send: Send, office: GopyOffice) -> None:
    office.personality = "reject_field"
    office.rejected_field = "toado"
    status, answer = await send()

    assert (status, list(answer["fields"]), office.received) == (400, ["toado"], [])
