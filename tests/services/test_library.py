"""An editor saves files, good and bad; citizens are answered all the while."""

from __future__ import annotations

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.core.matching.classifier import Classifier, Exercise
from bot.services.library import TRY_AGAIN, Library

pytestmark = pytest.mark.e2e

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
SEEN_WITHIN = 10.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(KNOWLEDGE, tmp_path / "kb")
    return tmp_path / "kb"


@pytest.fixture
async def library(folder: Path) -> AsyncIterator[Library]:
    """A library that watches its folder."""
    library = Library.open(folder)
    watching = asyncio.create_task(library.watch())
    await asyncio.sleep(0.3)  # the watch begins
    yield library
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def edit(folder: Path, old: str, new: str, name: str = "procedures.yaml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


async def until_fee(library: Library, entry: str, said: str) -> None:
    async with asyncio.timeout(SEEN_WITHIN):
        while said not in str(library.current().entries[entry].fee):
            await asyncio.sleep(0.02)


def test_the_collector_leaves_alone_what_was_read_at_start(folder: Path) -> None:
    gc.unfreeze()
    library = Library.open(folder)
    assert gc.get_freeze_count() > len(library.current().entries)
    assert gc.isenabled()


OLD_FEE = "Không mất phí hồ sơ."


async def test_a_saved_answer_is_live_in_a_moment(library: Library, folder: Path) -> None:
    edit(folder, OLD_FEE, "Nay mất 1.000 đồng.")

    await until_fee(library, "vay-ho-ngheo", "1.000 đồng")


async def test_rename_and_replace_is_seen_as_a_save(library: Library, folder: Path) -> None:
    shutil.copy(folder / "procedures.yaml", folder / ".procedures.swp")
    edit(folder, OLD_FEE, "Nay mất 2.000 đồng.", ".procedures.swp")
    (folder / ".procedures.swp").replace(folder / "procedures.yaml")

    await until_fee(library, "vay-ho-ngheo", "2.000 đồng")


async def test_a_broken_entry_keeps_its_old_answer_and_the_others_change(
    library: Library, folder: Path
) -> None:
    before = library.current().entries["ket-hon"]
    edit(folder, "  - id: ket-hon\n    title:", "  - id: ket-hon\n    tilte:")
    edit(folder, OLD_FEE, "Nay mất 3.000 đồng.")
    await until_fee(library, "vay-ho-ngheo", "3.000 đồng")

    assert library.current().entries["ket-hon"] == before
    assert any('có phải ý anh/chị là "title"?' in p.fix for p in library.problems)


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "procedures.yaml").write_text("", encoding="utf-8"),
        lambda folder: (folder / "procedures.yaml").write_bytes(b"\xff\xfe\x00"),
        lambda folder: (folder / "procedures.yaml").unlink(),
        lambda folder: (folder / "phrases.yaml").write_text("phrases: [", encoding="utf-8"),
        shutil.rmtree,
    ],
    ids=["emptied", "not text", "deleted", "half written", "folder gone"],
)
async def test_whatever_happens_to_the_files_everything_is_still_answered(
    folder: Path, damage: object
) -> None:
    library = Library.open(folder)
    before = dict(library.current().entries)
    assert callable(damage)
    damage(folder)
    await library.reload()

    assert dict(library.current().entries) == before
    assert library.current().phrases.start
    assert library.problems


async def test_a_file_cut_short_loses_no_entry(folder: Path) -> None:
    library = Library.open(folder)
    text = (folder / "procedures.yaml").read_text(encoding="utf-8")
    for share in (0.1, 0.37, 0.62, 0.95):
        (folder / "procedures.yaml").write_text(text[: int(len(text) * share)], encoding="utf-8")
        await library.reload()
        assert len(library.current().entries) == 67


async def test_an_entry_taken_out_of_a_sound_file_is_gone(folder: Path) -> None:
    library = Library.open(folder)
    text = (folder / "procedures.yaml").read_text(encoding="utf-8")
    start = text.index("  - id: giay-phep-xay-dung")
    (folder / "procedures.yaml").write_text(text[:start], encoding="utf-8")
    await library.reload()

    assert "giay-phep-xay-dung" not in library.current().entries
    assert len(library.current().entries) == 66


async def until_learning(library: Library, *, begun: bool) -> None:
    async with asyncio.timeout(SEEN_WITHIN):
        while library.current().matcher.ranker.is_borrowing != begun:
            await asyncio.sleep(0.005)


async def test_what_was_broken_off_is_learnt_with_the_next_sign_of_life(folder: Path) -> None:
    library = Library.open(folder)
    watching = asyncio.create_task(library.watch())
    await asyncio.sleep(0.3)
    edit(folder, "    aliases:\n", "    aliases:\n    - một cách nói mới\n")
    await until_learning(library, begun=True)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert library.current().matcher.ranker.is_borrowing

    watching = asyncio.create_task(library.watch())
    await asyncio.sleep(0.3)
    (folder / "procedures.yaml").touch()
    await until_learning(library, begun=False)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_a_word_looked_for_that_has_no_letters_stops_no_reload(
    library: Library, folder: Path
) -> None:
    edit(folder, "  things: [", '  things: ["?", ', "synonyms.yaml")
    edit(folder, "    tell: [", '    tell: ["…", ', "small_talk.yaml")
    await library.reload()

    assert {problem.place.file for problem in library.problems} == {
        "small_talk.yaml",
        "synonyms.yaml",
    }
    edit(folder, OLD_FEE, "Phí mới.")
    async with asyncio.timeout(SEEN_WITHIN):
        while "Phí mới." not in str(library.current().entries):
            await asyncio.sleep(0.02)


class Faulty(dict[str, Mapping[str, NDArray[np.float32]]]):
    """A memory with a bug, from when it is told to have one."""

    is_broken = False

    def load(self, key: str) -> Mapping[str, NDArray[np.float32]] | None:
        if self.is_broken:
            raise ZeroDivisionError
        return self.get(key)

    def save(self, key: str, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        self[key] = arrays

    def learn(self, exercise: Exercise) -> Classifier:
        return exercise.solve()


async def test_a_bug_of_ours_in_reading_a_save_ends_nothing(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    memory = Faulty()
    library = Library.open(folder, memory=memory)
    before = library.current().matcher.ranker.lesson
    watching = asyncio.create_task(library.watch())
    await asyncio.sleep(0.3)
    memory.is_broken = True
    edit(folder, "    aliases:\n", "    aliases:\n    - một cách nói mới\n")
    async with asyncio.timeout(SEEN_WITHIN):
        while "knowledge.not_taken" not in caplog.messages:
            await asyncio.sleep(0.02)
    assert not watching.done()
    assert len(library.current().entries) == 67

    memory.is_broken = False
    edit(folder, OLD_FEE, "Phí mới sau lỗi.")
    await asyncio.sleep(TRY_AGAIN + 0.5)
    (folder / "procedures.yaml").touch()
    await until_fee(library, "vay-ho-ngheo", "Phí mới sau lỗi.")
    assert library.current().matcher.ranker.lesson != before
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
