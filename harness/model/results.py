"""What comes of a run: predictions, matches, counts, and the evaluation they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from harness.model.corpus import Rendition
from harness.model.facts import GoldFact, Prediction
from harness.model.usage import ModelCard, Usage

Profile: TypeAlias = Literal["standard", "strict"]
Metric: TypeAlias = Literal["precision", "recall", "f1"]

METRICS: tuple[Metric, ...] = ("precision", "recall", "f1")


class Level(IntEnum):
    """How much of a fact is right; what is right at one level is right at all before it."""

    VALUE = 1
    SLOT = 2
    FACT = 3
    GROUNDED = 4

    @property
    def label(self) -> str:
        """The level's name as users see it."""
        return self.name.lower()


class ErrorClass(StrEnum):
    """What went wrong at level fact; the first that fits, in this order.

    Only `recited` goes before all others: in a trap set it tells more than that a value is wrong.
    """

    POLARITY = "polarity"
    WRONG_REFERENCE = "wrong reference"
    WRONG_SUBJECT = "wrong subject"
    WRONG_VALUE = "wrong value"
    WRONG_PREDICATE = "wrong predicate"
    DUPLICATE = "duplicate"
    RECITED = "recited"
    UNSUPPORTED = "unsupported"
    SPURIOUS = "spurious"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Counts:
    """Tallies that add up across articles; every ratio is derived, None where undefined.

    `optional` counts gold facts that were matched but need not be, `restated` predictions that
    say a matched fact again in the text's other words: both stand on neither side.
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0
    optional: int = 0
    restated: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add tallies of other articles or slices."""
        return Counts(
            self.tp + other.tp,
            self.fp + other.fp,
            self.fn + other.fn,
            self.optional + other.optional,
            self.restated + other.restated,
        )

    def __sub__(self, other: Counts) -> Counts:
        """Take tallies away that were added before."""
        return Counts(
            self.tp - other.tp,
            self.fp - other.fp,
            self.fn - other.fn,
            self.optional - other.optional,
            self.restated - other.restated,
        )

    @property
    def precision(self) -> Fraction | None:
        """TP / (TP + FP); None where nothing was predicted."""
        predicted = self.tp + self.fp
        return Fraction(self.tp, predicted) if predicted else None

    @property
    def recall(self) -> Fraction | None:
        """TP / (TP + FN); None where nothing was to be found."""
        required = self.tp + self.fn
        return Fraction(self.tp, required) if required else None

    @property
    def f1(self) -> Fraction | None:
        """2TP / (2TP + FP + FN), the harmonic mean of precision and recall; None for 0/0."""
        total = 2 * self.tp + self.fp + self.fn
        return Fraction(2 * self.tp, total) if total else None


# What one side of a match may add; made once, for there are many matches.
_TP, _FP, _FN = Counts(tp=1), Counts(fp=1), Counts(fn=1)
_OPTIONAL, _RESTATED = Counts(optional=1), Counts(restated=1)


class Place(NamedTuple):
    """Where a count lives: a paragraph of an article, or its extra place (None) for no evidence."""

    article: str
    paragraph: int | None


