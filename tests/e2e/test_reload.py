"""An editor works beside a running bot, in good ways and bad; nobody ever gets an empty answer."""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.conftest import ROOT, STOP_WITHIN, environment, free_port, until_ready

pytestmark = pytest.mark.e2e

SEEN_WITHIN = 15.0
ENDS_WITHIN = 5.0  #: seconds; learning may take as long, and is not waited for
FEE = "Không mất phí hồ sơ."
_PR_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2


def obey_permissions() -> None:
    """Let the process that follows be refused what a file's mode refuses, even as root."""
    libc = ctypes.CDLL(None)
    for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


@dataclass
class Desk:
    """A running bot, its knowledge base, and citizens who ask all the time."""

    folder: Path
    url: str
    session: aiohttp.ClientSession
    process: asyncio.subprocess.Process
    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "procedures.yaml"

    async def page(self, entry: str) -> tuple[int, str]:
        async with self.session.get(f"{self.url}/e/{entry}") as response:
            return response.status, await response.text()

    async def keep_asking(self) -> None:
        """Read two entries again and again; each answer must be whole."""
        while True:
            for entry, told in (("khai-sinh", "Giấy chứng sinh"), ("vay-ho-ngheo", "phí hồ sơ")):
                status, text = await self.page(entry)
                self.asked += 1
                if status != 200 or told not in text:
                    self.wrong.append(f"{entry}: {status}")
            await asyncio.sleep(0.01)

    async def until(self, entry: str, told: str) -> None:
        """Wait until the page of an entry says something."""
        async with asyncio.timeout(SEEN_WITHIN):
            while told not in (await self.page(entry))[1]:
                await asyncio.sleep(0.02)

    async def log_says(self, *words: str) -> None:
        """Wait until the log tells a problem."""
        async with asyncio.timeout(SEEN_WITHIN):
            while not all(w in self.log() for w in words):
                await asyncio.sleep(0.05)

    def log(self) -> str:
        return (self.folder.parent / "bot.log").read_text(encoding="utf-8")

    def fee(self, text: str, number: int) -> str:
        """Return the file with another fee."""
        return text.replace(FEE, f"Nay thu {number} đồng phí hồ sơ.")


@asynccontextmanager
async def editing(tmp_path: Path) -> AsyncIterator[Desk]:
    """Run a bot on a copy of the knowledge base, with citizens who ask."""
    folder, port = tmp_path / "kb", free_port()
    shutil.copytree(ROOT / "knowledge", folder)
    env = environment(tmp_path, port, KNOWLEDGE_DIR=str(folder), CACHE_DIR=str(tmp_path / "c"))
    with (tmp_path / "bot.log").open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=env,
            cwd=tmp_path,
            stdout=output,
            stderr=output,
            preexec_fn=obey_permissions,
        )
    try:
        await until_ready(port, tmp_path)
        async with aiohttp.ClientSession() as session:
            desk = Desk(folder, f"http://127.0.0.1:{port}", session, process)
            citizens = asyncio.create_task(desk.keep_asking())
            yield desk
            citizens.cancel()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        async with asyncio.timeout(STOP_WITHIN):
            await process.wait()


async def in_pieces(desk: Desk, text: str) -> None:
    """Save as a slow disk does: a piece now, a piece later."""
    half = len(text) // 2
    desk.file.write_text(text[:half], encoding="utf-8")
    await asyncio.sleep(0.4)
    with desk.file.open("a", encoding="utf-8") as file:
        file.write(text[half:])


async def by_renaming(desk: Desk, text: str) -> None:
    """Save as vim does: the old file aside, a new one in its place, the old one away."""
    backup = desk.folder / "procedures.yaml~"
    desk.file.rename(backup)
    desk.file.write_text(text, encoding="utf-8")
    backup.unlink()


async def by_replacing(desk: Desk, text: str) -> None:
    """Save as VS Code and git do: a new file over the old one."""
    new = desk.folder / ".procedures.yaml.tmp"
    new.write_text(text, encoding="utf-8")
    new.replace(desk.file)


