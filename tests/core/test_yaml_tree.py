from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.yaml_tree import parse


def problem_of(text: str) -> str:
    _, problems = parse(text, "a.yaml")
    assert len(problems) == 1, problems
    return str(problems[0])


def test_scalars_stay_strings() -> None:
    tree, problems = parse("a: 17:30\nb: 0236\nc: no\nd: 1.10\n", "a.yaml")

    assert problems == []
    assert tree is not None
    assert tree.value == {"a": "17:30", "b": "0236", "c": "no", "d": "1.10"}


def test_every_value_knows_its_place() -> None:
    tree, _ = parse("a:\n  - x\n  - y: 1\n", "a.yaml")

    assert tree is not None
    assert str(tree.place(("a", 1, "y"))) == "a.yaml:3:5"
    assert str(tree.place(("a", 1, "missing"))) == "a.yaml:3:5"


def test_a_repeated_key_is_told_with_the_way_to_the_first() -> None:
    said = problem_of("a: 1\nb: 2\na: 3\n")

    assert said.startswith('a.yaml:3:1: khóa "a" có hai lần (lần đầu ở 2 dòng phía trên)')


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: Lưu ý: nộp trước 17h\n", "a.yaml:1:9", "dấu hai chấm"),
        ("a:\n\t- b\n", "a.yaml:2:1", "Tab"),
        ('a: "chưa đóng\nb: 1\n', "a.yaml:1:4", "ngoặc kép chưa đóng"),
        ("a:\n  - b\n c: 1\n", "a.yaml:3:2", "thụt sai"),
        ("a: &x [1]\nb: *x\n", "a.yaml:1:4", "& hoặc *"),
        ("", "a.yaml:1:1", "tệp trống"),
    ],
)
def test_a_syntax_error_is_told_in_vietnamese_with_its_place(
    text: str, place: str, words: str
) -> None:
    said = problem_of(text)

    assert said.startswith(place)
    assert words in said


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
    )

    assert "& hoặc *" in problem_of(bomb)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fall(text: str) -> None:
    tree, problems = parse(text, "a.yaml")

    assert (tree is not None) or problems


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 900 + "]" * 900,
        "a: " + "[x, " * 900 + "]" * 900,
        "a: " + "{a: " * 900 + "}" * 900,
        "- " * 900 + "x",
        "".join(" " * depth + "a:\n" for depth in range(900)),
    ],
    ids=["brackets", "items", "braces", "dashes", "blocks"],
)
def test_deep_nesting_is_told_without_being_entered(text: str) -> None:
    tree, problems = parse(text, "x.yaml")

    assert tree is None
    assert [problem.what for problem in problems] == ["lồng quá sâu"]