class Match(msgspec.Struct, frozen=True, gc=False):
    """One outcome with both its sides; a side is None where nothing stands against the other.

    `level` is the highest level at which the pair is right, None for none. `restates` is the
    highest level at which a prediction that is not matched there says a matched fact a second
    way. `error` and its `detail` tell what is wrong at level fact, None where nothing counts as
    wrong there.
    """

    gold: GoldFact | None
    prediction: Prediction | None
    level: Level | None = None
    restates: Level | None = None
    error: ErrorClass | None = None
    detail: str = ""
    merged: int = 1  # how many predictions of one identity this one stands for

    def right_at(self, level: Level) -> bool:
        """Whether the pair is right at a level."""
        return self.level is not None and self.level >= level

    def restated_at(self, level: Level) -> bool:
        """Whether the prediction only says a fact again that is matched at that level."""
        return self.restates is not None and self.restates >= level

    def sides(self, level: Level) -> list[tuple[GoldFact | Prediction, Counts]]:
        """Give what each side adds at a level; a pair that is right adds once, on gold's side.

        A wrong pair is a false positive and a false negative. An optional gold fact adds
        nothing when missed, and takes its prediction along when matched.
        """
        parts: list[tuple[GoldFact | Prediction, Counts]] = []
        if self.gold is not None and self.right_at(level):
            return [(self.gold, _OPTIONAL if self.gold.optional else _TP)]
        if self.gold is not None and not self.gold.optional:
            parts.append((self.gold, _FN))
        if self.prediction is not None:
            parts.append((self.prediction, _RESTATED if self.restated_at(level) else _FP))
        return parts

    @property
    def wrong_evidence(self) -> bool:
        """Whether the fact is right, but no predicted span shows it."""
        return self.level is Level.FACT

    @property
    def quote_not_found(self) -> bool:
        """Whether the prediction quotes words that stand nowhere in the article."""
        return self.prediction is not None and self.prediction.quote is not None


class ArticleError(msgspec.Struct, frozen=True):
    """What kept an extractor from an article; its gold facts stay in the denominator."""

    article: str
    message: str
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one article: predictions or an error, and what else was said.

    `answers` are a model's raw answers as JSON objects, and `usage` is what they took.
    """

    predictions: tuple[Prediction, ...] = ()
    error: ArticleError | None = None
    log: str = ""
    answers: tuple[bytes, ...] = ()
    usage: Usage | None = None

    def __reduce__(self) -> tuple[object, tuple[bytes, ArticleError | None, str]]:
        """Cross from one process to another as JSON.

        A copy made otherwise has defaults that are equal and not the same, which are written out.
        """
        return _outcome_of, (msgspec.json.encode(self.predictions), self.error, self.log)


def _outcome_of(lines: bytes, error: ArticleError | None, log: str) -> Outcome:
    return Outcome(msgspec.json.decode(lines, type=tuple[Prediction, ...]), error, log)


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who has read so far in a run, and what that took: seconds, and calls of a model by kind."""

    fingerprint: str
    seconds: float = 0.0
    calls: Mapping[str, int] = {}
    model: ModelCard | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an extractor had read without an error, by article, when its run was stopped."""

    outcomes: Mapping[str, Outcome]
    account: Account


class Extraction(msgspec.Struct, frozen=True):
    """What one extractor said on the articles of a run: unscored, unchanged ever after.

    `folds` tells how a trainable extractor was kept from articles it is scored on; it is empty
    for all others.
    `usage` holds for each article what a model's answers took, and `model` what is known of it;
    `calls` counts what was asked anew and what the cache knew, which differs between equal runs.
    `repeats` names the extractor that this is one of several readings of. `rendition` is the
    edition of the texts that was read, None where nobody knows. `from_file`: the predictions were
    made elsewhere, so that nobody knows which articles without one were read. `deterministic` is
    what the extractor says of itself: whether equal texts always get equal answers.
    """

    name: str
    fingerprint: str
    predictions: tuple[Prediction, ...]
    errors: tuple[ArticleError, ...] = ()
    seconds: float = 0.0
    claims: tuple[str, ...] = ()  # the predicates it says it reads; none: it says nothing
    folds: str = ""
    usage: Mapping[str, Usage] = {}
    model: ModelCard | None = None
    calls: Mapping[str, int] = {}
    repeats: str = ""
    rendition: Rendition | None = None
    from_file: bool = False
    deterministic: bool | None = None


class Run(msgspec.Struct, frozen=True):
    """What extractors said on one gold set in one rendition."""

    goldset: str
    goldset_version: str
    goldset_hash: str
    rendition: Rendition
    extractions: tuple[Extraction, ...]
    complete: bool = True
