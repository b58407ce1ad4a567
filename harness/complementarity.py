"""What extractors find together, and what each of them finds alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from harness.errors import UsageError
from harness.extractors.registry import reads_alone
from harness.model.facts import GoldFact
from harness.model.results import Counts, Level
from harness.scoring import Evaluation, must_belong_together

_Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Complementarity:
    """The required gold facts that several extractors find, at one level.

    `together` counts a fact as found where any of them finds it: its recall is the ceiling of
    whatever is made by choosing among their answers. It says nothing of precision, so it has no
    false positives to count. `alone` holds for each the facts that no other of them finds.
    """

    level: Level
    together: Counts
    alone: dict[str, tuple[GoldFact, ...]]


def readers(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """Pick those that read for themselves: no zero lines, no votes, one of several readings."""
    found: dict[str, Evaluation] = {}
    for one in evaluations:
        if reads_alone(one.extractor):
            found.setdefault(one.repeats or one.extractor, one)
    return list(found.values())


def complementarity(
    evaluations: Sequence[Evaluation], level: Level = Level.FACT
) -> Complementarity:
    """Put the findings of extractors together that were scored in the same way.

    Raises MixedFiguresError, naming what differs, where they were not, and UsageError for none.
    """
    if not evaluations:
        raise UsageError("nothing to put together: give one evaluation or more")
    must_belong_together(evaluations)
    first = evaluations[0]
    required = _required(first)
    found = {one.extractor: _found(one, level) & required.keys() for one in evaluations}
    every = set[_Key]().union(*found.values())
    return Complementarity(
        level,
        together=Counts(tp=len(every), fn=len(required) - len(every)),
        alone={
            name: tuple(
                fact
                for key, fact in required.items()
                if key in keys and not any(key in found[other] for other in found if other != name)
            )
            for name, keys in found.items()
        },
    )


def _required(evaluation: Evaluation) -> dict[_Key, GoldFact]:
    """Give all required gold facts in order; every evaluation on the same gold has the same."""
    golds = (match.gold for match in evaluation.matches)
    return {
        (gold.article, gold.id): gold for gold in golds if gold is not None and not gold.optional
    }


def _found(evaluation: Evaluation, level: Level) -> set[_Key]:
    return {
        (match.gold.article, match.gold.id)
        for match in evaluation.matches
        if match.gold is not None and match.right_at(level)
    }
