"""`demo-office`: offices on this machine, to try everything without a city."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.cli.demo_words import OFFICES, PORTS, TRAITS
from bot.demo_office.behaviour import GOOD
from bot.demo_office.street import KINDS, open_street
from bot.errors import SettingsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from bot.demo_office.street import Arrival, Stand
    from bot.settings import Settings

_LOOKS_EVERY = 0.2  #: seconds
_LONGEST = 300  #: characters of what somebody wrote
_HELP = """\
Gõ trong lúc chạy:
  gopy down            đổi tính nết (good: bình thường); ghép bằng dấu +: slow+no_lookup
  gopy done 1          nơi nhận báo đã xử lý xong số 1 (gopy, open311)
  list                 xem mọi tính nết
Ctrl+C để thôi."""


def demo_office(options: argparse.Namespace, _settings: Settings) -> int:
    """Run the offices until told to stop."""
    if options.list:
        print(_all_personalities())
        return 0
    asked = {name: getattr(options, name) for name in KINDS if getattr(options, name) is not None}
    asyncio.run(_run(asked or PORTS, options.personality))
    return 0


async def _run(ports: Mapping[str, int], personality: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        async with open_street(ports) as stands:
            _begin(stands, personality)
            # A terminal and a pipe can be watched; what cannot (a file) gives no commands.
            with suppress(OSError, ValueError):
                loop.add_reader(sys.stdin.fileno(), _obey, stands)
            while not stop.is_set():
                _show(stands)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _LOOKS_EVERY)
    except OSError as error:
        raise SettingsError([f"không mở được cổng: {error.strerror or error}"]) from error


def _begin(stands: Mapping[str, Stand], personality: str) -> None:
    """Say how to send feedback here."""
    if personality != GOOD:
        taken = [_change(stand, personality) for stand in stands.values()]
        if not any(taken):
            raise SettingsError([f'"{personality}": không văn phòng nào có tính nết này (--list)'])
    print("Văn phòng thử đang mở. Chép các dòng này vào tệp .env, rồi chạy bot ở cửa sổ khác:\n")
    for stand in stands.values():
        print(f"# {OFFICES[stand.name]}", *stand.settings, sep="\n", end="\n\n")
    print(_HELP, flush=True)


def _obey(stands: Mapping[str, Stand]) -> None:
    """Do what the lines that have been typed say."""
    written = os.read(sys.stdin.fileno(), 65536).decode(errors="replace")
    if not written:
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
    for line in written.splitlines():
        if words := line.split():
            print(_answer(stands, words), flush=True)


def _answer(stands: Mapping[str, Stand], words: list[str]) -> str:
    match words:
        case ["list"]:
            return _all_personalities()
        case [name, "done", number] if name in stands:
            try:
                stands[name].finish(number)
            except KeyError:
                return f"{name}: không có số {number}, hoặc nơi này không báo xong được"
            return f"{name}: số {number} đã xử lý"
        case [name, personality] if name in stands and _change(stands[name], personality):
            return f"{name}: {personality} – {_explained(personality)}"
    return _HELP


def _change(stand: Stand, personality: str) -> bool:
    """Give an office another personality; False if it cannot have it."""
    try:
        stand.office.personality = personality
    except ValueError:
        return False
    return True


def _show(stands: Mapping[str, Stand]) -> None:
    for stand in stands.values():
        for arrival in stand.arrivals():
            print(_told(stand.name, arrival), flush=True)


def _told(name: str, arrival: Arrival) -> str:
    lines = [f"\n→ {OFFICES[name]} nhận được, số {arrival.number}:"]
    for field, value in arrival.fields.items():
        shown = " ".join(value.split())
        cut = f"{shown[:_LONGEST]}…" if len(shown) > _LONGEST else shown
        lines.append(f"    {field}: {cut}")
    lines += [f"    ảnh {n}: {_photo(one)}" for n, one in enumerate(arrival.photos, 1)]
    return "\n".join(lines)


def _photo(content: bytes) -> str:
    left = "CÒN dữ liệu EXIF" if b"Exif\0\0" in content else "không có EXIF"
    return f"{len(content) // 1024 + 1} KB, {left}"


def _explained(personality: str) -> str:
    return ", ".join(TRAITS.get(trait, trait) for trait in personality.split("+"))


def _all_personalities() -> str:
    lines = [f"{GOOD}: {TRAITS[GOOD]} (văn phòng nào cũng có)"]
    for name, kind in KINDS.items():
        lines.append(f"\n{name} – {OFFICES[name]}")
        lines += [f"  {trait:18} {TRAITS[trait]}" for trait in kind.TRAITS]
    return "\n".join(lines)
