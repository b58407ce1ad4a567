"""The landing where the stages meet: gold set and extractors in, a run out."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol, runtime_checkable

from harness.errors import UsageError
from harness.extractors.base import (
    AnyExtractor,
    Claims,
    ReadsMany,
    Repeatable,
    Trainable,
)
from harness.extractors.desk import Desk
from harness.model.corpus import Article
from harness.model.facts import GoldSet, Prediction
from harness.model.results import ArticleError, Extraction, Run
from harness.reading import Lesson, Loaded, Outcome, read_all
from harness.roster import equip, load_extractors
from harness.stores.predictions import (
    PredictionReader,
    content_of,
    load_labels,
)
from harness.training import LEAVE_ONE_OUT

INTERRUPTED = "not read: the run was interrupted"
# Starting a worker takes a fresh interpreter and the extractor's imports: as long as `regex` needs
# for ten articles, or a trainable one for a fit. Below this nobody would notice what is won.
MANY_ARTICLES = 200


class Sink(Protocol):
    """Keeps what was computed as soon as it was, so that a stop loses nothing."""

    def keep(
        self, extractor: str, predictions: Sequence[Prediction], error: ArticleError | None
    ) -> None:
        """Keep what an extractor said on one article; articles come in the gold set's order."""
        ...

    def log(self, extractor: str, article: str, told: str) -> None:
        """Keep what an extractor told aside on an article, such as what a program logged."""
        ...


@runtime_checkable
class KeepsAnswers(Protocol):
    """A sink that keeps the raw answers of models, too."""

    def keep_answers(self, extractor: str, answers: Sequence[bytes]) -> None:
        """Keep answers on one article, each a JSON object."""
        ...


class Watch(Protocol):
    """Looks on while a run is made."""

    def progress(self, extractor: str, done: int, articles: int) -> None:
        """Hear how many articles an extractor has read, of how many."""
        ...

    def reading(self) -> AbstractContextManager[object]:
        """Give the stretch in which an interrupt may be raised: outside of it nothing is lost."""
        ...


class Unwatched:
    """Looks at nothing: interrupts come when they come."""

    def progress(self, extractor: str, done: int, articles: int) -> None:
        """Hear nothing."""

    def reading(self) -> AbstractContextManager[object]:
        """Hold nothing back."""
        return nullcontext()


def run(  # noqa: PLR0913 - what users of Python set, each by its name
    extractors: Iterable[AnyExtractor | Loaded | str],
    goldset: GoldSet,
    sink: Sink | None = None,
    *,
    jobs: int | None = None,
    timeout: float | None = None,
    watch: Watch | None = None,
    desk: Desk | None = None,
) -> Run:
    """Let extractors (or those with the given names) read every article of a gold set.

    One that is trainable is fitted for each article on all others. A crash costs the article at
    hand, and so does a worker process that dies or that takes longer than `timeout` seconds. An
    interrupt ends the run: what was computed is in it, and it is marked as not complete.

    `jobs` processes read at a time; with one, and without a time limit, everything happens in
    this process. Without a number it is one, and as many as there are processors from 200 articles
    on. The result is the same for any number. `desk` holds settings, cache and budget for those
    that ask models.
    """
    wanted = [extractors] if isinstance(extractors, str) else extractors
    jobs = _jobs(jobs, len(goldset.articles), timeout)
    extractions = []
    complete = True
    articles = tuple(goldset.articles.values())
    for loaded in equip(load_extractors(wanted), goldset, desk):
        reading = (
            read_all(loaded, articles, Lesson(goldset), jobs, timeout) if complete else _nobody()
        )
        extraction, whole = _extract(loaded.extractor, goldset, reading, sink, watch or Unwatched())
        complete = complete and whole
        extractions.append(extraction)
    return Run(
        goldset=goldset.name,
        goldset_version=goldset.version,
        goldset_hash=goldset.hash,
        rendition=goldset.rendition,
        extractions=tuple(extractions),
        complete=complete,
    )


