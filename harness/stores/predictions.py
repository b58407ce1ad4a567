"""Predictions as JSON Lines, in the words of the gold files, from a program in any language."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError
from harness.lines import LineReader
from harness.model.facts import Predicate, Prediction
from harness.stores.strict_yaml import YamlFile


class PredictionReader(LineReader):
    """Reads prediction files against a gold set's articles and predicates."""

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
