"""Invented news with the facts expected of them, and the counts of an extractor on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from harness.extractors.base import Extractor
from harness.german.lexis import words
from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction
from harness.model.results import Counts
from tests.german.notation import told

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Expected:
    """A fact that a text states: each part with all that is equally right for it."""

    parts: tuple[frozenset[str], ...]
    optional: bool
    line: str

    def fits(self, said: Sequence[str]) -> bool:
        """Tell whether every part of a prediction is one of those that are right."""
        return len(said) == len(self.parts) and all(
            part in right for part, right in zip(said, self.parts, strict=True)
        )


@dataclass(frozen=True, slots=True)
class News:
    """An invented text and what it states."""

    topic: str
    article: Article
    expected: tuple[Expected, ...]


def news(name: str = "news") -> list[News]:
    """Read the texts of a file, `news`, `unseen` or `later`, in its order."""
    return [
        News(
            text["topic"],
            Article(text["topic"], "original", "de", text["doc_date"], text["text"]),
            tuple(_expected(line) for line in text["facts"]),
        )
        for text in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    ]


def line_of(fact: Prediction) -> str:
    """Write a prediction as the file writes facts."""
    parts = [fact.predicate, fact.subject, told(fact.value)]
    if fact.qualifiers.than is not None:
        parts += [fact.qualifiers.than, str(fact.qualifiers.dimension)]
    return " | ".join([*parts, "not"] if fact.qualifiers.negated else parts)


def outcomes(extractor: Extractor, text: News) -> tuple[list[str], list[str], list[str]]:
    """List what is right, what is wrong and what is missed; an optional fact is neither."""
    predicates = [Predicate(name, "text", (), "") for name in sorted(PREDICATES)]
    said = dict.fromkeys(line_of(fact) for fact in extractor.extract(text.article, predicates))
    left, right, wrong = list(text.expected), [], []
    for line in said:
        fact = next((one for one in left if one.fits(line.split(" | "))), None)
        if fact is None:
            wrong.append(line)
            continue
        left.remove(fact)
        if not fact.optional:
            right.append(line)
    return right, wrong, [fact.line for fact in left if not fact.optional]


def counts(extractor: Extractor, texts: Sequence[News]) -> Counts:
    """Add up the outcomes over texts."""
    total = Counter[str]()
    for text in texts:
        right, wrong, missed = outcomes(extractor, text)
        total.update(right=len(right), wrong=len(wrong), missed=len(missed))
    return Counts(total["right"], total["wrong"], total["missed"])


def _expected(line: str) -> Expected:
    parts = line.removeprefix("?").split(" | ")
    return Expected(
        tuple(frozenset(part.split(" / ")) for part in parts), line.startswith("?"), line
    )


PREDICATES = words(
    "founded founded_by parent_org funded_by location country affiliation developer release_date event_date license"
    " cost investment assets decline count duration rank compares_to participant_in"
)
