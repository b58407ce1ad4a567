"""Evaluations side by side: what differs in the figures, fact by fact, and whether it is chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations

from harness.model.facts import GoldFact
from harness.model.results import Counts, Level
from harness.scoring import Evaluation, must_belong_together
from harness.scoring.evaluation import Side
from harness.statistics import (
    Metric,
    PairedTest,
    Sample,
    holm,
    mcnemar,
    paired_test,
    smallest_p,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one evaluation to the other at one level.

    `gained` and `lost` are gold facts that only the second or only the first found, optional ones
    included. `corrected` is the p value of F1 after Holm among the pairs compared together; a
    comparison that stands alone, or at another level, is exploratory and has none.
    """

    names: tuple[str, str]
    level: Level
    before: Counts
    after: Counts
    gained: tuple[GoldFact, ...]
    lost: tuple[GoldFact, ...]
    sample: Sample = field(repr=False)
    articles: int
    corrected: float | None = None

    def difference(self, metric: Metric) -> Fraction | None:
        """Give after minus before, exactly; None where one is undefined."""
        before: Fraction | None = getattr(self.before, metric)
        after: Fraction | None = getattr(self.after, metric)
        return None if before is None or after is None else after - before

    def test(self, metric: Metric = "f1") -> PairedTest:
        """Give the difference with its interval, and what chance alone would do."""
        return paired_test(self.sample, metric)

    @property
    def mcnemar(self) -> float:
        """Exact p that required facts found by one of the two only fall so unevenly: recall alone.

        A second view; it takes the facts of a paragraph as independent.
        """
        gained, lost = (
            sum(not fact.optional for fact in facts) for facts in (self.gained, self.lost)
        )
        return mcnemar(lost, gained)

    @property
    def smallest_p_by_article(self) -> float:
        """The least p that a test swapping whole articles could reach, however great the gap."""
        return smallest_p(self.articles)


def compare(before: Evaluation, after: Evaluation, level: Level = Level.FACT) -> Comparison:
    """Compare two evaluations on the same gold, rendition, profile and scoring version.

    Raises MixedFiguresError, naming what differs, where the figures do not belong together.
    """
    must_belong_together([before, after])
    found_before, found_after = _found(before, level), _found(after, level)
    return Comparison(
        names=(before.extractor, after.extractor),
        level=level,
        before=before.counts(level),
        after=after.counts(level),
        gained=tuple(fact for key, fact in found_after.items() if key not in found_before),
        lost=tuple(fact for key, fact in found_before.items() if key not in found_after),
        sample=sample_of([before, after], level),
        articles=len(before.goldset.articles),
    )


def compare_all(evaluations: Sequence[Evaluation]) -> list[Comparison]:
    """Compare every pair at level fact, with p of F1 corrected for how many pairs there are.

    Raises MixedFiguresError where some do not belong together.
    """
    pairs = [compare(one, other) for one, other in combinations(evaluations, 2)]
    tested = [(index, pair.test().p) for index, pair in enumerate(pairs)]
    defined = [(index, p) for index, p in tested if p is not None]
    corrected = dict(
        zip((index for index, _ in defined), holm([p for _, p in defined]), strict=True)
    )
    return [replace(pair, corrected=corrected.get(index)) for index, pair in enumerate(pairs)]


def sample_of(
    evaluations: Sequence[Evaluation],
    level: Level = Level.FACT,
    of: Callable[[Side], bool] | None = None,
) -> Sample:
    """Lay out what evaluations counted by place, for intervals and tests; `of` picks a slice.

    Raises MixedFiguresError where some do not belong together.
    """
    must_belong_together(evaluations)
    articles = evaluations[0].goldset.articles
    tables = [evaluation.by_place(level, of) for evaluation in evaluations]
    return Sample.of(tables, {name: len(one.paragraphs) for name, one in articles.items()})


def _found(evaluation: Evaluation, level: Level) -> dict[tuple[str, str], GoldFact]:
    return {
        (match.gold.article, match.gold.id): match.gold
        for match in evaluation.matches
        if match.gold is not None and match.right_at(level)
    }
