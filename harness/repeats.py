"""One extractor that read several times: mean, range, and how far its readings agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from harness.model.facts import GoldSet
from harness.model.identity import Identifier, Identity
from harness.model.results import Level
from harness.scoring import Evaluation


@dataclass(frozen=True, slots=True)
class Spread:
    """A ratio over several readings; None where it was undefined in any of them."""

    mean: Fraction | None
    least: Fraction | None
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class Repeats:
    """Several readings of one extractor, in their order."""

    name: str
    evaluations: tuple[Evaluation, ...]

    def spread(self, metric: str, level: Level = Level.FACT) -> Spread:
        """Give mean and range of "precision", "recall" or "f1"."""
        found = [getattr(one.counts(level), metric) for one in self.evaluations]
        known: list[Fraction] = [ratio for ratio in found if ratio is not None]
        if len(known) < len(found):
            return Spread(None, None, None)
        return Spread(sum(known, Fraction(0)) / len(known), min(known), max(known))

    def agreement(self, goldset: GoldSet) -> Fraction | None:
        """Give the mean over pairs of readings of 2|A∩B| / (|A|+|B|), the F1 of one on the other.

        A and B are the facts they name, by identity (Dice 1945; for annotators Hripcsak and
        Rothschild 2005). None where no reading names any.
        """
        identifier = Identifier(goldset.entities, goldset.predicates)
        said = [_said(one, identifier) for one in self.evaluations]
        pairs = [
            Fraction(2 * len(one & other), len(one) + len(other))
            for one, other in combinations(said, 2)
            if one or other
        ]
        return sum(pairs, Fraction(0)) / len(pairs) if pairs else None

    def found_by(self) -> tuple[int, int, int]:
        """Count required gold facts that all readings found, that some did, and that none did."""
        times: dict[tuple[str, str], int] = {}
        for evaluation in self.evaluations:
            for match in evaluation.matches:
                if match.gold is not None and not match.gold.optional:
                    key = (match.gold.article, match.gold.id)
                    times[key] = times.get(key, 0) + match.right_at(Level.FACT)
        everyone = len(self.evaluations)
        all_found = sum(count == everyone for count in times.values())
        none_found = sum(count == 0 for count in times.values())
        return all_found, len(times) - all_found - none_found, none_found


def repeats_of(named: Iterable[tuple[str, Evaluation]]) -> list[Repeats]:
    """Group evaluations by the extractor that they are readings of; others have an empty name."""
    groups: dict[str, list[Evaluation]] = {}
    for name, evaluation in named:
        if name:
            groups.setdefault(name, []).append(evaluation)
    return [_group(name, ones) for name, ones in groups.items() if len(ones) > 1]


def _group(name: str, evaluations: Sequence[Evaluation]) -> Repeats:
    return Repeats(name, tuple(evaluations))


def _said(evaluation: Evaluation, identifier: Identifier) -> set[Identity]:
    return {
        identifier(match.prediction) for match in evaluation.matches if match.prediction is not None
    }
