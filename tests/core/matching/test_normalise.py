"""However it is typed, it is read as the same words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue import Catalogue
from bot.core.matching.normalise import MOST_TOKENS, Normaliser
from bot.core.text import canonical, clean, fold, unmark

#: words whose marks cover every vowel, tone and đ
SENTENCES = (
    "đăng ký tạm trú ở phường nào",
    "làm lại giấy khai sinh bị mất thủ tục ra sao",
    "đổi giấy phép lái xe hết bao nhiêu tiền",
    "xác nhận tình trạng hôn nhân mấy ngày có",
    "vợ chồng tôi muốn tách hộ khẩu",
    "hòa giải, thụy, khỏe, quý, thuở, nguyễn",
)
SHORT = (
    "cccd",
    "bhyt",
    "gks",
    "kt3",
    "gplx",
    "đkkh",
    "hk",
    "tk",
    "dk",
    "ko",
    "đc",
    "ntn",
    "ck",
    "tui",
)
RUN_TOGETHER = ("tạmtrú", "khaisinh", "kethon", "giayphep", "hộkhẩu", "cancuoc", "hochieu")
_TONES = {"\u0300": "f2", "\u0301": "s1", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}
_SHAPES = {"\u0302": ("", "6"), "\u0306": ("w", "8"), "\u031b": ("w", "7")}


def keyed(word: str, way: int) -> str:
    """Return the raw keystrokes of a word: *way* 0 Telex, 1 VNI; tone at the end."""
    letters, tone = "", ""
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = _TONES[character][way]
        elif character in _SHAPES:
            letters += _SHAPES[character][way] or letters[-1]
        elif character == "đ":
            letters += ("dd", "d9")[way]
        else:
            letters += character
    return letters + tone


@pytest.fixture(scope="session")
def normaliser(catalogue: Catalogue) -> Normaliser:
    return catalogue.matcher.ranker.analyst.normaliser


def read(normaliser: Normaliser, text: str) -> list[str]:
    return [token.text for token in normaliser.tokens(text)]


def words(text: str) -> str:
    return text.replace(",", "")


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: unicodedata.normalize("NFD", text),
        unmark,
        str.upper,
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in text),
        lambda text: text.replace("a", "a\u200b").replace("n", "n\u00ad"),
        lambda text: " ".join(keyed(word, 0) for word in words(text).split()),
        lambda text: " ".join(keyed(word, 1) for word in words(text).split()),
        lambda text: text.replace("òa", "oà").replace("ụy", "uỵ").replace("ỏe", "oẻ"),
        lambda text: text.replace(" ", "  \t ") + " !!!",
    ],
    ids=[
        "NFD",
        "no marks",
        "capitals",
        "full width",
        "invisible",
        "Telex",
        "VNI",
        "new",
        "blanks",
    ],
)
def test_one_sentence_typed_in_many_ways_is_one(
    normaliser: Normaliser, sentence: str, change: object
) -> None:
    assert callable(change)
    assert read(normaliser, clean(change(sentence))) == read(normaliser, sentence)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cccd", "căn cước công dân"),
        ("đkkh cần j", "đăng ký kết hôn cần gì"),
        ("ko bt lm sao", "không bt làm sao"),
        ("mần răng rứa", "làm sao hả"),
        ("đi mô chừ", "đi đâu giờ"),
        ("lạiiiii", "lại"),
        ("giaykhaisinh", "giấy khai sinh"),
        ("tamtru", "tạm trú"),
        ("fường nào", "phường nào"),
        ("ngừi già", "người già"),
    ],
)
def test_what_people_type_means_plain_words(
    normaliser: Normaliser, typed: str, meant: str
) -> None:
    assert read(normaliser, typed) == fold(meant).split()


def test_marks_that_were_typed_count_and_missing_ones_are_forgiven(
    normaliser: Normaliser,
) -> None:
    typed = [normaliser.tokens(word)[0] for word in ("cần", "căn", "cận", "can")]

    assert len({token.typed for token in typed}) == 4
    assert {token.text for token in typed} == {"can"}
    assert canonical("hoà") == canonical("hòa")
    assert canonical("thuỵ") == canonical("thụy")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cà vẹt", "cà vẹt"),
        ("ca vet", "cà vẹt"),
        ("sổ hồng", "sổ hồng"),
        ("so hong", "sổ hồng"),
        ("kinh doanh cá thể", "kinh doanh cá thể"),
        ("trong hẻm", "trong hẻm"),
        ("được hông", "được không"),
        ("dc hok", "được không"),
    ],
)
def test_a_word_with_its_marks_is_no_abbreviation(
    normaliser: Normaliser, typed: str, meant: str
) -> None:
    assert read(normaliser, typed) == fold(meant).split()


def test_every_word_of_the_lists_is_read_as_what_it_stands_for(
    catalogue: Catalogue, normaliser: Normaliser
) -> None:
    words = catalogue.vocabulary
    read_wrong = {
        short: read(normaliser, short)
        for short, meaning in {
            **words.chat_words,
            **words.abbreviations,
            **words.local_words,
        }.items()
        if read(normaliser, short) != fold(meaning).split()
    }

    assert read_wrong == {}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(SHORT)),
    st.sampled_from(SENTENCES),
)
def test_short_words_are_read_anywhere(
    normaliser: Normaliser, short: list[str], sentence: str
) -> None:
    alone = [word for one in short for word in read(normaliser, one)]

    if not short or short[-1] != "hk":  # at the end of a question it is "không"
        assert read(normaliser, " ".join(short)) == alone
    assert read(normaliser, " ".join([*short, sentence])) == alone + read(normaliser, sentence)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["lại", "giấy", "khai", "tạm", "hộ"]), st.integers(min_value=3, max_value=12)
)
def test_letters_held_down_are_read_as_one(normaliser: Normaliser, word: str, times: int) -> None:
    assert read(normaliser, word + word[-1] * times) == read(normaliser, word)


@pytest.mark.parametrize("word", RUN_TOGETHER)
def test_words_run_together_are_parted(normaliser: Normaliser, word: str) -> None:
    assert len(read(normaliser, word)) == 2
    assert "".join(read(normaliser, word)) == fold(word)


def test_speech_of_quang_nam_is_read_only_with_its_marks(normaliser: Normaliser) -> None:
    assert read(normaliser, "răng") == ["sao"]
    assert read(normaliser, "rang") == ["rang"]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_in_bounded_plain_words(normaliser: Normaliser, text: str) -> None:
    tokens = normaliser.tokens(text)

    assert len(tokens) <= MOST_TOKENS
    assert all(token.text.isascii() and token.text.isalnum() for token in tokens)
    assert [t for clause in normaliser.clauses(text) for t in clause] == tokens


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted({w for s in SENTENCES for w in words(s).split()}))))
def test_case_and_composition_never_matter(normaliser: Normaliser, said: list[str]) -> None:
    text = " ".join(said)

    assert read(normaliser, unicodedata.normalize("NFD", text.upper())) == read(normaliser, text)
