"""One line of predictions: JSON in the words of the gold files becomes a Prediction."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import msgspec

from harness.german.surface import read_surface
from harness.model.contract import broken_rule, settled
from harness.model.corpus import Article, Span
from harness.model.facts import UNQUALIFIED, Predicate, Prediction, Qualifiers
from harness.model.values import Value


class PredictionLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line: a prediction with a typed value, or with the value's words as `surface`."""

    article: str
    predicate: str
    subject: str
    value: Value | None = None
    surface: str | None = None
    qualifiers: Qualifiers = UNQUALIFIED
    evidence: tuple[Span, ...] = ()
    confidence: float | None = None
    quote: str | None = None


class LineReader:
    """Reads lines against articles and predicates; `labels` maps one's own names of predicates."""

    def __init__(
        self,
        articles: Mapping[str, Article],
        predicates: Mapping[str, Predicate],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self._articles = articles
        self._predicates = predicates
        self._labels = labels or {}
        self._decoder = msgspec.json.Decoder(PredictionLine)

    def parse(self, line: bytes) -> Prediction:
        """Read one line; raises ValueError, saying what is wrong with it."""
        try:
            row = self._decoder.decode(line)
        except UnicodeDecodeError as error:
            raise ValueError("not UTF-8") from error
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from error
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(f"not JSON: {error}") from error
        predicate = self._predicate(row.predicate)
        prediction = Prediction(
            article=row.article,
            predicate=predicate.name,
            subject=row.subject,
            value=self._value(row, predicate),
            qualifiers=row.qualifiers,
            evidence=row.evidence,
            confidence=row.confidence,
            quote=row.quote,
        )
        if (problem := broken_rule(prediction, self._articles, self._predicates)) is not None:
            raise ValueError(problem)
        return settled(prediction, self._articles[prediction.article])

    def _predicate(self, label: str) -> Predicate:
        name = self._labels.get(label, label)
        predicate = self._predicates.get(name)
        if predicate is None:
            close = get_close_matches(name, list(self._predicates), 1)
            hint = f"; did you mean {close[0]!r}?" if close else "; --map translates own labels"
            raise ValueError(f"unknown predicate {name!r}{hint}")
        return predicate

    def _value(self, row: PredictionLine, predicate: Predicate) -> Value:
        if (row.value is None) == (row.surface is None):
            raise ValueError("a prediction has either 'value' or 'surface'")
        if row.value is not None:
            return row.value
        if row.article not in self._articles:
            raise ValueError(f"unknown article {row.article!r}")
        doc_date = self._articles[row.article].doc_date
        return read_surface(row.surface or "", predicate, doc_date)
