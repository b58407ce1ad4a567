"""What is judged: an extractor's readings, whether its answers may vary, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from harness.comparison import System, systems_of
from harness.model.policy import Money, Policy
from harness.model.results import Extraction
from harness.model.usage import total
from harness.scoring import Evaluation

REPLAY = "replay:"  # answers that were recorded are always the same


@dataclass(frozen=True, slots=True)
class Candidate:
    """An extractor before the gate; `exact` where equal input gives it equal answers.

    `from_file`: nobody knows whether an article without a prediction was read. `cost` is of all
    readings together; None where nothing is paid, or `cost_unknown`.
    """

    system: System = field(repr=False)
    exact: bool = True
    cost: Money | None = None
    cost_unknown: bool = False
    from_file: bool = False

    @property
    def name(self) -> str:
        """The extractor's name, without the numbers of its repeats."""
        return self.system.name

    @property
    def failed(self) -> frozenset[str]:
        """Articles that some reading failed on, or never came to."""
        return frozenset(error.article for one in self.system.readings for error in one.errors)


def candidates_of(
    extractions: Sequence[Extraction], evaluations: Sequence[Evaluation], policy: Policy
) -> list[Candidate]:
    """Put a run's extractions and their evaluations together, repeats as one.

    Where neither the policy nor the extractor says anything, answers of a model and of repeats may
    vary, and all others may not.
    """
    said = {one.name: one for one in extractions}
    candidates = []
    for system in systems_of(evaluations):
        parts = [said[reading.extractor] for reading in system.readings]
        told = policy.terms(system.name).deterministic
        cost, unknown = _cost(parts)
        exact = not any(_varies(one) for one in parts) if told is None else told
        from_file = any(one.from_file for one in parts)
        candidates.append(Candidate(system, exact, cost, unknown, from_file))
    return candidates


def _varies(extraction: Extraction) -> bool:
    if extraction.deterministic is not None:
        return not extraction.deterministic
    asked = extraction.model is not None and not extraction.name.startswith(REPLAY)
    return asked or bool(extraction.repeats)


def _cost(extractions: Sequence[Extraction]) -> tuple[Money | None, bool]:
    sums: Mapping[str, Decimal] = {}
    for one in extractions:
        if one.model is None:
            continue
        cost = one.model.cost(total(one.usage.values()))
        if cost is None or one.model.price is None:
            return None, True
        currency = one.model.price.currency
        sums = {**sums, currency: sums.get(currency, Decimal(0)) + cost}
    if len(sums) > 1:
        return None, True
    return next((Money(amount, currency) for currency, amount in sums.items()), None), False
