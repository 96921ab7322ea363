"""Who a message comes from, as a name that nobody can trace back without our key."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.core.models import Message
    from bot.core.ports import Accept

SHORTEST_KEY = 32  #: characters
_SHOWN = 32  #: hexadecimal digits, 128 bits: no two conversations share one by chance


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Names conversations by a keyed hash (HMAC-SHA256) of channel, chat and user.

    Without the key a hash could be tried out: chat ids have ten digits.
    """

    key: str = field(repr=False)

    def name(self, conversation: str) -> str:
        """Return the name of a conversation; the same one each time."""
        digest = hmac.new(self.key.encode(), conversation.encode("utf-8", "replace"), "sha256")
        return digest.hexdigest()[:_SHOWN]

    def hiding(self, accept: Accept) -> Accept:
        """Return an *accept* that hands on messages under the names of their conversations."""

        async def accept_named(messages: Sequence[Message]) -> int:
            return await accept(
                [replace(one, conversation=self.name(one.conversation)) for one in messages]
            )

        return accept_named


def read_or_make_key(path: Path) -> str:
    """Return the key that a file holds; where there is none, one is made and kept there.

    Raises:
        SettingsError: the file can be neither read nor written, or holds no key.
    """
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(path, f"không đọc, không tạo được ({type(error).__name__})") from error
    if len(key) < SHORTEST_KEY:
        raise _fault(path, f"không có khóa {SHORTEST_KEY} ký tự trở lên")
    return key


def _make(path: Path) -> None:
    """Write a new key whole or not at all; of two processes, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _fault(path: Path, what: str) -> SettingsError:
    return SettingsError([f"BOT_HASH_KEY: chưa đặt, mà tệp {path} {what}"])
