"""Plain search as peers ship it, on the same phrases: the yardstick of bench.py.

Each peer is built of documents and ranks entry ids for an utterance, with a score of its own kind.
All of them get folded text, and none our reading of abbreviations, chat spelling and keystrokes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

import bm25s  # type: ignore[import-untyped] # ships no types
import numpy as np
import tantivy
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped] # none
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped] # none

from bot.core.text import fold

TOP = 10
WIDE = 60  #: phrases looked at to find TOP entries
TRIGRAM = 3
MOST_WORDS = 40  #: of an utterance in a full-text query


class Document(NamedTuple):
    """An entry as plain search sees it."""

    id: str
    phrases: tuple[str, ...]


Documents = Sequence[Document]
Rank = Callable[[str], list[tuple[str, float]]]  #: utterance -> entries and scores, best first


class UntrainedError(Exception):
    """Training ended without learning anything."""


def _phrases_of(documents: Documents) -> tuple[list[str], list[str]]:
    """Return every phrase, folded, and the entry of each."""
    texts = [fold(phrase) for document in documents for phrase in document.phrases]
    return texts, [document.id for document in documents for _ in document.phrases]


def _first_of_each(found: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for entry, score in found:
        best.setdefault(entry, score)
    return list(best.items())[:TOP]


def substring(documents: Documents) -> Rank:
    """Count how many words of the utterance stand somewhere in a phrase."""
    texts, ids = _phrases_of(documents)

    def rank(utterance: str) -> list[tuple[str, float]]:
        said = fold(utterance).split()
        scores = [sum(word in text for word in said) / (1 + len(text) / 200) for text in texts]
        order = np.argsort(scores, kind="stable")[::-1][:WIDE]
        return _first_of_each([(ids[i], scores[i]) for i in order])

    return rank


def rapidfuzz(scorer: Callable[..., float]) -> Callable[[Documents], Rank]:
    """Scan all phrases with one of rapidfuzz's scorers."""

    def build(documents: Documents) -> Rank:
        texts, ids = _phrases_of(documents)

        def rank(utterance: str) -> list[tuple[str, float]]:
            found = process.extract(fold(utterance), texts, scorer=scorer, limit=WIDE)
            return _first_of_each([(ids[i], score) for _, score, i in found])

        return rank

    return build


def bm25(documents: Documents) -> Rank:
    """Rank with bm25s, an entry a document."""
    ids = [document.id for document in documents]
    index = bm25s.BM25()
    index.index([fold(" ".join(d.phrases)).split() for d in documents], show_progress=False)
    known = set(index.vocab_dict)

    def rank(utterance: str) -> list[tuple[str, float]]:
        said = [word for word in fold(utterance).split() if word in known]
        if not said:
            return []
        found, scores = index.retrieve([said], k=min(TOP, len(ids)), show_progress=False)
        return [(ids[i], float(s)) for i, s in zip(found[0], scores[0], strict=True)]

    return rank


def fts5(documents: Documents) -> Rank:
    """Rank with SQLite's full-text search over trigrams."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, text, tokenize='trigram')")
    texts, ids = _phrases_of(documents)
    database.executemany("INSERT INTO t VALUES (?, ?)", zip(ids, texts, strict=True))
    query = f"SELECT id, -rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT {WIDE}"  # noqa: S608 - a constant

    def rank(utterance: str) -> list[tuple[str, float]]:
        said = [f'"{word}"' for word in fold(utterance).split() if len(word) >= TRIGRAM]
        if not said:
            return []
        return _first_of_each(
            database.execute(query, (" OR ".join(said[:MOST_WORDS]),)).fetchall()
        )

    return rank


def tantivy_peer(documents: Documents) -> Rank:
    """Rank with tantivy's BM25, an entry a document."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for document in documents:
        text = fold(" ".join(document.phrases))
        writer.add_document(tantivy.Document(id=[document.id], text=[text]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(utterance: str) -> list[tuple[str, float]]:
        said = fold(utterance)
        if not said:
            return []
        hits = searcher.search(index.parse_query(said, ["text"]), TOP).hits
        return [(str(searcher.doc(hit)["id"][0]), float(score or 0)) for score, hit in hits]

    return rank


def logistic(documents: Documents) -> Rank:
    """Classify letter groups with TF-IDF and logistic regression.

    Raises:
        UntrainedError: the solver took its start for its end, as it may with many classes.
    """
    texts, ids = _phrases_of(documents)
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = LogisticRegression(C=30, max_iter=300)
    model.fit(vectors.fit_transform(texts), ids)
    if not np.max(model.n_iter_):
        raise UntrainedError

    def rank(utterance: str) -> list[tuple[str, float]]:
        chances = model.predict_proba(vectors.transform([fold(utterance)]))[0]
        best = np.argsort(chances)[::-1][:TOP]
        return [(str(model.classes_[i]), float(chances[i])) for i in best]

    return rank


TOKEN_SET, BM25, TANTIVY, LOGISTIC = (
    "rapidfuzz token_set",
    "BM25 (bm25s)",
    "tantivy",
    "TF-IDF + logistic",
)
PEERS: dict[str, Callable[[Documents], Rank]] = {
    "substring search": substring,
    "rapidfuzz WRatio": rapidfuzz(fuzz.WRatio),
    TOKEN_SET: rapidfuzz(fuzz.token_set_ratio),
    BM25: bm25,
    "FTS5 trigram": fts5,
    TANTIVY: tantivy_peer,
    LOGISTIC: logistic,
}
SLOW = ("rapidfuzz WRatio", LOGISTIC)  #: left out of a quick run
