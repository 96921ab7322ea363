from __future__ import annotations

import pytest

from bot.core.procedures import Procedures, read_procedures

ENTRY = """\
categories:
  - {id: ho-tich, title: Hộ tịch}
entries:
  - id: khai-sinh
    title: Đăng ký khai sinh
    category: ho-tich
    summary: Làm giấy khai sinh.
    aliases: [giấy khai sinh]
    questions: [làm khai sinh cần gì]
    audience: Cha hoặc mẹ.
    documents: [Giấy chứng sinh]
    steps: [Ra phường]
    where: Ủy ban nhân dân phường, xã.
    time_limit: Trong ngày.
    fee: Không mất tiền.
    online: dichvucong.gov.vn
    result: Giấy khai sinh.
    legal_basis: [{doc: Luật Hộ tịch}]
    sources: [{document: "Luật Hộ tịch", supports: tất cả}]
    checked_on: 2026-11-22
    review_by: 2027-05-22
"""


def read(text: str) -> Procedures:
    return read_procedures({"procedures.yaml": text}, {})


def test_a_good_entry_is_read() -> None:
    found = read(ENTRY)

    assert found.problems == ()
    assert list(found.entries) == ["khai-sinh"]


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("    fee: Không mất tiền.\n", "", "4:5", "thiếu 'fee'"),
        ("    fee:", "    phi:", "15:5", "khóa 'phi' không có trong mẫu"),
        ("    where:", "    wheer:", "13:5", 'có phải ý anh/chị là "where"?'),
        ("[Giấy chứng sinh]", "Giấy chứng sinh", "11:5", "phải là một danh sách"),
        ("[Giấy chứng sinh]", "[{Số 8188: soạn tin}]", "11:17", "đặt cả câu trong ngoặc kép"),
        ("2027-05-22", "2026-13-01", "21:5", "không có ngày 2026-13-01"),
        ("2027-05-22", "22/5/2027", "21:5", "năm-tháng-ngày"),
        ("2027-05-22", "2025-05-22", "21:5", "phải sau 'checked_on'"),
        ("fee: Không mất tiền.", "fee: ''", "15:5", "không được để trống"),
        (
            "fee: Không mất tiền.",
            "fee: [{until: 2026-12-31, text: a}, {from: 2027-01-02, text: b}]",
            "15:42",
            "bỏ trống",
        ),
        (
            "fee: Không mất tiền.",
            "fee: [{until: 2026-12-31, text: a}, {from: 2026-12-31, text: b}]",
            "15:42",
            "chồng lên nhau",
        ),
        ("id: khai-sinh", "id: Khai Sinh", "4:5", "chữ thường không dấu"),
    ],
)
def test_each_fault_is_told_in_vietnamese_with_its_place(
    old: str, new: str, place: str, words: str
) -> None:
    assert old in ENTRY
    found = read(ENTRY.replace(old, new))

    told = [str(problem) for problem in found.problems]
    assert any(t.startswith(f"procedures.yaml:{place}") and words in t for t in told), told
    assert found.entries == {}


def test_a_broken_entry_costs_only_itself() -> None:
    second = ENTRY.split("entries:\n")[1].replace("khai-sinh", "khai-tu").replace("fee:", "phí:")
    found = read(ENTRY + second)

    assert list(found.entries) == ["khai-sinh"]
    assert {problem.entry for problem in found.problems} == {"khai-tu"}


def test_a_repeated_id_is_told() -> None:
    found = read(ENTRY + ENTRY.split("entries:\n")[1])

    assert ["đã có ở mục trên" in problem.what for problem in found.problems] == [True]
