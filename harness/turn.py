"""An extractor's turn in a run: what it says is kept as it comes, whoever stops it and when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from typing import Protocol

import msgspec

from harness.extractors.base import AnyExtractor, Claims, ReadsMany, Trainable, is_deterministic
from harness.model.facts import GoldSet, Prediction
from harness.model.results import Account, ArticleError, Earlier, Extraction, Outcome
from harness.model.usage import ModelCard
from harness.reading import Lesson, Loaded, read_all
from harness.training import LEAVE_ONE_OUT

INTERRUPTED = "not read: the run was interrupted"


class Sink(Protocol):
    """Keeps what was computed as soon as it was, so that a stop loses nothing."""

    def keep(self, extractor: str, article: str, outcome: Outcome, account: Account) -> None:
        """Keep what came of an article, in any order, and what reading took so far."""
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


class Turn:
    """One extractor reads all articles of a gold set, but for those that it had read earlier."""

    def __init__(
        self,
        loaded: Loaded,
        goldset: GoldSet,
        sink: Sink | None,
        earlier: Earlier | None,
    ) -> None:
        self._loaded = loaded
        self._goldset = goldset
        self._articles = goldset.articles
        self._sink = sink
        self._outcomes: dict[str, Outcome] = {}
        self._clock = _Clock(loaded.extractor, earlier.account if earlier else None)
        for article, outcome in (earlier.outcomes if earlier else {}).items():
            self._take(article, outcome)

    def read(self, jobs: int, timeout: float | None, watch: Watch) -> bool:
        """Read what is left; False where that was interrupted."""
        left = [one for name, one in self._articles.items() if name not in self._outcomes]
        name = self._loaded.name
        watch.progress(name, len(self._outcomes), len(self._articles))
        if not left:
            return True
        self._clock.start()
        try:
            with closing(
                read_all(self._loaded, left, Lesson(self._goldset), jobs, timeout)
            ) as reading:
                while (came := _next(reading, watch)) is not None:
                    self._take(left[came[0]].id, came[1])
                    watch.progress(name, len(self._outcomes), len(self._articles))
        except KeyboardInterrupt:
            return False
        finally:
            self._clock.stop()
        return True

    def extraction(self) -> Extraction:
        """Give what was said, in the order of the articles; one that nobody came to is an error."""
        extractor, account = self._loaded.extractor, self._clock.account()
        said: list[Prediction] = []
        errors: list[ArticleError] = []
        usage = {}
        for name in self._articles:
            outcome = self._outcomes.get(name, Outcome(error=ArticleError(name, INTERRUPTED)))
            said += outcome.predictions
            if outcome.error is not None:
                errors.append(outcome.error)
            if outcome.usage is not None:
                usage[name] = outcome.usage
        return Extraction(
            name=self._loaded.name,
            fingerprint=account.fingerprint,
            predictions=tuple(said),
            errors=tuple(errors),
            seconds=account.seconds,
            claims=tuple(map(str, extractor.claims)) if isinstance(extractor, Claims) else (),
            folds=LEAVE_ONE_OUT if isinstance(extractor, Trainable) else "",
            usage=usage,
            model=account.model,
            calls=account.calls,
            repeats=self._loaded.repeats,
            rendition=self._goldset.rendition,
            deterministic=is_deterministic(extractor),
        )

    def _take(self, article: str, outcome: Outcome) -> None:
        self._outcomes[article] = outcome
        if self._sink is not None:
            name = self._loaded.name
            self._sink.keep(name, article, outcome, self._clock.account())


class _Clock:
    """Keeps account of a turn, on top of what had been read earlier."""

    def __init__(self, extractor: AnyExtractor, earlier: Account | None) -> None:
        self._extractor = extractor
        self._earlier = earlier
        self._started: float | None = None
        self._ended: float | None = None
        self._fingerprint = ""

    def start(self) -> None:
        """Count seconds from now on."""
        self._started = time.perf_counter()

    def stop(self) -> None:
        """Count no more seconds: what others read from now on is not this turn's time."""
        self._ended = time.perf_counter()

    def account(self) -> Account:
        """Tell who has read so far, and what that took."""
        before = self._earlier
        if self._started is None and before is not None:
            return before
        many = self._extractor if isinstance(self._extractor, ReadsMany) else None
        if many is not None or not self._fingerprint:  # a model tells more once it has answered
            self._fingerprint = fingerprint_of(self._extractor)
        now = Account(
            self._fingerprint,
            seconds=self._seconds(),
            calls=dict(sorted(many.calls.items())) if many else {},
            model=many.model if many else None,
        )
        return now if before is None else _sum(before, now)

    def _seconds(self) -> float:
        if self._started is None:
            return 0.0
        return (time.perf_counter() if self._ended is None else self._ended) - self._started


def _sum(before: Account, now: Account) -> Account:
    """Add up two stretches of one turn; where another read in the second, both are told."""
    same = before.fingerprint == now.fingerprint
    calls = {
        kind: before.calls.get(kind, 0) + now.calls.get(kind, 0)
        for kind in sorted({*before.calls, *now.calls})
    }
    return Account(
        before.fingerprint if same else f"{before.fingerprint}, then {now.fingerprint}",
        before.seconds + now.seconds,
        calls,
        _answered_by_both(before.model, now.model),
    )


def _answered_by_both(before: ModelCard | None, now: ModelCard | None) -> ModelCard | None:
    if before is None or now is None:
        return now or before
    names = tuple(sorted({*before.answered_by, *now.answered_by}))
    return msgspec.structs.replace(now, answered_by=names)


def fingerprint_of(extractor: AnyExtractor) -> str:
    """Ask an extractor what its answers depend on."""
    try:
        return str(extractor.fingerprint())
    except (Exception, SystemExit):  # noqa: BLE001 - an extractor may raise anything
        return "unknown"


def _next(reading: Iterator[tuple[int, Outcome]], watch: Watch) -> tuple[int, Outcome] | None:
    """Wait for an outcome, which is when an interrupt may come."""
    with watch.reading():
        return next(reading, None)
