"""Looks in the other files for entries that are not there, and for hosts nobody vouches for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from bot.core.hosts import hosts_in
from bot.core.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.core.content import LinksFile
    from bot.core.problems import Place
    from bot.core.yaml_tree import Path, Tree

LEFT_OUT = "bot vẫn trả lời, chỉ bỏ qua chỗ này"
#: where entries are named, file by file; * stands for each of a list
_NAMED: Mapping[str, tuple[Path, ...]] = {
    "guides.yaml": (("guides", "*", "entry"), ("guides", "*", "ways", "*", "entry")),
    "links.yaml": (("hosts", "*", "entry"), ("hosts", "*", "pages", "*", "entry")),
    "questions.yaml": (("questions", "*", "entry"),),
}

_SPOKEN = {
    "gopy.yaml",
    "guides.yaml",
    "phrases.yaml",
    "small_talk.yaml",
}  #: what of them citizens read


def nearest(name: str, known: Collection[str]) -> str:
    """Return a piece of advice: the known name that may be meant, if one is like it."""
    best = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return f'có phải ý anh/chị là "{best[0]}"?' if best else "sửa lại hoặc bỏ đi"


def renaming(place: Place, name: str, renamed: Mapping[str, str], entry: str = "") -> Problem:
    """Tell a name that an entry had formerly; it still leads there."""
    what = f'"{name}" là mã cũ của mục "{renamed[name]}"'
    return Problem(place, what, f'sửa thành "{renamed[name]}"', entry, is_warning=True)


def pointer_problems(
    trees: Mapping[str, Tree], known: Collection[str], renamed: Mapping[str, str]
) -> Iterator[Problem]:
    """Tell the entries that guides, links and content tests name, and that are not *known*."""
    for file, tree in trees.items():
        for pattern in _NAMED.get(file, ()):
            for path, name in _found(tree.value, pattern, ()):
                if not isinstance(name, str) or name in known:
                    continue
                place = tree.place(path)
                if name in renamed:
                    yield renaming(place, name, renamed)
                else:
                    what = f'nhắc tới mục "{name}" mà không có mục nào như vậy'
                    yield Problem(place, what, nearest(name, known), served_as=LEFT_OUT)


def stranger_problems(trees: Mapping[str, Tree], links: LinksFile) -> Iterator[Problem]:
    """Tell the hosts that guides, phrases and small talk name, and that links.yaml does not."""
    official = {host.host for host in links.hosts}
    cited = official | {host.host for host in links.references}
    for file in _SPOKEN & trees.keys():
        for path, text in _strings(trees[file].value, ()):
            known = cited if "sources" in path else official
            for host in hosts_in(text):
                if host not in known:
                    what = f'trang "{host}" không có trong links.yaml'
                    yield Problem(trees[file].place(path), what, nearest(host, known))


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _strings(item, (*path, i))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*path, key))


def _found(value: Any, pattern: Path, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield what stands at a pattern, with its path."""
    if not pattern:
        yield path, value
    elif pattern[0] == "*" and isinstance(value, list):
        for i, item in enumerate(value):
            yield from _found(item, pattern[1:], (*path, i))
    elif isinstance(value, dict) and pattern[0] in value:
        yield from _found(value[pattern[0]], pattern[1:], (*path, pattern[0]))
