"""Exports as they come: three formats, packed or not, whole, broken or meant to harm."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.services.export_rows import Row, rows_of
from bot.services.exports import Limits, open_export

pytestmark = pytest.mark.thorough


def saved(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return file


def read(file: Path, limits: Limits | None = None) -> list[Row]:
    with open_export(file, limits or Limits()) as export:
        return list(rows_of(export))


def fields_of(rows: list[Row]) -> list[object]:
    return [row.fields for row in rows if row.fields is not None]


def wrong_in(rows: list[Row]) -> list[tuple[int, str]]:
    return [(row.line, row.wrong) for row in rows if row.fields is None]


def refusal(file: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ContentError) as refused:
        read(file, limits)
    return str(refused.value)


@pytest.mark.parametrize("frame", ['{"total": [2], "data": %s, "more": 1}', " %s \n", "\ufeff%s"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_array_is_read_element_by_element(
    tmp_path: Path, frame: str, indent: int | None
) -> None:
    records = [{"code": str(n), "title": "đất đai " * 90} for n in range(900)]
    data = frame % json.dumps([*records, 7], ensure_ascii=indent is None, indent=indent)
    rows = read(saved(tmp_path, "a.json", data.encode()))

    assert fields_of(rows) == records
    assert len(wrong_in(rows)) == 1
    assert [row.line for row in rows[:3]] == ([1, 1, 1] if indent is None else [2, 6, 10])


def test_numbers_in_json_keep_their_last_zero(tmp_path: Path) -> None:
    rows = read(saved(tmp_path, "a.json", b'[{"code": 1.009160, "n": 1e999, "m": NaN}]'))

    assert fields_of(rows) == [{"code": "1.009160", "n": "1e999", "m": "NaN"}]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_csv_as_a_spreadsheet_writes_it_is_read(tmp_path: Path, name: str, delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    first = ["1.000001", "Đăng ký, khai; báo", "- Tờ khai\n- Ảnh"]
    second = ["1.000002", 'Cấp thẻ "mới"\t|', "Đơn"]
    writer.writerows([["Mã TTHC", "Tên thủ tục", "Hồ sơ"], first, ["", "", ""], second])
    rows = read(saved(tmp_path, name, out.getvalue().encode("utf-8-sig")))

    assert [row.line for row in rows] == [2, 5]
    assert [list(row.fields or {}) for row in rows] == [["Mã TTHC", "Tên thủ tục", "Hồ sơ"]] * 2
    assert [list((row.fields or {}).values()) for row in rows] == [first, second]


def test_broken_lines_cost_only_themselves_and_are_told_with_their_numbers(
    tmp_path: Path,
) -> None:
    lines = [
        *(b'{"code": 1}\n', b"{\n", b"\n", b"\xff\xfe\n", b"[1, 2]\n", b"[" * 99_999 + b"\n"),
        *(b'{"code": "' + b"x" * 2**20 + b'"}\n', b'{"code": 2}'),
    ]
    rows = read(saved(tmp_path, "a.jsonl", b"".join(lines)))

    assert fields_of(rows) == [{"code": "1"}, {"code": "2"}]
    assert wrong_in(rows) == [
        (2, "dòng không phải JSON"),
        (4, "không phải UTF-8"),
        (5, "không phải một bản ghi gồm tên cột và giá trị"),
        (6, "dòng không phải JSON"),
        (7, "dòng dài quá 1048576 byte"),
    ]


def test_broken_rows_of_a_csv_cost_only_themselves(tmp_path: Path) -> None:
    rows = ["code,title", "1.000001,Cấp thẻ", "1.000002", "1.000003,Cấp,thẻ", "1.000004,Đổi thẻ"]
    data = "\n".join(rows).encode() + b"\n1.000005,\xff\n1.000006,Thu the\n"
    read_rows = read(saved(tmp_path, "a.csv", data))

    assert [row.line for row in read_rows if row.fields] == [2, 5, 7]
    assert wrong_in(read_rows) == [
        (3, "dòng có 1 ô, dòng đầu có 2 cột"),
        (4, "dòng có 3 ô, dòng đầu có 2 cột"),
        (6, "không phải UTF-8"),
    ]


def test_a_quote_that_is_never_closed_ends_somewhere(tmp_path: Path) -> None:
    rows = ["code,title", '1.000001,"Cấp thẻ', *(f"1.{n:06},Đổi thẻ" for n in range(20_000))]
    read_rows = read(saved(tmp_path, "a.csv", "\n".join(rows).encode()))

    assert wrong_in(read_rows)[0] == (2, "ngoặc kép chưa đóng hoặc ô quá dài")
    assert len(fields_of(read_rows)) > 10_000


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.jsonl.gz", b" " * 50_000_000)

    assert file.stat().st_size < 100_000
    assert "quá 9999999 byte" in refusal(file, Limits(size=9_999_999))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", b"PK", "chỉ nhận .csv, .json, .jsonl"),
        ("a.csv", b"", "không có cột mã"),
        ("a.csv", b"ngay;gio\n1;2\n", "không có cột mã"),
        ("a.csv", "mã;tên\n".encode("utf-16"), "UTF-8"),
        ("a.json", b"", "không phải danh sách JSON"),
        ("a.json", b'{"rows": []}', "không phải danh sách JSON"),
        ("a.json", b'[{"code": "1.000001"', "hỏng hoặc quá dài"),
        ("a.json", b'[{"code": "\xff"}]', "không phải UTF-8"),
        ("a.json", b"[" * 100_000, "hỏng hoặc quá dài"),
        ("a.json", b'["' + b"x" * 2_000_000 + b'"]', "hỏng hoặc quá dài"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_words(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    assert said in refusal(saved(tmp_path, name, data))


def test_a_packed_file_that_is_cut_off_or_not_packed_at_all_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"code": %d}\n' % n for n in range(9000)))
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "plain.jsonl.gz").write_bytes(b'{"code": 1}\n')

    assert "cắt giữa chừng" in refusal(tmp_path / "cut.jsonl.gz")
    assert "tệp hỏng" in refusal(tmp_path / "plain.jsonl.gz")
    assert "không mở được" in refusal(tmp_path / "missing.csv")


def test_too_many_records_are_refused(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.jsonl", b'{"code": 1}\n' * 11)

    assert "quá 10 bản ghi" in refusal(file, Limits(records=10))
