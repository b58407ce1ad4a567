"""The gate's answer: an outcome, and every reason for it as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from harness.comparison import System
from harness.model.baseline import Baseline, Entry
from harness.model.facts import GoldFact, Prediction
from harness.model.history import Sighting
from harness.model.policy import Figure, Money, Waiver
from harness.model.results import Counts, ErrorClass
from harness.statistics import PairedTest


class Outcome(StrEnum):
    """What the gate says of a run."""

    PASS = "PASS"  # noqa: S105 - a word, no password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


class Weight(StrEnum):
    """What a reason does to the outcome; the first that is there decides."""

    NO_VERDICT = "no verdict"  # the run cannot be judged
    REGRESSION = "regression"
    UNDECIDED = "undecided"  # worse, but so much can be chance
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What a reason is about."""

    PARTIAL_RUN = "partial run"
    OTHER_CONDITIONS = "other conditions"
    NOTHING_JUDGED = "nothing judged"
    NOT_IN_RUN = "not in the run"
    NOT_IN_BASELINE = "not in the baseline"
    ERRORS = "errors"
    LOST = "lost facts"
    LOST_OPTIONAL = "lost optional facts"
    MUST_FIND = "must be found"
    ARTICLE_MISSING = "missing article"
    SILENT = "fell silent"
    DROP = "drop"
    DIFFERENCE = "difference"
    FLOOR = "below the floor"
    UNSUPPORTED = "unsupported predictions"
    COST = "cost"
    COST_UNKNOWN = "cost unknown"
    RISE = "unexpected rise"
    SAME_FINGERPRINT = "other answers of the same extractor"
    WAIVED = "waived"
    WAIVER_EXPIRED = "waiver expired"
    WAIVER_IDLE = "waiver not needed"
    NEW_EXTRACTOR = "new extractor"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for an outcome, or that a reader should know.

    `before`, `now` and `limit` are exact: ratios of a `figure`, or numbers of facts or predictions.
    `counts` are what the ratios that are there, before and now, were made of.
    """

    kind: Kind
    weight: Weight
    extractor: str | None = None
    figure: Figure | None = None
    before: Fraction | None = None
    now: Fraction | None = None
    limit: Fraction | None = None
    counts: tuple[Counts, ...] = ()
    facts: tuple[GoldFact, ...] = ()
    articles: tuple[str, ...] = ()
    test: PairedTest | None = None
    money: tuple[Money, Money] | None = None  # cost and ceiling
    waiver: Waiver | None = None
    readings: tuple[int, int] | None = None  # of the baseline and now, behind a test
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LostFact:
    """A gold fact that this run did not find, though the baseline's did or it must be found.

    `line` counts from 1 in the article's text and `quote` is the evidence there. `prediction` is
    what stands against the fact now, with its `error`; None where nothing does. `last_found` is
    the last run known to have found it.
    """

    extractor: str
    fact: GoldFact
    line: int
    quote: str
    error: ErrorClass | None
    prediction: Prediction | None
    waiver: Waiver | None = None
    last_found: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One extractor's part of a verdict; `exact`: it was judged by fact id, and not by test.

    `absent` are facts that must be found, are not, and are none of the `lost`.
    Where it `failed` on articles there is no verdict: its figures say nothing, and facts lost and
    gained are those of the articles that it read.
    """

    extractor: str
    exact: bool
    system: System = field(repr=False)
    entry: Entry = field(repr=False)
    reasons: tuple[Reason, ...]
    lost: tuple[LostFact, ...] = ()
    gained: tuple[GoldFact, ...] = ()
    absent: tuple[LostFact, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """PASS, FAIL or INCONCLUSIVE, with the reasons that concern the run and each extractor's.

    `run` is the run that was judged; None where it lies in no folder.
    """

    outcome: Outcome
    baseline: Baseline = field(repr=False)
    run_reasons: tuple[Reason, ...]
    judgements: tuple[Judgement, ...]
    run: Sighting | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons, the heaviest first."""
        found = [*self.run_reasons, *(one for part in self.judgements for one in part.reasons)]
        order = list(Weight)
        return tuple(sorted(found, key=lambda reason: order.index(reason.weight)))

    @property
    def lost(self) -> tuple[LostFact, ...]:
        """All lost facts of all extractors, waived ones included."""
        return tuple(one for judgement in self.judgements for one in judgement.lost)

    @property
    def absent(self) -> tuple[LostFact, ...]:
        """All facts that must be found and are not, but for the lost ones."""
        return tuple(one for judgement in self.judgements for one in judgement.absent)

    def remembering(self, last_found: Callable[[str, GoldFact], Sighting | None]) -> Verdict:
        """Give the same verdict, with the last run that found each fact it names."""

        def seen(facts: tuple[LostFact, ...]) -> tuple[LostFact, ...]:
            return tuple(
                replace(one, last_found=last_found(one.extractor, one.fact)) for one in facts
            )

        judgements = tuple(
            replace(judgement, lost=seen(judgement.lost), absent=seen(judgement.absent))
            for judgement in self.judgements
        )
        return replace(self, judgements=judgements)


def outcome_of(reasons: list[Reason]) -> Outcome:
    """Decide: what cannot be judged is not judged; else a regression fails; else doubt remains."""
    weights = {reason.weight for reason in reasons}
    if Weight.NO_VERDICT in weights:
        return Outcome.INCONCLUSIVE
    if Weight.REGRESSION in weights:
        return Outcome.FAIL
    return Outcome.INCONCLUSIVE if Weight.UNDECIDED in weights else Outcome.PASS
