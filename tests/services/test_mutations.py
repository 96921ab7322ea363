"""Hundreds of an editor's slips: each is told with its line, none costs an answer."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.core.checks import Checker
from bot.core.problems import Problem
from bot.core.procedures import read_procedures
from bot.services.knowledge import Draft, read_folder
from bot.services.mending import mend

pytestmark = pytest.mark.e2e

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
TODAY = date(2026, 11, 24)
EACH = 18
Lines = list[str]
Mutation = Callable[[Lines, random.Random], int]


def pick(lines: Lines, pattern: str, chance: random.Random) -> int:
    """Return the number, from 0, of a random line that matches."""
    return chance.choice([i for i, line in enumerate(lines) if re.match(pattern, line)])


def unknown_key(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    (fee|where|result|online|title|category):", chance)
    lines[i] = lines[i].replace(":", "x:", 1)
    return i


def repeated_key(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    (category|checked_on|review_by): \S+$", chance)
    lines.insert(i + 1, lines[i])
    return i + 1


def tab(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    (fee|where|category|checked_on):", chance)
    lines[i] = "\t" + lines[i].lstrip()
    return i


def colon_in_a_sentence(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    category: \S+$", chance)
    lines[i] = lines[i] + " Lưu ý: nộp trước 17h"
    return i


def item_becomes_mapping(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    questions:$", chance) + 1
    lines[i] = re.sub(r"- .*", "- Số 8188: soạn tin thế nào", lines[i])
    return i


def no_such_day(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    (checked_on|review_by):", chance)
    lines[i] = re.sub(r": .*", ": 2026-13-01", lines[i])
    return i


def line_at_column_0(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    (fee|where|category|checked_on):", chance)
    lines.insert(i, "Bước 2: nộp hồ sơ")
    return i


def open_quote(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    category: \S+$", chance)
    lines[i] = lines[i].replace(": ", ': "')
    return i


def anchor(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    category: \S+$", chance)
    lines[i] = lines[i].replace(": ", ": &x ")
    return i


def missing_key(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    (category|checked_on|review_by): \S+$", chance)
    del lines[i]
    return max(n for n in range(i) if lines[n].startswith("  - id:"))


def dangling_reference(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    category: \S+$", chance)
    lines[i] = "    category: khong-co-nhom-nay"
    return i


def stolen_alias(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    title: [^\"]+$", chance)
    j = pick(lines, r"    title: [^\"]+$", chance)
    while j == i:
        j = pick(lines, r"    title: [^\"]+$", chance)
    lines[max(i, j)] = lines[min(i, j)].upper().replace("TITLE", "title")
    return max(i, j)


def unknown_host(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    title: [^\"]+$", chance) + 1
    while not lines[i].startswith("    summary:"):
        i += 1
    end = i + 1
    while lines[end].startswith(("      ", "    - ")):
        del lines[end]
    lines[i] = "    summary: Nộp ở dichvucongs.top nhé."
    return i


def lost_comment(lines: Lines, chance: random.Random) -> int:
    i = pick(lines, r"    category: \S+$", chance)
    lines[i] += " # đã đổi"
    return i


MUTATIONS: tuple[Mutation, ...] = (
    unknown_key,
    repeated_key,
    tab,
    colon_in_a_sentence,
    item_becomes_mapping,
    no_such_day,
    line_at_column_0,
    open_quote,
    anchor,
    missing_key,
    dangling_reference,
    stolen_alias,
    unknown_host,
    lost_comment,
)


def read(text: str, whole: Draft) -> Draft:
    """Read a procedures file as `read_folder` does, with the other files as they are."""
    procedures = read_procedures({"procedures.yaml": text}, whole.procedures.readings)
    guides, links = whole.files["guides.yaml"], whole.files["links.yaml"]
    found = Checker(procedures, guides, links, TODAY).problems()
    return replace(whole, procedures=procedures, problems=[*procedures.problems, *found])


def is_told(problems: list[Problem], line: int) -> bool:
    return any(p.place.file == "procedures.yaml" and p.place.line == line for p in problems)


def test_every_slip_is_told_with_its_line_and_costs_no_answer() -> None:
    whole = read_folder(KNOWLEDGE, TODAY)
    assert whole.problems == []
    last = set(whole.procedures.entries)
    text = (KNOWLEDGE / "procedures.yaml").read_text(encoding="utf-8")
    chance = random.Random(20261124)  # noqa: S311 - the same slips each time
    told: Counter[str] = Counter()
    missed: list[str] = []
    for mutation in MUTATIONS:
        for _ in range(EACH):
            lines = text.split("\n")
            line = mutation(lines, chance) + 1
            draft = read("\n".join(lines), whole)
            if is_told(draft.problems, line):
                told[mutation.__name__] += 1
            else:
                found = [str(p) for p in draft.problems][:3]
                missed.append(f"{mutation.__name__} at {line}: {found}")
            assert set(mend(draft, whole).procedures.entries) >= last
    for mutation in MUTATIONS:
        print(f"{mutation.__name__:<24} {told[mutation.__name__]}/{EACH}")
    assert EACH * len(MUTATIONS) >= 200
    assert missed == []


HARMLESS = (
    "17:30",
    "0236695315",
    "0123",
    "No",
    "on",
    "1.10",
    "2026-11-24",
    "null",
    "1_000",
    "0x1F",
)


def test_what_yaml_would_guess_wrong_is_taken_as_it_is_written() -> None:
    whole = read_folder(KNOWLEDGE, TODAY)
    text = (KNOWLEDGE / "procedures.yaml").read_text(encoding="utf-8")
    chance = random.Random(1730)  # noqa: S311 - the same places each time
    for written in HARMLESS:
        lines = text.split("\n")
        i = pick(lines, r"    fee: [^>|\s].*$", chance)
        lines[i] = f"    fee: {written}"
        while not re.match(r"    [a-z_]+:", lines[i + 1]):
            del lines[i + 1]
        owner = max(n for n in range(i) if lines[n].startswith("  - id:"))
        draft = read("\n".join(lines), whole)

        assert [problem for problem in draft.problems if not problem.is_warning] == [], written
        assert draft.procedures.entries[lines[owner].split()[-1]].fee == written
