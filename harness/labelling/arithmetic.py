"""What every figure must be when it is known beforehand what is right: plain arithmetic.

Nothing here asks the scorer: an item says what was done to a prediction, and adding up says the
rest. `figures_of` reads the same figures from an evaluation, so that the two can be laid side by
side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from harness.model.facts import GoldFact, Prediction
from harness.model.results import Counts, ErrorClass, Level
from harness.model.values import value_type
from harness.scoring import Evaluation, qualifier_counts

Figures: TypeAlias = Mapping[str, object]

_TALLIES = ("tp", "fp", "fn", "optional", "restated")


@dataclass(frozen=True, slots=True)
class Item:
    """A gold fact with what is said of it, either of them alone, and up to where that is right."""

    gold: GoldFact | None
    said: Prediction | None
    right_up_to: Level | None = Level.GROUNDED
    error: ErrorClass | None = None
    detail: str = ""
    wrong_qualifier: str = ""


def expected_figures(items: Sequence[Item]) -> Figures:
    """Add up what a perfect scorer would find."""
    figures: dict[str, object] = {}
    for level in Level:
        slices: dict[str, Counter[str]] = {}
        for item in items:
            _tally(item, level, slices)
        for name, tally in slices.items():
            for key in _TALLIES:
                if tally[key]:
                    figures[f"{level.label} {name} {key}"] = tally[key]
        figures |= _ratios(level, slices.get("all", Counter()))
        if level is Level.FACT:
            figures["macro F1"] = _macro(slices)
    classes: Counter[str] = Counter()
    for item in items:
        if item.error is not None:
            name = f"class {item.error} {item.detail}".strip()
            classes[f"{name} fp"] += item.said is not None
            classes[f"{name} fn"] += item.gold is not None and not item.gold.optional
    figures |= {name: number for name, number in classes.items() if number}
    wrong = Counter(item.wrong_qualifier for item in items if item.wrong_qualifier)
    return figures | {f"qualifier {name} not right": number for name, number in wrong.items()}


def _tally(item: Item, level: Level, slices: dict[str, Counter[str]]) -> None:
    right = item.right_up_to is not None and item.right_up_to >= level
    sides: list[tuple[GoldFact | Prediction, str]] = []
    if item.gold is not None and item.said is not None and right:
        sides = [(item.gold, "optional" if item.gold.optional else "tp")]
    else:
        if item.gold is not None and not item.gold.optional:
            sides.append((item.gold, "fn"))
        if item.said is not None:
            sides.append((item.said, "fp"))
    for side, outcome in sides:
        names = ["all", f"article {side.article}", f"type {value_type(side.value)}"]
        names.append(f"predicate {side.predicate}")
        if isinstance(side, GoldFact) and outcome in {"tp", "fn"}:
            names += [f"tag {tag}" for tag in side.tags]
        for name in names:
            slices.setdefault(name, Counter())[outcome] += 1


def _ratios(level: Level, tally: Counter[str]) -> dict[str, object]:
    tp, fp, fn = tally["tp"], tally["fp"], tally["fn"]
    return {
        f"{level.label} precision": Fraction(tp, tp + fp) if tp + fp else None,
        f"{level.label} recall": Fraction(tp, tp + fn) if tp + fn else None,
        f"{level.label} F1": Fraction(2 * tp, 2 * tp + fp + fn) if tp + fp + fn else None,
    }


def _macro(slices: Mapping[str, Counter[str]]) -> Fraction | None:
    shares = [
        Fraction(2 * tally["tp"], 2 * tally["tp"] + tally["fp"] + tally["fn"])
        for name, tally in slices.items()
        if name.startswith("predicate ") and tally["tp"] + tally["fn"]
    ]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def figures_of(evaluation: Evaluation) -> Figures:
    """Read the same figures from an evaluation; a tally of 0 is left out, as above."""
    figures: dict[str, object] = {}
    for level in Level:
        whole = evaluation.counts(level)
        figures |= {
            f"{level.label} precision": whole.precision,
            f"{level.label} recall": whole.recall,
            f"{level.label} F1": whole.f1,
        }
        figures |= _tallies(level, [("all", whole)])
        for kind, parts in (
            ("article", evaluation.by_article(level)),
            ("type", evaluation.by_value_type(level)),
            ("predicate", evaluation.by_predicate(level)),
            ("tag", evaluation.by_tag(level)),
        ):
            figures |= _tallies(level, ((f"{kind} {name}", part) for name, part in parts.items()))
    figures["macro F1"] = evaluation.macro_f1()
    for (error, detail), part in evaluation.errors_by_class().items():
        name = f"class {error} {detail}".strip()
        for key in ("fp", "fn"):
            if getattr(part, key):
                figures[f"{name} {key}"] = getattr(part, key)
    for name, counts in qualifier_counts(evaluation).items():
        off = counts.wrong + counts.missed + counts.invented
        if off:
            figures[f"qualifier {name} not right"] = off
    return figures


def _tallies(level: Level, parts: Iterable[tuple[str, Counts]]) -> dict[str, object]:
    return {
        f"{level.label} {name} {key}": getattr(part, key)
        for name, part in parts
        for key in _TALLIES
        if getattr(part, key)
    }
