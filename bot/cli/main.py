"""From the command line to a command and its exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from dotenv import dotenv_values

from bot import app
from bot.cli import backup, bounce, editors, operators, talk
from bot.cli.parser import build_parser
from bot.errors import BotError, ProblemsError, SettingsError
from bot.logs import set_up_logs
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 1 bad content or failure, 2 bad settings."""
    options = build_parser().parse_args(arguments)
    try:
        settings = read_settings({**_dotenv(), **os.environ})
        set_up_logs(settings.log_level)
        return _COMMANDS[options.command](options, settings)
    except ProblemsError as error:
        print("\n".join(str(problem) for problem in error.problems), file=sys.stderr)
        return 2 if isinstance(error, SettingsError) else 1
    except BotError as error:
        print(f"Không chạy được: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone: `ask | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(".env").items() if value is not None}


def _db(_options: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(app.upgrade_database(settings))
    print("Cơ sở dữ liệu đã ở phiên bản mới nhất.")
    return 0


def _demo_office(options: argparse.Namespace, settings: Settings) -> int:
    from bot.cli import demo  # noqa: PLC0415 - 50 ms that only those who try things out pay

    return demo.demo_office(options, settings)


_COMMANDS = {
    "run": talk.run,
    "chat": talk.chat,
    "ask": talk.ask,
    "check": editors.check,
    "new": editors.new,
    "diff": editors.diff,
    "import": editors.import_,
    "tickets": operators.tickets,
    "outbox": operators.outbox,
    "backup": backup.backup,
    "bounce": bounce.bounce,
    "demo-office": _demo_office,
    "db": _db,
}
