"""Keeps the catalogue that is served, and reads it again when an editor saves a file."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from watchfiles import awatch

from bot.services.knowledge import REVIEW_GRACE, build_catalogue, mend, read_folder

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from bot.core.catalogue import Catalogue
    from bot.services.knowledge import Draft

logger = logging.getLogger(__name__)

SETTLES = 200  #: milliseconds without a change after which a save is taken for finished
TRY_AGAIN = 2.0  #: seconds until a folder that vanished is looked for again


class Library:
    """Holds the catalogue being served; a new one replaces it in one assignment."""

    def __init__(self, folder: Path, draft: Draft, review_grace: timedelta) -> None:
        """Serve a draft of *folder*."""
        self._folder = folder
        self._grace = review_grace
        self._draft = draft
        self._catalogue = build_catalogue(draft, review_grace)
        self._reading = asyncio.Lock()
        self.problems = tuple(sorted(draft.problems))  #: of the last reading

    @classmethod
    def open(cls, folder: Path, review_grace: timedelta = REVIEW_GRACE) -> Library:
        """Read a folder for the first time.

        Raises:
            ContentError: when there is nothing to serve.
        """
        return cls(folder, read_folder(folder), review_grace)

    def current(self) -> Catalogue:
        """Return the snapshot to answer from."""
        return self._catalogue

    async def reload(self) -> bool:
        """Read the folder again, off the event loop; False when nothing had changed.

        What is broken keeps its last good version, entry by entry.
        """
        async with self._reading:
            known = self._draft.procedures.readings
            draft = await asyncio.to_thread(read_folder, self._folder, None, known)
            draft = mend(draft, self._draft)
            self.problems = tuple(sorted(draft.problems))
            self._report(draft)
            if draft.fingerprint == self._catalogue.version:
                return False
            catalogue = await asyncio.to_thread(build_catalogue, draft, self._grace)
            self._draft, self._catalogue = draft, catalogue
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
