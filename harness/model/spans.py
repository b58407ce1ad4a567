"""Labelled spans, tagged sentences, and what the scorers of the field count on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple, TypeAlias

import msgspec

DocumentId: TypeAlias = str | int


class LabelledSpan(msgspec.Struct, frozen=True, gc=False):
    """Half-open stretch [start, end) with a label; the unit (character, token) is the caller's."""

    start: Annotated[int, msgspec.Meta(ge=0)]
    end: Annotated[int, msgspec.Meta(ge=0)]
    label: str


Spans: TypeAlias = Sequence[LabelledSpan]


class SpanDocument(NamedTuple):
    """The spans of one document on both sides."""

    id: DocumentId
    gold: Spans
    predicted: Spans


class TaggedSentence(NamedTuple):
    """The tags of a sentence on both sides, token by token, such as B-PER, I-PER, O."""

    gold: Sequence[str]
    predicted: Sequence[str]


class TaggedDocument(NamedTuple):
    """The tagged sentences of one document."""

    id: DocumentId
    sentences: Sequence[TaggedSentence]


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """The classes of SemEval-2013 task 9.1; every ratio is derived.

    An incorrect or partial pair stands for a gold span and a predicted span at once.
    """

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    @property
    def possible(self) -> int:
        """How many gold spans there are."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def actual(self) -> int:
        """How many predicted spans there are."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def precision(self) -> float | None:
        """Credit (a partial pair has half) out of the predicted spans; None without any."""
        return self._credit / self.actual if self.actual else None

    @property
    def recall(self) -> float | None:
        """Credit (a partial pair has half) out of the gold spans; None without any."""
        return self._credit / self.possible if self.possible else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there are no spans at all."""
        total = self.possible + self.actual
        return 2 * self._credit / total if total else None

    @property
    def _credit(self) -> float:
        return self.correct + self.partial / 2


@dataclass(frozen=True, slots=True)
class MacroRatios:
    """Means over documents; None where no document has what the ratio needs."""

    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class SchemeScores:
    """Counts by scheme (strict, exact, partial, ent_type), overall and by label.

    `macro` holds the means over documents by scheme, where the profile has them.
    """

    profile: str
    overall: Mapping[str, SpanCounts]
    by_label: Mapping[str, Mapping[str, SpanCounts]]
    macro: Mapping[str, MacroRatios] | None = None


@dataclass(frozen=True, slots=True)
class PhraseCounts:
    """Phrases of the same boundaries and label: right, in gold, predicted."""

    correct: int = 0
    gold: int = 0
    predicted: int = 0

    def __add__(self, other: PhraseCounts) -> PhraseCounts:
        return PhraseCounts(
            self.correct + other.correct,
            self.gold + other.gold,
            self.predicted + other.predicted,
        )


@dataclass(frozen=True, slots=True)
class PhraseScores:
    """Phrase counts by label; tokens and those with the right tag where there are tags."""

    profile: str
    by_label: Mapping[str, PhraseCounts]
    tokens: int | None = None
    correct_tokens: int | None = None

    @property
    def overall(self) -> PhraseCounts:
        """All labels together."""
        return sum(self.by_label.values(), PhraseCounts())


SpanScores: TypeAlias = SchemeScores | PhraseScores
