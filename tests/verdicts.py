"""Verdicts to write about: some facts of a small world, found before and found now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from harness.gate import Verdict, baseline_of, candidates_of, judge
from harness.model.baseline import Accepted
from harness.model.facts import GoldFact, Prediction
from harness.model.places import FilePlace
from harness.model.policy import Policy, Waiver
from harness.model.results import ArticleError, Extraction
from harness.model.values import QuantityValue
from harness.scoring import Evaluation, evaluate
from tests.worlds import gold, goldset, itself

FACTS = [
    gold(id=f"f{number}", value=QuantityValue(Decimal(number), "EUR"), optional=number == 8)
    for number in range(1, 9)
]
GOLD = goldset(FACTS)
PLACES = {
    (fact.article, fact.id): FilePlace("gold/facts/a1.yaml", 10 * number)
    for number, fact in enumerate(FACTS, 1)
}
TODAY = date(2025, 2, 1)
NO_RISE = {"max_rise": Decimal(1)}


def said(name: str, predictions: Iterable[Prediction], *failed: str, of: str = "") -> Extraction:
    """Make what an extractor said; `failed` are articles that it crashed on."""
    errors = tuple(ArticleError(article, f"crashed \x1b[1m on <{article}>") for article in failed)
    return Extraction(name, "1", tuple(predictions), errors, repeats=of)


def evaluated(extractions: Iterable[Extraction]) -> list[Evaluation]:
    """Score what extractors said."""
    return [evaluate(GOLD, one) for one in extractions]


def found(*numbers: int) -> list[Prediction]:
    """Say some of the facts as they are."""
    return [itself(FACTS[number - 1]) for number in numbers]


def judged(
    before: Iterable[Extraction], now: Iterable[Extraction], policy: Policy | None = None
) -> Verdict:
    """Judge what extractors say now against what they said before."""
    policy = policy or Policy(max_rise=Decimal(1))
    before, now = list(before), list(now)
    baseline = baseline_of(
        candidates_of(before, evaluated(before), policy), Accepted("Ann", "first", "c0ffee")
    )
    return judge(candidates_of(now, evaluated(now), policy), baseline, policy, TODAY)


def waived(fact: GoldFact) -> Waiver:
    """Permit a fact to be missing."""
    return Waiver(f"{fact.article}/{fact.id}", "known | broken", date(2025, 3, 1))
