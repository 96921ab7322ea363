"""What `bot check` tells of whole files: renamed ids, too few words, encodings, imports."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.core.problems import Place, Problem
from bot.services.importer import Importer
from bot.services.knowledge import IMPORTED_FOLDER, check_folder, load, read_folder
from tests.conftest import MEMORY, ROOT

pytestmark = pytest.mark.e2e

TODAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "knowledge", tmp_path / "kb")
    return tmp_path / "kb"


def edit(folder: Path, old: str, new: str, name: str = "procedures.yaml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def told(folder: Path) -> list[str]:
    return [problem.for_editors() for problem in read_folder(folder, TODAY).problems]


def test_a_renamed_entry_is_found_by_its_old_id_wherever_it_is_named(folder: Path) -> None:
    edit(folder, "  - id: luu-tru\n", "  - id: thong-bao-luu-tru\n    formerly: [luu-tru]\n")
    found = check_folder(folder, TODAY, MEMORY)

    assert {problem.place.file for problem in found} == {"procedures.yaml", "questions.yaml"}
    assert all(problem.is_warning for problem in found)
    assert {problem.what for problem in found} == {
        '"luu-tru" là mã cũ của mục "thong-bao-luu-tru"'
    }
    catalogue = load(folder, memory=MEMORY)
    entry = catalogue.find("luu-tru")
    assert entry is not None
    assert entry.id == "thong-bao-luu-tru"


def test_too_few_and_too_many_ways_of_saying_it_are_told(folder: Path) -> None:
    entry = load(folder, memory=MEMORY).entries["luu-tru"]
    aliases = "".join(f"    - {alias}\n" for alias in entry.aliases)
    edit(folder, aliases, f"{aliases}    - báo người lạ ngủ lại\n")
    questions = load(folder, memory=MEMORY).entries["tam-vang"].questions
    text = (folder / "procedures.yaml").read_text(encoding="utf-8")
    start = text.index("    questions:\n", text.index("- id: tam-vang\n"))
    end = text.index("    audience:", start)
    few = f'    questions: ["{questions[0]}"]\n'
    (folder / "procedures.yaml").write_text(text[:start] + few + text[end:], encoding="utf-8")

    second, first = sorted(told(folder))
    assert "mục \"luu-tru\": 'aliases' có tới 21 câu" in first
    assert "mục \"tam-vang\": 'questions' mới có 1 câu" in second
    assert first.endswith("vẫn phục vụ như đang viết")


@pytest.mark.parametrize(
    ("encode", "said"),
    [
        (lambda text: text.encode("utf-16"), "tệp lưu bằng mã UTF-16"),
        (lambda text: text.encode("utf-16-le"), "tệp lưu bằng mã UTF-16"),
        (lambda text: text.encode().replace("Thông".encode(), b"Th\xabng"), "TCVN3"),
        (lambda text: text.encode("cp1258", "replace"), "không phải UTF-8"),
        (lambda text: text.encode() + b"#\n" * 8_000_000, "tệp quá lớn"),
        (lambda _: b"", "tệp trống"),
    ],
    ids=["utf-16", "utf-16 without mark", "tcvn3", "cp1258", "16 MB", "empty"],
)
def test_a_file_that_is_lost_is_told_once_and_drowned_by_nothing(
    folder: Path, encode: Callable[[str], bytes], said: str
) -> None:
    file = folder / "procedures.yaml"
    file.write_bytes(encode(file.read_text(encoding="utf-8")))

    (only,) = told(folder)
    assert only.startswith("procedures.yaml:")
    assert said in only


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_what_other_systems_write_is_read(folder: Path, mark: str, end: str) -> None:
    file = folder / "procedures.yaml"
    text = mark + file.read_text(encoding="utf-8")
    file.write_bytes(text.replace("\n", end).encode())

    assert told(folder) == []


@pytest.mark.parametrize(
    "fee",
    ["&a [x, x]\n    tips: [*a, *a, *a]", "[" * 100_000 + "]" * 100_000, "{a: " * 9 + "}" * 9],
    ids=["aliases", "deep", "nested"],
)
def test_bombs_cost_one_entry(folder: Path, fee: str) -> None:
    edit(folder, "    fee: Miễn phí.\n", f"    fee: {fee}\n")

    (only,) = told(folder)
    assert "bot dùng bản cũ của mục này" in only


def test_feedback_fields_that_are_named_must_be_there(folder: Path) -> None:
    edit(folder, "\nother: khac\n", "\nother: khacc\n", "gopy.yaml")
    (only,) = told(folder)
    assert "'other' nhắc tới \"khacc\" mà không có lĩnh vực nào như vậy" in only
    edit(folder, "\nother: khacc\n", "\nother: khac\n", "gopy.yaml")
    edit(folder, "  - id: moi-truong\n", "  - id: ha-tang\n", "gopy.yaml")
    (only,) = told(folder)
    assert 'mã "ha-tang" đã có' in only


def test_feedback_sends_nobody_to_strangers(folder: Path) -> None:
    edit(folder, 'turn_to: "gopy.danang.gov.vn', 'turn_to: "gopy.danang.com.vn', "gopy.yaml")
    (only,) = told(folder)
    assert only.startswith("gopy.yaml:")
    assert 'trang "gopy.danang.com.vn" không có trong links.yaml' in only


def test_what_runners_take_for_their_own_is_escaped() -> None:
    problem = Problem(Place("a,b.yaml", 3, 5), "100 %\nlà sai", "sửa")
    shown = problem.for_github("knowledge")

    assert shown == (
        "::error file=knowledge/a%2Cb.yaml,line=3,col=5"
        "::100 %25%0Alà sai – sửa – bot dùng bản cũ của chỗ này"
    )


def test_entries_written_by_hand_win_over_imported_titles(folder: Path, tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    titles = ["Đăng ký kết hôn có yếu tố nước ngoài", "Xác nhận thông tin về cư trú"]
    rows = [f"1.00010{i};{title};Ủy ban nhân dân cấp xã" for i, title in enumerate(titles)]
    export.write_text("\n".join(["code;title;agency", *rows]) + "\n", encoding="utf-8")
    Importer(folder / IMPORTED_FOLDER, {}, None).run(export, TODAY, lambda *_: None)

    assert "dvc-1-000101" in load(folder, memory=MEMORY).entries
    assert check_folder(folder, TODAY, MEMORY) == []
