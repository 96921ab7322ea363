from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.guests import GuestLimits
from bot.errors import SettingsError
from bot.services.photo_intake import LIMITS
from bot.settings import TelegramMode, read_settings

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def faults_of(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings({f"BOT_{name}": value for name, value in environ.items()})
    return [str(problem) for problem in caught.value.problems]


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings({})

    assert (settings.host, settings.port, settings.telegram) == ("127.0.0.1", 8080, None)
    assert settings.database_url.get_secret_value().startswith("sqlite:///")


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(
        PORT="x", DATABASE_URL="mysql://a", KNOWLEDGE_DIR="/nowhere", TELEGRAM_TOKEN="secret!"
    )

    assert [fault.split(":")[0] for fault in faults] == [
        "BOT_PORT",
        "BOT_DATABASE_URL",
        "BOT_KNOWLEDGE_DIR",
        "BOT_TELEGRAM_TOKEN",
    ]
    assert "secret!" not in "".join(faults)


def test_a_webhook_does_not_start_without_its_secret() -> None:
    faults = faults_of(
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_MODE="webhook",
        TELEGRAM_WEBHOOK_URL="https://bot.example/telegram/webhook",
    )

    assert faults == [
        "BOT_TELEGRAM_WEBHOOK_SECRET: webhook cần bí mật 16-256 ký tự A-Z a-z 0-9 _ -"
    ]


@pytest.mark.parametrize("url", ["http://bot.example/telegram/webhook", "ftp://x", "not a url"])
def test_a_webhook_address_is_https_or_loopback(url: str) -> None:
    faults = faults_of(
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_MODE="webhook",
        TELEGRAM_WEBHOOK_URL=url,
        TELEGRAM_WEBHOOK_SECRET="s" * 32,
    )

    assert len(faults) == 1
    assert faults[0].startswith("BOT_TELEGRAM_WEBHOOK_URL")


def test_a_secret_may_come_from_a_file_and_masks_itself(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")

    settings = read_settings({"BOT_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")})

    assert settings.telegram is not None
    assert settings.telegram.mode is TelegramMode.POLLING
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)


def test_a_missing_secret_file_is_a_fault() -> None:
    assert faults_of(TELEGRAM_TOKEN_FILE="/nowhere/token") == [
        "BOT_TELEGRAM_TOKEN_FILE: không đọc được tệp (FileNotFoundError)"
    ]


def test_the_key_that_names_conversations_lies_beside_the_database() -> None:
    def place(url: str) -> Path:
        return read_settings({"BOT_DATABASE_URL": url}).citizens.hash_key_path

    assert place("sqlite:////data/bot.db?x=1") == Path("/data/hash_key")
    assert place("sqlite+aiosqlite:///here/bot.db") == Path("here/hash_key")
    assert place("postgresql://bot:x@db/bot").parts[-2:] == ("var", "hash_key")


def test_a_short_key_is_refused_and_never_shown() -> None:
    assert faults_of(HASH_KEY="kurz-und-geheim") == ["BOT_HASH_KEY: cần 32 ký tự trở lên"]
    assert "k" * 32 not in repr(read_settings({"BOT_HASH_KEY": "k" * 32}))


def test_how_long_what_is_kept_can_be_set() -> None:
    keep = read_settings({"BOT_KEEP_PHOTOS_DAYS": "7"}).citizens

    assert (keep.keep_conversations.days, keep.keep_tickets.days) == (90, 365)
    assert keep.keep_photos.days == 7
    assert keep.loose_photos == 500 * 1024 * 1024


