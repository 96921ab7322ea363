"""What a reply looks like on Telegram."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.keyboard import keyboard
from bot.channels.telegram.render import LIMIT, render
from bot.channels.telegram.text import cut, units
from bot.core.models import Button, Line, Reply, Style
from tests.fakes.bot_api_rules import check_keyboard, parse_html, visible_text


def html(*lines: tuple[Style, str]) -> list[str]:
    reply = Reply(tuple(Line(style, text) for style, text in lines))
    return [part.html for part in render(reply)]


def rows(*buttons: Button) -> list[list[str]]:
    markup = keyboard(buttons)
    assert markup is not None
    check_keyboard(markup.to_dict())
    return [[key.text for key in row] for row in markup.inline_keyboard]


def test_each_style_has_its_form() -> None:
    parts = html(
        (Style.TITLE, "Đăng ký khai sinh"),
        (Style.TEXT, "Giấy tờ:"),
        (Style.ITEM, "Tờ khai"),
        (Style.ITEM, "Giấy chứng sinh"),
        (Style.TEXT, "Các bước:"),
        (Style.STEP, "Chuẩn bị"),
        (Style.STEP, "Nộp"),
        (Style.NOTE, "Kiểm tra ngày 22/11/2026"),
    )
    assert "".join(parts).split("\n") == [
        "<b>Đăng ký khai sinh</b>",
        "Giấy tờ:",
        "• Tờ khai",
        "• Giấy chứng sinh",
        "",
        "Các bước:",
        "1. Chuẩn bị",
        "2. Nộp",
        "",
        "<i>Kiểm tra ngày 22/11/2026</i>",
    ]


def test_steps_are_numbered_among_their_neighbours() -> None:
    steps = [(Style.STEP, "a"), (Style.STEP, "b"), (Style.TEXT, "rồi"), (Style.STEP, "c")]
    assert html(*steps) == ["1. a\n2. b\n\nrồi\n1. c"]


def test_markup_in_a_text_is_shown_not_obeyed() -> None:
    assert html((Style.TITLE, "<b>1 < 2 & 3 > 2</i>")) == [
        "<b>&lt;b&gt;1 &lt; 2 &amp; 3 &gt; 2&lt;/i&gt;</b>"
    ]


def test_lines_that_show_nothing_are_left_out() -> None:
    assert html((Style.TEXT, " \u200b"), (Style.ITEM, "\x00"), (Style.TEXT, "có")) == ["có"]
    assert html((Style.TEXT, "\u2800")) == []


def test_long_reply_is_cut_between_lines() -> None:
    lines = [(Style.ITEM, f"giấy tờ số {number}") for number in range(500)]
    parts = html(*lines)
    assert len(parts) == 3
    assert "\n".join(parts).split("\n") == [f"• giấy tờ số {number}" for number in range(500)]


def test_long_line_is_cut_at_a_space_and_keeps_its_style() -> None:
    first, second = html((Style.TITLE, "chữ " * 1500))
    assert first.startswith("<b>chữ ")
    assert first.endswith(" chữ</b>")
    assert second.startswith("<b>chữ ")


def test_emoji_count_twice_and_are_not_parted() -> None:
    parts = html((Style.TEXT, "👨‍👩‍👧" * 1000))
    assert all(units(part) <= LIMIT for part in parts)
    assert all(part.startswith("👨") and part.endswith("👧") for part in parts)


def test_text_of_the_exact_size_is_one_message() -> None:
    assert len(html((Style.TEXT, "a" * LIMIT))) == 1
    assert len(html((Style.TEXT, "&" * LIMIT))) == 1
    assert len(html((Style.TEXT, "a" * (LIMIT + 1)))) == 2


def test_buttons_stand_under_the_last_message_only() -> None:
    reply = Reply((Line(Style.TEXT, "a" * 9000),), (Button("Lệ phí", "e:x:fee"),))
    assert [part.keyboard is not None for part in render(reply)] == [False, False, True]


def test_short_buttons_stand_in_pairs() -> None:
    names = ["Giấy tờ", "Lệ phí", "Đăng ký khai sinh cho trẻ em", "Nơi nộp", "Luật", "Khác"]
    assert rows(*(Button(name, "help") for name in names)) == [
        ["Giấy tờ", "Lệ phí"],
        ["Đăng ký khai sinh cho trẻ em"],
        ["Nơi nộp", "Luật"],
        ["Khác"],
    ]


def test_label_is_cut_and_never_empty() -> None:
    assert rows(Button("", "help"), Button("dài " * 40, "help")) == [
        ["…"],
        [" ".join(["dài"] * 15) + "…"],
    ]


def test_action_that_does_not_fit_becomes_help(caplog: pytest.LogCaptureFixture) -> None:
    markup = keyboard([Button("Xem", "đ" * 33), Button("Xem", "a" * 64)])
    assert markup is not None
    assert [key.callback_data for key in markup.inline_keyboard[0]] == ["help", "a" * 64]
    assert [record.message for record in caplog.records] == ["telegram.action_does_not_fit"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "tg://x", "http://localhost/e/x", "https://", "http://[", "x.vn"],
)
def test_button_to_no_public_address_is_dropped(url: str) -> None:
    assert keyboard([Button("Mở", url=url)]) is None


def test_button_opens_a_web_address() -> None:
    assert rows(Button("Mở Cổng", url="https://dichvucong.gov.vn/x?y=1&z=ă")) == [["Mở Cổng"]]


def test_no_more_buttons_than_telegram_takes() -> None:
    assert sum(map(len, rows(*(Button("Lệ phí", "help") for _ in range(140))))) == 100


anything = st.text(st.characters(codec=None), max_size=60)
lines = st.lists(st.builds(Line, st.sampled_from(Style), anything), max_size=6)


@given(lines, st.integers(1, 400))
def test_any_text_is_accepted_by_telegram(said: Sequence[Line], times: int) -> None:
    said = [*said, Line(Style.TITLE, said[0].text * times)] if said else said
    for part in render(Reply(tuple(said))):
        shown = visible_text(part.html, "HTML")
        assert units(shown) <= LIMIT
        assert shown == part.plain.strip() == parse_html(part.html).strip()
        part.html.encode()


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(2, 40))
def test_cutting_loses_nothing_but_spaces(text: str, limit: int) -> None:
    pieces = list(cut(text, limit))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(units(piece) <= limit for piece in pieces)


urls = st.just("") | anything | st.builds("https://{}.vn/{}".format, anything, anything)


@given(st.lists(st.builds(Button, anything, anything, urls), max_size=8))
def test_any_buttons_are_accepted_by_telegram(buttons: Sequence[Button]) -> None:
    markup = keyboard(buttons)
    check_keyboard(markup.to_dict() if markup else None)
