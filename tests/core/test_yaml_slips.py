"""What careless hands do to a file of entries: the right line, and a sentence that helps."""

from __future__ import annotations

import pytest

from bot.core.problems import Problem
from bot.core.procedures import read_procedures

FILE = """\
categories:
  - {id: cu-tru, title: Cư trú}
entries:
  - id: tam-tru
    title: Đăng ký tạm trú
    category: cu-tru
    summary: Làm ở công an phường.
    aliases:
    - tạm trú
    - đăng ký ở trọ
    - làm giấy tạm trú
    questions: [ở trọ có phải khai không]
    documents:
    - Tờ khai
    steps:
    - Nộp hồ sơ
    where: Công an phường
    time_limit: 3 ngày
    fee: 15.000 đồng
    online: Được
    audience: Người ở trọ
    result: Xác nhận cư trú
    legal_basis:
    - doc: Luật Cư trú
    related: []
    sources:
    - {document: Luật Cư trú, date: "2020", supports: tất cả}
    checked_on: 2026-11-22
    review_by: 2027-05-22
  - id: tam-vang
    title: Khai báo tạm vắng
"""
NBSP = "\u00a0"


def problems_of(text: str) -> list[Problem]:
    """Return what is told of the first entry; the second one is a stub to run into."""
    return sorted(p for p in read_procedures({"a.yaml": text}, {}).problems if p.place.line < 30)


def test_the_file_is_sound_before_anyone_touches_it() -> None:
    assert problems_of(FILE) == []


