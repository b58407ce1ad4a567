"""The landing where the stages meet: gold set and extractors in, a run out."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import (
    AnyExtractor,
    Equipped,
    Extractor,
    Reading,
    ReadsMany,
    Repeatable,
    Trainable,
)
from harness.extractors.desk import Desk, Task
from harness.extractors.registry import load_extractor
from harness.model.contract import broken_rule, settled
from harness.model.corpus import Article
from harness.model.facts import GoldSet, Prediction
from harness.model.results import ArticleError, Extraction, Run
from harness.model.usage import Usage
from harness.stores.predictions import (
    PredictionReader,
    content_of,
    load_labels,
)
from harness.stores.recordings import load_recording
from harness.training import LEAVE_ONE_OUT, Folds

INTERRUPTED = "not read: the run was interrupted"


class Sink(Protocol):
    """Keeps what was computed as soon as it was, so that a stop loses nothing."""

    def keep(
        self, extractor: str, predictions: Sequence[Prediction], error: ArticleError | None
    ) -> None:
        """Keep what an extractor said on one article."""
        ...


@runtime_checkable
class KeepsAnswers(Protocol):
    """A sink that keeps raw answers of models, too."""

    def keep_answers(self, extractor: str, answers: Sequence[bytes]) -> None:
        """Keep answers on one article, each a JSON object."""
        ...


class Unavailable:
    """Stands for an extractor that could not be loaded, so that its failure is counted."""

    def __init__(self, name: str, error: ExtractorError) -> None:
        self.name = name
        self.error = error

    def fingerprint(self) -> str:
        """Tell that there is nothing to tell."""
        return "unavailable"

    def extract(self, article: Article, predicates: object) -> Iterable[Prediction]:
        """Raise why the extractor could not be loaded, whatever there is to read."""
        del article, predicates
        raise self.error


def load_extractors(wanted: Iterable[AnyExtractor | str]) -> list[AnyExtractor]:
    """Make extractors by their names; one that cannot be loaded fails on every article.

    Raises UsageError where nothing has a name, or two extractors have the same.
    """
    extractors: list[AnyExtractor] = []
    for one in wanted:
        try:
            extractors.append(load_extractor(one) if isinstance(one, str) else one)
        except ExtractorError as error:
            extractors.append(Unavailable(str(one), error))
    seen: set[str] = set()
    for extractor in extractors:
        if extractor.name in seen:
            raise UsageError(f"two extractors are called {extractor.name!r}; give one another name")
        seen.add(extractor.name)
    return extractors


def repeated(extractors: Iterable[AnyExtractor], number: int) -> list[AnyExtractor]:
    """Let each extractor whose answers may vary read so many times, as `name#1` and on."""
    found: list[AnyExtractor] = []
    for extractor in extractors:
        if number > 1 and isinstance(extractor, Repeatable):
            found += [extractor.repeated(one) for one in range(1, number + 1)]
        else:
            found.append(extractor)
    return found


def equip(
    extractors: Iterable[AnyExtractor], goldset: GoldSet, desk: Desk | None = None
) -> list[AnyExtractor]:
    """Hand extractors what they ask for; one that lacks something fails on every article.

    Raises UsageError for a setting that is wrong.
    """
    task = Task(goldset.units, goldset.dimensions, goldset.guidelines)
    desk = replace(desk or Desk(), task=task, recording=load_recording)
    equipped: list[AnyExtractor] = []
    for extractor in extractors:
        try:
            if isinstance(extractor, Equipped):
                extractor.equip(desk)
            equipped.append(extractor)
        except ExtractorError as error:
            equipped.append(Unavailable(extractor.name, error))
    return equipped


def run(
    extractors: Iterable[AnyExtractor | str],
    goldset: GoldSet,
    sink: Sink | None = None,
    desk: Desk | None = None,
) -> Run:
    """Let extractors (or those with the given names) read every article of a gold set.

    One that is trainable is fitted for each article on all others. A crash costs the article at
    hand. An interrupt ends the run: what was computed is in it, and it is marked as not complete.
    `desk` holds settings, cache and budget for those that ask models.
    """
    wanted = [extractors] if isinstance(extractors, str) else extractors
    extractions = []
    complete = True
    for extractor in equip(load_extractors(wanted), goldset, desk):
        if complete:
            extract = _extract_many if isinstance(extractor, ReadsMany) else _extract
            extraction, complete = extract(extractor, goldset, sink)
        else:
            extraction = _not_begun(extractor, goldset)
        extractions.append(extraction)
    return Run(
        goldset=goldset.name,
        goldset_version=goldset.version,
        goldset_hash=goldset.hash,
        rendition=goldset.rendition,
        extractions=tuple(extractions),
        complete=complete,
    )


def _extract(
    extractor: AnyExtractor, goldset: GoldSet, sink: Sink | None
) -> tuple[Extraction, bool]:
    """Read all articles with one extractor; the second value is False after an interrupt."""
    predictions: list[Prediction] = []
    errors: list[ArticleError] = []
    started = time.perf_counter()
    complete = True
    reader_of = _reader_of(extractor, goldset)
    for article in goldset.articles.values():
        if not complete:
            errors.append(ArticleError(article.id, INTERRUPTED))
            continue
        try:
            said, error = _read(reader_of, article, goldset)
            if sink is not None:
                sink.keep(extractor.name, said, error)
        except KeyboardInterrupt:
            complete = False
            errors.append(ArticleError(article.id, INTERRUPTED))
            continue
        predictions += said
        if error is not None:
            errors.append(error)
    extraction = Extraction(
        name=extractor.name,
        fingerprint=_fingerprint(extractor),
        predictions=tuple(predictions),
        errors=tuple(errors),
        seconds=time.perf_counter() - started,
        folds=LEAVE_ONE_OUT if isinstance(extractor, Trainable) else "",
    )
    return extraction, complete


def _extract_many(
    extractor: AnyExtractor, goldset: GoldSet, sink: Sink | None
) -> tuple[Extraction, bool]:
    """Read all articles with an extractor that reads many at a time; else as `_extract`."""
    assert isinstance(extractor, ReadsMany)  # noqa: S101 - looked at by the caller
    predictions: list[Prediction] = []
    failed: dict[str, ArticleError] = {}
    usage: dict[str, Usage] = {}
    started = time.perf_counter()
    left = dict(goldset.articles)
    kept_away: ArticleError | None = None
    try:
        for reading in extractor.extract_many(
            tuple(left.values()), tuple(goldset.predicates.values())
        ):
            said, error = _of_reading(reading, left.pop(reading.article), goldset)
            if sink is not None:
                sink.keep(extractor.name, said, error)
            if isinstance(sink, KeepsAnswers):
                sink.keep_answers(extractor.name, reading.answers)
            predictions += said
            if error is not None:
                failed[reading.article] = error
            if reading.usage is not None:
                usage[reading.article] = reading.usage
        kept_away = ArticleError("", "not read: the extractor left it out")
    except KeyboardInterrupt:
        kept_away = ArticleError("", INTERRUPTED)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an extractor may raise anything
        kept_away = ArticleError("", repr(error), traceback.format_exc())
    for name in left:
        failed[name] = msgspec.structs.replace(kept_away, article=name)
        if sink is not None and kept_away.message != INTERRUPTED:
            sink.keep(extractor.name, (), failed[name])
    extraction = Extraction(
        name=extractor.name,
        fingerprint=_fingerprint(extractor),
        predictions=tuple(predictions),
        errors=tuple(failed[name] for name in goldset.articles if name in failed),
        seconds=time.perf_counter() - started,
        usage=usage,
        model=extractor.model,
        calls=dict(sorted(extractor.calls.items())),
        repeats=getattr(extractor, "repeats", ""),
    )
    return extraction, kept_away.message != INTERRUPTED


def _of_reading(
    reading: Reading, article: Article, goldset: GoldSet
) -> tuple[list[Prediction], ArticleError | None]:
    if reading.error is not None:
        return [], ArticleError(reading.article, str(reading.error))
    try:
        return [_sound(one, article, goldset) for one in reading.predictions], None
    except ExtractorError as error:
        return [], ArticleError(article.id, str(error), traceback.format_exc())


def _not_begun(extractor: AnyExtractor, goldset: GoldSet) -> Extraction:
    """Stand in for an extractor whose turn never came: it is part of the run, and said nothing."""
    errors = tuple(ArticleError(name, INTERRUPTED) for name in goldset.articles)
    folds = LEAVE_ONE_OUT if isinstance(extractor, Trainable) else ""
    repeats = getattr(extractor, "repeats", "")
    return Extraction(
        extractor.name, _fingerprint(extractor), (), errors, folds=folds, repeats=repeats
    )


def _reader_of(extractor: AnyExtractor, goldset: GoldSet) -> Callable[[str], Extractor]:
    """Give what gives for each article the extractor that reads it."""
    if isinstance(extractor, Trainable):
        return Folds(extractor, goldset).reader_of
    return lambda _: extractor


def _read(
    reader_of: Callable[[str], Extractor], article: Article, goldset: GoldSet
) -> tuple[list[Prediction], ArticleError | None]:
    """Read one article; whatever goes wrong inside the extractor becomes an error of it."""
    try:
        said = reader_of(article.id).extract(article, tuple(goldset.predicates.values()))
        return [_sound(prediction, article, goldset) for prediction in said], None
    except ExtractorError as error:
        return [], ArticleError(article.id, str(error), traceback.format_exc())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an extractor may raise anything
        return [], ArticleError(article.id, repr(error), traceback.format_exc())


def _sound(prediction: object, article: Article, goldset: GoldSet) -> Prediction:
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
    problem = broken_rule(sound, goldset.articles, goldset.predicates)
    if problem is not None:
        raise ExtractorError(problem)
    return settled(sound, article)


def _fingerprint(extractor: AnyExtractor) -> str:
    try:
        return str(extractor.fingerprint())
    except (Exception, SystemExit):  # noqa: BLE001 - an extractor may raise anything
        return "unknown"


def load_predictions(
    path: str | Path, goldset: GoldSet, labels: str | Path | None = None
) -> Extraction:
    """Read predictions that were made elsewhere; the file's name is the extractor's.

    `labels` names a YAML file that maps one's own labels to predicates. Raises InvalidFileError
    with every line that cannot be read.
    """
    path = Path(path)
    mapping = load_labels(Path(labels), goldset.predicates) if labels is not None else None
    reader = PredictionReader(goldset.articles, goldset.predicates, mapping)
    content = content_of(path)
    predictions = reader.read_bytes(content, path)
    return Extraction(path.stem, hashlib.sha256(content).hexdigest(), predictions)
