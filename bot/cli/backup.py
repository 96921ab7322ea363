"""The command that copies what the bot keeps, beside a running bot."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot import app

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bot.settings import Settings


def backup(options: argparse.Namespace, settings: Settings) -> int:
    """Copy database and drop box into a new folder; the key of the names is not in it."""
    if options.folder.exists():
        print(f"{options.folder}: đã có rồi, chọn tên khác.", file=sys.stderr)
        return 1
    if app.is_in_dropbox(settings, options.folder):
        told = f"{options.folder}: nằm trong thư mục góp ý ({settings.offices.dropbox})"
        print(f"{told}, lần sau sẽ bị sao lưu theo; chọn chỗ khác.", file=sys.stderr)
        return 1
    with stopping_in_order():
        count = app.back_up(settings, options.folder)
    print(f"Đã sao lưu vào {options.folder}: cơ sở dữ liệu, {count} góp ý của thư mục góp ý.")
    own = settings.citizens
    key = "BOT_HASH_KEY" if own.hash_key else str(own.hash_key_path)
    print(f"Khóa đặt tên cuộc trò chuyện ({key}) không nằm trong đó, cất riêng ở nơi khác.")
    return 0


@contextmanager
def stopping_in_order() -> Iterator[None]:
    """Take SIGTERM for an exit: no half copy of what citizens wrote stays behind."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
