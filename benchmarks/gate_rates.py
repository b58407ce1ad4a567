"""How often the gate, judging by test, says what of an extractor whose answers vary.

It knows all facts of the gold set or a third of them, says each as it is, and forgets some at
random: 20 % before, and as many or more now.

Usage: python -m benchmarks.gate_rates [TRIALS]
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product

from harness import load_goldset
from harness.gate import Candidate, Kind, Verdict, Weight, baseline_of, candidates_of, judge
from harness.model.baseline import Accepted
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.policy import Policy
from harness.model.results import Extraction
from harness.scoring import evaluate

BEFORE = 0.2
NOW = (0.2, 0.3)
READINGS = (1, 3, 5)
KNOWN = (1, 3)  # every fact, every third


def said(fact: GoldFact) -> Prediction:
    """Say a fact as it is."""
    spans = tuple(item.span for item in fact.evidence if item.role == "main")
    return Prediction(
        article=fact.article,
        predicate=fact.predicate,
        subject=fact.subject,
        value=fact.value,
        qualifiers=fact.qualifiers,
        evidence=spans,
    )


def read(
    gold: GoldSet, known: int, forgets: float, readings: int, chance: random.Random
) -> Candidate:
    """Read several times, forgetting a share of the facts anew each time."""
    extractions = [
        Extraction(
            f"x#{number}",
            "1",
            tuple(said(fact) for fact in gold.facts[::known] if chance.random() >= forgets),
            repeats="x",
        )
        for number in range(readings)
    ]
    evaluations = [evaluate(gold, one) for one in extractions]
    (one,) = candidates_of(extractions, evaluations, Policy(deterministic=False))
    return one


def verdicts(
    gold: GoldSet, known: int, now: float, readings: int, trials: int
) -> Iterator[Verdict]:
    """Judge so many pairs of runs."""
    chance = random.Random(20250127)  # noqa: S311 - no secret
    for _ in range(trials):
        before = baseline_of([read(gold, known, BEFORE, readings, chance)], Accepted("x", "x"))
        candidate = read(gold, known, now, readings, chance)
        policy = Policy(deterministic=False)
        yield judge([candidate], before, policy, date(2025, 1, 1))


def warned(verdict: Verdict) -> bool:
    """Tell whether a verdict says that it cannot rule out a drop."""
    return any(
        one.kind is Kind.DIFFERENCE and one.weight is Weight.WARNING for one in verdict.reasons
    )


def main(trials: int) -> None:
    """Print the shares of verdicts."""
    gold = load_goldset()
    print(f"{trials} trials, {len(gold.facts)} facts")
    print(
        "| known | forgotten now | readings | PASS | PASS with the warning | INCONCLUSIVE | FAIL |"
    )
    for known, now, readings in product(KNOWN, NOW, READINGS):
        found = list(verdicts(gold, known, now, readings, trials))
        share = Counter(str(one.outcome) for one in found)
        passed = [one for one in found if str(one.outcome) == "PASS"]
        numbers = share["PASS"], sum(map(warned, passed)), share["INCONCLUSIVE"], share["FAIL"]
        shares = [f"{number / trials:.0%}" for number in numbers]
        row = [f"1/{known}", f"{now:.0%}", str(readings), *shares]
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
