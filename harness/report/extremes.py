"""What each extractor is worst and best at, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.results import Counts
from harness.report.pairs import SILENT
from harness.report.words import listed, visible
from harness.scoring import Evaluation
from harness.statistics import FEWEST

_MOST = 3  # predicates that are named at either end


@dataclass(frozen=True, slots=True)
class Extremes:
    """A sentence an extractor, and `of` what predicates they speak."""

    of: str
    sentences: tuple[str, ...]


def extremes(ranked: Sequence[Evaluation]) -> Extremes | None:
    """Say for each extractor which predicates it is worst and best at; `empty` is left out.

    Only predicates with at least five required facts are looked at: of fewer a figure says little.
    None where there is nothing to say.
    """
    sentences = tuple(
        told for one in ranked if one.extractor != SILENT and (told := _extremes(one)) is not None
    )
    of = f"Of predicates with {FEWEST} required facts or more, by F1 at level fact:"
    return Extremes(of, sentences) if sentences else None


def _extremes(evaluation: Evaluation) -> str | None:
    parts = [
        (name, counts)
        for name, counts in evaluation.by_predicate().items()
        if counts.tp + counts.fn >= FEWEST
    ]
    name = visible(evaluation.extractor)
    if not parts:
        return None
    if not any(counts.tp for _, counts in parts):
        return f"{name} finds no fact of any."
    # Where F1 is the same, that is worse which costs more facts, and better which brings more.
    rising = sorted(
        parts, key=lambda part: (part[1].f1 or 0, part[1].tp - part[1].fp - part[1].fn, part[0])
    )
    ends = min(_MOST, len(rising) // 2)
    worst = [part for part in rising[:ends] if part[1].f1 != 1]
    best = [part for part in reversed(rising[len(rising) - ends :]) if part[1].tp]
    told = [
        f"{word} at {listed([_told(*part) for part in parts])}"
        for word, parts in (("worst", worst), ("best", best))
        if parts
    ]
    if not told:
        return None
    return f"{name} is {', and '.join(told)}."


def _told(predicate: str, counts: Counts) -> str:
    wrong = f", {counts.fp} wrong" if counts.fp else ""
    return f"{visible(predicate)} ({counts.tp} of {counts.tp + counts.fn} found{wrong})"
