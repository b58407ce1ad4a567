"""Two evaluations side by side: what differs in the figures, and fact by fact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from harness.errors import MixedFiguresError
from harness.model.facts import GoldFact
from harness.model.results import Counts, Level
from harness.scoring import Evaluation


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one evaluation to the other at one level.

    `gained` and `lost` are gold facts that only the second or only the first found, optional ones
    included.
    """

    level: Level
    before: Counts
    after: Counts
    gained: tuple[GoldFact, ...]
    lost: tuple[GoldFact, ...]

    def difference(self, metric: str) -> Fraction | None:
        """Give after minus before of "precision", "recall" or "f1"; None where one is undefined."""
        before: Fraction | None = getattr(self.before, metric)
        after: Fraction | None = getattr(self.after, metric)
        return None if before is None or after is None else after - before


def compare(before: Evaluation, after: Evaluation, level: Level = Level.FACT) -> Comparison:
    """Compare two evaluations on the same gold, rendition, profile and scoring version.

    Raises MixedFiguresError, naming what differs, where the figures do not belong together.
    """
    differing = before.signature.differs_from(after.signature)
    if differing:
        raise MixedFiguresError(
            f"{before.extractor} and {after.extractor} cannot be compared: "
            f"they differ in {', '.join(differing)}; score both in the same way first"
        )
    found_before, found_after = _found(before, level), _found(after, level)
    return Comparison(
        level,
        before.counts(level),
        after.counts(level),
        gained=tuple(fact for key, fact in found_after.items() if key not in found_before),
        lost=tuple(fact for key, fact in found_before.items() if key not in found_after),
    )


def _found(evaluation: Evaluation, level: Level) -> dict[tuple[str, str], GoldFact]:
    return {
        (match.gold.article, match.gold.id): match.gold
        for match in evaluation.matches
        if match.gold is not None and match.right_at(level)
    }
