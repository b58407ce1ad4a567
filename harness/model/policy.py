"""What a gate permits: floors, drops, facts that must be found, ceilings, and waivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

import msgspec

from harness.model.results import METRICS, Level, Metric

_Setting = TypeVar("_Setting")
LEAST_EFFECT = Decimal("0.02")  # of F1, below which a drop of answers that vary is no matter
PERMITTED_RISE = Decimal("0.1")  # above which a rise is more likely a fault of the gauge


class Figure(NamedTuple):
    """A metric at a level."""

    level: Level
    metric: Metric

    def __str__(self) -> str:
        name = {"f1": "F1"}.get(self.metric, self.metric)
        return name if self.level is Level.FACT else f"{name} at level {self.level.label}"


class Ratios(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of the three metrics at one level; each lies in [0, 1], or is None for no limit."""

    precision: Decimal | None = None
    recall: Decimal | None = None
    f1: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse what is no ratio."""
        for name in METRICS:
            limit = getattr(self, name)
            if limit is not None and not (limit.is_finite() and 0 <= limit <= 1):
                raise ValueError(f"{name} must lie between 0 and 1, and not be {limit}")


class Limits(Ratios, frozen=True, forbid_unknown_fields=True):
    """Limits by metric at level fact, and under a level's name for that level."""

    value: Ratios = Ratios()
    slot: Ratios = Ratios()
    grounded: Ratios = Ratios()

    def __iter__(self) -> Iterator[tuple[Figure, Fraction]]:
        """Go through the limits that are set, exactly as they are written."""
        for level in Level:
            ratios = self if level is Level.FACT else getattr(self, level.label)
            for metric in METRICS:
                limit = getattr(ratios, metric)
                if limit is not None:
                    yield Figure(level, metric), Fraction(limit)


class Money(NamedTuple):
    """A sum of money."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fact (article/id) that may be missing until a day, and why; for all extractors or one."""

    fact: str
    reason: str
    expires: date
    extractor: str | None = None

    def __post_init__(self) -> None:
        """Refuse a waiver that says nothing."""
        if not self.reason.strip():
            raise ValueError("a waiver needs a reason")


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one extractor must keep to; None where nothing is said.

    `deterministic` tells whether equal input gives equal answers: such extractors are judged
    exactly and by fact id, others by test and least effect. For those `max_drop` is the effect
    from which a significant drop fails.
    """

    deterministic: bool | None = None
    floors: Limits = Limits()
    max_drop: Limits = Limits()
    max_rise: Decimal | None = None
    max_lost: int | None = None
    must_find: tuple[str, ...] = ()
    must_find_tags: tuple[str, ...] = ()
    max_unsupported: int | None = None
    max_cost: str | None = None

    def __post_init__(self) -> None:
        """Refuse limits that nothing could keep to."""
        for name in ("max_lost", "max_unsupported"):
            limit = getattr(self, name)
            if limit is not None and limit < 0:
                raise ValueError(f"{name} counts, so it is 0 or more, and not {limit}")
        if self.max_rise is not None and not (
            self.max_rise.is_finite() and 0 <= self.max_rise <= 1
        ):
            raise ValueError(f"max_rise must lie between 0 and 1, and not be {self.max_rise}")
        if self.max_cost is not None:
            _money(self.max_cost)

    @property
    def ceiling(self) -> Money | None:
        """The greatest permitted cost."""
        return None if self.max_cost is None else _money(self.max_cost)


class Policy(Terms, frozen=True, forbid_unknown_fields=True):
    """The terms for all extractors, those of some that differ, and waivers.

    `extractors` are the ones that are judged and accepted; none named: all of the baseline.
    """

    baseline: str | None = None
    extractors: tuple[str, ...] = ()
    extractor: Mapping[str, Terms] = {}
    waivers: tuple[Waiver, ...] = ()

    def terms(self, extractor: str) -> Terms:
        """Give an extractor's terms: its own where it has some, else those for all."""
        own = self.extractor.get(extractor, Terms())
        return Terms(
            deterministic=_first(own.deterministic, self.deterministic),
            floors=_joined(own.floors, self.floors),
            max_drop=_joined(own.max_drop, self.max_drop),
            max_rise=_first(own.max_rise, self.max_rise),
            max_lost=_first(own.max_lost, self.max_lost),
            must_find=own.must_find or self.must_find,
            must_find_tags=own.must_find_tags or self.must_find_tags,
            max_unsupported=_first(own.max_unsupported, self.max_unsupported),
            max_cost=_first(own.max_cost, self.max_cost),
        )


def permitted_drops(terms: Terms, *, exact: bool) -> dict[Figure, Fraction]:
    """Give the greatest permitted drops: those set, and where nothing is said the defaults.

    Judged exactly, no metric may fall at level fact; by test, F1 by less than the least effect.
    """
    defaults = (
        {Figure(Level.FACT, metric): Fraction(0) for metric in METRICS}
        if exact
        else {Figure(Level.FACT, "f1"): Fraction(LEAST_EFFECT)}
    )
    return defaults | dict(terms.max_drop)


def _first(own: _Setting | None, general: _Setting | None) -> _Setting | None:
    return general if own is None else own


def _joined(own: Limits, general: Limits) -> Limits:
    def pick(mine: Ratios, theirs: Ratios) -> dict[str, Decimal | None]:
        return {name: _first(getattr(mine, name), getattr(theirs, name)) for name in METRICS}

    return Limits(
        **pick(own, general),
        value=Ratios(**pick(own.value, general.value)),
        slot=Ratios(**pick(own.slot, general.slot)),
        grounded=Ratios(**pick(own.grounded, general.grounded)),
    )


def _money(written: str) -> Money:
    amount, _, currency = written.partition(" ")
    try:
        found = Money(Decimal(amount), currency)
    except ArithmeticError:
        found = Money(Decimal(-1), "")
    if not (found.amount.is_finite() and found.amount >= 0) or not (
        len(currency) == 3 and currency.isascii() and currency.isupper()
    ):
        raise ValueError(f"max_cost is written like '0.50 USD', and not {written!r}")
    return found
