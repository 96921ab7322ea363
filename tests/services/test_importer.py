"""Exports of the national catalogue become files of entries, whatever befalls the import."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from bot.core.procedures import Procedures, read_procedures
from bot.core.text import fold
from bot.errors import ContentError
from bot.services.importer import BATCH, Importer, Report, Twice

pytestmark = pytest.mark.thorough

DAY = date(2026, 11, 24)
ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "procedures.jsonl.gz"
Fields = dict[str, object]


def record(number: int, **fields: object) -> Fields:
    title = f"Thủ tục cấp giấy phép số {number}: yes, no & *khác* # {number}"
    return {"code": f"1.{number:06}", "title": title, "fee": "0236", **fields}


def jsonl(records: Iterable[object]) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def saved(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return file


def run(tmp_path: Path, file: Path, taken: dict[str, str] | None = None) -> Report:
    return Importer(tmp_path / "imported", taken or {}).run(file, DAY, lambda *_: None)


def held(folder: Path) -> Procedures:
    texts = {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.yaml"))}
    return read_procedures(texts, {})


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refusal(tmp_path: Path, file: Path) -> str:
    with pytest.raises(ContentError) as refused:
        run(tmp_path, file)
    return str(refused.value)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "A.JSONL"])
def test_json_lines_are_written_in_batches_that_load_without_a_word(
    tmp_path: Path, name: str
) -> None:
    report = run(tmp_path, saved(tmp_path, name, jsonl(map(record, range(250)))))

    assert report == Report(read=250, written=250, files=("0001.yaml", "0002.yaml", "0003.yaml"))
    procedures = held(tmp_path / "imported")
    assert procedures.problems == ()
    assert len(procedures.entries) == 250
    assert procedures.entries["dvc-1-000007"].fee == "0236"
    assert "số 7: yes, no & *khác* # 7" in procedures.entries["dvc-1-000007"].title


def test_only_the_first_twenty_examples_are_kept(tmp_path: Path) -> None:
    report = run(tmp_path, saved(tmp_path, "a.jsonl", b"?\n" * 500))

    assert (report.invalid.count, len(report.invalid.first)) == (500, 20)


REPEATED = [
    {"code": "1.000001", "title": "Cấp thẻ", "fee": "Không"},
    {"code": "1.000001", "title": "Cấp thẻ hai", "fee": "1.000 đồng"},
    {"code": "1.000002", "title": "Thủ tục CẤP THẺ"},
    {"code": "1.000003", "title": "Thủ tục đăng ký kết hôn"},
    {"code": "1.000004", "title": "Làm giấy cưới"},
    {"code": "1.000005", "title": "Việc khác hẳn"},
]


def test_duplicates_are_told_and_the_first_one_wins(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.jsonl", jsonl(REPEATED))
    taken = {fold("Đăng ký kết hôn"): "ket-hon", fold("làm giấy cưới"): "ket-hon"}
    report = run(tmp_path, file, {**taken, "x": "dvc-1-000005"})

    told = {kind: [(d.line, d.other) for d in t.first] for kind, t in report.duplicates.items()}
    assert told == {
        Twice.CODE: [(2, "dvc-1-000001")],
        Twice.HAND_WRITTEN: [(4, "ket-hon"), (5, "ket-hon"), (6, "dvc-1-000005")],
        Twice.TITLE: [(3, "dvc-1-000001")],
    }
    entries = held(tmp_path / "imported").entries
    assert list(entries) == ["dvc-1-000001", "dvc-1-000002"]
    assert entries["dvc-1-000001"].fee == "Không"


def test_control_characters_never_reach_a_file(tmp_path: Path) -> None:
    odd = "".join(map(chr, [*range(32), 0x7F, 0x85, 0xAD, 0x200B, 0x202E, 0x2028, 0xFEFF]))
    fields = record(1, documents=[f"Tờ{odd}khai"], fee=f"{odd}5\ud800 đồng")
    run(tmp_path, saved(tmp_path, "a.jsonl", json.dumps(fields).encode()))

    text = (tmp_path / "imported" / "0001.yaml").read_text(encoding="utf-8")
    assert not set(odd) - {"\n"} & set(text)
    assert held(tmp_path / "imported").problems == ()


def test_a_second_run_adds_nothing_and_touches_no_file(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.jsonl", jsonl(map(record, range(120))))
    run(tmp_path, file)
    edited = tmp_path / "imported" / "0001.yaml"
    text = edited.read_text(encoding="utf-8").replace("'0236'", "Miễn phí", 1)
    renamed = text.replace("id: dvc-1-000003", "id: giay-phep-3\n  formerly: [dvc-1-000003]")
    edited.write_text(renamed, encoding="utf-8")
    before = bytes_of(tmp_path / "imported")
    report = run(tmp_path, file)

    assert (report.written, report.already_there, report.files) == (0, 120, ())
    assert bytes_of(tmp_path / "imported") == before


def test_a_later_export_goes_into_new_files(tmp_path: Path) -> None:
    run(tmp_path, saved(tmp_path, "a.jsonl", jsonl(map(record, range(5)))))
    (tmp_path / "imported" / "0041.yaml").write_text("# của tôi\nentries: []\n", encoding="utf-8")
    report = run(tmp_path, saved(tmp_path, "b.jsonl", jsonl(map(record, range(3, 9)))))

    assert (report.written, report.already_there, report.files) == (4, 2, ("0042.yaml",))


def test_a_broken_file_in_the_folder_stops_the_import_before_anything_is_doubled(
    tmp_path: Path,
) -> None:
    (tmp_path / "imported").mkdir()
    (tmp_path / "imported" / "0001.yaml").write_text("entries: [", encoding="utf-8")

    assert "0001.yaml" in refusal(tmp_path, saved(tmp_path, "a.jsonl", jsonl([record(1)])))
    assert list(bytes_of(tmp_path / "imported")) == ["0001.yaml"]


KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from bot.services.importer import Importer

after, how = int(sys.argv[3]), sys.argv[4]
replace, done = os.replace, 0

def replace_or_die(source, target):
    global done
    if done == after and how == "before":
        os._exit(9)
    replace(source, target)
    done += 1
    if done == after and how == "after":
        os._exit(9)

os.replace = replace_or_die
importer = Importer(Path(sys.argv[1]), {})
importer.run(Path(sys.argv[2]), date(2026, 11, 24), lambda *_: None)
"""


