"""The commands; argument parsing and printing only."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import sys
import time
from dataclasses import replace
from datetime import date, datetime
from datetime import time as dt_time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dotenv import dotenv_values

from bot import app
from bot.channels.console import CHANNEL, Console, written
from bot.core.models import Address, Conversation, Message
from bot.core.render import plain
from bot.errors import BotError, ProblemsError, SettingsError
from bot.handlers.context import VIETNAM
from bot.handlers.desk import Desk
from bot.logs import set_up_logs
from bot.services.knowledge import check_folder, load
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.models import Reply

ANSWER_WITHIN = 30.0  #: seconds


class _Parser(argparse.ArgumentParser):
    """argparse with Vietnamese headings."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Help)
        self._positionals.title = "tham số"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in phần trợ giúp này")


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = _Parser(prog="python -m bot", description="Bot hướng dẫn thủ tục của Đà Nẵng.")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="lệnh", title="các lệnh", parser_class=_Parser
    )
    for name, said in (
        ("run", "chạy trang web, API và các kênh chat đã cài đặt"),
        ("chat", "trò chuyện ngay trong cửa sổ này"),
    ):
        commands.add_parser(name, help=said, description=said)
    _add_ask(commands)
    said = "kiểm tra kho tri thức, in mọi lỗi kèm tệp và dòng"
    check = commands.add_parser("check", help=said, description=said)
    check.add_argument("--json", action="store_true", help="in mỗi lỗi một dòng JSON")
    check.add_argument(
        "--format", choices=["text", "github"], default="text", help="github: chú thích cho CI"
    )
    check.add_argument(
        "folder", nargs="?", type=Path, metavar="THƯ_MỤC", help="mặc định: thư mục đang dùng"
    )
    said = "việc với cơ sở dữ liệu"
    db = commands.add_parser("db", help=said, description=said)
    db.add_argument("verb", choices=["upgrade"], help="upgrade: đưa lên phiên bản mới nhất")
    return parser


def _add_ask(commands: Any) -> None:
    said = "hỏi một câu và in câu trả lời"
    ask = commands.add_parser("ask", help=said, description=said)
    ask.add_argument("question", nargs="?", metavar="CÂU_HỎI", help='ví dụ "làm khai sinh cần gì"')
    ask.add_argument(
        "--json", action="store_true", help="đọc mỗi dòng một câu từ đầu vào, in mỗi dòng một JSON"
    )
    ask.add_argument(
        "--on", type=_day, metavar="NGÀY", help="trả lời như vào ngày này, 2027-01-01"
    )
    ask.add_argument("--explain", action="store_true", help="in vì sao hiểu như vậy")
    ask.add_argument(
        "--dialogue",
        action="store_true",
        help="các dòng liền nhau là một cuộc trò chuyện, dòng trống bắt đầu cuộc mới",
    )


def _day(written: str) -> datetime:
    """Return noon of a day in Việt Nam."""
    return datetime.combine(date.fromisoformat(written), dt_time(12), VIETNAM)


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


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(".env").items() if value is not None}


def _run(_options: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(app.run(settings))
    return 0


def _chat(_options: argparse.Namespace, settings: Settings) -> int:
    set_up_logs("ERROR")
    asyncio.run(_talk(settings))
    return 0


async def _talk(settings: Settings) -> None:
    """Talk at the terminal, on the same road as every other channel."""
    async with app.open_bot(settings, exclusive=False) as bot:
        console = Console(f"{os.getpid()}", app.clock, lambda text: print(f"\n{text}\n"))
        bot.senders[CHANNEL] = console
        workers = [asyncio.create_task(bot.inbox.run()), asyncio.create_task(bot.outbox.run())]
        print("Gõ câu hỏi rồi nhấn Enter; gõ số để chọn; Ctrl+D để thôi.\n")
        await _say(bot, console, "/start")
        while (line := await asyncio.to_thread(_typed_line)) is not None:
            await _say(bot, console, line)
        for worker in workers:
            worker.cancel()


async def _say(bot: app.Bot, console: Console, line: str) -> None:
    await bot.inbox.accept([console.message(line)])
    await console.wait_for_answer(ANSWER_WITHIN)


def _typed_line() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    catalogue = load(settings.knowledge_dir, settings.review_grace)
    if options.explain:
        print("\n".join(catalogue.matcher.explain(options.question or "")))
    now = options.on
    clock = (lambda: now) if now else app.clock
    desk = Desk(lambda: catalogue, clock, app.ShareLinks(settings.public_url))
    return asyncio.run(_ask_all(options, desk))


async def _ask_all(options: argparse.Namespace, desk: Desk) -> int:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    lines: Iterable[str] = [options.question] if options.question is not None else sys.stdin
    conversation = Conversation("ask")
    for number, line in enumerate(lines):
        utterance = line.rstrip("\n")
        if options.dialogue and not utterance:
            conversation = Conversation("ask")
            continue
        message = Message(str(number), Address("ask", "1"), "ask", app.clock(), text=utterance)
        started = time.perf_counter()
        reply = await desk.respond(message, conversation)
        elapsed = (time.perf_counter() - started) * 1000
        if options.json:
            print(json.dumps(_as_json(utterance, reply, elapsed), ensure_ascii=False), flush=True)
        else:
            print(written(reply.lines, reply.buttons), flush=True)
        if options.dialogue and reply.conversation:
            conversation = replace(reply.conversation)
    return 0


def _as_json(utterance: str, reply: Reply, elapsed: float) -> dict[str, Any]:
    return {
        "utterance": utterance,
        "outcome": reply.outcome.value,
        "entry": reply.entry,
        "aspect": reply.aspect.value if reply.aspect else None,
        "candidates": [{"entry": m.entry, "score": round(m.score, 4)} for m in reply.candidates],
        "reply": plain(reply.lines),
        "buttons": [button.text for button in reply.buttons],
        "ms": round(elapsed, 3),
    }


def _check(options: argparse.Namespace, settings: Settings) -> int:
    folder = options.folder or settings.knowledge_dir
    today = app.clock().astimezone(VIETNAM).date()
    problems = check_folder(folder, today)
    for problem in problems:
        if options.json:
            print(json.dumps(problem.as_fields(), ensure_ascii=False))
        else:
            print(problem.for_github() if options.format == "github" else problem.for_editors())
    errors = [problem for problem in problems if not problem.is_warning]
    if not options.json:
        warnings = len(problems) - len(errors)
        told = (
            f"{len(errors)} lỗi, {warnings} lưu ý." if problems else "Kho tri thức không có lỗi."
        )
        print(told)
    return 1 if errors else 0


def _db(_options: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(app.upgrade_database(settings))
    print("Cơ sở dữ liệu đã ở phiên bản mới nhất.")
    return 0


_COMMANDS = {"run": _run, "chat": _chat, "ask": _ask, "check": _check, "db": _db}
