"""Plain search as peers ship it, on the same phrases: the yardstick of bench.py.

Each peer ranks entry ids for an utterance. All of them get folded text; those marked "normalised"
also get our own reading of abbreviations, chat spelling and raw keystrokes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import bm25s
import numpy as np
import tantivy
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.core.text import fold

if TYPE_CHECKING:
    from bot.core.entry import Entry

Rank = Callable[[str], list[str]]
TOP = 10


def phrases_of(entries: Sequence[Entry]) -> tuple[list[str], list[str]]:
    """Return every phrase, folded, and the entry of each."""
    texts, ids = [], []
    for entry in entries:
        for phrase in (entry.title, *entry.aliases, *entry.questions):
            texts.append(fold(phrase))
            ids.append(entry.id)
    return texts, ids


def _first_of_each(ids: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(ids))[:TOP]


def substring(entries: Sequence[Entry]) -> Rank:
    """Count how many words of the utterance stand somewhere in a phrase."""
    texts, ids = phrases_of(entries)

    def rank(utterance: str) -> list[str]:
        said = fold(utterance).split()
        scores = [sum(word in text for word in said) / (1 + len(text) / 200) for text in texts]
        return _first_of_each([ids[i] for i in np.argsort(scores)[::-1][:60]])

    return rank


def rapidfuzz_peer(entries: Sequence[Entry], scorer: Callable[..., float]) -> Rank:
    """Scan all phrases with one of rapidfuzz's scorers."""
    texts, ids = phrases_of(entries)

    def rank(utterance: str) -> list[str]:
        found = process.extract(fold(utterance), texts, scorer=scorer, limit=60)
        return _first_of_each([ids[i] for _, _, i in found])

    return rank


def bm25(entries: Sequence[Entry]) -> Rank:
    """Rank with bm25s, an entry a document."""
    ids = [entry.id for entry in entries]
    texts = [fold(" ".join((e.title, *e.aliases, *e.questions))).split() for e in entries]
    index = bm25s.BM25()
    index.index(texts, show_progress=False)
    known = set(index.vocab_dict)

    def rank(utterance: str) -> list[str]:
        said = [word for word in fold(utterance).split() if word in known]
        if not said:
            return []
        found, _ = index.retrieve([said], k=min(TOP, len(ids)), show_progress=False)
        return [ids[i] for i in found[0]]

    return rank


def fts5(entries: Sequence[Entry]) -> Rank:
    """Rank with SQLite's full-text search over trigrams."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, text, tokenize='trigram')")
    texts, ids = phrases_of(entries)
    database.executemany("INSERT INTO t VALUES (?, ?)", zip(ids, texts, strict=True))

    def rank(utterance: str) -> list[str]:
        said = [f'"{word}"' for word in fold(utterance).split() if len(word) > 2][:40]  # noqa: PLR2004 - trigrams
        if not said:
            return []
        query = "SELECT id FROM t WHERE t MATCH ? ORDER BY rank LIMIT 60"
        return _first_of_each([row[0] for row in database.execute(query, (" OR ".join(said),))])

    return rank


def tantivy_peer(entries: Sequence[Entry]) -> Rank:
    """Rank with tantivy's BM25, an entry a document."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for entry in entries:
        text = fold(" ".join((entry.title, *entry.aliases, *entry.questions)))
        writer.add_document(tantivy.Document(id=[entry.id], text=[text]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(utterance: str) -> list[str]:
        said = fold(utterance)
        if not said:
            return []
        query = index.parse_query(said, ["text"])
        return [searcher.doc(hit)["id"][0] for _, hit in searcher.search(query, TOP).hits]

    return rank


def tfidf_logistic(entries: Sequence[Entry]) -> Rank:
    """Classify letter groups with TF-IDF and logistic regression."""
    texts, ids = phrases_of(entries)
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = LogisticRegression(C=30, max_iter=300)
    model.fit(vectors.fit_transform(texts), ids)

    def rank(utterance: str) -> list[str]:
        scores = model.decision_function(vectors.transform([fold(utterance)]))[0]
        return [str(model.classes_[i]) for i in np.argsort(scores)[::-1][:TOP]]

    return rank


PEERS: dict[str, Callable[[Sequence[Entry]], Rank]] = {
    "substring points": substring,
    "rapidfuzz WRatio": lambda entries: rapidfuzz_peer(entries, fuzz.WRatio),
    "rapidfuzz token_set": lambda entries: rapidfuzz_peer(entries, fuzz.token_set_ratio),
    "BM25 (bm25s)": bm25,
    "FTS5 trigram": fts5,
    "tantivy": tantivy_peer,
    "TF-IDF + logistic": tfidf_logistic,
}
