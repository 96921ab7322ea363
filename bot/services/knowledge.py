"""Loads the knowledge base from its folder into a catalogue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.catalogue import Catalogue
from bot.core.checks import Checker
from bot.core.content import GuidesFile, LinksFile, PhrasesFile, QuestionsFile, TopicsFile
from bot.core.entry import Status
from bot.core.gopy import GopyFile
from bot.core.matching import Lesson, Matcher
from bot.core.pointers import pointer_problems, stranger_problems
from bot.core.procedures import Procedures, read_procedures
from bot.core.schema import read_model
from bot.core.trials import trial_problems
from bot.core.vocabulary import AskedFile, Calibration, Vocabulary
from bot.core.yaml_tree import parse
from bot.errors import ContentError
from bot.services.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from pydantic import BaseModel

    from bot.core.entry import Entry
    from bot.core.matching.classifier import Memory
    from bot.core.problems import Problem
    from bot.core.procedures import Reading
    from bot.core.yaml_tree import Tree

PROCEDURES = "procedures.yaml"
QUESTIONS = "questions.yaml"
CALIBRATION = "calibration.yaml"
OPTIONAL = {QUESTIONS}  #: the bot can run without them
IMPORTED_FOLDER = "imported"  #: written by `bot import`
REVIEW_GRACE = timedelta(days=90)
FILES: dict[str, type[BaseModel]] = {
    "guides.yaml": GuidesFile,
    "phrases.yaml": PhrasesFile,
    "links.yaml": LinksFile,
    "gopy.yaml": GopyFile,
    "synonyms.yaml": Vocabulary,
    "small_talk.yaml": TopicsFile,
    "asked.yaml": AskedFile,
    CALIBRATION: Calibration,
    QUESTIONS: QuestionsFile,
}


@dataclass(slots=True)
class Draft:
    """What was read so far, and everything wrong with it."""

    procedures: Procedures = field(default_factory=Procedures)
    files: dict[str, Any] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)  #: of the files but those of entries
    problems: list[Problem] = field(default_factory=list)
    fingerprint: str = ""
    unsound: frozenset[str] = frozenset()  #: files of entries of which not all could be read


def read_folder(
    folder: Path, today: date | None = None, known: Mapping[str, Reading] | None = None
) -> Draft:
    """Read and validate every file; nothing is raised for bad content.

    With *today* also what only shows when all of it is looked at together. Pieces that are
    *known* from an earlier reading are not read again, and what is no fault is not told.
    """
    draft = Draft()
    texts = _read_texts(folder, draft.problems)
    draft.fingerprint = _fingerprint(texts)
    for name in FILES:
        if name in texts:
            _read_file(draft, name, texts.pop(name))
    draft.procedures = read_procedures(texts, known or {})
    draft.problems += draft.procedures.problems
    draft.unsound = frozenset(p.place.file for p in draft.problems if p.is_refused) - FILES.keys()
    if today is not None:
        _look_together(draft, today, only_faults=known is not None)
    return draft


def _fingerprint(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\0{text}\0".encode(errors="replace"))
    return digest.hexdigest()[:8]


def _read_file(draft: Draft, name: str, text: str) -> None:
    """Read a file that is one piece."""
    tree, problems = parse(text, name)
    draft.problems += problems
    if tree is not None:
        draft.trees[name] = tree
        draft.files[name], problems = read_model(FILES[name], tree)
        draft.problems += problems


def _look_together(draft: Draft, today: date, *, only_faults: bool) -> None:
    """Tell what only shows when all of it is looked at together, and leave out what is refused."""
    guides, links = draft.files.get("guides.yaml"), draft.files.get("links.yaml")
    checker = Checker(draft.procedures, guides, links, today)
    found = list(checker.faults() if only_faults else checker.problems())
    draft.problems += found
    if not only_faults:
        draft.problems += _pointer_problems(draft)
        draft.problems += stranger_problems(draft.trees, links) if links else ()
    draft.procedures = _without(draft.procedures, {p.entry for p in found if p.is_refused})


def _pointer_problems(draft: Draft) -> Iterator[Problem]:
    """Tell entries that are named and are not there; of a file that is lost that says nothing."""
    names = draft.procedures.names
    return pointer_problems(draft.trees, names, draft.procedures.renamed) if names else iter(())


def _without(procedures: Procedures, refused: set[str]) -> Procedures:
    """Leave out entries that are good by themselves, but not among the others."""
    if not refused:
        return procedures
    kept = {id_: entry for id_, entry in procedures.entries.items() if id_ not in refused}
    return replace(procedures, entries=kept, broken=procedures.broken | refused)


def check_folder(folder: Path, today: date, memory: Memory | None = None) -> list[Problem]:
    """Return everything wrong with a folder; its content tests run when nothing else fails."""
    draft = read_folder(folder, today)
    tests, tree = draft.files.get(QUESTIONS), draft.trees.get(QUESTIONS)
    if tests and tree and all(problem.is_warning for problem in draft.problems):
        draft.problems += trial_problems(
            build_catalogue(draft, memory=memory), tests.questions, tree
        )
    return sorted(draft.problems)


def _read_texts(folder: Path, problems: list[Problem]) -> dict[str, str]:
    """Return what each file says; those of entries come last, the hand-written one first."""
    imported = sorted(folder.glob(f"{IMPORTED_FOLDER}/*.yaml"))
    names = [*FILES, PROCEDURES, *(f"{IMPORTED_FOLDER}/{path.name}" for path in imported)]
    texts = ((name, read_text(folder / name, name, problems)) for name in names)
    return {name: text for name, text in texts if text is not None}


def build_catalogue(
    draft: Draft,
    review_grace: timedelta = REVIEW_GRACE,
    matcher: Matcher | None = None,
    memory: Memory | None = None,
) -> Catalogue:
    """Make a catalogue of a draft; broken entries are just left out.

    Args:
        draft: what was read.
        review_grace: how long an overdue answer is still given.
        matcher: one that has learnt already; without it a new one learns, which takes a second.
        memory: where it may have been learnt before.

    Raises:
        ContentError: when a whole file is missing or broken.
    """
    files = draft.files
    served = served_entries(draft)
    if not served or any(files.get(name) is None for name in FILES if name not in OPTIONAL):
        raise ContentError(sorted(draft.problems))
    if matcher is None:
        topics = files["small_talk.yaml"].topics
        matcher = Matcher.build(lesson_of(draft), topics, files[CALIBRATION], memory=memory)
    return _catalogue_of(draft, served, matcher, review_grace)


def _catalogue_of(
    draft: Draft, served: Mapping[str, Entry], matcher: Matcher, review_grace: timedelta
) -> Catalogue:
    files, phrases = draft.files, draft.files["phrases.yaml"]
    links: LinksFile = files["links.yaml"]
    return Catalogue(
        version=draft.fingerprint,
        categories=draft.procedures.categories,
        entries=served,
        guides={guide.id: guide for guide in files["guides.yaml"].guides},
        hosts={host.host: host for host in links.hosts},
        references=links.references,
        phrases=phrases.phrases,
        web_words=phrases.web,
        commands=phrases.commands,
        topics={topic.id: topic for topic in files["small_talk.yaml"].topics},
        gopy=files["gopy.yaml"],
        vocabulary=files["synonyms.yaml"],
        calibration=files[CALIBRATION],
        matcher=matcher,
        review_grace=review_grace,
    )


def served_entries(draft: Draft) -> dict[str, Entry]:
    """Return the entries that are no drafts."""
    entries = draft.procedures.entries.values()
    return {entry.id: entry for entry in entries if entry.status is not Status.DRAFT}


def lesson_of(draft: Draft) -> Lesson:
    """Gather what a matcher learns of a draft."""
    entries = tuple(served_entries(draft).values())
    topics = draft.files["small_talk.yaml"].topics
    asked = draft.files["asked.yaml"].asked
    return Lesson.of(entries, topics, draft.files["synonyms.yaml"], asked)


def load(
    folder: Path, review_grace: timedelta = REVIEW_GRACE, memory: Memory | None = None
) -> Catalogue:
    """Read a folder and build its catalogue."""
    return build_catalogue(read_folder(folder), review_grace, memory=memory)
