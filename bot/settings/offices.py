"""The ways to offices: each needs settings of its own; without any there is a drop box."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.settings.reader import LARGEST_PORT, PREFIX, is_loopback

if TYPE_CHECKING:
    from bot.settings.reader import Reader

_MAIL_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)", re.ASCII)
_SHORTEST_SECRET = 16
_MOST_DAYS = 365
_MOST_HOURS = 24 * 30


@dataclass(frozen=True, slots=True)
class GopySettings:
    """The city's portal; it asks for a name, a phone, an e-mail and a place, always."""

    url: str
    key: SecretStr
    contact_name: str
    contact_email: str
    contact_phone: str
    centre: tuple[float, float]  #: given where the citizen marked no place


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mailbox and the server that takes letters for it."""

    host: str
    port: int
    starttls: bool
    user: str
    password: SecretStr
    sender: str
    recipient: str
    domain: str
    bounces: Path | None  #: a Maildir where letters that come back are put


@dataclass(frozen=True, slots=True)
class Open311Settings:
    """An Open311 server."""

    url: str
    key: SecretStr
    jurisdiction: str
    service: str  #: code of what the fields of gopy.yaml without one of their own are sent to


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """An office's own system."""

    url: str
    secret: SecretStr


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """Where offices are, and how long they are waited for."""

    gopy: GopySettings | None
    mail: MailSettings | None
    open311: Open311Settings | None
    webhook: WebhookSettings | None
    dropbox: Path
    tells_after: timedelta
    fails_over_after: timedelta
    gives_up_after: timedelta
    alerts_every: timedelta


def read_offices(reader: Reader, var: Path) -> OfficeSettings:
    """Read the settings of every office; *var* is where this machine keeps things."""
    return OfficeSettings(
        gopy=_gopy(reader),
        mail=_mail(reader),
        open311=_open311(reader),
        webhook=_webhook(reader),
        dropbox=Path(reader.text("DROPBOX_DIR", str(var / "gop-y"))),
        tells_after=timedelta(hours=_span(reader, "OFFICE_TELL_HOURS", 1, _MOST_HOURS)),
        fails_over_after=timedelta(hours=_span(reader, "OFFICE_FAILOVER_HOURS", 24, _MOST_HOURS)),
        gives_up_after=timedelta(days=_span(reader, "OFFICE_GIVE_UP_DAYS", 7, _MOST_DAYS)),
        alerts_every=timedelta(hours=_span(reader, "ALERT_HOURS", 6, _MOST_HOURS)),
    )


def _span(reader: Reader, name: str, default: int, largest: int) -> int:
    number = reader.number(name, default, largest)
    if number == 0:
        reader.faults.append(f"{PREFIX}{name}: phải từ 1 trở lên")
    return number


def _gopy(reader: Reader) -> GopySettings | None:
    url = reader.url("GOPY_URL", "", https=True)
    key = reader.secret("GOPY_KEY")
    parts = {
        name: reader.text(f"GOPY_{name}")
        for name in ("CONTACT_NAME", "CONTACT_EMAIL", "CONTACT_PHONE", "CENTRE")
    }
    if not _is_wanted(reader, "GOPY_URL", url, {"GOPY_KEY": key}):
        return None
    for name, part in parts.items():
        _require(reader, f"GOPY_{name}", part)
    if parts["CONTACT_EMAIL"]:
        _require_mail_address(reader, "GOPY_CONTACT_EMAIL", parts["CONTACT_EMAIL"])
    return GopySettings(
        url=url,
        key=SecretStr(key),
        contact_name=parts["CONTACT_NAME"],
        contact_email=parts["CONTACT_EMAIL"],
        contact_phone=parts["CONTACT_PHONE"],
        centre=_point(reader, "GOPY_CENTRE", parts["CENTRE"]),
    )


