"""What those who run the bot may ask it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.services.library import Library
from tests.conftest import ROOT, Chat


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "knowledge", tmp_path / "kb")
    return tmp_path / "kb"


async def test_to_citizens_the_admin_commands_are_none(chat: Chat) -> None:
    told = await chat.say("/phienban")

    assert told == await chat.say("/help")
    assert await chat.say("/naplai") == told


@pytest.mark.e2e
async def test_an_admin_reloads_and_learns_why_an_entry_is_refused(folder: Path) -> None:
    library = Library.open(folder)
    chat = Chat(library)
    chat.is_admin = True
    before = library.current().version
    assert "67 mục. Lần đọc gần nhất không có lỗi" in (await chat.say("/phienban")).replace(
        "\n", " "
    )

    file = folder / "procedures.yaml"
    text = file.read_text(encoding="utf-8")
    broken = text.replace("  - id: ket-hon\n    title:", "  - id: ket-hon\n    tilte:", 1)
    file.write_text(broken, encoding="utf-8")
    told = await chat.tap("Nạp lại")

    assert library.current().version != before
    assert "có 2 chỗ bị từ chối" in told
    assert 'có phải ý anh/chị là "title"?' in told
    assert "bản cũ của mục này" in told
