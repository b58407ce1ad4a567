"""The landing where the stages meet: gold set and extractors in, a run out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from harness.errors import UsageError
from harness.extractors.base import AnyExtractor
from harness.extractors.desk import Desk
from harness.model.corpus import Article
from harness.model.facts import GoldSet
from harness.model.results import Earlier, Extraction, Outcome, Run
from harness.reading import Lesson, Loaded, read_all
from harness.roster import equip, load_extractors
from harness.stores.predictions import (
    PredictionReader,
    content_of,
    load_labels,
)
from harness.turn import Sink, Turn, Unwatched, Watch

# Starting a worker takes a fresh interpreter and the extractor's imports: as long as `regex` needs
# for ten articles, or a trainable one for a fit. Below this nobody would notice what is won.
MANY_ARTICLES = 200


def run(  # noqa: PLR0913 - what users of Python set, each by its name
    extractors: Iterable[AnyExtractor | Loaded | str],
    goldset: GoldSet,
    sink: Sink | None = None,
    *,
    jobs: int | None = None,
    timeout: float | None = None,
    watch: Watch | None = None,
    desk: Desk | None = None,
    earlier: Mapping[str, Earlier] | None = None,
) -> Run:
    """Let extractors (or those with the given names) read every article of a gold set.

    One that is trainable is fitted for each article on all others. A crash costs the article at
    hand, and so does a worker process that dies or that takes longer than `timeout` seconds. An
    interrupt ends the run: what was computed is in it, and it is marked as not complete.

    `jobs` processes read at a time; with one, and without a time limit, everything happens in
    this process. Without a number it is one, and as many as there are processors from 200 articles
    on. The result is the same for any number. `desk` holds settings, cache and budget for those
    that ask models. `earlier` is what extractors had read when a run like this was stopped: it is
    kept again, and only the rest is read.
    """
    wanted = [extractors] if isinstance(extractors, str) else extractors
    jobs = _jobs(jobs, len(goldset.articles), timeout)
    loaded = equip(load_extractors(wanted), goldset, desk)
    before = earlier or {}
    turns = [Turn(one, goldset, sink, before.get(one.name)) for one in loaded]
    watch = watch or Unwatched()
    complete = all(turn.read(jobs, timeout, watch) for turn in turns)  # up to a stop
    return Run(
        goldset=goldset.name,
        goldset_version=goldset.version,
        goldset_hash=goldset.hash,
        rendition=goldset.rendition,
        extractions=tuple(turn.extraction() for turn in turns),
        complete=complete,
    )


def extract(  # noqa: PLR0913 - as above
    extractor: AnyExtractor | Loaded | str,
    articles: Sequence[Article],
    lesson: Lesson,
    *,
    jobs: int | None = None,
    timeout: float | None = None,
    desk: Desk | None = None,
) -> Iterator[tuple[Article, Outcome]]:
    """Yield what an extractor says on articles of any kind, in their order; there is no gold.

    The lesson's gold set names the predicates, and is what a trainable extractor learns from: all
    of it but what the text is a copy of. `desk` is as for `run`.
    """
    (loaded,) = equip(load_extractors([extractor]), lesson.goldset, desk)
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
    fingerprint = hashlib.sha256(content).hexdigest()
    return Extraction(
        path.stem, fingerprint, predictions, rendition=goldset.rendition, from_file=True
    )
