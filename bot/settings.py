"""Settings: from the environment (and .env) to one frozen value, with all faults told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - a field's type
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import SettingsError

PREFIX = "BOT_"
ROOT = Path(__file__).resolve().parent.parent
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
_ADMIN = re.compile(r"[a-z]{2,20}:[\w-]{1,64}")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_DATABASES = ("sqlite", "sqlite+aiosqlite", "postgresql", "postgresql+asyncpg", "postgres")
_LARGEST_PORT = 65535


class TelegramMode(StrEnum):
    """How updates come from Telegram."""

    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What the Telegram channel needs; present only with a token."""

    token: SecretStr
    api_url: str
    mode: TelegramMode
    webhook_url: str | None
    webhook_secret: SecretStr | None


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
    admins: frozenset[str]  #: who may ask for the live version and reload it: "telegram:123"
    telegram: TelegramSettings | None


@dataclass(slots=True)
class _Reader:
    """Reads variables one by one and keeps every fault."""

    environ: Mapping[str, str]
    faults: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(PREFIX + name, "").strip() or default

    def secret(self, name: str, default: str = "") -> str:
        """Read a secret from the variable, or from the file that `…_FILE` names."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name, default)
        if self.text(name):
            self.faults.append(f"{PREFIX}{name} và {PREFIX}{name}_FILE: chỉ đặt một trong hai")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"{PREFIX}{name}_FILE: không đọc được tệp ({type(error).__name__})")
            return default

    def number(self, name: str, default: int, largest: int) -> int:
        written = self.text(name, str(default))
        if not written.isdecimal() or int(written) > largest:
            self.faults.append(f"{PREFIX}{name}: phải là số từ 0 đến {largest}")
            return default
        return int(written)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        written = self.text(name, default)
        if written.lower() not in {choice.lower() for choice in choices}:
            self.faults.append(f"{PREFIX}{name}: chọn một trong {', '.join(choices)}")
            return default
        return written

    def url(self, name: str, default: str, *, https: bool = False) -> str:
        """Read an http(s) address; with *https*, plain http only to this machine."""
        written = self.text(name, default).rstrip("/")
        if written and not _is_url(written):
            self.faults.append(f"{PREFIX}{name}: phải là địa chỉ http:// hoặc https://")
        elif written and https and urlsplit(written).scheme != "https" and not _is_local(written):
            self.faults.append(f"{PREFIX}{name}: phải là https:// (http:// chỉ cho 127.0.0.1)")
        return written


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Build the settings from environment variables.

    Raises:
        SettingsError: with every fault; no message holds a secret.
    """
    reader = _Reader(environ)
    host = reader.text("HOST", "127.0.0.1")
    port = reader.number("PORT", 8080, _LARGEST_PORT)
    settings = Settings(
        database_url=_database_url(reader),
        knowledge_dir=_knowledge_dir(reader),
        cache_dir=Path(reader.text("CACHE_DIR", str(ROOT / "var" / "cache"))),
        host=host,
        port=port,
        public_url=reader.url("PUBLIC_URL", f"http://{_shown_host(host)}:{port}"),
        log_level=reader.choice(
            "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")
        ).upper(),
        review_grace=timedelta(days=reader.number("REVIEW_GRACE_DAYS", 90, 3650)),
        admins=_admins(reader),
        telegram=_telegram(reader),
    )
    if reader.faults:
        raise SettingsError(reader.faults)
    return settings


def _database_url(reader: _Reader) -> SecretStr:
    written = reader.secret("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'bot.db'}")
    scheme, separator, rest = written.partition("://")
    if scheme not in _DATABASES or not separator or not rest.strip("/"):
        reader.faults.append(
            f"{PREFIX}DATABASE_URL: phải là sqlite:///đường/dẫn.db hoặc postgresql://…"
        )
    return SecretStr(written)


def _knowledge_dir(reader: _Reader) -> Path:
    path = Path(reader.text("KNOWLEDGE_DIR", str(ROOT / "knowledge")))
    if not (path / "procedures.yaml").is_file():
        reader.faults.append(
            f"{PREFIX}KNOWLEDGE_DIR: không thấy procedures.yaml trong thư mục này"
        )
    return path


def _admins(reader: _Reader) -> frozenset[str]:
    written = {name for name in re.split(r"[,\s]+", reader.text("ADMINS")) if name}
    if any(not _ADMIN.fullmatch(name) for name in written):
        reader.faults.append(f"{PREFIX}ADMINS: viết kênh:số, cách nhau bằng dấu phẩy")
    return frozenset(written)


def _telegram(reader: _Reader) -> TelegramSettings | None:
    token = reader.secret("TELEGRAM_TOKEN")
    mode = TelegramMode(reader.choice("TELEGRAM_MODE", "polling", tuple(TelegramMode)).lower())
    api_url = reader.url("TELEGRAM_API_URL", "https://api.telegram.org", https=True)
    webhook_url = reader.url("TELEGRAM_WEBHOOK_URL", "", https=True)
    webhook_secret = reader.secret("TELEGRAM_WEBHOOK_SECRET")
    if not token:
        if webhook_url or webhook_secret:
            reader.faults.append(f"{PREFIX}TELEGRAM_TOKEN: còn thiếu, mà webhook thì đã đặt")
        return None
    if not _TOKEN.fullmatch(token):
        reader.faults.append(f"{PREFIX}TELEGRAM_TOKEN: không đúng dạng 123456:ABC…")
    if mode is TelegramMode.WEBHOOK:
        _require_webhook(reader, webhook_url, webhook_secret)
    return TelegramSettings(
        token=SecretStr(token),
        api_url=api_url,
        mode=mode,
        webhook_url=webhook_url or None,
        webhook_secret=SecretStr(webhook_secret) if webhook_secret else None,
    )


def _require_webhook(reader: _Reader, url: str, secret: str) -> None:
    """Refuse a webhook without its address or its secret."""
    if not url:
        reader.faults.append(f"{PREFIX}TELEGRAM_WEBHOOK_URL: webhook cần địa chỉ https://")
    if not _WEBHOOK_SECRET.fullmatch(secret):
        reader.faults.append(
            f"{PREFIX}TELEGRAM_WEBHOOK_SECRET: webhook cần bí mật 16-256 ký tự A-Z a-z 0-9 _ -"
        )


def _is_url(written: str) -> bool:
    try:
        parts = urlsplit(written)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown_host(host: str) -> str:
    """Return a host that a browser on this machine can open."""
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared only
