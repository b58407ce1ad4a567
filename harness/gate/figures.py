"""Judge by figures: drops, floors, ceilings, and rises that look too good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from harness.comparison import averaged
from harness.gate.acceptance import entry_of, unsupported
from harness.gate.case import Case, before_by_place, now_by_place
from harness.gate.verdict import Kind, Reason, Weight
from harness.model.policy import PERMITTED_RISE, Figure, permitted_drops
from harness.model.results import METRICS, Counts, Level, Place
from harness.statistics import ALPHA, PairedTest, paired_test


def drops(case: Case) -> Iterator[Reason]:
    """Hold what fell against what may fall, exactly or by test.

    A test tells its difference and interval whatever comes of it, and warns where a fall beyond
    what is permitted cannot be ruled out: so few readings may not show it.
    """
    permitted = permitted_drops(case.terms, exact=case.candidate.exact)
    always = [Figure(Level.FACT, metric) for metric in METRICS]  # falling silent is never permitted
    for figure in sorted({*permitted, *always}):
        tables = before_by_place(case, figure.level), now_by_place(case, figure.level)
        counts = tuple(sum(table.values(), Counts()) for table in tables)
        before, now = (getattr(one, figure.metric) for one in counts)
        if before is None:
            continue
        if now is None:
            yield case.reason(Kind.SILENT, Weight.REGRESSION, figure=figure, before=before)
        elif figure in permitted:
            limit = permitted[figure]
            test = None if case.candidate.exact else _test(case, tables, figure)
            found = _fall(test) if before - now > limit else _no_fall(test, limit)
            if found is not None:
                yield case.reason(
                    *found,
                    figure=figure,
                    before=before,
                    now=now,
                    limit=limit,
                    counts=counts,
                    test=test,
                    readings=(case.entry.readings, len(case.candidate.system.readings)),
                )


def _fall(test: PairedTest | None) -> tuple[Kind, Weight]:
    chance = test is not None and (test.p is None or test.p > ALPHA)
    return Kind.DROP, Weight.UNDECIDED if chance else Weight.REGRESSION


def _no_fall(test: PairedTest | None, limit: Fraction) -> tuple[Kind, Weight] | None:
    """Ask of a test whether it rules out a fall beyond the limit; judged exactly, there is none.

    Where nothing differs anywhere, nothing fell. Where too little differs for an interval, nobody
    knows.
    """
    if test is None:
        return None
    inside = test.interval is not None and test.interval.low >= -float(limit)
    ruled_out = inside or not test.clusters
    return Kind.DIFFERENCE, Weight.NOTE if ruled_out else Weight.WARNING


def floors(case: Case) -> Iterator[Reason]:
    """Name figures below their floors; an undefined one is below any."""
    for figure, floor in case.terms.floors:
        counts = case.candidate.system.counts(figure.level)
        now = getattr(counts, figure.metric)
        if now is None or now < floor:
            yield case.reason(
                *(Kind.FLOOR, Weight.REGRESSION),
                figure=figure,
                now=now,
                limit=floor,
                counts=(counts,),
            )


def ceilings(case: Case) -> Iterator[Reason]:
    """Hold unsupported predictions (on average) and cost (of all readings) to their ceilings."""
    readings = len(case.candidate.system.readings)
    limit = case.terms.max_unsupported
    average = Fraction(unsupported(case.candidate), readings)
    if limit is not None and average > limit:
        before = Fraction(case.entry.unsupported, case.entry.readings)
        yield case.reason(
            Kind.UNSUPPORTED, Weight.REGRESSION, before=before, now=average, limit=Fraction(limit)
        )
    ceiling, cost = case.terms.ceiling, case.candidate.cost
    if ceiling is None:
        return
    if case.candidate.cost_unknown or (cost is not None and cost.currency != ceiling.currency):
        told = f"in {cost.currency}" if cost else "no price is known"
        yield case.reason(Kind.COST_UNKNOWN, Weight.UNDECIDED, detail=told)
    elif cost is not None and cost.amount > ceiling.amount:
        yield case.reason(Kind.COST, Weight.REGRESSION, money=(cost, ceiling))


def rises(case: Case) -> Iterator[Reason]:
    """Warn of what looks too good: a broken scorer rises, and so do answers looked up."""
    limit = Fraction(PERMITTED_RISE if case.terms.max_rise is None else case.terms.max_rise)
    for metric in METRICS:
        before = getattr(case.entry.counts(), metric)
        now = getattr(case.candidate.system.counts(), metric)
        if before is not None and now is not None and now - before > limit:
            figure = Figure(Level.FACT, metric)
            yield case.reason(
                Kind.RISE, Weight.WARNING, figure=figure, before=before, now=now, limit=limit
            )
    again = entry_of(case.candidate)
    same = again.fingerprint == case.entry.fingerprint
    differ = (again.places, again.found) != (case.entry.places, case.entry.found)
    if case.candidate.exact and same and differ and again.readings == case.entry.readings:
        yield case.reason(Kind.SAME_FINGERPRINT, Weight.WARNING)


def _test(case: Case, tables: Sequence[Mapping[Place, Counts]], figure: Figure) -> PairedTest:
    """Ask whether a difference from the baseline may be chance; counts are averages of readings."""
    system = case.candidate.system
    readings = case.entry.readings, len(system.readings)
    return paired_test(averaged(tables, readings, system.goldset), figure.metric)
