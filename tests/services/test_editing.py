"""What editors do besides saving: stubs, comparing versions, the check."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from bot.core.content import Expectation
from bot.errors import ContentError
from bot.services.knowledge import check_folder, load
from bot.services.replay import differences
from bot.services.stub import add_stub
from tests.conftest import MEMORY

pytestmark = pytest.mark.e2e

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
TODAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(KNOWLEDGE, tmp_path / "kb")
    monkeypatch.setenv("BOT_KNOWLEDGE_DIR", str(tmp_path / "kb"))
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    return tmp_path / "kb"


def edit(folder: Path, old: str, new: str, name: str = "procedures.yaml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_stub_validates_and_is_not_served(folder: Path) -> None:
    line = add_stub(folder, "cap-so-nha", "Cấp số nhà: mới", "", TODAY)

    lines = (folder / "procedures.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[line - 1] == "  - id: cap-so-nha"
    problems = check_folder(folder, TODAY, MEMORY)
    assert [p.what for p in problems if not p.is_warning] == []
    assert any("bản nháp" in p.what and p.entry == "cap-so-nha" for p in problems)
    assert "cap-so-nha" not in load(folder, memory=MEMORY).entries


@pytest.mark.parametrize(
    ("entry", "category", "said"),
    [
        ("khai-sinh", "", "đã có"),
        ("Cấp số nhà", "", "không đúng"),
        ("cap-so-nha", "nha-cua", "không có nhóm"),
    ],
)
def test_a_stub_that_will_not_do_is_refused_and_changes_nothing(
    folder: Path, entry: str, category: str, said: str
) -> None:
    before = (folder / "procedures.yaml").read_bytes()
    with pytest.raises(ContentError) as refused:
        add_stub(folder, entry, "Cấp số nhà", category, TODAY)

    assert said in str(refused.value.problems)
    assert (folder / "procedures.yaml").read_bytes() == before


def test_diff_tells_moved_questions_changed_words_and_broken_tests(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder, "Không mất phí hồ sơ.", "Nay mất 1.000 đồng.")
    edit(
        folder,
        '- {says: "làm thẻ bảo hiểm y tế cho bé 2 tuổi cần gì", entry: bhyt-tre-em',
        '- {says: "làm thẻ bảo hiểm y tế cho bé 2 tuổi cần gì", entry: ho-chieu',
        "questions.yaml",
    )

    code = main(["diff", str(KNOWLEDGE), str(folder), "--wording"])

    told = capsys.readouterr().out
    assert code == 1
    assert 'lời của "vay-ho-ngheo" đổi' in told
    assert "+ Lệ phí: Nay mất 1.000 đồng." in told
    assert 'CÂU THỬ HỎNG: phải hiểu là "ho-chieu", mà bot hiểu là "bhyt-tre-em"' in told


def test_diff_of_a_version_with_itself_is_silent(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = tmp_path / "more.txt"
    more.write_text("làm căn cước ở mô\n\n", encoding="utf-8")

    assert main(["diff", str(KNOWLEDGE), str(folder), "--questions", str(more)]) == 0
    assert "0 câu đổi mục, 0 câu đổi lời, 0 câu thử hỏng" in capsys.readouterr().out


def test_diff_names_a_version_that_is_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "--recent", "0", "khong-co-ban-nay", str(folder)]) == 1
    assert "không phải thư mục" in capsys.readouterr().err


def test_a_question_that_goes_elsewhere_is_told_as_moved(folder: Path) -> None:
    edit(folder, "- id: giay-phep-xay-dung\n", "- id: giay-phep-xay-dung\n    status: draft\n")
    asked = [Expectation(says="xin giấy phép xây dựng nhà ở")]
    found = list(
        differences(load(KNOWLEDGE, memory=MEMORY), load(folder, memory=MEMORY), asked, TODAY)
    )

    assert [one.before for one in found] == ["giay-phep-xay-dung"]
    assert found[0].is_moved


def test_an_export_is_imported_beside_the_hand_written_entries_and_resumed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.csv"
    rows = [
        "code;title;agency",
        "1.000101;Cấp giấy phép khai thác tổ yến;Sở A",
        "1.000101;Cấp phép lần hai;Sở A",
    ]
    rows += ["1.000102;Đăng ký khai sinh cho con;Sở B", ";Không có mã;Sở C"]
    export.write_text("\ufeff" + "\n".join(rows) + "\n", encoding="utf-8")
    by_hand = (folder / "procedures.yaml").read_bytes()

    assert main(["import", str(export)]) == 0
    told = capsys.readouterr().out
    assert "Đọc 4 thủ tục" in told
    assert "1 không dùng được" in told
    assert "mã lặp lại trong tệp" in told
    assert main(["import", str(export)]) == 0
    assert "nhập 0 vào 0 tệp" in capsys.readouterr().out

    assert (folder / "procedures.yaml").read_bytes() == by_hand
    catalogue = load(folder, memory=MEMORY)
    assert catalogue.entries["dvc-1-000101"].title == "Cấp giấy phép khai thác tổ yến"
    understood = catalogue.matcher.understand("xin giấy phép khai thác tổ yến cần gì")
    assert understood.matches[0].entry == "dvc-1-000101"
    assert [p for p in check_folder(folder, TODAY, MEMORY) if not p.is_warning] == []


def test_failing_content_tests_are_told_with_their_line(folder: Path) -> None:
    edit(
        folder,
        'says: "gks bao lâu có v ad", entry: khai-sinh',
        'says: "gks bao lâu có v ad", entry: khai-tu',
        "questions.yaml",
    )
    lines = (folder / "questions.yaml").read_text(encoding="utf-8").splitlines()
    expected = next(i for i, line in enumerate(lines, 1) if "gks bao lâu có v ad" in line)

    found = [p for p in check_folder(folder, TODAY, MEMORY) if not p.is_warning]
    assert [(p.place.file, p.place.line) for p in found] == [("questions.yaml", expected)]
    assert 'phải hiểu là "khai-tu"' in found[0].what


def test_diff_reads_git_revisions_even_of_older_programs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        command = [str(shutil.which("git")), *who, "-C", str(tmp_path), *arguments]
        subprocess.run(command, check=True)  # noqa: S603 - no shell, our own words

    edit(folder, "phrases:\n", "phrases:\n  khong_con_nua: một lời của bản cũ\n", "phrases.yaml")
    (folder / "calibration.yaml").unlink()
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "cũ")
    shutil.copytree(KNOWLEDGE, folder, dirs_exist_ok=True)
    edit(folder, "Không mất phí hồ sơ.", "Nay mất 1.000 đồng.")

    assert main(["diff", "HEAD", str(folder), "--recent", "0"]) == 0
    assert 'lời của "vay-ho-ngheo" đổi' in capsys.readouterr().out
