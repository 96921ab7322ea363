from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.models import Message
from bot.core.places import Address
from bot.errors import SettingsError
from bot.services.pseudonyms import Pseudonyms, read_or_make_key

KEY = "a-key-of-thirty-two-characters-x"
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_a_name_is_stable_and_tells_nothing() -> None:
    name = Pseudonyms(KEY).name("telegram:1001:1001")

    assert re.fullmatch("[0-9a-f]{32}", name)
    assert name == Pseudonyms(KEY).name("telegram:1001:1001")
    assert name != Pseudonyms(KEY).name("telegram:1001:1002")
    assert name != Pseudonyms(KEY[::-1]).name("telegram:1001:1001")
    assert KEY not in repr(Pseudonyms(KEY))


async def test_the_inbox_gets_the_name_and_the_address_as_it_was() -> None:
    seen: list[Message] = []

    async def accept(messages: Sequence[Message]) -> int:
        seen.extend(messages)
        return len(messages)

    message = Message("1", Address("telegram", "1001"), "telegram:1001:1001", NOON, text="chào")
    assert await Pseudonyms(KEY).hiding(accept)([message]) == 1

    assert seen[0].conversation == Pseudonyms(KEY).name("telegram:1001:1001")
    assert (seen[0].address, seen[0].key, seen[0].text) == (message.address, "1", "chào")


def test_a_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "hash_key"
    key = read_or_make_key(path)

    assert len(key) == 64
    assert read_or_make_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["hash_key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    keys: list[str] = []
    start = threading.Barrier(8)

    def begin() -> None:
        start.wait()
        keys.append(read_or_make_key(tmp_path / "hash_key"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_spoilt_key_is_told_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hash_key"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match="BOT_HASH_KEY"):
        read_or_make_key(path)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(SettingsError, match="BOT_HASH_KEY"):
        read_or_make_key(tmp_path / "file" / "hash_key")
