"""Reads environment variables one by one, and keeps every fault."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a field's type
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "BOT_"
LARGEST_PORT = 65535


@dataclass(slots=True)
class Reader:
    """Reads variables one by one and keeps every fault."""

    environ: Mapping[str, str]
    faults: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """Read a text; the default where it is empty."""
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
        """Read a whole number from 0 up."""
        written = self.text(name, str(default))
        if not written.isdecimal() or int(written) > largest:
            self.faults.append(f"{PREFIX}{name}: phải là số từ 0 đến {largest}")
            return default
        return int(written)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """Read one of several words, whatever its case."""
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
        elif (
            written
            and https
            and urlsplit(written).scheme != "https"
            and not is_loopback(urlsplit(written).hostname or "")
        ):
            self.faults.append(f"{PREFIX}{name}: phải là https:// (http:// chỉ cho 127.0.0.1)")
        return written


def _is_url(written: str) -> bool:
    try:
        parts = urlsplit(written)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
