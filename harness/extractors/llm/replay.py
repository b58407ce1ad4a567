"""Answers of an earlier run, read again as if the model had just given them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence

import msgspec

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import Reading
from harness.extractors.desk import Desk, Task
from harness.extractors.llm.answers import read_answer
from harness.extractors.llm.findings import KeptAnswer, code_hash, read_kept
from harness.extractors.llm.questions import hash_of_text
from harness.extractors.llm.quotes import import_rapidfuzz
from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction
from harness.model.usage import ModelCard, Recording


class Replay:
    """Reads recorded answers of a model; nobody is asked."""

    deterministic = True

    def __init__(self, folder: str) -> None:
        if not folder:
            raise UsageError("'replay:' names no folder; make one with `harness cache export`")
        self.name = f"replay:{folder.rstrip('/')}"
        self.model = ModelCard("")
        self.calls: Counter[str] = Counter()
        self._folder = folder
        self._recording: Recording | None = None
        self._task = Task()

    def equip(self, desk: Desk) -> None:
        """Load the recording; raises UsageError and InvalidFileError where it cannot be read."""
        import_rapidfuzz()
        self._recording = desk.recording(self._folder)
        self.model = self._recording.model
        self._task = desk.task

    def fingerprint(self) -> str:
        """Tell whose answers these are, and the code that reads them now."""
        told = self._recording.fingerprint if self._recording else "not loaded"
        return f"replay of {told} read by {code_hash()}"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> list[Prediction]:
        """Read the answers on an article; raises ExtractorError without any for its text."""
        reading = self._read(article, predicates)
        if reading.error is not None:
            raise reading.error
        return list(reading.predictions)

    def extract_many(
        self,
        articles: Sequence[Article],
        predicates: Sequence[Predicate],
        timeout: float | None = None,
    ) -> Generator[Reading]:
        """Read the answers on each article."""
        del timeout  # nobody is waited for
        for article in articles:
            yield self._read(article, predicates)

    def _read(self, article: Article, predicates: Sequence[Predicate]) -> Reading:
        if self._recording is None:
            return _failed(article, f"{self.name} was given no recording")
        lines = self._recording.answers.get(article.id, ())
        kept = [msgspec.json.decode(line, type=KeptAnswer) for line in lines]
        failure = self._recording.errors.get(article.id)
        if failure is None and not kept and article.paragraphs:
            failure = f"{self._folder} holds no answers on {article.id}"
        for one in kept:
            if one.text != hash_of_text(article, one.span):
                failure = f"the text of {article.id} is another than the one that was answered on"
        if failure is not None:
            return _failed(article, failure)
        again = [read_answer(one.answer) for one in kept]  # by the code of today
        kept = [
            msgspec.structs.replace(one, kind=kind)
            for one, (kind, _) in zip(kept, again, strict=True)
        ]
        items = [items for _, items in again]
        predictions, usage = read_kept(kept, items, article, predicates, self._task)
        return Reading(article.id, predictions, None, tuple(lines), usage)


def _failed(article: Article, told: str) -> Reading:
    return Reading(article.id, error=ExtractorError(told))
