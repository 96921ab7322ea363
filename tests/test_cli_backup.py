"""The command that copies what the bot keeps: what it refuses, and when it is told to stop."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.backup import stopping_in_order


def stop_a_copy(cleaned: list[str]) -> None:
    with stopping_in_order():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            cleaned.append("part")


def test_a_copy_that_is_stopped_cleans_up_after_itself() -> None:
    before = signal.getsignal(signal.SIGTERM)
    cleaned: list[str] = []
    with pytest.raises(SystemExit, match="143"):
        stop_a_copy(cleaned)
    assert cleaned
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_folder_in_the_drop_box_is_refused_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("BOT_DROPBOX_DIR", str(tmp_path))
    assert main(["backup", str(tmp_path / "copy")]) == 1
    assert "nằm trong thư mục góp ý" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()
