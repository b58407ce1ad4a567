"""One extractor reads articles: whatever goes wrong inside it becomes an error of the article."""

from __future__ import annotations

import traceback
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import msgspec

from harness.errors import ExtractorError
from harness.extractors.base import (
    Answer,
    AnyExtractor,
    Extractor,
    Reading,
    ReadsMany,
    Repeatable,
    Trainable,
    keeps_time,
    within,
)
from harness.extractors.registry import load_extractor
from harness.model.contract import broken_rule, settled
from harness.model.corpus import Article
from harness.model.facts import GoldSet, Predicate, Prediction
from harness.model.results import ArticleError, Outcome
from harness.training import Folds
from harness.workers import CannotStartError, Lost, work_through

_LEEWAY = 5.0  # seconds more for who keeps the limit itself, so that it can tell what it knows


@dataclass(frozen=True, slots=True)
class Loaded:
    """An extractor, and from what a worker process makes it again: its name, or a copy.

    `number` counts the readings of one that is to read several times, from 1.
    """

    extractor: AnyExtractor
    origin: str | AnyExtractor
    number: int = 0

    @property
    def name(self) -> str:
        """What this reading is called in tables and folders."""
        return f"{self.extractor.name}#{self.number}" if self.number else self.extractor.name

    @property
    def repeats(self) -> str:
        """The name without the number of the reading; empty where there is one alone."""
        if self.number:
            return self.extractor.name
        return self.extractor.repeats if isinstance(self.extractor, Repeatable) else ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a trainable extractor learns from, and which of its articles a text is a copy of.

    Without `copies` a text is the gold article of its own id.
    """

    goldset: GoldSet
    copies: Mapping[str, str] | None = None


class Reader:
    """Reads articles with one extractor, fitting it before where it learns."""

    def __init__(
        self, extractor: AnyExtractor, predicates: Sequence[Predicate], lesson: Lesson | None
    ) -> None:
        self._extractor = extractor
        self._predicates = tuple(predicates)
        self._folds: Folds | None = None
        if lesson is not None and isinstance(extractor, Trainable):  # no other ever sees gold
            self._folds = Folds(extractor, lesson.goldset, lesson.copies)

    def __call__(self, article: Article) -> Outcome:
        """Read one article."""
        try:
            said = self._reader_of(article).extract(article, self._predicates)
            log = said.log if isinstance(said, Answer) else ""
            sound = tuple(_sound(one, article, self._predicates) for one in said)
        except ExtractorError as error:
            told = error.detail or traceback.format_exc()
            return Outcome(error=ArticleError(article.id, str(error), told))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - an extractor may raise anything
            return Outcome(error=ArticleError(article.id, repr(error), traceback.format_exc()))
        return Outcome(sound, log=log)

    def _reader_of(self, article: Article) -> Extractor:
        if self._folds is not None:
            return self._folds.reader_of(article.id)
        if isinstance(self._extractor, Trainable):
            raise ExtractorError(f"{self._extractor.name} must be fitted before it can read")
        return self._extractor


@dataclass(frozen=True, slots=True)
class _Prepare:
    """Makes a reader in a worker process; the lesson is only there for who learns."""

    origin: str | AnyExtractor
    predicates: tuple[Predicate, ...]
    timeout: float | None
    lesson: Lesson | None

    def __call__(self) -> Reader:
        made = load_extractor(self.origin) if isinstance(self.origin, str) else self.origin
        made = made if self.timeout is None else within(made, self.timeout)
        return Reader(made, self.predicates, self.lesson)


def read_all(
    loaded: Loaded, articles: Sequence[Article], lesson: Lesson, jobs: int, timeout: float | None
) -> Generator[tuple[int, Outcome]]:
    """Yield (index of the article, its outcome) as they come.

    The predicates asked for are those of the lesson's gold set. With one job and no time limit all
    is read in this process; else in workers, which can be ended. Who keeps its time itself needs
    none for that.
    """
    itself = keeps_time(loaded.extractor)
    predicates = tuple(lesson.goldset.predicates.values())
    if isinstance(loaded.extractor, ReadsMany):
        yield from _read_many(loaded.extractor, articles, predicates, timeout)
        return
    if jobs == 1 and (timeout is None or itself):
        extractor = loaded.extractor if timeout is None else within(loaded.extractor, timeout)
        reader = Reader(extractor, predicates, lesson)
        for index, article in enumerate(articles):
            yield index, reader(article)
        return
    learns = isinstance(loaded.extractor, Trainable)
    prepare = _Prepare(loaded.origin, predicates, timeout, lesson if learns else None)
    limit = timeout + _LEEWAY if timeout is not None and itself else timeout
    read: set[int] = set()
    try:
        for index, result in work_through(prepare, articles, jobs, limit):
            read.add(index)
            yield index, _outcome(result, articles[index])
    except CannotStartError as error:
        told = (
            f"cannot be read in a worker process ({error}); name it by module:Class or "
            "file.py:Class, or read with one job and without a time limit"
        )
        for index in sorted(set(range(len(articles))) - read):
            yield index, Outcome(error=ArticleError(articles[index].id, told))


def _read_many(
    extractor: ReadsMany,
    articles: Sequence[Article],
    predicates: tuple[Predicate, ...],
    timeout: float | None,
) -> Generator[tuple[int, Outcome]]:
    """Read with an extractor that has many articles under way by itself."""
    read = 0
    try:
        with closing(extractor.extract_many(articles, predicates, timeout)) as readings:
            for reading in readings:
                read += 1
                yield read - 1, _of_reading(reading, articles[read - 1], predicates)
        told = ("left out by the extractor", "")
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an extractor may raise anything
        told = (repr(error), traceback.format_exc())
    for left in range(read, len(articles)):
        yield left, Outcome(error=ArticleError(articles[left].id, *told))


def _of_reading(reading: Reading, article: Article, predicates: tuple[Predicate, ...]) -> Outcome:
    answers, usage = reading.answers, reading.usage
    if reading.error is not None:
        error = ArticleError(article.id, str(reading.error))
        return Outcome(error=error, answers=answers, usage=usage)
    try:
        sound = tuple(_sound(one, article, predicates) for one in reading.predictions)
    except ExtractorError as broken:
        told = ArticleError(article.id, str(broken), traceback.format_exc())
        return Outcome(error=told, answers=answers, usage=usage)
    return Outcome(sound, answers=answers, usage=usage)


def _outcome(result: object, article: Article) -> Outcome:
    if isinstance(result, Lost):
        return Outcome(error=ArticleError(article.id, result.why, result.detail))
    assert isinstance(result, Outcome)  # noqa: S101 - what a Reader gives, for the types
    return result


def _sound(prediction: object, article: Article, predicates: Sequence[Predicate]) -> Prediction:
    """Give a prediction as it will be stored; raises ExtractorError where it breaks a rule.

    Types are not checked when a Prediction is made, so it is written and read once.
    """
    if not isinstance(prediction, Prediction):
        raise ExtractorError(f"yielded a {type(prediction).__name__}, not a Prediction")
    try:
        sound = msgspec.json.decode(msgspec.json.encode(prediction), type=Prediction)
    except (TypeError, ValueError) as error:  # msgspec's errors and broken text are ValueErrors
        raise ExtractorError(f"yielded a Prediction that is none: {error}") from error
    if sound.article != article.id:
        raise ExtractorError(f"answered for {sound.article!r} when it read {article.id!r}")
    asked = {predicate.name: predicate for predicate in predicates}
    problem = broken_rule(sound, {article.id: article}, asked)
    if problem is not None:
        raise ExtractorError(problem)
    return settled(sound, article)
