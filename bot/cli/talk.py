"""Commands that talk: run, chat, ask."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import shutil
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot import app
from bot.channels.console import Console, written
from bot.cli.keyboard import typed_lines
from bot.core.models import Conversation, Message
from bot.core.places import Address
from bot.core.render import plain
from bot.handlers.desk import Desk
from bot.logs import set_up_logs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from bot.core.models import Reply
    from bot.settings import Settings

ANSWER_WITHIN = 30.0  #: seconds


def run(_options: argparse.Namespace, settings: Settings) -> int:
    """Serve until told to stop."""
    asyncio.run(app.run(settings))
    return 0


def chat(_options: argparse.Namespace, settings: Settings) -> int:
    """Talk in this terminal."""
    set_up_logs("ERROR")
    asyncio.run(_talk(settings))
    return 0


async def _talk(settings: Settings) -> None:
    """Talk at the terminal, on the same road as every other channel."""
    async with app.open_bot(settings, exclusive=False) as bot:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        console = Console(
            secrets.token_hex(8),
            app.clock,
            lambda text: print(f"\n{text}\n"),
            width,
            bot.library.current().phrases.photo_elsewhere,
        )
        bot.senders[console.channel] = console
        workers = [asyncio.create_task(w.run()) for w in (bot.inbox, bot.outbox, bot.post)]
        print("Gõ câu hỏi rồi nhấn Enter; gõ số để chọn; Ctrl+D hoặc Ctrl+C để thôi.\n")
        await _say(bot, console, "/start")
        async for line in typed_lines("> "):
            await _say(bot, console, line)
        for worker in workers:
            worker.cancel()


async def _say(bot: app.Bot, console: Console, line: str) -> None:
    await bot.accept([console.message(line)])
    await console.wait_for_answer(ANSWER_WITHIN)


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer one question, or every line that comes in."""
    library = app.open_library(settings)
    if options.explain:
        print("\n".join(library.current().matcher.explain(options.question or "")))
    now = options.on
    clock = (lambda: now) if now else app.clock
    desk = Desk(library, clock, app.ShareLinks(settings.public_url))
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
