"""Keeps the catalogue that is served, and reads it again when an editor saves a file."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from watchfiles import awatch

from bot.services.knowledge import build_catalogue, read_folder

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.catalogue import Catalogue
    from bot.core.problems import Problem
    from bot.services.knowledge import Draft

logger = logging.getLogger(__name__)

SETTLES = 200  #: milliseconds without a change after which a save is taken for finished
TRY_AGAIN = 2.0  #: seconds until a folder that vanished is looked for again


class Library:
    """Holds the catalogue being served; a new one replaces it in one assignment."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._reading = asyncio.Lock()
        self.problems: tuple[Problem, ...] = ()  #: of the last reading

    def current(self) -> Catalogue:
        """Return the snapshot to answer from."""
        return self._catalogue

    async def reload(self) -> bool:
        """Read the folder again, off the event loop; False when nothing had changed.

        What is broken keeps its last good version, entry by entry.
        """
        async with self._reading:
            draft = await asyncio.to_thread(read_folder, self._folder)
            self.problems = tuple(sorted(draft.problems))
            self._report(draft)
            if draft.fingerprint == self._catalogue.version:
                return False
            self._catalogue = await asyncio.to_thread(build_catalogue, draft, self._catalogue)
        logger.info(
            "knowledge.swapped",
            extra={"version": self._catalogue.version, "entries": len(self._catalogue.entries)},
        )
        return True

    def _report(self, draft: Draft) -> None:
        for problem in draft.problems:
            logger.warning(
                "knowledge.refused",
                extra={"place": str(problem.place), "entry": problem.entry, "what": problem.what},
            )

    async def watch(self) -> None:
        """Reload after each save until cancelled; a vanished folder is waited for."""
        while True:
            try:
                async for _ in awatch(self._folder, debounce=1600, step=SETTLES):
                    await self.reload()
            except OSError as error:
                logger.warning("knowledge.unwatched", extra={"reason": type(error).__name__})
            await asyncio.sleep(TRY_AGAIN)