def _mail(reader: Reader) -> MailSettings | None:
    host, user = reader.text("MAIL_HOST"), reader.text("MAIL_USER")
    password = reader.secret("MAIL_PASSWORD")
    sender, recipient = reader.text("MAIL_FROM"), reader.text("MAIL_TO")
    told = {"MAIL_USER": user, "MAIL_PASSWORD": password, "MAIL_FROM": sender}
    if not _is_wanted(reader, "MAIL_HOST", host, told | {"MAIL_TO": recipient}):
        return None
    starttls = _starttls(reader, host)
    if bool(user) != bool(password):
        reader.faults.append(f"{PREFIX}MAIL_USER và {PREFIX}MAIL_PASSWORD: đặt cả hai")
    for name, address in (("MAIL_FROM", sender), ("MAIL_TO", recipient)):
        _require_mail_address(reader, name, address)
    bounces = reader.text("MAIL_BOUNCES")
    return MailSettings(
        host=host,
        port=reader.number("MAIL_PORT", 587, LARGEST_PORT),
        starttls=starttls,
        user=user,
        password=SecretStr(password),
        sender=sender,
        recipient=recipient,
        domain=reader.text("MAIL_DOMAIN", sender.rpartition("@")[2]),
        bounces=Path(bounces) if bounces else None,
    )


def _starttls(reader: Reader, host: str) -> bool:
    is_on = reader.choice("MAIL_STARTTLS", "on", ("on", "off")).lower() == "on"
    if not is_on and not is_loopback(host):
        reader.faults.append(f"{PREFIX}MAIL_STARTTLS: off chỉ cho máy chủ thư trên máy này")
    return is_on


def _open311(reader: Reader) -> Open311Settings | None:
    url = reader.url("OPEN311_URL", "", https=True)
    key, jurisdiction = reader.secret("OPEN311_KEY"), reader.text("OPEN311_JURISDICTION")
    service = reader.text("OPEN311_SERVICE")
    told = {
        "OPEN311_KEY": key,
        "OPEN311_JURISDICTION": jurisdiction,
        "OPEN311_SERVICE": service,
    }
    if not _is_wanted(reader, "OPEN311_URL", url, told):
        return None
    return Open311Settings(url, SecretStr(key), jurisdiction, service)


def _webhook(reader: Reader) -> WebhookSettings | None:
    url, secret = reader.url("WEBHOOK_URL", "", https=True), reader.secret("WEBHOOK_SECRET")
    if not _is_wanted(reader, "WEBHOOK_URL", url, {"WEBHOOK_SECRET": secret}):
        return None
    if len(secret) < _SHORTEST_SECRET:
        reader.faults.append(f"{PREFIX}WEBHOOK_SECRET: cần {_SHORTEST_SECRET} ký tự trở lên")
    return WebhookSettings(url, SecretStr(secret))


def _is_wanted(reader: Reader, name: str, value: str, others: dict[str, str]) -> bool:
    """Tell whether an office is set; others without its address are a fault."""
    if not value and any(others.values()):
        named = ", ".join(PREFIX + other for other, told in others.items() if told)
        reader.faults.append(f"{PREFIX}{name}: còn thiếu, mà đã đặt {named}")
    return bool(value)


def _require(reader: Reader, name: str, value: str) -> None:
    if not value:
        reader.faults.append(f"{PREFIX}{name}: còn thiếu")


def _require_mail_address(reader: Reader, name: str, address: str) -> None:
    if not _MAIL_ADDRESS.fullmatch(address):
        reader.faults.append(f"{PREFIX}{name}: phải là địa chỉ thư ten@co-quan.vn")


def _point(reader: Reader, name: str, written: str) -> tuple[float, float]:
    match = _POINT.fullmatch(written)
    if match is None:
        if written:
            reader.faults.append(f"{PREFIX}{name}: viết vĩ độ,kinh độ như 16.05,108.2")
        return 0.0, 0.0
    return float(match[1]), float(match[2])
