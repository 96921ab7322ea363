"""Saves files while questions are asked: when a change is live, how long the loop stands still.

python tools/bench_reload.py [EXPORT.jsonl.gz]: with the file also at the size of the national
catalogue, which arrives while the bot runs. The same machine, the same run; in milliseconds.
A loop may be late because the machine is busy with other things: how long it stood ready and got
no core is told by the kernel (schedstat) and taken off beside; what is left is of our making.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.services.importer import Importer  # noqa: E402 - the path comes first
from bot.services.library import Library  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ASKED = {
    "hộ nghèo vay vốn có mất phí hồ sơ không": "vay-ho-ngheo",
    "làm khai sinh cho con cần gì": "khai-sinh",
    "đăng ký kết hôn ở đâu": "ket-hon",
}
ROUNDS = 4
QUIET = 5.0  #: seconds before the first save: how late the loop is on this machine anyway
FEE = "Không mất phí hồ sơ."
STUB = """
  - id: {id}
    title: Gắn biển số nhà {id}
    category: kinh-doanh-dat-dai
    summary: Xin gắn biển số nhà.
    aliases: [{said}]
    questions: [{said} ở đâu?]
    sources:
    - {{document: "một ví dụ", supports: "để đo"}}
    checked_on: 2026-11-22
    review_by: 2027-05-22
    unknown:
    - {{aspect: [documents, steps, fee, time, place, online, who, law, result], text: "", ask: ""}}
""".replace('""', '"chưa rõ"')


@dataclass
class Seen:
    """What was measured."""

    stalls: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)  #: the same without waiting for a core
    before: int = 0  #: how many of the stalls were before anything was saved
    live_after: dict[str, list[float]] = field(default_factory=dict)
    answers: int = 0
    wrong: int = 0


async def tick(seen: Seen) -> None:
    """Note how late the loop wakes; it should be after a millisecond."""
    while True:
        waited, before = queued(), time.perf_counter()
        await asyncio.sleep(0.001)
        late = (time.perf_counter() - before - 0.001) * 1000
        seen.stalls.append(late)
        seen.ours.append(late - (queued() - waited))


def queued() -> float:
    """Return how long this thread has stood ready without a core, in milliseconds."""
    counters = Path("/proc/thread-self/schedstat").read_bytes()
    return int(counters.split()[1]) / 1e6


async def ask(library: Library, seen: Seen) -> None:
    """Ask all the time; every answer must be right, and of one version."""
    while True:
        for says, entry in ASKED.items():
            catalogue = library.current()
            reading = catalogue.matcher.understand(says)
            seen.answers += 1
            seen.wrong += not reading.requests or reading.requests[0].entry != entry
            await asyncio.sleep(0.002)


@dataclass
class Editor:
    """Someone who saves a change and waits until citizens are told."""

    library: Library
    folder: Path
    seen: Seen

    async def save(self, kind: str, text: str, is_live: Callable[[], bool]) -> None:
        """Write the file and wait; the next save comes when everything is learnt."""
        file = self.folder / "procedures.yaml"
        await asyncio.to_thread(file.write_text, text, encoding="utf-8")
        await self.wait(kind, is_live)

    async def wait(self, kind: str, is_live: Callable[[], bool]) -> None:
        """Note how long it takes until something is live."""
        saved = time.perf_counter()
        async with asyncio.timeout(30):
            while not is_live():  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.005)
        self.seen.live_after.setdefault(kind, []).append((time.perf_counter() - saved) * 1000)
        await asyncio.sleep(0.2)
        async with asyncio.timeout(60):
            while self.library.current().matcher.ranker.is_borrowing:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)

    async def round(self, number: int) -> None:
        """Change a fact, then an alias, then add an entry and take it away again."""
        text = (self.folder / "procedures.yaml").read_text(encoding="utf-8")
        fee, said, new = f"Nay mất {number} đồng.", f"biển số nhà kiểu {number}", f"moi-{number}"
        text = text.replace(FEE, fee)
        await self.save("a fact", text, lambda: fee in self.fee())
        with_alias = text.replace("    aliases:\n", f"    aliases:\n    - cách nói {number}\n", 1)
        await self.save("an alias", with_alias, lambda: self.knows(f"cách nói {number}"))
        added = with_alias + STUB.format(id=new, said=said)
        await self.save("an entry", added, lambda: self.finds(said, new))
        text = text.replace(fee, FEE)
        await self.save("one less", text, lambda: not self.has(new) and FEE in self.fee())

    def fee(self) -> str:
        """Return what is said of a fee."""
        return str(self.library.current().entries["vay-ho-ngheo"].fee)

    def has(self, entry: str) -> bool:
        """Whether an entry is served."""
        return entry in self.library.current().entries

    def knows(self, alias: str) -> bool:
        """Whether the matcher has learnt an alias."""
        first = self.library.current().matcher.ranker.lesson.phrases[0]
        return any(alias == said for said, _ in first)

    def finds(self, said: str, entry: str) -> bool:
        """Whether an entry is found by its words."""
        matches = self.library.current().matcher.understand(said).matches
        return self.has(entry) and bool(matches) and matches[0].entry == entry


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Editor]:
    """Watch a folder, and ask all the while."""
    library, seen = Library.open(folder), Seen()
    tasks = [asyncio.create_task(library.watch())]
    await asyncio.sleep(0.5)
    tasks += [asyncio.create_task(tick(seen)), asyncio.create_task(ask(library, seen))]
    try:
        await asyncio.sleep(QUIET)
        seen.before = len(seen.stalls)
        yield Editor(library, folder, seen)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def edit(folder: Path) -> None:
    """Measure an editor's changes."""
    async with serving(folder) as editor:
        for number in range(ROUNDS):
            await editor.round(number)
    report(editor)


async def arrive(folder: Path, imported: Path) -> None:
    """Measure how thousands of entries become live that are put beside those which are served."""
    async with serving(folder) as editor:
        await asyncio.to_thread(imported.rename, folder / "imported")
        await editor.wait("an import", lambda: len(editor.library.current().entries) > 1000)  # noqa: PLR2004 - more than ours
    report(editor)


def report(editor: Editor) -> None:
    """Print a line for each kind of change, and one about the loop."""
    seen = editor.seen
    print(f"{len(editor.library.current().entries)} entries")
    for kind, times in seen.live_after.items():
        print(f"  {kind:<10} live after {min(times):5.0f} to {max(times):5.0f} ms")
    for when, part in (
        ("before", slice(None, seen.before)),
        ("saving", slice(seen.before, None)),
    ):
        print(
            f"  loop late {when} {spread(seen.stalls[part])}, by us {spread(seen.ours[part])} ms"
        )
    print(f"  {seen.answers} answers, {seen.wrong} wrong")


def spread(times: list[float]) -> str:
    """Return how late all but one in a hundred are at most, and all."""
    late = sorted(times)
    return f"p99 {late[int(len(late) * 0.99)]:.1f} max {late[-1]:.1f}"


def main() -> None:
    """Measure 67 entries, and the whole catalogue when its export is given."""
    logging.disable()
    with tempfile.TemporaryDirectory() as scratch:
        folder, imported = Path(scratch) / "kb", Path(scratch) / "imported"
        shutil.copytree(ROOT / "knowledge", folder)
        asyncio.run(edit(folder))
        for export in sys.argv[1:]:
            Importer(imported, {}).run(Path(export), date(2026, 11, 24), lambda *_: None)
            asyncio.run(arrive(folder, imported))
            asyncio.run(edit(folder))


if __name__ == "__main__":
    main()
