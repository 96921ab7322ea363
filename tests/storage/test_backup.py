"""Copies of a database that is being written to."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.models import Line, Reply, Style
from bot.core.places import Address
from bot.errors import StorageError
from bot.storage.backup import back_up
from bot.storage.store import open_store

pytestmark = pytest.mark.thorough

HERE = Address("web", "a")


def reply(text: str) -> Reply:
    return Reply((Line(Style.TEXT, text),))


async def test_a_copy_holds_what_was_committed_and_nothing_else(tmp_path: Path) -> None:
    url, box, folder = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "box", tmp_path / "copy"
    (box / "DN-7K3M-9QX2T").mkdir(parents=True)
    (box / ".DN-0000-00000.part").mkdir()
    store = await open_store(url, exclusive=True)
    await store.say(HERE, [reply("đã ghi")], datetime.now(UTC))
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM outbox")
        assert back_up(url, box, folder) == 1
        other.execute("ROLLBACK")
    await store.close()

    copied = await open_store(f"sqlite:///{folder / 'bot.db'}", exclusive=True)
    (kept,) = await copied.replies_after(HERE, 0, 9)
    await copied.close()
    assert kept.reply.lines[0].text == "đã ghi"
    assert [each.name for each in (folder / "gop-y").iterdir()] == ["DN-7K3M-9QX2T"]
    assert {(folder / name).stat().st_mode & 0o077 for name in (".", "bot.db")} == {0}


async def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    await (await open_store(url)).close()
    (tmp_path / "copy").mkdir()
    with pytest.raises(StorageError, match="already"):
        back_up(url, tmp_path / "box", tmp_path / "copy")


@pytest.mark.parametrize("way", ["box/copy", "box/deep/copy", "deep/../box/copy", "link/copy"])
async def test_no_copy_is_put_where_the_next_would_copy_it(tmp_path: Path, way: str) -> None:
    url, box = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "box"
    await (await open_store(url)).close()
    (box / "DN-7K3M-9QX2T").mkdir(parents=True)
    (tmp_path / "link").symlink_to(box)
    with pytest.raises(StorageError, match="lies in the drop box"):
        back_up(url, box, tmp_path / way)
    assert [each.name for each in box.iterdir()] == ["DN-7K3M-9QX2T"]


async def test_a_copy_that_somebody_has_put_there_is_left_out(tmp_path: Path) -> None:
    url, box = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "box"
    await (await open_store(url)).close()
    (box / "DN-7K3M-9QX2T").mkdir(parents=True)
    back_up(url, box, tmp_path / "copy")
    (tmp_path / "copy").rename(box / "copy")
    assert back_up(url, box, tmp_path / "second") == 1
    assert [each.name for each in (tmp_path / "second" / "gop-y").iterdir()] == ["DN-7K3M-9QX2T"]


async def test_what_the_office_takes_away_meanwhile_is_not_missed(tmp_path: Path) -> None:
    url, box = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "box"
    await (await open_store(url)).close()
    (box / "DN-7K3M-9QX2T").mkdir(parents=True)
    (box / "DN-0000-00000").symlink_to(tmp_path / "gone")  # listed, and not there when copied
    assert back_up(url, box, tmp_path / "copy") == 1
    assert [each.name for each in (tmp_path / "copy" / "gop-y").iterdir()] == ["DN-7K3M-9QX2T"]


async def test_a_ticket_that_is_there_is_copied_as_a_whole_or_not(tmp_path: Path) -> None:
    url, box = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "box"
    await (await open_store(url)).close()
    (box / "DN-7K3M-9QX2T").mkdir(parents=True)
    os.mkfifo(box / "DN-7K3M-9QX2T" / "1.jpg")  # nothing that can be copied
    with pytest.raises(StorageError, match="failed"):
        back_up(url, box, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("written", ["postgresql://127.0.0.1:1/bot", "sqlite:///{}/none.db"])
def test_what_cannot_be_copied_leaves_no_half_folder(tmp_path: Path, written: str) -> None:
    with pytest.raises(StorageError):
        back_up(written.format(tmp_path), tmp_path / "box", tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"this is no database, " * 100)
    with pytest.raises(StorageError, match="refused"):
        back_up(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "box", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
