"""Saves files while questions are asked: when a change is live, how long the loop stands still.

python tools/bench_reload.py [EXPORT.jsonl.gz]: with the file also at the size of the national
catalogue. The same machine, the same run; times in milliseconds.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.services.importer import Importer  # noqa: E402 - the path comes first
from bot.services.library import Library  # noqa: E402

ENTRY, ASKED = "vay-ho-ngheo", "hộ nghèo vay vốn có mất phí hồ sơ không"
SAVES = 8
FEE = "Không mất phí hồ sơ."


@dataclass
class Seen:
    """What was measured."""

    stalls: list[float] = field(default_factory=list)
    live_after: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    answers: int = 0
    wrong: int = 0


async def tick(seen: Seen) -> None:
    """Note how late the loop wakes; it should be after a millisecond."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        seen.stalls.append((time.perf_counter() - before - 0.001) * 1000)


async def ask(library: Library, seen: Seen) -> None:
    """Ask all the time; every answer must be the whole of one version."""
    while True:
        catalogue = library.current()
        reading = catalogue.matcher.understand(ASKED)
        seen.answers += 1
        seen.wrong += not reading.requests or reading.requests[0].entry != ENTRY
        await asyncio.sleep(0.002)


async def save(library: Library, folder: Path, seen: Seen) -> None:
    """Change a fact and an alias in turn, and wait until the change is live."""
    file = folder / "procedures.yaml"
    text = file.read_text(encoding="utf-8")
    fee_before = FEE
    for number in range(SAVES):
        fee, alias = f"Nay mất {number} đồng.", f"cách nói {number}"
        if number % 2:
            text = text.replace("    aliases:\n", f"    aliases:\n    - {alias}\n", 1)
        else:
            text, fee_before = text.replace(fee_before, fee, 1), fee
        await asyncio.to_thread(file.write_text, text, encoding="utf-8")
        saved = time.perf_counter()
        async with asyncio.timeout(30):
            while not (knows(library, alias) if number % 2 else fee in fee_of(library)):  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.005)
        seen.live_after[number % 2].append((time.perf_counter() - saved) * 1000)
        async with asyncio.timeout(60):  # the next save comes when everything is learnt
            while library.current().matcher.ranker.is_borrowing:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)


def fee_of(library: Library) -> str:
    """Return what the entry says of its fee."""
    return str(library.current().entries[ENTRY].fee)


def knows(library: Library, alias: str) -> bool:
    """Whether the matcher has learnt an alias."""
    first = library.current().matcher.ranker.lesson.phrases[0]
    return any(alias == said for said, _ in first)


async def measure(folder: Path) -> Seen:
    """Watch a folder, save into it, and ask all the while."""
    library = Library.open(folder)
    seen = Seen()
    tasks = [asyncio.create_task(library.watch())]
    await asyncio.sleep(0.5)
    tasks += [asyncio.create_task(tick(seen)), asyncio.create_task(ask(library, seen))]
    try:
        await save(library, folder, seen)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return seen


def report(name: str, seen: Seen) -> None:
    """Print one line."""
    stalls = sorted(seen.stalls)
    print(
        f"{name:<14} live after max: a fact {max(seen.live_after[0]):5.0f} ms, "
        f"an alias {max(seen.live_after[1]):5.0f} ms; loop late p99 "
        f"{stalls[int(len(stalls) * 0.99)]:5.1f} max {stalls[-1]:5.1f} ms; "
        f"{seen.answers} answers, {seen.wrong} wrong"
    )


def main() -> None:
    """Measure 67 entries, and the whole catalogue when its export is given."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "kb"
        shutil.copytree(ROOT / "knowledge", folder)
        report("67 entries", asyncio.run(measure(folder)))
        for export in sys.argv[1:]:
            Importer(folder / "imported", {}).run(
                Path(export), date(2026, 11, 24), lambda *_: None
            )
            count = len(Library.open(folder).current().entries)
            shutil.copy(ROOT / "knowledge" / "procedures.yaml", folder)
            report(f"{count} entries", asyncio.run(measure(folder)))


if __name__ == "__main__":
    main()
