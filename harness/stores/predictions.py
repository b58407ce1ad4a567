"""Predictions as JSON Lines, in the words of the gold files, from a program in any language."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError
from harness.german import normalise
from harness.model.contract import broken_rule, settled
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Prediction, Qualifiers
from harness.model.values import DateValue, EntityValue, TextValue, Value, value_type
from harness.stores.strict_yaml import YamlFile


class PredictionLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line: a prediction with a typed value, or with the value's words as `surface`."""

    article: str
    predicate: str
    subject: str
    value: Value | None = None
    surface: str | None = None
    qualifiers: Qualifiers = Qualifiers()
    evidence: tuple[Span, ...] = ()
    confidence: float | None = None
    quote: str | None = None


class PredictionReader:
    """Reads prediction files against a gold set's articles and predicates."""

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

    def read(self, path: Path) -> tuple[Prediction, ...]:
        """Read a file whole; raises InvalidFileError with every line that cannot be read."""
        return self.read_bytes(content_of(path), path)

    def read_bytes(self, content: bytes, path: Path) -> tuple[Prediction, ...]:
        """Read the content of a file; the path is for telling where a fault is."""
        faults: list[Fault] = []
        found = []
        for number, line in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
            if line.strip():
                try:
                    found.append(self.parse(line))
                except ValueError as error:
                    faults.append(Fault(str(path), number, 1, str(error)))
        if faults:
            raise InvalidFileError(faults)
        return tuple(found)

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
        surface = row.surface or ""
        if predicate.value_type == "entity":
            return EntityValue(surface)
        if predicate.value_type == "text":
            return TextValue(surface)
        readings = normalise(surface, self._articles[row.article].doc_date)
        fitting = [one for one in readings if value_type(one) == predicate.value_type]
        # In an article a day without a year is the one that its date makes likely.
        fitting.sort(key=lambda one: isinstance(one, DateValue) and one.edtf.startswith("XXXX"))
        # Words that no reading fits are a wrong answer, not a missing one: they stay a prediction.
        return fitting[0] if fitting else TextValue(surface)


def prediction_lines(predictions: Iterable[Prediction]) -> Iterator[bytes]:
    """Write predictions as JSON Lines, so that reading them gives the same predictions."""
    for prediction in predictions:
        yield msgspec.json.encode(prediction) + b"\n"


def content_of(path: Path) -> bytes:
    """Read a file once, for it may be a pipe; raises UsageError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error


def load_labels(path: Path, predicates: Mapping[str, Predicate]) -> Mapping[str, str]:
    """Read a YAML mapping of one's own labels to predicates; raises InvalidFileError."""
    file = YamlFile(path)
    labels = file.decode((), file.value, dict[str, str])
    for label, name in (labels or {}).items():
        if name not in predicates:
            close = get_close_matches(name, list(predicates), 1)
            hint = f"did you mean {close[0]!r}?" if close else ""
            file.fault((label,), f"unknown predicate {name!r}", "", hint)
    file.finish()
    return labels or {}
