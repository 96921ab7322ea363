"""A record of the national catalogue becomes an entry that says no more than the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core.entry import FIELDS, Aspect, Entry
from bot.core.import_hosts import introduced
from bot.core.importing import RecordError, as_entry, read_record

DAY = date(2026, 11, 24)
BARE = {"code": "1.004194", "title": "Thủ tục đăng ký tạm trú"}

FULL = {
    "Cơ quan thực hiện": "Công an cấp xã; Công an cấp xã",
    "promulgated_by": "Bộ Công an",
    "Đối tượng": "Công dân Việt Nam",
    "Thành phần hồ sơ": "- Tờ khai CT01\n- Giấy tờ về chỗ ở",
    "Trình tự thực hiện": "Bước 1: Nộp hồ sơ.\nBước 2: Nhận kết quả.",
    "Nơi nộp": "Công an phường",
    "Thời hạn giải quyết": "03 ngày làm việc",
    "Lệ phí": "7.000 đồng",
    "service_level": "Toàn trình",
    "Kết quả": "Thông báo",
    "Căn cứ pháp lý": "Luật Cư trú 68/2020/QH14; Thông tư 55/2021/TT-BCA.",
    "url": "https://dichvucong.gov.vn/x",
    "crawled_at": "2026-07-18T09:13:46.134Z",
}


def entry_of(**fields: object) -> dict[str, Any]:
    entry = as_entry(read_record({**BARE, **fields}), DAY)
    Entry.model_validate(entry)
    return entry


def test_a_bare_record_becomes_an_entry_that_names_everything_it_does_not_know() -> None:
    entry = entry_of()

    assert entry == {
        "id": "dvc-1-004194",
        "title": "Đăng ký tạm trú",
        "category": "danh-muc-quoc-gia",
        "summary": "Đăng ký tạm trú.",
        "aliases": ["Thủ tục đăng ký tạm trú"],
        "questions": ["Đăng ký tạm trú cần giấy tờ gì?"],
        "sources": [
            {"document": "Danh mục thủ tục quốc gia, mã 1.004194", "supports": "tên thủ tục"}
        ],
        "checked_on": "2026-11-24",
        "review_by": "2027-05-23",
        "unknown": [
            {
                "aspect": [aspect.value for aspect in FIELDS],
                "text": "Danh mục nhập chưa có phần này",
                "ask": "1022 (di động bấm 0236 1022)",
            }
        ],
    }


def test_a_full_record_tells_each_aspect_and_leaves_none_unknown() -> None:
    entry = entry_of(**FULL)

    assert entry["summary"] == (
        "Đăng ký tạm trú. Cơ quan thực hiện: Công an cấp xã. Nơi công bố: Bộ Công an."
    )
    assert entry["documents"] == ["Tờ khai CT01", "Giấy tờ về chỗ ở"]
    assert entry["steps"] == ["Nộp hồ sơ.", "Nhận kết quả."]
    assert (entry["where"], entry["fee"]) == ("Công an phường", "7.000 đồng")
    assert entry["time_limit"] == "03 ngày làm việc"
    assert entry["online"] == "Dịch vụ công trực tuyến: Toàn trình"
    assert entry["legal_basis"] == [
        {"doc": "Luật Cư trú 68/2020/QH14"},
        {"doc": "Thông tư 55/2021/TT-BCA"},
    ]
    assert entry["sources"][0]["url"] == "https://dichvucong.gov.vn/x"
    assert entry["sources"][0]["date"] == "2026-07-18"
    assert "unknown" not in entry


@pytest.mark.parametrize("column", ["code", "mã", "Mã", "ma_tthc", "MÃ TTHC", "Mã thủ tục"])
def test_the_code_may_stand_under_many_names(column: str) -> None:
    assert read_record({column: "1.004194", "Tên thủ tục": "Đăng ký tạm trú"}).code == "1.004194"


def test_fee_and_charge_in_two_columns_are_both_told() -> None:
    assert entry_of(**{"phí": "Không", "lệ phí": "8.000 đồng"})["fee"] == (
        "Phí: Không; Lệ phí: 8.000 đồng"
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": ""}, "thiếu mã thủ tục"),
        ({"code": None}, "thiếu mã thủ tục"),
        ({"code": "1." + "0" * 40}, "dài quá 40"),
        ({"code": "QT 01/CX-HCTP"}, "không phải mã của danh mục"),
        ({"code": "../../etc/passwd"}, "không phải mã của danh mục"),
        ({"code": "không"}, "không phải mã của danh mục"),
        ({"code": "1.00916"}, "mất số 0 ở cuối"),
        ({"code": 1.00916}, "mất số 0 ở cuối"),
        ({"code": "1.014955-Xoa"}, "đã bị xóa"),
        ({"title": " \u200b\x00<p></p>"}, "thiếu tên"),
        ({"title": "Thủ tục"}, "không nói việc gì"),
        ({"title": "đất " * 600}, "dài quá 2000"),
    ],
)
def test_an_odd_code_or_title_is_refused_in_words(fields: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        read_record({**BARE, **fields})


def test_a_long_title_is_cut_at_a_word_and_told_in_full_elsewhere() -> None:
    title = "Thủ tục cấp giấy phép " + "khai thác khoáng sản " * 30
    entry = entry_of(title=title, agency="Sở Nông nghiệp và Môi trường " * 20)

    assert len(entry["title"]) <= 80
    assert entry["title"].endswith("khoáng sản…")
    assert entry["aliases"][0] == title.strip()
    assert len(entry["summary"]) <= 400
    assert len(entry["unknown"][0]["ask"]) <= 140


def test_the_short_name_drops_cases_and_asides_but_not_so_much_that_it_says_nothing() -> None:
    long = "Cấp lại giấy phép hành nghề dược (cấp tỉnh) đối với người bị mất giấy phép"

    assert entry_of(title=long)["aliases"] == [long, "Cấp lại giấy phép hành nghề dược"]
    assert entry_of(title="Đăng ký biến động đối với đất ở")["aliases"] == [
        "Đăng ký biến động đối với đất ở"
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://dichvucong.gov.vn/x",
        "javascript:alert(1)",
        "https://ai:do@dichvucong.gov.vn",
        "https://[::1",
        "dichvucong.gov.vn",
        "https://dichvucong.gov.vn/" + "x" * 500,
    ],
)
def test_an_address_nobody_should_be_sent_to_is_no_source(url: str) -> None:
    assert "url" not in entry_of(url=url)["sources"][0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2021-08", "2021-08"),
        ("18/7/2026", "2026-07-18"),
        ("2026-13-01", None),
        ("hôm qua", None),
        ("20261", None),
    ],
)
def test_the_date_of_a_source_is_a_day_of_the_calendar_or_missing(
    written: str, read: str | None
) -> None:
    assert entry_of(date=written)["sources"][0].get("date") == read


@pytest.mark.parametrize(
    "said",
    ["Không có thông tin", "Phí: Không có thông tin về phí", "null", "Phí: ĐồngXem chi tiết", "•"],
)
def test_a_place_holder_is_no_fact(said: str) -> None:
    assert "fee" not in entry_of(fee=said)


def test_no_fee_is_a_fact() -> None:
    assert entry_of(fee="Không")["fee"] == "Không"


def test_lists_of_json_are_read_as_lists() -> None:
    documents = ["Tờ khai", {"name": "Ảnh", "copies": 2, "url": None}, None, [1], True]

    assert entry_of(documents=documents)["documents"] == ["Tờ khai", "Ảnh, 2"]


def test_an_entry_without_documents_opens_with_its_steps() -> None:
    assert entry_of(steps="Nộp hồ sơ")["opens_with"] == Aspect.STEPS.value
    assert "opens_with" not in entry_of(steps="Nộp hồ sơ", documents="Tờ khai")


FIELD = st.text(max_size=300) | st.lists(st.text(max_size=40), max_size=5) | st.none()
COLUMNS = ("agency", "documents", "steps", "fee", "time_limit", "subjects", "legal_basis", "url")


@given(st.text(max_size=200), st.fixed_dictionaries(dict.fromkeys(COLUMNS, FIELD)))
def test_whatever_a_record_holds_the_entry_is_valid_and_survives_yaml(
    title: str, fields: dict[str, object]
) -> None:
    entry = entry_of(**fields, title=f"Cấp giấy phép {title}"[:200])
    text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=110)

    assert yaml.load(text, Loader=yaml.BaseLoader) == entry  # noqa: S506 - builds only strings


@given(st.dictionaries(st.text(max_size=20), FIELD))
def test_any_fields_are_read_or_refused(fields: dict[str, object]) -> None:
    with pytest.raises(RecordError):
        read_record({**fields, "code": "?"})


def test_strange_pages_are_left_out_and_strange_sources_cited_as_documents() -> None:
    entry: dict[str, object] = {
        "steps": ["Xem tại http://www.nangluc.gov.vn/x. Hoặc https://dichvucong.gov.vn/a."],
        "sources": [{"url": "https://la.example.com/1", "supports": "tên"}],
    }
    assert introduced(entry, {"dichvucong.gov.vn"}) == {
        "steps": ["Xem tại (trang web của cơ quan). Hoặc https://dichvucong.gov.vn/a."],
        "sources": [{"document": "https://la.example.com/1", "supports": "tên"}],
    }
