"""The commands, as somebody at a terminal uses them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.channels.console import written
from bot.cli import main
from bot.cli.parser import build_parser
from bot.core.models import Button, Line, Style

ROOT = Path(__file__).resolve().parent.parent
ASPECTS = {"documents", "steps", "fee", "time", "place", "online", "who", "law", "result"}


def ask(*arguments: str, lines: str) -> list[dict[str, object]]:
    """Run `python -m bot ask --json` as its own process."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", "ask", "--json", *arguments],
        input=lines.encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.mark.e2e
def test_ask_prints_an_object_for_each_line() -> None:
    told = ask(lines="lam giay khai sinh cho con can gi\nthời tiết hôm nay\nxin chào\n/help\n")

    assert [set(t) for t in told] == [
        {"utterance", "outcome", "entry", "aspect", "candidates", "reply", "buttons", "ms"}
    ] * 4
    assert [(t["outcome"], t["entry"], t["aspect"]) for t in told] == [
        ("answered", "khai-sinh", "documents"),
        ("unknown", None, None),
        ("small_talk", None, None),
        ("command", None, None),
    ]


@pytest.mark.e2e
def test_each_line_is_a_fresh_conversation_unless_told_otherwise() -> None:
    lines = "làm khai sinh cần giấy tờ gì\ncòn lệ phí thì sao?\n\ncòn lệ phí thì sao?\n"

    alone = ask(lines=lines)
    together = ask("--dialogue", lines=lines)

    assert alone[1]["entry"] is None
    assert [t["entry"] for t in together] == ["khai-sinh", "khai-sinh", None]
    assert together[1]["aspect"] == "fee"


@pytest.mark.e2e
def test_bytes_that_are_no_text_are_survived() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json"],
        input=b"\xff\xfe\x00khai sinh\n\n" + b"a" * 10_000 + b"\n",
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )

    assert len(done.stdout.splitlines()) == 3


@pytest.mark.e2e
def test_one_question_is_answered_as_a_citizen_reads_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", "làm khai sinh cần giấy tờ gì"]) == 0
    printed = capsys.readouterr().out

    assert "Giấy tờ cần có:" in printed
    assert "[1] " in printed


@pytest.mark.e2e
def test_check_is_silent_about_good_content(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "không có lỗi" in capsys.readouterr().out


@pytest.mark.thorough
def test_check_names_file_line_and_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "knowledge", tmp_path / "kb")
    path = tmp_path / "kb" / "procedures.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    fee:", "    fe:", 1), encoding="utf-8")

    assert main(["check", str(tmp_path / "kb")]) == 1
    printed = capsys.readouterr().out
    assert 'có phải ý anh/chị là "fee"?' in printed
    assert "procedures.yaml:" in printed


def test_wrong_settings_are_told_with_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_PORT", "http")
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", "x")

    assert main(["check"]) == 2
    told = capsys.readouterr().err
    assert "BOT_PORT" in told
    assert "BOT_TELEGRAM_TOKEN" in told


@pytest.mark.parametrize("command", ["run", "chat", "ask", "check", "db"])
def test_every_command_has_help_in_vietnamese(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([command, "--help"])

    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert printed.startswith("cách dùng:")
    assert "show this help" not in printed


def test_db_upgrade_makes_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'bot.db'}")

    assert main(["db", "upgrade"]) == 0
    assert (tmp_path / "new" / "bot.db").is_file()
    assert "mới nhất" in capsys.readouterr().out


@pytest.mark.e2e
def test_any_day_can_be_previewed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--on", "2027-01-02", "đổi căn cước hết bao nhiêu tiền"]) == 0
    later = capsys.readouterr().out
    assert main(["ask", "--on", "2026-11-24", "đổi căn cước hết bao nhiêu tiền"]) == 0
    today = capsys.readouterr().out

    assert "50.000" in later
    assert "Sắp đổi" in today
    assert "Sắp đổi" not in later


@pytest.mark.e2e
def test_an_answer_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--explain", "mất căn cước"]) == 0

    told = capsys.readouterr().out
    assert told.startswith('Đọc là: mat can cuoc\nHiểu là: "Cấp lại thẻ căn cước bị mất')
    assert "trùng những chữ" in told


@pytest.mark.thorough
def test_check_speaks_json_and_github(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "knowledge", tmp_path / "kb")
    path = tmp_path / "kb" / "procedures.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("category: ho-tich", "category: ho-tichh", 1), encoding="utf-8")

    assert main(["check", "--json", str(tmp_path / "kb")]) == 1
    (told,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (told["entry"], told["severity"]) == ("khai-sinh", "error")
    assert main(["check", "--format", "github", str(tmp_path / "kb")]) == 1
    line = text[: text.index("category: ho-tich")].count("\n") + 1
    assert f"::error file={tmp_path}/kb/procedures.yaml,line={line}," in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "còn thiếu lệnh"),
        (["foo"], "không có 'foo', chọn"),
        (["run", "--nhanh"], "không hiểu --nhanh"),
        (["diff", "a", "b", "--recent", "x"], "--recent: 'x' không phải số"),
        (["ask", "--on", "mai"], '"mai" không phải ngày'),
    ],
)
def test_a_wrong_command_line_is_told_in_vietnamese(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as told:
        build_parser().parse_args(arguments)

    assert told.value.code == 2
    assert said in capsys.readouterr().err


def test_a_terminal_breaks_lines_between_words() -> None:
    lines = [Line(Style.TITLE, "Khai sinh"), Line(Style.ITEM, "Giấy chứng sinh, bản chính")]
    buttons = [Button("Xem các bước làm", "m")]

    assert written(lines, buttons, width=18).split("\n") == [
        "Khai sinh",
        "• Giấy chứng sinh,",
        "  bản chính",
        "  [1] Xem các bước",
        "      làm",
    ]


@pytest.mark.e2e
def test_the_terminal_answers_what_is_piped_in(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        env={**os.environ, "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"},
        input="làm khai sinh cần giấy tờ gì\n".encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )

    assert "Giấy chứng sinh" in done.stdout.decode()
    assert done.stderr == b""
