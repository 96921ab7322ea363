"""The editors' guide keeps its word: its worked examples, done on a copy, print what it shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.app.offices import forwarders_of
from bot.cli import main
from bot.core.gopy import Field
from bot.demo_office.street import open_street
from bot.services.library import Library
from bot.settings import read_settings
from tests.conftest import ROOT
from tests.forwarders.sample import FEEDBACK

pytestmark = pytest.mark.e2e

GUIDE = (ROOT / "docs" / "huong-dan-bien-tap.md").read_text(encoding="utf-8")
Run = Callable[..., str]


def bare(text: str) -> str:
    """Return a text without what changes from day to day: numbers, and where lines break."""
    return " ".join(re.sub(r"\d+", "#", text).split())


def promised(printed: str) -> bool:
    """Whether the guide shows a line, or its beginning up to three dots."""
    return bare(printed) in bare(GUIDE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "knowledge", tmp_path / "kb")
    monkeypatch.setenv("BOT_KNOWLEDGE_DIR", str(tmp_path / "kb"))
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    return tmp_path / "kb"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    assert folder.is_dir()  # the one that settings name

    def told(*arguments: str) -> str:
        main(list(arguments))
        return capsys.readouterr().out

    return told


@pytest.fixture
def diff(folder: Path, run: Run) -> Callable[[], str]:
    return lambda: run("diff", str(ROOT / "knowledge"), str(folder), "--recent", "0")


def edit(folder: Path, entry: str, *changes: tuple[str, str]) -> None:
    """Replace words in one entry."""
    file = folder / "procedures.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index(f"  - id: {entry}\n")
    end = text.find("\n  - id: ", start)
    part = text[start : end if end > 0 else None]
    for old, new in changes:
        assert old in part
        part = part.replace(old, new, 1)
    rest = text[end:] if end > 0 else ""
    file.write_text(text[:start] + part + rest, encoding="utf-8")


def try_too(folder: Path, *lines: str) -> None:
    """Add content tests."""
    with (folder / "questions.yaml").open("a", encoding="utf-8") as file:
        file.writelines(f"  - {line}\n" for line in lines)


def shown_tests(start: str) -> list[str]:
    """Return the content tests that the guide writes for an entry."""
    return re.findall(rf"  - (\{{says: .*entry: {start}[,}}].*)", GUIDE)


def test_a_fee_that_changed_today(folder: Path, run: Run, diff: Callable[[], str]) -> None:
    old, new = "10.000 đồng một trường hợp", "15.000 đồng một trường hợp"
    edit(folder, "chung-thuc-chu-ky", (old, new), (old, new), ('"2026-11-22"', "2026-11-25"))

    assert promised(f"→ {run('check')}")
    told = run("ask", "chứng thực chữ ký bao nhiêu tiền")
    assert promised(told.splitlines()[1])
    *lines, last = diff().splitlines()
    assert len(lines) == 6
    assert promised(last)


def test_a_fee_that_will_change(folder: Path, run: Run) -> None:
    dated = GUIDE[GUIDE.index("    fee:     ") :].split("# SAU\n")[1].split("```")[0]
    before = '    fee: "115.000 đồng một lần cấp, đổi, cấp lại (từ 1/1/2026)."\n'
    assert before.strip() in GUIDE
    edit(folder, "giay-phep-lai-xe", (before, f"    fee:\n{dated}"))

    assert promised(f"→ {run('check')}")
    assert promised("\n".join(run("ask", "đổi bằng lái bao nhiêu tiền").splitlines()[1:3]))
    later = run("ask", "--on", "2027-01-01", "đổi bằng lái bao nhiêu tiền")
    assert "Lệ phí: 120.000 đồng một lần cấp, đổi, cấp lại." in later
    assert "115.000 đồng" in run("ask", "--on", "2027-01-01", "đổi bằng lái")


def test_another_way_of_saying_it(folder: Path, run: Run, diff: Callable[[], str]) -> None:
    assert "không dám trả lời bừa" in run("ask", "tờ loan phụng")
    edit(folder, "ket-hon", ("aliases: [", "aliases: [tờ loan phụng, "))
    try_too(folder, *shown_tests("ket-hon"))

    assert promised(f"→ {run('check')}")
    *moved, last = diff().splitlines()
    assert any(line.endswith("→ ket-hon") for line in moved)
    assert promised(last)


def test_a_word_of_every_entry(folder: Path, run: Run) -> None:
    file = folder / "synonyms.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "  xm: xe máy\n", "  xm: xe máy\n  xmd: xe máy điện\n"
    )
    file.write_text(text.replace("khi mô, ngày mô", "khi mô, hồi mô, ngày mô"), encoding="utf-8")

    assert promised(f"→ {run('check')}")
    told = run("ask", "--explain", "xmđ đăng ký ở đâu").splitlines()
    assert promised("\n".join(told[:2]))
    assert any(line.startswith("Hỏi điều gì: ") and promised(line) for line in told)


def test_a_new_entry(folder: Path, run: Run, diff: Callable[[], str]) -> None:
    made = run("new", "cap-so-nha", "--title", "Cấp số nhà", "--category", "kinh-doanh-dat-dai")
    assert promised(made)
    assert promised(run("check"))
    written = GUIDE[GUIDE.index("    summary: Xin số nhà") :].split("```")[0]
    aliases = "".join(
        f"    - {said}\n"
        for said in (
            "cấp số nhà",
            "xin số nhà",
            "đổi số nhà",
            "gắn bảng số nhà",
            "nhà chưa có số",
            "biển số nhà",
            "đánh số nhà",
            "trùng số nhà",
        )
    )
    questions = "".join(
        f"    - Cấp số nhà {said}?\n"
        for said in ("cần giấy tờ gì", "ở đâu", "mấy ngày", "cho nhà mới xây", "bị trùng thì sao")
    )
    text = (folder / "procedures.yaml").read_text(encoding="utf-8")
    head = text[: text.index("    status: draft  # viết xong")]
    rest = "    steps: [Nộp đơn]\n    checked_on: 2026-11-25\n    review_by: 2027-05-24\n"
    whole = f"{head}    aliases:\n{aliases}    questions:\n{questions}{rest}{written}"
    (folder / "procedures.yaml").write_text(whole, encoding="utf-8")
    assert promised(run("check").splitlines()[0])
    try_too(folder, *shown_tests("cap-so-nha"))
    edit(folder, "cap-so-nha", ("    - trùng số nhà\n", "    - trùng số nhà\n    - làm số nhà\n"))

    assert promised(f"→ {run('check')}")
    told = run("ask", "gắn bảng số nhà bao nhiêu tiền").splitlines()
    assert promised("\n".join(told[1:3]))
    *lines, last = diff().splitlines()
    assert sum("cap-so-nha" in line for line in lines) == 5
    assert promised(last)


def test_checked_again_out_of_date_and_renamed(folder: Path, run: Run) -> None:
    old = "    superseded_by: vneid-dinh-danh\n    superseded_on: 2026-11-20\n"
    edit(
        folder,
        "xac-nhan-so-cmnd",
        ("    status: current\n", f"    status: historical\n{old}"),
    )
    assert promised(f"→ {run('check')}")
    told = run("ask", "xin giấy xác nhận số chứng minh nhân dân cũ").splitlines()
    assert promised(told[1])
    edit(
        folder,
        "luu-tru",
        ("- id: luu-tru\n", "- id: thong-bao-luu-tru\n    formerly: [luu-tru]\n"),
    )
    *lines, last = run("check").splitlines()
    assert len(lines) == 9
    assert promised(lines[1])
    assert promised(last)


async def test_a_field_of_feedback_goes_to_the_open311_service_it_names(
    library: Library,
) -> None:
    (shown,) = re.findall(r"^fields:\n(.*?)^other:", GUIDE, re.DOTALL | re.MULTILINE)
    (row,) = yaml.load(shown, yaml.BaseLoader)  # noqa: S506 - it makes strings only
    field = Field.model_validate(row)
    gopy = library.current().gopy
    changed = [field if each.id == field.id else each for each in gopy.fields]
    async with open_street({"open311": 0}) as stands:
        told = dict(line.split("=", 1) for line in stands["open311"].settings)
        settings = read_settings({**told, "BOT_OPEN311_SERVICE": "DEN"}).offices
        way = forwarders_of(settings, gopy.model_copy(update={"fields": changed}))["open311"]
        for id_ in (field.id, "ha-tang"):
            await way.deliver(replace(FEEDBACK, field=id_))
        await way.close()
        codes = [each.fields["service_code"] for each in stands["open311"].arrivals()]
    assert codes == [field.open311_service, "DEN"]


def test_a_diff_says_that_a_new_version_is_broken(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder, "luu-tru", ("    fee:", "    fees:"))
    main(["diff", str(ROOT / "knowledge"), str(folder), "--recent", "0"])
    assert promised(capsys.readouterr().err)
    main(["check"])
    assert promised(capsys.readouterr().out.splitlines()[0])
