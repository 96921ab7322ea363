"""Loads the knowledge base from its folder into a catalogue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.core.catalogue import Catalogue
from bot.core.checks import Checker
from bot.core.content import GuidesFile, LinksFile, PhrasesFile, TopicsFile
from bot.core.matching import Matcher
from bot.core.problems import Place, Problem
from bot.core.schema import Procedures, read_model, read_procedures
from bot.core.vocabulary import Calibration, Vocabulary
from bot.core.yaml_tree import Tree, parse
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from pydantic import BaseModel

    from bot.core.entry import Entry

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
    tree: Tree | None = None  #: of procedures.yaml


def read_folder(folder: Path, today: date | None = None) -> Draft:
    """Read and validate every file; nothing is raised for bad content.

    With *today* also what only shows when all of it is looked at together.
    """
    draft = Draft()
    digest = hashlib.sha256()
    for name in ("procedures.yaml", *FILES):
        text = _read_text(folder / name, draft.problems)
        if text is None:
            digest.update(b"unreadable")
            continue
        digest.update(text.encode())
        tree, problems = parse(text, name)
        draft.problems += problems
        if tree is not None:
            _take(draft, name, tree)
    draft.fingerprint = digest.hexdigest()[:8]
    if today is not None and draft.tree is not None:
        guides, links = draft.files.get("guides.yaml"), draft.files.get("links.yaml")
        checker = Checker(draft.procedures, draft.tree, guides, links, today)
        draft.problems += checker.problems()
    return draft


def _read_text(path: Path, problems: list[Problem]) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(Place(path.name), "không phải UTF-8", "lưu lại tệp với mã UTF-8"))
    except OSError as error:
        what = f"không đọc được tệp ({type(error).__name__})"
        problems.append(Problem(Place(path.name), what, "xem tên tệp và quyền đọc"))
    return None


def _take(draft: Draft, name: str, tree: Tree) -> None:
    if name == "procedures.yaml":
        draft.tree = tree
        draft.procedures = read_procedures(tree)
        draft.problems += draft.procedures.problems
        return
    draft.files[name], problems = read_model(FILES[name], tree)
    draft.problems += problems


def build_catalogue(draft: Draft, last: Catalogue | None = None) -> Catalogue:
    """Make a catalogue of a draft; what is broken in it is taken from the last good one.

    Raises:
        ContentError: when a whole file is missing or broken and there is no last good one;
            broken entries alone are just left out then.
    """
    if last is not None:
        return _mend(draft, last)
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
        vocabulary=files["synonyms.yaml"],
        calibration=files["calibration.yaml"],
        matcher=Matcher.build(
            tuple(entries.values()), files["synonyms.yaml"], topics, files["calibration.yaml"]
        ),
    )


def _mend(draft: Draft, last: Catalogue) -> Catalogue:
    """Replace what is good, entry by entry and file by file, and keep the rest."""
    good = {name: value for name, value in draft.files.items() if value is not None}
    entries = _mended_entries(draft, last.entries)
    vocabulary = good.get("synonyms.yaml", last.vocabulary)
    calibration = good.get("calibration.yaml", last.calibration)
    topics = good["small_talk.yaml"].topics if "small_talk.yaml" in good else last.topics.values()
    phrases, links = good.get("phrases.yaml"), good.get("links.yaml")
    guides = good.get("guides.yaml")
    return Catalogue(
        version=draft.fingerprint,
        categories=draft.procedures.categories or last.categories,
        entries=entries,
        guides={guide.id: guide for guide in guides.guides} if guides else last.guides,
        hosts={host.host: host for host in links.hosts} if links else last.hosts,
        references=links.references if links else last.references,
        phrases=phrases.phrases if phrases else last.phrases,
        web_words=phrases.web if phrases else last.web_words,
        commands=phrases.commands if phrases else last.commands,
        topics={topic.id: topic for topic in topics},
        vocabulary=vocabulary,
        calibration=calibration,
        matcher=Matcher.build(tuple(entries.values()), vocabulary, tuple(topics), calibration),
    )


def _mended_entries(draft: Draft, last: Mapping[str, Entry]) -> dict[str, Entry]:
    """Take the new entries; keep the old one of each that is broken, and all if none is left."""
    new = draft.procedures.entries
    if all(p.is_warning or p.place.file != "procedures.yaml" for p in draft.problems):
        return dict(new)
    # An entry goes only when the whole file is sound: a file half saved must not lose its tail.
    return {**last, **new}


def load(folder: Path) -> Catalogue:
    """Read a folder and build its catalogue."""
    return build_catalogue(read_folder(folder))
