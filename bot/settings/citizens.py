"""What is kept of citizens: under which name, for how long, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.settings.reader import PREFIX

if TYPE_CHECKING:
    from bot.settings.reader import Reader

_SHORTEST_KEY = 32
_MOST_DAYS = 36500
_MEGABYTE = 1024 * 1024  # as in core.guests, which no settings may import; a test compares
_MOST_MEGABYTES = 1024 * 1024
_MOST_TICKETS = 1_000_000


@dataclass(frozen=True, slots=True)
class CitizenSettings:
    """The key that names conversations, how long and how much is kept."""

    hash_key: SecretStr | None
    hash_key_path: Path  #: holds a key of ours where none is set
    keep_conversations: timedelta
    keep_tickets: timedelta
    keep_photos: timedelta
    loose_photos: int  #: bytes of photos that belong to no ticket yet, of all citizens together
    guest_tickets: int  #: a day, of all who come without an account
    guest_photos: int  #: bytes a day, of the same


def read_citizens(reader: Reader, database_url: str, var: Path) -> CitizenSettings:
    """Read the key, the terms and the limits; *var* is where this machine keeps things."""

    def days(name: str, default: int) -> timedelta:
        return timedelta(days=reader.number(f"KEEP_{name}_DAYS", default, _MOST_DAYS))

    def megabytes(name: str, default: int) -> int:
        return reader.number(name, default, _MOST_MEGABYTES) * _MEGABYTE

    key = reader.secret("HASH_KEY")
    if key and len(key) < _SHORTEST_KEY:
        reader.faults.append(f"{PREFIX}HASH_KEY: cần {_SHORTEST_KEY} ký tự trở lên")
    return CitizenSettings(
        hash_key=SecretStr(key) if key else None,
        hash_key_path=(_folder_of(database_url) or var) / "hash_key",
        keep_conversations=days("CONVERSATIONS", 90),
        keep_tickets=days("TICKETS", 365),
        keep_photos=days("PHOTOS", 30),
        loose_photos=megabytes("LOOSE_PHOTOS_MB", 500),
        guest_tickets=reader.number("GUEST_TICKETS_A_DAY", 5_000, _MOST_TICKETS),
        guest_photos=megabytes("GUEST_PHOTOS_MB_A_DAY", 2_000),
    )


def _folder_of(database_url: str) -> Path | None:
    """Return the folder of a SQLite file."""
    scheme, _, rest = database_url.partition(":///")
    path = rest.partition("?")[0]
    is_file = scheme.startswith("sqlite") and path.strip("/") and not path.startswith(":")
    return Path(path).parent if is_file else None
