"""What one entry alone cannot tell: references, collisions, unknown hosts, stale dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from bot.core.entry import IMPORTED, Entry, Status
from bot.core.facts import text_on
from bot.core.hosts import host_of, hosts_in
from bot.core.pointers import LEFT_OUT, nearest, renaming
from bot.core.problems import Problem
from bot.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from bot.core.content import GuidesFile, LinksFile
    from bot.core.facts import Fact
    from bot.core.procedures import Procedures
    from bot.core.yaml_tree import Path

_TELLING = 12  #: letters; "dang ky xe a" and "dang ky xe b" are no misprint
_NEARLY = 95  #: percent from which two aliases are the same but for a letter
_KINDS = {"category": "nhóm", "guide": "hướng dẫn"}
_ENTRIES = {"related", "superseded_by"}  #: keys that name entries
#: at least and at most, to be found well and to take nothing from others
_AMOUNTS = (("aliases", 8, 20), ("questions", 5, None))
_SINGLE = ("summary", "in_2018", "audience", "where", "time_limit", "fee", "online", "result")
_LISTED = ("documents", "steps", "tips")


class _Claim(NamedTuple):
    """A title or an alias, and whose it is."""

    entry: Entry
    path: Path
    said: str

    @property
    def folded(self) -> str:
        return fold(self.said)


@dataclass(frozen=True)
class Checker:
    """Looks at the entries together with the guides and links they refer to."""

    procedures: Procedures
    guides: GuidesFile | None
    links: LinksFile | None
    today: date

    def problems(self) -> Iterator[Problem]:
        """Tell everything wrong, in no order."""
        yield from self.faults()
        for entry in self.procedures.entries.values():
            yield from self._staleness(entry)
            yield from self._amounts(entry)
        yield from self._resemblances()

    def faults(self) -> Iterator[Problem]:
        """Tell what may keep an entry from being served; the rest is for an editor's eyes."""
        known = self._known()
        for entry in self.procedures.entries.values():
            yield from self._references(entry, known)
            yield from self._hosts(entry)
            yield from self._gaps(entry)
        yield from self._collisions()
        yield from self._renames()

    def _known(self) -> Mapping[str, Collection[str]]:
        """Return the names that each key may refer to."""
        entries = self.procedures.names
        categories = {IMPORTED, *(category.id for category in self.procedures.categories)}
        guides = {guide.id for guide in self.guides.guides} if self.guides else set()
        return {
            "related": entries,
            "superseded_by": entries,
            "category": categories,
            "guide": guides,
        }

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        return self.procedures.renamed

    @cached_property
    def _official(self) -> set[str]:
        return {host.host for host in self.links.hosts} if self.links else set()

    @cached_property
    def _cited(self) -> set[str]:
        references = self.links.references if self.links else ()
        return self._official | {host.host for host in references}

    def _problem(
        self, entry: Entry, path: Path, what: str, fix: str, *, warn: bool = False
    ) -> Problem:
        place = self.procedures.place(entry.id, *path)
        return Problem(place, what, fix, entry.id, is_warning=warn)

    def _references(self, entry: Entry, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
        wanted: list[tuple[Path, str | None]]
        wanted = [(("related", i), found) for i, found in enumerate(entry.related)]
        wanted.append((("category",), entry.category))
        wanted.append((("superseded_by",), entry.superseded_by))
        wanted.append((("guide",), entry.guide))
        for path, name in wanted:
            if not name or name in known[str(path[0])]:
                continue
            if path[0] in _ENTRIES and name in self._renamed:
                place = self.procedures.place(entry.id, *path)
                yield renaming(place, name, self._renamed, entry.id)
            else:
                kind = _KINDS.get(str(path[0]), "mục")
                what = f"'{path[0]}' nhắc tới \"{name}\" mà không có {kind} nào như vậy"
                problem = self._problem(entry, path, what, nearest(name, known[str(path[0])]))
                is_needed = path[0] == "category"
                yield problem if is_needed else replace(problem, served_as=LEFT_OUT)

    def _hosts(self, entry: Entry) -> Iterator[Problem]:
        if self.links is None:
            return
        official, known = self._official, self._cited
        for path, text in self._texts(entry):
            for host in hosts_in(text):
                if host not in official:
                    what = f'trang "{host}" không có trong links.yaml'
                    yield self._problem(entry, path, what, nearest(host, official))
        for i, source in enumerate(entry.sources):
            cited = host_of(source.url) if source.url else None
            if cited is not None and cited not in known:
                what = f'nguồn "{cited}" chưa có trong links.yaml'
                yield self._problem(entry, ("sources", i), what, "thêm vào 'references'")

    def _texts(self, entry: Entry) -> Iterator[tuple[Path, str]]:
        for name in _SINGLE:
            fact: Fact | None = getattr(entry, name)
            for text in _wordings(fact):
                yield (name,), text
        for name in _LISTED:
            for i, fact in enumerate(getattr(entry, name)):
                for text in _wordings(fact):
                    yield (name, i), text
        for i, change in enumerate(entry.history):
            yield ("history", i), change.text
        for i, unknown in enumerate(entry.unknown):
            yield ("unknown", i), f"{unknown.text} {unknown.ask}"

    def _staleness(self, entry: Entry) -> Iterator[Problem]:
        if entry.status is Status.DRAFT:
            problem = self._problem(
                entry, ("status",), "mục còn là bản nháp (draft)", "viết xong thì bỏ dòng status"
            )
            yield replace(problem, is_warning=True, served_as="bot chưa trả lời bằng mục này")
        if entry.checked_on > self.today + timedelta(days=1):  # a day for those further east
            what = f"'checked_on' ({entry.checked_on}) là ngày chưa tới"
            yield self._problem(entry, ("checked_on",), what, "ghi ngày đã kiểm tra", warn=True)
        if self.today > entry.review_by:
            what = f"đã quá hạn xem lại ({entry.review_by})"
            fix = "kiểm tra lại rồi sửa 'checked_on' và 'review_by'"
            yield self._problem(entry, ("review_by",), what, fix, warn=True)

    def _amounts(self, entry: Entry) -> Iterator[Problem]:
        """Tell too few or too many ways of saying it; stubs and imports may have few."""
        if entry.status is Status.DRAFT or entry.category == IMPORTED:
            return
        for name, least, most in _AMOUNTS:
            count = len(getattr(entry, name))
            if count < least:
                fix = f"thêm cho đủ {least}: lời bà con hay nói, có và không dấu"
                yield self._problem(entry, (name,), f"'{name}' mới có {count} câu", fix, warn=True)
            elif most and count > most:
                what = f"'{name}' có tới {count} câu"
                fix = f"giữ {most} câu khác hẳn nhau; câu dài thì chuyển sang 'questions'"
                yield self._problem(entry, (name,), what, fix, warn=True)

    def _gaps(self, entry: Entry) -> Iterator[Problem]:
        """Tell facts that say nothing today; a paper that is needed only later is none."""
        for name in _SINGLE:
            fact = getattr(entry, name)
            if fact is not None and text_on(fact, self.today) is None:
                what = f"'{name}' không có nội dung cho hôm nay ({self.today})"
                yield self._problem(entry, (name,), what, "thêm đoạn 'from' cho tới nay")

    def _collisions(self) -> Iterator[Problem]:
        """Tell aliases that two entries claim; both lines are named."""
        owners: dict[str, _Claim] = {}
        for claim in self._claims():
            first = owners.setdefault(claim.folded, claim)
            if first.entry.id != claim.entry.id:
                yield self._collision(claim, first)

    def _resemblances(self) -> Iterator[Problem]:
        """Tell aliases of two entries that are the same but for a letter."""
        owners = {claim.folded: claim for claim in self._claims()}
        for one, other in _nearly_alike([said for said in owners if len(said) >= _TELLING]):
            if owners[one].entry.id != owners[other].entry.id:
                yield self._collision(owners[other], owners[one], is_same=False)

    def _claims(self) -> Iterator[_Claim]:
        """Yield every title and alias; official titles that were imported may resemble."""
        for entry in self.procedures.entries.values():
            if entry.category != IMPORTED:
                yield _Claim(entry, ("title",), entry.title)
                for i, alias in enumerate(entry.aliases):
                    yield _Claim(entry, ("aliases", i), alias)

    def _collision(self, claim: _Claim, first: _Claim, *, is_same: bool = True) -> Problem:
        how = "trùng" if is_same else "gần như trùng"
        there = self.procedures.place(first.entry.id, *first.path)
        is_here = there.file == self.procedures.origins[claim.entry.id][0].file
        where = f"dòng {there.line}" if is_here else f"{there.file}, dòng {there.line}"
        what = f'"{claim.said}" {how} với mục "{first.entry.id}" ({where})'
        fix = "bỏ ở một trong hai mục" if is_same else "nếu không cố ý thì sửa cho khác hẳn"
        return self._problem(claim.entry, claim.path, what, fix, warn=not is_same)

    def _renames(self) -> Iterator[Problem]:
        taken = dict.fromkeys(self.procedures.entries, "là mã đang dùng")
        for entry in self.procedures.entries.values():
            for i, old in enumerate(entry.formerly):
                if old in taken:
                    what = f'mã cũ "{old}" {taken[old]}'
                    yield self._problem(entry, ("formerly", i), what, "bỏ dòng này")
                taken[old] = f'đã thuộc mục "{entry.id}"'


def _wordings(fact: Fact | None) -> tuple[str, ...]:
    if fact is None:
        return ()
    return (fact,) if isinstance(fact, str) else tuple(value.text for value in fact)


def _nearly_alike(said: list[str]) -> Iterator[tuple[str, str]]:
    """Return the pairs that are the same but for a letter."""
    if not said:
        return
    scores = process.cdist(said, said, scorer=fuzz.ratio, score_cutoff=_NEARLY, dtype="uint8")
    for i, j in zip(*scores.nonzero(), strict=True):
        if i < j:
            yield said[i], said[j]