def extract(
    extractor: AnyExtractor | Loaded | str,
    articles: Sequence[Article],
    lesson: Lesson,
    *,
    jobs: int | None = None,
    timeout: float | None = None,
) -> Iterator[tuple[Article, Outcome]]:
    """Yield what an extractor says on articles of any kind, in their order; there is no gold.

    The lesson's gold set names the predicates, and is what a trainable extractor learns from: all
    of it but what the text is a copy of.
    """
    (loaded,) = equip(load_extractors([extractor]), lesson.goldset)
    jobs = _jobs(jobs, len(articles), timeout)
    outcomes: dict[int, Outcome] = {}
    given = 0
    for index, outcome in read_all(loaded, articles, lesson, jobs, timeout):
        outcomes[index] = outcome
        while given in outcomes:
            yield articles[given], outcomes.pop(given)
            given += 1


def _jobs(wanted: int | None, articles: int, timeout: float | None) -> int:
    """Decide how many read at a time; raises UsageError for numbers that make no sense."""
    if timeout is not None and not timeout > 0:
        raise UsageError(f"a time limit of {timeout:g} s leaves no time")
    if wanted is not None and wanted < 1:
        raise UsageError(f"{wanted} jobs read nothing; take 1 or more")
    if wanted is not None:
        return wanted
    if articles < MANY_ARTICLES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _extract(
    extractor: AnyExtractor,
    goldset: GoldSet,
    reading: Generator[tuple[int, Outcome]],
    sink: Sink | None,
    watch: Watch,
) -> tuple[Extraction, bool]:
    """Read all articles with one extractor; the second value is False after an interrupt."""
    names = tuple(goldset.articles)
    outcomes: dict[int, Outcome] = {}
    kept = 0
    started = time.perf_counter()
    watch.progress(extractor.name, 0, len(names))
    interrupted = False
    try:
        while (came := _next(reading, watch)) is not None:
            outcomes[came[0]] = came[1]
            while kept in outcomes:
                kept += 1
                _keep(sink, extractor.name, names[kept - 1], outcomes[kept - 1])
            watch.progress(extractor.name, len(outcomes), len(names))
    except KeyboardInterrupt:
        interrupted = True
        reading.close()
    for index in sorted(outcomes):
        if index >= kept:
            _keep(sink, extractor.name, names[index], outcomes[index])
    said, errors = _in_order(names, outcomes)
    extraction = Extraction(
        name=extractor.name,
        fingerprint=_fingerprint(extractor),
        predictions=said,
        errors=errors,
        seconds=time.perf_counter() - started,
        claims=_claims(extractor),
        folds=LEAVE_ONE_OUT if isinstance(extractor, Trainable) else "",
        usage={
            names[index]: outcome.usage
            for index, outcome in sorted(outcomes.items())
            if outcome.usage is not None
        },
        model=extractor.model if isinstance(extractor, ReadsMany) else None,
        calls=dict(sorted(extractor.calls.items())) if isinstance(extractor, ReadsMany) else {},
        repeats=extractor.repeats if isinstance(extractor, Repeatable) else "",
    )
    return extraction, not interrupted


def _claims(extractor: AnyExtractor) -> tuple[str, ...]:
    return tuple(map(str, extractor.claims)) if isinstance(extractor, Claims) else ()


def _next(reading: Iterator[tuple[int, Outcome]], watch: Watch) -> tuple[int, Outcome] | None:
    """Wait for an outcome, which is when an interrupt may come."""
    with watch.reading():
        return next(reading, None)


def _nobody() -> Generator[tuple[int, Outcome]]:
    """Read nothing: the turn of an extractor never came."""
    yield from ()


def _keep(sink: Sink | None, extractor: str, article: str, outcome: Outcome) -> None:
    if sink is None:
        return
    sink.keep(extractor, outcome.predictions, outcome.error)
    if outcome.log:
        sink.log(extractor, article, outcome.log)
    if outcome.answers and isinstance(sink, KeepsAnswers):
        sink.keep_answers(extractor, outcome.answers)


def _in_order(
    names: Sequence[str], outcomes: dict[int, Outcome]
) -> tuple[tuple[Prediction, ...], tuple[ArticleError, ...]]:
    """Put together what came in any order; an article that nobody came to is an error."""
    said: list[Prediction] = []
    errors: list[ArticleError] = []
    for index, name in enumerate(names):
        outcome = outcomes.get(index, Outcome(error=ArticleError(name, INTERRUPTED)))
        said += outcome.predictions
        if outcome.error is not None:
            errors.append(outcome.error)
    return tuple(said), tuple(errors)


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
