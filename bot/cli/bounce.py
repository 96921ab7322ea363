"""The command for a mail server's pipe: takes one letter that came back."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from bot import app
from bot.errors import StorageError
from bot.services.bounced import Came

if TYPE_CHECKING:
    import argparse

    from bot.settings import Settings

_LARGEST = 1024 * 1024  # bytes; the rest is a citizen's photo coming back

_SAID = {
    Came.FOREIGN: "Không phải thư trả lại của góp ý nào đang ở hộp thư.",
    Came.PASSING: "Thư chưa tới, máy chủ thư còn gửi tiếp.",
    Came.BACK: "Thư bị trả lại; góp ý đi đường khác, hoặc đã báo là không gửi được.",
}


def bounce(_options: argparse.Namespace, settings: Settings) -> int:
    """Read the letter from standard input; 75 asks the mail server to come again (sysexits.h)."""
    content = sys.stdin.buffer.read(_LARGEST)
    try:
        came = asyncio.run(app.take_bounce(settings, content))
    except StorageError as error:
        print(f"Chưa ghi được: {error}", file=sys.stderr)
        return os.EX_TEMPFAIL
    print(_SAID[came])
    return 0
