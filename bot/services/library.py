"""Keeps the catalogue that is served, and reads it again when an editor saves a file."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits
from watchfiles import awatch

from bot.core.matching import Matcher
from bot.services.apprentice import Apprentice
from bot.services.knowledge import (
    REVIEW_GRACE,
    build_catalogue,
    lesson_of,
    read_folder,
    served_entries,
)
from bot.services.mending import mend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, timedelta
    from pathlib import Path

    from bot.core.catalogue import Catalogue
    from bot.core.matching.classifier import Memory
    from bot.services.knowledge import Draft

logger = logging.getLogger(__name__)

SETTLES = 80  #: milliseconds without a change after which a save is taken for finished
SWITCH = 0.0001  #: seconds a thread runs before another gets its turn
TRY_AGAIN = 2.0  #: seconds until a folder that vanished is looked for again


@contextmanager
def _gently() -> Iterator[None]:
    """Let the event loop in between, while another thread reads thousands of entries.

    Measured at 6,000 entries: the loop was late by up to 187 ms, half of it the collector
    walking over everything that is being built, half waiting its turn for 5 ms each time.
    """
    _busy.append(sys.getswitchinterval())
    sys.setswitchinterval(SWITCH)
    gc.disable()
    try:
        yield
    finally:
        interval = _busy[0]
        _busy.pop()
        if not _busy:
            gc.freeze()  # a catalogue has no cycles and lives long: nothing to collect in it
            gc.enable()
            sys.setswitchinterval(interval)


_busy: list[float] = []  #: an item for each who is reading; the first is the usual interval


class Library:
    """Holds the catalogue being served; a new one replaces it in one assignment."""

    def __init__(
        self,
        folder: Path,
        draft: Draft,
        review_grace: timedelta,
        today: Callable[[], date],
        memory: Memory | None,
    ) -> None:
        """Serve a draft of *folder*."""
        self._folder = folder
        self._memory = memory
        self._today = today
        self._grace = review_grace
        self._draft = draft
        self._catalogue = build_catalogue(draft, review_grace, memory=memory)
        self._reading = asyncio.Lock()
        self._learning = asyncio.Lock()
        self.problems = tuple(sorted(draft.problems))  #: of the last reading

    @classmethod
    def open(
        cls,
        folder: Path,
        review_grace: timedelta = REVIEW_GRACE,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        memory: Memory | None = None,
    ) -> Library:
        """Read a folder for the first time.

        Raises:
            ContentError: when there is nothing to serve.
        """
        with _gently():
            library = cls(folder, read_folder(folder, today()), review_grace, today, memory)
        threadpool_limits(1)  # from now on: what one answer multiplies is too small for two
        return library

    def current(self) -> Catalogue:
        """Return the snapshot to answer from."""
        return self._catalogue

    async def reload(self) -> bool:
        """Read the folder again, off the event loop; False when nothing had changed.

        What is broken keeps its last good version, entry by entry.
        """
        is_changed = await self._refresh()
        if is_changed:
            await self._learn()
        return is_changed

    async def _refresh(self) -> bool:
        """Serve what was saved: the facts at once, then the words they are found by."""
        async with self._reading:
            with _gently():
                draft = await asyncio.to_thread(self._read)
                self.problems = tuple(sorted(draft.problems))
                self._report(draft)
                if draft.fingerprint == self._catalogue.version:
                    return False
                self._draft = draft
                for step in (self._with_old_words, self._with_new_words):
                    self._catalogue = await asyncio.to_thread(step, draft, self._catalogue)
        logger.info(
            "knowledge.swapped",
            extra={"version": self._catalogue.version, "entries": len(self._catalogue.entries)},
        )
        return True

    async def _learn(self) -> None:
        """Learn anew what was saved last; a save meanwhile does not wait, and is learnt after."""
        async with self._learning:
            draft, apprentice = self._draft, Apprentice(self._memory)
            try:
                with _gently():
                    catalogue = await asyncio.to_thread(
                        self._learnt, draft, self._catalogue, apprentice
                    )
            finally:
                apprentice.stop()
            if self._draft is draft:
                self._catalogue = catalogue

    def _read(self) -> Draft:
        """Read what changed."""
        draft = read_folder(self._folder, self._today(), self._draft.procedures.readings)
        return mend(draft, self._draft)

    def _with_old_words(self, draft: Draft, last: Catalogue) -> Catalogue:
        """Make a catalogue at once that understands as the last one did.

        What it may still hear of, and is gone, stays until the next one no longer does.
        """
        served = served_entries(draft)
        gone = {id_: entry for id_, entry in last.entries.items() if id_ not in served}
        entries = {**draft.procedures.entries, **gone}
        kept = replace(draft, procedures=replace(draft.procedures, entries=entries))
        return build_catalogue(kept, self._grace, last.matcher)

    def _with_new_words(self, draft: Draft, last: Catalogue) -> Catalogue:
        """Make a catalogue that finds what citizens may say now, if they are read as before."""
        lesson = lesson_of(draft)
        if not last.matcher.ranker.lesson.is_read_alike(lesson):
            return last
        return build_catalogue(draft, self._grace, last.matcher.listening_to(lesson))

    def _learnt(self, draft: Draft, last: Catalogue, memory: Memory) -> Catalogue:
        """Make a catalogue that has learnt everything anew; this takes seconds."""
        topics = draft.files["small_talk.yaml"].topics
        calibration = draft.files["calibration.yaml"]
        lesson = lesson_of(draft)
        matcher = Matcher.build(lesson, topics, calibration, last.matcher, memory)
        return build_catalogue(draft, self._grace, matcher)

    def _report(self, draft: Draft) -> None:
        for problem in (one for one in draft.problems if not one.is_warning):
            logger.warning(
                "knowledge.refused",
                extra={"place": str(problem.place), "entry": problem.entry, "what": problem.what},
            )

    async def watch(self) -> None:
        """Reload after each save until cancelled; a vanished folder is waited for."""
        while True:
            try:
                async with asyncio.TaskGroup() as learners:
                    async for _ in awatch(self._folder, debounce=1600, step=SETTLES):
                        is_changed = await self._refresh()
                        if is_changed or self._catalogue.matcher.ranker.is_borrowing:
                            learners.create_task(self._learn())  # also what was broken off
            except* OSError as errors:
                reason = type(errors.exceptions[0]).__name__
                logger.warning("knowledge.unwatched", extra={"reason": reason})
            except* Exception as errors:  # a boundary: no save may end a bot that answers
                logger.exception("knowledge.not_taken", exc_info=errors.exceptions[0])
            await asyncio.sleep(TRY_AGAIN)
