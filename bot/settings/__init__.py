"""Settings: from the environment (and .env) to one frozen value, with all faults told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.errors import SettingsError
from bot.settings.citizens import CitizenSettings, read_citizens
from bot.settings.offices import OfficeSettings, read_offices
from bot.settings.reader import LARGEST_PORT, PREFIX, Reader
from bot.settings.telegram import TelegramMode, TelegramSettings, read_telegram

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CitizenSettings",
    "OfficeSettings",
    "Settings",
    "TelegramMode",
    "TelegramSettings",
    "read_settings",
]

ROOT = Path(__file__).resolve().parent.parent.parent
_ADMIN = re.compile(r"[a-z]{2,20}:[\w-]{1,64}")
_DATABASES = ("sqlite", "sqlite+aiosqlite", "postgresql", "postgresql+asyncpg", "postgres")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next."""

    database_url: SecretStr  #: may hold a password
    knowledge_dir: Path
    cache_dir: Path  #: what the matcher has learnt; may be deleted at any time
    host: str
    port: int
    public_url: str  #: where citizens reach the web page; links to share begin with it
    log_level: str
    review_grace: timedelta  #: how long an overdue answer is still given, with a caution
    citizens: CitizenSettings
    offices: OfficeSettings
    admins: frozenset[str]  #: who may ask for the live version and reload it: "telegram:123"
    telegram: TelegramSettings | None


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Build the settings from environment variables.

    Raises:
        SettingsError: with every fault; no message holds a secret.
    """
    reader = Reader(environ)
    settings = _read(reader)
    if reader.faults:
        raise SettingsError(reader.faults)
    return settings


def _read(reader: Reader) -> Settings:
    host = reader.text("HOST", "127.0.0.1")
    port = reader.number("PORT", 8080, LARGEST_PORT)
    database_url = _database_url(reader)
    return Settings(
        database_url=database_url,
        knowledge_dir=_knowledge_dir(reader),
        cache_dir=Path(reader.text("CACHE_DIR", str(ROOT / "var" / "cache"))),
        host=host,
        port=port,
        public_url=reader.url("PUBLIC_URL", f"http://{_shown_host(host)}:{port}"),
        log_level=reader.choice(
            "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")
        ).upper(),
        review_grace=timedelta(days=reader.number("REVIEW_GRACE_DAYS", 90, 3650)),
        citizens=read_citizens(reader, database_url.get_secret_value(), ROOT / "var"),
        offices=read_offices(reader, ROOT / "var"),
        admins=_admins(reader),
        telegram=read_telegram(reader),
    )


def _database_url(reader: Reader) -> SecretStr:
    written = reader.secret("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'bot.db'}")
    scheme, separator, rest = written.partition("://")
    if scheme not in _DATABASES or not separator or not rest.strip("/"):
        reader.faults.append(
            f"{PREFIX}DATABASE_URL: phải là sqlite:///đường/dẫn.db hoặc postgresql://…"
        )
    return SecretStr(written)


def _knowledge_dir(reader: Reader) -> Path:
    path = Path(reader.text("KNOWLEDGE_DIR", str(ROOT / "knowledge")))
    if not (path / "procedures.yaml").is_file():
        reader.faults.append(
            f"{PREFIX}KNOWLEDGE_DIR: không thấy procedures.yaml trong thư mục này"
        )
    return path


def _admins(reader: Reader) -> frozenset[str]:
    written = {name for name in re.split(r"[,\s]+", reader.text("ADMINS")) if name}
    if any(not _ADMIN.fullmatch(name) for name in written):
        reader.faults.append(f"{PREFIX}ADMINS: viết kênh:số, cách nhau bằng dấu phẩy")
    return frozenset(written)


def _shown_host(host: str) -> str:
    """Return a host that a browser on this machine can open."""
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared only