SLIPS = [
    ("    fee:", "\tfee:", 19, "phím Tab"),
    ("    - tạm trú\n", "\t- tạm trú\n", 9, "phím Tab"),
    ("    - tạm trú\n", "   \t- tạm trú\n", 9, "phím Tab"),
    ("    category:", NBSP * 4 + "category:", 6, "dấu cách lạ"),
    ("    category: ", f"    category:{NBSP}", 6, "dấu cách lạ"),
    ("    - đăng ký", f"    -{NBSP}đăng ký", 10, "dấu cách lạ"),
    ("category: cu-tru", "category:cu-tru", 6, "thiếu dấu cách sau dấu hai chấm"),
    ("category: cu-tru", "category cu-tru", 6, "không có dấu hai chấm"),
    ("category: cu-tru", "category： cu-tru", 6, "dấu hai chấm lạ"),
    ("category: cu-tru", 'category: "cu-tru', 6, "ngoặc kép chưa đóng"),
    ("category: cu-tru", "category: 'cu-tru", 6, "chưa đóng"),
    ("    - đăng ký", '    - "đăng ký', 10, "ngoặc kép chưa đóng"),
    ("Đăng ký tạm trú", '"Đăng ký" tạm trú', 5, "sau ngoặc kép đã đóng"),
    ("Đăng ký tạm trú", "“Đăng ký: tạm trú”", 5, "ngoặc cong"),
    ("    - đăng ký", "    đăng ký", 10, "không bắt đầu bằng dấu gạch"),
    ("    - đăng ký", "    -đăng ký", 10, "thiếu dấu cách sau dấu gạch"),
    ("    - đăng ký", "    - - đăng ký", 10, "aliases"),
    ("    - đăng ký", "      - đăng ký", 10, "thụt lệch sang phải"),
    ("    - đăng ký", "   - đăng ký", 10, "thụt sai"),
    ("    - đăng ký", "    • đăng ký", 10, "gạch đầu dòng không phải"),
    ("    - đăng ký", "    – đăng ký", 10, "gạch đầu dòng không phải"),
    ("    - đăng ký ở trọ", "    - Số 8188: soạn tin", 10, "hiểu thành khóa và giá trị"),
    ("    - đăng ký ở trọ", "    -", 10, "không được để trống"),
    ("    category:", "     category:", 6, "thụt sâu hơn"),
    ("    category:", "   category:", 6, "thụt sai"),
    ("    category:", "category:", 6, "sát lề"),
    ("    category:", "    sửa chỗ này\n    category:", 6, "không có dấu hai chấm"),
    ("    fee:", "<<<<<<< HEAD\n    fee:", 19, "dấu trộn hai bản"),
    ("    fee:", "=======\n    fee:", 19, "dấu trộn hai bản"),
    ("    fee:", "---\n    fee:", 19, "có dòng ---"),
    ("15.000 đồng", "Miễn phí: nộp trước 17h", 19, "dấu hai chấm làm rối"),
    ("15.000 đồng", "[15.000] đồng", 19, "ngoặc [ hoặc {"),
    ("15.000 đồng", "@ghi chú", 19, 'ký tự "@"'),
    ("15.000 đồng", "%50 đồng", 19, 'ký tự "%"'),
    ("15.000 đồng", "`15.000`", 19, 'ký tự "`"'),
    ("15.000 đồng", "!Chú ý miễn phí", 19, "YAML giữ riêng"),
    ("15.000 đồng", "!Miễn", 19, "YAML giữ riêng"),
    ("15.000 đồng", "> 15.000 đồng", 19, 'bắt đầu bằng ">"'),
    ("15.000 đồng", "| mười đồng", 19, 'bắt đầu bằng "|"'),
    ("15.000 đồng", "- 15.000 đồng", 19, 'bắt đầu bằng "-"'),
    ("15.000 đồng", "*đồng", 19, "YAML giữ riêng"),
    ("15.000 đồng", "!!python/object/apply:os.system [id]", 19, "dấu !"),
    ("15.000 đồng", "15.000 đồng # mới", 19, "sau dấu #"),
    ("15.000 đồng", "15.000\x07 đồng", 19, "không nhìn thấy (U+0007)"),
    ("15.000 đồng", "15.000\u2028 đồng", 19, "không nhìn thấy (U+2028)"),
    ("15.000 đồng", '"a \\đ"', 19, "dấu \\ trong ngoặc kép"),
    ("    fee:", "    Fee:", 19, 'ý anh/chị là "fee"'),
    ("    fee:", "    lệ phí:", 19, 'ý anh/chị là "fee"'),
    ("    fee:", "    fees:", 19, 'ý anh/chị là "fee"'),
    ("    fee:", "    online: Không\n    fee:", 21, 'khóa "online" có hai lần'),
    ("    related: []", "    related: tam-vang", 25, "phải là một danh sách"),
    ("questions: [ở", "questions: [x]\n    - [ở", 13, "trong ngoặc vuông"),
    ("id: tam-tru", "id: Tạm-Trú", 4, "chữ thường không dấu"),
    ("id: tam-tru", "id:", 4, "không được để trống"),
    ("- id: tam-tru", "- ID: tam-tru", 4, 'ý anh/chị là "id"'),
    ("2027-05-22", "31/12/2026", 29, "năm-tháng-ngày"),
    ("2027-05-22", "2027-02-30", 29, "không có ngày 2027-02-30"),
    ("2027-05-22", "2026-13-01", 29, "không có ngày 2026-13-01"),
    ("2027-05-22", "2020-01-01", 29, "phải sau 'checked_on'"),
    ("cu-tru\n    summary", "\n    summary", 6, "không được để trống"),
    ("    fee: 15.000 đồng", "    status: nháp", 19, "giá trị của 'status'"),
    ("    fee: 15.000 đồng", "    status: historical", 19, "cần có 'superseded_by'"),
    ("Đăng ký tạm trú", "Đăng ký " * 20, 5, "dài quá 80"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"), SLIPS, ids=[repr(slip[1])[1:40] for slip in SLIPS]
)
def test_a_slip_is_told_on_its_line_in_words_that_help(
    old: str, new: str, line: int, said: str
) -> None:
    assert FILE.count(old) >= 1
    found = problems_of(FILE.replace(old, new, 1))

    told = [problem for problem in found if problem.place.line == line]
    assert told, [str(problem) for problem in found]
    assert any(said in str(problem) for problem in told), told[0]
    assert all("sai cú pháp" not in problem.what for problem in told)


DATED = [
    ("{until: 2026-12-31, text: a}", "{from: 2027-01-02, text: b}", 21, "bỏ trống"),
    ("{until: 2026-12-31, text: a}", "{from: 2026-12-31, text: b}", 21, "chồng lên nhau"),
    ("{text: a}", "{from: 2027-01-01, text: b}", 20, "chỉ đoạn cuối"),
    ("{until: 2026-12-31, text: a}", "{text: b}", 21, "chỉ đoạn đầu"),
    ("{from: 2027-01-01, until: 2026-12-31, text: a}", "{from: 2027-01-01, text: b}", 20, "muộn"),
]


@pytest.mark.parametrize(("first", "second", "line", "said"), DATED)
def test_gaps_and_overlaps_of_dated_facts_are_told_where_they_begin(
    first: str, second: str, line: int, said: str
) -> None:
    found = problems_of(FILE.replace("15.000 đồng", f"\n    - {first}\n    - {second}"))

    assert [problem.place.line for problem in found] == [line]
    assert said in found[0].what


def test_an_entry_that_lost_its_first_line_is_one_problem_not_twenty() -> None:
    text = FILE.replace("    title: Khai", "    title: Khai", 1).replace("  - id: tam-vang\n", "")
    text += "    category: cu-tru\n    summary: Một câu.\n"
    found = read_procedures({"a.yaml": text}, {}).problems

    assert [problem.place.line for problem in found] == [30]
    assert 'mất dòng "- id: …"' in found[0].fix


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing() -> None:
    assert problems_of("\ufeff" + FILE.replace("\n", "\r\n")) == []


@pytest.mark.parametrize("text", ["[" * 5000, "a: " + "{a: " * 5000, "- " * 5000 + "a"])
def test_deep_nesting_is_refused_in_a_moment(text: str) -> None:
    found = read_procedures({"a.yaml": f"entries: \n{text}"}, {}).problems

    assert found
    assert all(problem.fix for problem in found)
