"""Tokens, sentences, labels, and the best path."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.extractors.ner.mentions import mention
from harness.extractors.ner.supervision import Lookup, entity_names
from harness.extractors.ner.tagger import best_path, bio, shape, spans
from harness.extractors.ner.text import Reading
from harness.model.corpus import Article
from tests.extractors.ner.articles import goldset

CLASSES = ("B-LOC", "B-ORG", "I-LOC", "I-ORG", "O")


def reading(text: str) -> Reading:
    return Reading(Article("a", "retelling", "de", "2025-01-28", text))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Es fiel. Er stieg.", ["Es fiel.", "Er stieg."]),
        # A full stop behind an ordinal, an abbreviation or an initial ends nothing.
        ("Am 3. Januar fiel es.", ["Am 3. Januar fiel es."]),
        ("Es kostet 3 Mio. Euro.", ["Es kostet 3 Mio. Euro."]),
        ("J. Meier kam.", ["J. Meier kam."]),
        # A year can end a sentence.
        ("Das war 2015. Der Fonds wuchs.", ["Das war 2015.", "Der Fonds wuchs."]),
        # A line is never left.
        ("Titel ohne Punkt\nText.", ["Titel ohne Punkt", "Text."]),
        ("„Ja.“ Er ging.", ["„Ja.“", "Er ging."]),
        ("Was? Nein!", ["Was?", "Nein!"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """A sentence ends where German ends one."""
    read = reading(text)
    assert [text[slice(*read.span(one))] for one in read.sentences] == sentences


@given(st.text(max_size=80))
def test_every_token_is_in_one_sentence(text: str) -> None:
    """Tokens stand in order and do not overlap; sentences part them without rest."""
    read = reading(text)
    assert [index for one in read.sentences for index in one] == list(range(len(read.tokens)))
    end = 0
    for token in read.tokens:
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        end = token.end


@given(st.sets(st.integers(0, 8)), st.lists(st.sampled_from(["ORG", "LOC"]), min_size=9))
def test_labels_and_mentions_are_the_same(cuts: set[int], kinds: list[str]) -> None:
    """Mentions written as BIO labels are read again as the same mentions."""
    read = reading("aber bald dort eben fern gern hier ihnen")
    ends = sorted(cuts)
    mentions = [
        mention(read, range(start, end), kinds[start])
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    ]
    labels = bio(mentions, len(read.tokens))
    assert list(spans(read, read.sentences[0], labels)) == mentions


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(-5, 5), min_size=5, max_size=5), min_size=4, max_size=4))
def test_the_best_path_is_the_best(scores: list[list[int]]) -> None:
    """Viterbi finds the highest sum that any sequence which BIO allows can reach."""

    def allowed(path: tuple[int, ...]) -> bool:
        names = ["O", *(CLASSES[one] for one in path)]
        return all(
            not after.startswith("I") or before[2:] == after[2:]
            for before, after in pairwise(names)
        )

    def total(path: tuple[int, ...]) -> int:
        return sum(row[one] for row, one in zip(scores, path, strict=True))

    best = max(total(path) for path in product(range(len(CLASSES)), repeat=4) if allowed(path))
    path = best_path(np.array(scores, dtype=float), CLASSES)
    found = tuple(CLASSES.index(label) for label in path)
    assert allowed(found)
    assert total(found) == best


@pytest.mark.parametrize(
    ("word", "sign"), [("OpenAI", "XxX"), ("GPT", "X"), ("Mio", "Xx"), ("2025", "0"), ("V3", "X0")]
)
def test_shapes(word: str, sign: str) -> None:
    """A shape tells the kinds of characters and not how many."""
    assert shape(word) == sign


def test_the_longest_name_is_labelled() -> None:
    """Gold's names are found with a genitive and across a hyphen; the longest wins."""
    names = Lookup(entity_names(goldset()))
    found = names.find(reading("Sitz der Alvera-AG ist Bern, Berns Vorort auch."))
    assert [(one.text, one.kind) for one in found] == [
        ("Alvera-AG", "ORG"), ("Bern", "LOC"), ("Berns", "LOC"),
    ]  # fmt: skip