def test_how_much_guests_send_a_day_can_be_set() -> None:
    own = read_settings({}).citizens
    assert (own.guest_tickets, own.guest_photos) == (5_000, 2_000 * 1024 * 1024)
    assert (own.guest_tickets, own.guest_photos) == (GuestLimits().tickets, LIMITS.bytes_a_day)
    assert (own.guest_photos, own.loose_photos) == (GuestLimits().photo_bytes, LIMITS.bytes_held)
    own = read_settings(
        {"BOT_GUEST_TICKETS_A_DAY": "0", "BOT_GUEST_PHOTOS_MB_A_DAY": "9"}
    ).citizens
    assert (own.guest_tickets, own.guest_photos) == (0, 9 * 1024 * 1024)
    with pytest.raises(SettingsError) as caught:
        read_settings({"BOT_GUEST_TICKETS_A_DAY": "nhiều", "BOT_GUEST_PHOTOS_MB_A_DAY": "-1"})
    assert len(caught.value.problems) == 2


GOPY = {
    "GOPY_URL": "https://gopy.example",
    "GOPY_CONTACT_NAME": "Trợ lý",
    "GOPY_CONTACT_EMAIL": "tro-ly@danang.example",
    "GOPY_CONTACT_PHONE": "02363881888",
    "GOPY_CENTRE": "16.05, 108.2",
}
MAIL = {"MAIL_HOST": "mail.example", "MAIL_FROM": "bot@a.example", "MAIL_TO": "gopy@b.example"}


def test_without_settings_there_is_only_the_drop_box() -> None:
    offices = read_settings({}).offices

    assert (offices.gopy, offices.mail, offices.open311, offices.webhook) == (None,) * 4
    assert offices.dropbox.parts[-2:] == ("var", "gop-y")
    assert (offices.gives_up_after.days, offices.fails_over_after.days) == (7, 1)


def test_offices_are_read() -> None:
    told = GOPY | MAIL | {"OPEN311_URL": "http://127.0.0.1:8/", "OFFICE_GIVE_UP_DAYS": "3"}
    told["OPEN311_SERVICE"] = "DEN"
    offices = read_settings({f"BOT_{name}": value for name, value in told.items()}).offices

    assert offices.gopy is not None
    assert offices.gopy.centre == (16.05, 108.2)
    assert offices.mail is not None
    assert (offices.mail.port, offices.mail.starttls, offices.mail.domain) == (
        587,
        True,
        "a.example",
    )
    assert offices.open311 is not None
    assert (offices.open311.url, offices.open311.service) == ("http://127.0.0.1:8", "DEN")
    assert offices.gives_up_after.days == 3


def test_every_fault_of_the_offices_is_told_at_once() -> None:
    faults = faults_of(
        GOPY_URL="http://gopy.example",
        GOPY_CENTRE="ở giữa",
        GOPY_CONTACT_EMAIL="x",
        MAIL_HOST="mail.example",
        MAIL_STARTTLS="off",
        MAIL_USER="bot",
        OPEN311_KEY="k",
        WEBHOOK_URL="https://a.example",
        WEBHOOK_SECRET="ngắn",
        OFFICE_GIVE_UP_DAYS="0",
    )

    assert [fault.split(":")[0] for fault in faults] == [
        "BOT_GOPY_URL",
        "BOT_GOPY_CONTACT_NAME",
        "BOT_GOPY_CONTACT_PHONE",
        "BOT_GOPY_CONTACT_EMAIL",
        "BOT_GOPY_CENTRE",
        "BOT_MAIL_STARTTLS",
        "BOT_MAIL_USER và BOT_MAIL_PASSWORD",
        "BOT_MAIL_FROM",
        "BOT_MAIL_TO",
        "BOT_OPEN311_URL",
        "BOT_WEBHOOK_SECRET",
        "BOT_OFFICE_GIVE_UP_DAYS",
    ]
    assert "ngắn" not in "".join(faults)


def test_secrets_of_offices_mask_themselves(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("rất bí mật", encoding="utf-8")
    told = GOPY | {"GOPY_KEY_FILE": str(tmp_path / "key")}
    settings = read_settings({f"BOT_{name}": value for name, value in told.items()})

    assert settings.offices.gopy is not None
    assert settings.offices.gopy.key.get_secret_value() == "rất bí mật"
    assert "rất bí mật" not in repr(settings)
