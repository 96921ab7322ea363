"""The words that are looked for in what citizens write."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.catalogue import Catalogue
from bot.core.matching.reading import PhraseReader
from bot.core.vocabulary import Said


@pytest.mark.parametrize("says", ["?", "…", "có …", "… rồi", "có … ! … rồi", "中文"])
def test_what_has_no_words_is_refused(says: str) -> None:
    with pytest.raises(ValidationError, match="phải có chữ"):
        TypeAdapter(Said).validate_python(says)


@pytest.mark.parametrize("says", ["có … rồi", "k?", "1022"])
def test_words_are_taken(says: str) -> None:
    assert TypeAdapter(Said).validate_python(says) == says


def test_what_is_read_as_mere_markup_is_looked_for_nowhere(catalogue: Catalogue) -> None:
    words = catalogue.vocabulary
    odd = words.model_copy(
        update={
            "concepts": tuple(
                one.model_copy(update={"says": (*one.says, "<b>")}) for one in words.concepts
            ),
            "focus": words.focus.model_copy(update={"things": (*words.focus.things, "<b>")}),
            "questions": words.questions.model_copy(update={"asking": ("<b>", "ai")}),
        }
    )
    reader = PhraseReader.build(odd)

    assert (
        reader.focus.references.things.words
        == PhraseReader.build(words).focus.references.things.words
    )
    assert set(reader.ear.asking) >= {"ai"}
