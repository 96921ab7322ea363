"""The folder that takes feedback as long as no office does."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import stat
from pathlib import Path

import pytest

from bot.core.feedback import Photo, Receipt
from bot.errors import PermanentDeliveryError, TransientDeliveryError
from bot.forwarders.dropbox import DropboxForwarder, DropboxOptions
from bot.forwarders.letter import letter_of, tree_of
from tests.forwarders.sample import CODE, FEEDBACK, PHOTOS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sâu" / "gop-y"


@pytest.fixture
def forwarder(folder: Path) -> DropboxForwarder:
    return DropboxForwarder(DropboxOptions(folder))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*")) + sorted(
        path.name for path in folder.glob(".*")
    )


async def test_a_folder_holds_the_text_the_tree_and_the_photos(
    folder: Path, forwarder: DropboxForwarder
) -> None:
    assert await forwarder.deliver(FEEDBACK) == Receipt(CODE)
    made = folder / CODE

    assert {file.name: file.read_bytes() for file in made.iterdir()} == {
        "1.jpg": PHOTOS[0].content,
        "2.png": PHOTOS[1].content,
        "gop-y.txt": letter_of(FEEDBACK).encode(),
        "feedback.json": (made / "feedback.json").read_bytes(),
    }
    assert json.loads((made / "feedback.json").read_bytes()) == tree_of(FEEDBACK)
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert names(folder) == [CODE]


async def test_a_folder_is_never_written_to_again(
    folder: Path, forwarder: DropboxForwarder
) -> None:
    await forwarder.deliver(FEEDBACK)
    (folder / CODE / "tra-loi.txt").write_text("Đã xử lý", encoding="utf-8")
    await forwarder.deliver(dataclasses.replace(FEEDBACK, what="Khác"))

    assert (folder / CODE / "tra-loi.txt").exists()
    assert "Khác" not in (folder / CODE / "gop-y.txt").read_text(encoding="utf-8")


async def test_what_somebody_killed_here_left_is_no_delivery_and_is_cleared(
    folder: Path, forwarder: DropboxForwarder
) -> None:
    left = folder / f".{CODE}.part"
    left.mkdir(parents=True)
    (left / "1.jpg").write_bytes(b"half")

    assert await forwarder.look_up(CODE) is None
    await forwarder.deliver(FEEDBACK)
    assert (folder / CODE / "1.jpg").read_bytes() == PHOTOS[0].content
    assert not left.exists()


async def test_a_disk_that_fails_midway_leaves_nothing(
    folder: Path, forwarder: DropboxForwarder
) -> None:
    (folder / "x").mkdir(parents=True)
    (folder / "x").rmdir()
    (folder / CODE).write_bytes(b"")  # a file has the name: the last step fails
    with pytest.raises(TransientDeliveryError, match=r"^folder: ENOTDIR$"):
        await forwarder.deliver(FEEDBACK)

    assert names(folder) == [CODE]


@pytest.mark.parametrize("code", ["../x", "", ".", "..", "a/b", "a\0b", ".DN", "x" * 300, "ố"])
async def test_no_code_leads_out_of_the_folder(
    folder: Path, forwarder: DropboxForwarder, code: str
) -> None:
    with pytest.raises(PermanentDeliveryError):
        await forwarder.deliver(dataclasses.replace(FEEDBACK, code=code))

    assert await forwarder.look_up(code) is None
    assert names(folder.parent) == []


@pytest.mark.parametrize("name", ["../1.jpg", "feedback.json", "gop-y.txt", ".jpg", "2.png"])
async def test_no_photo_leads_out_of_the_folder_or_over_another_file(
    forwarder: DropboxForwarder, name: str
) -> None:
    photos = (Photo(name, "image/jpeg", b"1"), PHOTOS[1])
    with pytest.raises(PermanentDeliveryError):
        await forwarder.deliver(dataclasses.replace(FEEDBACK, photos=photos))


async def test_many_at_once_do_not_disturb_each_other(
    folder: Path, forwarder: DropboxForwarder
) -> None:
    codes = [f"DN-{count}" for count in range(8)]
    each = [dataclasses.replace(FEEDBACK, code=code) for code in codes]
    await asyncio.gather(*map(forwarder.deliver, each))

    assert names(folder) == codes


async def test_it_cannot_be_asked_for_a_status(forwarder: DropboxForwarder) -> None:
    await forwarder.deliver(FEEDBACK)

    assert await forwarder.status(CODE) is None