@pytest.mark.parametrize(
    ("after", "how"), [(1, "after"), (3, "after"), (0, "before"), (2, "before")]
)
@pytest.mark.e2e
def test_a_killed_import_run_again_ends_like_one_that_was_not(
    tmp_path: Path, after: int, how: str
) -> None:
    records = [record(n % 430) for n in range(460)]
    file = saved(tmp_path, "a.jsonl.gz", jsonl(records))
    folder = tmp_path / "imported"
    command = [sys.executable, "-c", KILLED, str(folder), str(file), str(after), how]
    killed = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own program

    assert killed.returncode == 9
    assert len(list(folder.glob("*.yaml"))) == after
    report = run(tmp_path, file)
    assert (report.already_there, report.written) == (after * BATCH, 430 - after * BATCH)
    Importer(tmp_path / "clean", {}).run(file, DAY, lambda *_: None)
    assert bytes_of(folder) == bytes_of(tmp_path / "clean")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "imported").write_text("một tệp", encoding="utf-8")

    assert "không ghi được" in refusal(tmp_path, saved(tmp_path, "a.jsonl", jsonl([record(1)])))


def test_progress_goes_forward_to_the_size_of_the_file(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.jsonl", jsonl(map(record, range(350))))
    told: list[tuple[int, int]] = []
    Importer(tmp_path / "imported", {}).run(file, DAY, lambda *step: told.append(step))

    assert len(told) == 4
    assert told == sorted(told)
    assert told[-1] == (file.stat().st_size, file.stat().st_size)


@pytest.mark.e2e
def test_the_whole_real_catalogue_is_imported_where_there_is_one(tmp_path: Path) -> None:
    if not REAL.exists():  # it lies beside the repository and is not ours to commit
        return
    report = run(tmp_path, REAL, {fold("Đăng ký kết hôn"): "ket-hon"})

    skipped = report.duplicates[Twice.CODE].count + report.duplicates[Twice.HAND_WRITTEN].count
    assert report.read == 6459
    assert report.read == report.written + report.invalid.count + skipped
    assert report.written > 5700
    assert report.invalid.count == 394
    assert report.duplicates[Twice.CODE].count == 267
    procedures = held(tmp_path / "imported")
    assert procedures.problems == ()
    assert len(procedures.entries) == report.written
    assert run(tmp_path, REAL).written == report.duplicates[Twice.HAND_WRITTEN].count
