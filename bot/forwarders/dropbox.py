"""Puts feedback into a folder of this machine: what is done as long as no office is configured.

    <folder>/<ticket code>/gop-y.txt        to read
    <folder>/<ticket code>/feedback.json    for programs
    <folder>/<ticket code>/1.jpg …          the photos

A folder appears complete or not at all, and is never written to again.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.feedback import Receipt
from bot.core.ticket_ports import unnoticed
from bot.errors import PermanentDeliveryError, TransientDeliveryError
from bot.forwarders.letter import letter_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.core.feedback import Feedback, OfficeStatus
    from bot.core.ticket_ports import OnLeaving

_NAME = re.compile(r"\w[\w-]{0,99}(\.\w{1,9})?", re.ASCII)
_OWN = ("gop-y.txt", "feedback.json")
_PRIVATE = 0o700  # what citizens write is nobody else's business


@dataclass(frozen=True, slots=True)
class DropboxOptions:
    """Where the folder is; it is made when it is needed."""

    folder: Path


class DropboxForwarder:
    """The way to a folder; the ticket code is the number."""

    can_look_up = True
    knows_again = True

    def __init__(self, options: DropboxOptions) -> None:
        self._folder = options.folder

    async def deliver(
        self,
        feedback: Feedback,
        token: str = "",  # noqa: ARG002 - a folder gives none
        on_leaving: OnLeaving = unnoticed,
    ) -> Receipt:
        """Write the folder of this ticket code, if it is not there."""
        names = [*_OWN, *(photo.name for photo in feedback.photos)]
        is_safe = all(_NAME.fullmatch(name) for name in (feedback.code, *names))
        if not is_safe or len(names) != len(set(names)):
            message = "the ticket code or the name of a photo is no name for a file"
            raise PermanentDeliveryError(message)
        await on_leaving()
        files = dict(zip(names, _contents_of(feedback), strict=True))
        try:
            await asyncio.to_thread(_write, self._folder, feedback.code, files)
        except OSError as error:
            raise _as_transient(error) from error
        return Receipt(feedback.code)

    async def look_up(self, code: str) -> Receipt | None:
        """See whether the folder is there."""
        if not _NAME.fullmatch(code):
            return None
        try:
            is_there = await asyncio.to_thread((self._folder / code).is_dir)
        except OSError as error:
            raise _as_transient(error) from error
        return Receipt(code) if is_there else None

    async def status(self, number: str) -> OfficeStatus | None:  # noqa: ARG002 - nobody to ask
        """Return nothing: a folder does not speak."""
        return None

    async def close(self) -> None:
        """Do nothing: no file is left open."""


def _contents_of(feedback: Feedback) -> Iterator[bytes]:
    yield letter_of(feedback).encode()
    tree = json.dumps(tree_of(feedback), ensure_ascii=False, indent=2)
    yield f"{tree}\n".encode()
    for photo in feedback.photos:
        yield photo.content


def _write(folder: Path, name: str, files: dict[str, bytes]) -> None:
    """Write files into a folder that takes its name only when all of them are on the disk."""
    whole, part = folder / name, folder / f".{name}.part"
    if whole.is_dir():
        return
    shutil.rmtree(part, ignore_errors=True)  # of somebody who was killed here
    part.mkdir(mode=_PRIVATE, parents=True)
    try:
        for file, content in files.items():
            with (part / file).open("xb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
        _sync(part)
        part.rename(whole)
    finally:
        shutil.rmtree(part, ignore_errors=True)  # nothing is left of it if all went well
    _sync(folder)


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_transient(error: OSError) -> TransientDeliveryError:
    return TransientDeliveryError(f"folder: {errno.errorcode.get(error.errno or 0, 'OSError')}")
