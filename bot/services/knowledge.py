"""Loads the knowledge base from its folder into a catalogue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.core.catalogue import Catalogue
from bot.core.content import GuidesFile, LinksFile, PhrasesFile, TopicsFile
from bot.core.matching import Matcher
from bot.core.problems import Place, Problem
from bot.core.schema import Procedures, read_model, read_procedures
from bot.core.vocabulary import Calibration, Vocabulary
from bot.core.yaml_tree import Tree, parse
from bot.errors import ContentError

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

FILES: dict[str, type[BaseModel]] = {
    "guides.yaml": GuidesFile,
    "phrases.yaml": PhrasesFile,
    "links.yaml": LinksFile,
    "synonyms.yaml": Vocabulary,
    "small_talk.yaml": TopicsFile,
    "calibration.yaml": Calibration,
}


@dataclass(slots=True)
class Draft:
    """What was read so far, and everything wrong with it."""

    procedures: Procedures = field(default_factory=Procedures)
    files: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    fingerprint: str = ""


def read_folder(folder: Path) -> Draft:
    """Read and validate every file; nothing is raised for bad content."""
    draft = Draft()
    digest = hashlib.sha256()
    for name in ("procedures.yaml", *FILES):
        text = _read_text(folder / name, draft.problems)
        digest.update(text.encode())
        tree, problems = parse(text, name) if text else (None, [])
        draft.problems += problems
        if tree is not None:
            _take(draft, name, tree)
    draft.fingerprint = digest.hexdigest()[:8]
    return draft


def _read_text(path: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(Place(path.name), "không phải UTF-8", "lưu lại tệp với mã UTF-8"))
    except OSError as error:
        what = f"không đọc được tệp ({type(error).__name__})"
        problems.append(Problem(Place(path.name), what, "xem tên tệp và quyền đọc"))
    return ""


def _take(draft: Draft, name: str, tree: Tree) -> None:
    if name == "procedures.yaml":
        draft.procedures = read_procedures(tree)
        draft.problems += draft.procedures.problems
        return
    draft.files[name], problems = read_model(FILES[name], tree)
    draft.problems += problems


def build_catalogue(draft: Draft) -> Catalogue:
    """Make a catalogue of a draft.

    Raises:
        ContentError: when a whole file is missing or broken; broken entries are just left out.
    """
    files = {name: value for name, value in draft.files.items() if value is not None}
    if len(files) < len(FILES) or not draft.procedures.entries:
        raise ContentError(sorted(draft.problems))
    entries = draft.procedures.entries
    topics = files["small_talk.yaml"].topics
    links: LinksFile = files["links.yaml"]
    return Catalogue(
        version=draft.fingerprint,
        categories=draft.procedures.categories,
        entries=entries,
        guides={guide.id: guide for guide in files["guides.yaml"].guides},
        hosts={host.host: host for host in links.hosts},
        references=links.references,
        phrases=files["phrases.yaml"].phrases,
        web_words=files["phrases.yaml"].web,
        commands=files["phrases.yaml"].commands,
        topics={topic.id: topic for topic in topics},
        matcher=Matcher.build(
            tuple(entries.values()), files["synonyms.yaml"], topics, files["calibration.yaml"]
        ),
    )


def load(folder: Path) -> Catalogue:
    """Read a folder and build its catalogue."""
    return build_catalogue(read_folder(folder))


class Library:
    """Holds the catalogue being served; a new one replaces it in one assignment."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def current(self) -> Catalogue:
        """Return the snapshot to answer from."""
        return self._catalogue