async def after_deleting(desk: Desk, text: str) -> None:
    """Delete the file, and put it back."""
    desk.file.unlink()
    await desk.log_says("không có tệp này")
    desk.file.write_text(text, encoding="utf-8")


async def after_locking(desk: Desk, text: str) -> None:
    """Take away the right to read, and give it back."""
    desk.file.write_text(text, encoding="utf-8")
    desk.file.chmod(0)
    os.utime(desk.file)
    await desk.log_says("không có quyền")
    desk.file.chmod(0o644)


async def after_moving_the_folder(desk: Desk, text: str) -> None:
    """Take the whole folder away, and bring it back."""
    away = desk.folder.with_name("away")
    desk.folder.rename(away)
    await asyncio.sleep(1)
    (away / "procedures.yaml").write_text(text, encoding="utf-8")
    away.rename(desk.folder)


WAYS = [
    in_pieces,
    by_renaming,
    by_replacing,
    after_deleting,
    after_locking,
    after_moving_the_folder,
]


async def test_every_way_of_saving_is_seen_and_no_answer_is_lost(tmp_path: Path) -> None:
    async with editing(tmp_path) as desk:
        text = desk.file.read_text(encoding="utf-8")
        for number, way in enumerate(WAYS):
            await way(desk, desk.fee(text, number))
            await desk.until("vay-ho-ngheo", f"Nay thu {number} đồng")

        assert desk.wrong == []
        assert desk.asked > 100


async def test_refusals_are_told_and_a_hangup_reads_again(tmp_path: Path) -> None:
    async with editing(tmp_path) as desk:
        text = desk.file.read_text(encoding="utf-8")
        broken = desk.fee(text, 1).replace(
            "- id: ket-hon\n    title:", "- id: ket-hon\n    tilte:"
        )
        desk.file.write_text(broken, encoding="utf-8")
        await desk.until("vay-ho-ngheo", "Nay thu 1 đồng")
        assert (await desk.page("ket-hon"))[0] == 200
        await desk.log_says("knowledge.refused", "ket-hon", "tilte")
        told = desk.log().count("knowledge.refused")
        desk.process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(SEEN_WITHIN):
            while desk.log().count("knowledge.refused") <= told:
                await asyncio.sleep(0.05)

        assert desk.wrong == []


def learners(parent: int) -> list[int]:
    """Return the processes that learn for a bot."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            told = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            called = (folder / "cmdline").read_text(encoding="utf-8")
            if int(told[1]) == parent and "bot.services.apprentice" in called:
                found.append(int(folder.name))
    return found


def is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def test_a_bot_that_is_ended_while_it_learns_leaves_no_process_behind(
    tmp_path: Path,
) -> None:
    async with editing(tmp_path) as desk:
        text = desk.file.read_text(encoding="utf-8")
        desk.file.write_text(
            text.replace("    aliases:\n", "    aliases:\n    - nói kiểu mới\n", 1)
        )
        async with asyncio.timeout(SEEN_WITHIN):
            while not (found := learners(desk.process.pid)):
                await asyncio.sleep(0.01)
        desk.process.terminate()
        async with asyncio.timeout(ENDS_WITHIN):
            status = await desk.process.wait()

        assert status == 0
        assert not any(map(is_there, found))


async def test_an_old_id_leads_on_after_a_rename_while_the_bot_runs(tmp_path: Path) -> None:
    async with editing(tmp_path) as desk:
        text = desk.file.read_text(encoding="utf-8")
        renamed = text.replace("- id: luu-tru\n", "- id: bao-luu-tru\n    formerly: [luu-tru]\n")
        desk.file.write_text(renamed, encoding="utf-8")
        async with asyncio.timeout(SEEN_WITHIN):
            while (await desk.page("bao-luu-tru"))[0] != 200:
                await asyncio.sleep(0.02)
        status, page = await desk.page("luu-tru")

        assert status == 200  # redirected
        assert "lưu trú" in page
        assert desk.wrong == []
