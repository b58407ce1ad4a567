"""A comparison for the terminal and as Markdown: the same tables, set in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from harness.model.results import METRICS
from harness.report.comparing import ComparisonView, FactRow, PairView, SystemRow
from harness.report.console import NARROWEST, console_of, table_of
from harness.report.words import (
    UNDEFINED,
    as_float,
    counted,
    percent,
    points,
    probability,
    told_difference,
    visible,
)
from harness.statistics import Interval

_WIDEST = 1000
_LISTED = 10  # facts shown of a pair on a terminal
_NAMES = {"precision": "P %", "recall": "R %", "f1": "F1 %"}
_OBEYED = {ord(sign): f"\\{sign}" for sign in "\\`*_[]|"}
_OBEYED |= {ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;"}


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table before it is set: the first column is of names, all others of figures."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def print_comparison(view: ComparisonView, console: Console | None = None) -> None:
    """Print a comparison; NO_COLOR is kept. Long lists of facts are cut, and say so."""
    console = console or console_of(NARROWEST)

    def line(text: str, style: str | None = None) -> None:
        console.print(escape(text), style=style, soft_wrap=True)

    def show(table: Table) -> None:
        # A table that is cut has lost figures: it may be wider than the terminal.
        widest = console.options.update(width=_WIDEST)
        wanted = Measurement.get(console, widest, table).maximum
        console.width = max(console.width, wanted)
        console.print(table)

    line(_head(view), "bold")
    for note in view.notes:
        line(f"note: {note}")
    show(_set(_systems(view)))
    for one in (*_readings(view.systems), *_failures(view.systems)):
        line(one)
    show(_set(_differences(view.pairs)))
    for pair in view.pairs:
        for told in _pair_lines(pair):
            line(told)


def _pair_lines(pair: PairView) -> Iterator[str]:
    """Tell a pair on the terminal, with no more facts than one reads there."""
    yield ""
    yield pair.row.sentence
    yield f"  {_second_view(pair)}"
    yield from (f"  {told}" for told in _split_lines(pair))
    yield _moved(pair)
    for word, facts in (("gained", pair.gained), ("lost", pair.lost)):
        yield from (f"  {word} {_fact(fact, pair)}" for fact in facts[:_LISTED])
        if len(facts) > _LISTED:
            yield f"  … and {len(facts) - _LISTED} more {word}: --markdown and --json have all"
    if pair.predicates:
        yield f"  by predicate, exploratory: {_predicates(pair)}"


def comparison_markdown(view: ComparisonView) -> str:
    """Write a comparison as Markdown, with all facts gained and lost."""
    return "\n".join(_markdown(view)) + "\n"


def _markdown(view: ComparisonView) -> Iterator[str]:
    yield f"## {_cell(_head(view))}"
    yield ""
    for note in view.notes:
        yield f"* {_cell(note)}"
    yield from _table(_systems(view))
    for one in (*_readings(view.systems), *_failures(view.systems)):
        yield f"* {_cell(one)}"
    yield from _table(_differences(view.pairs))
    for pair in view.pairs:
        yield f"### {_cell(pair.before)} → {_cell(pair.after)}"
        yield ""
        yield _cell(pair.row.sentence)
        yield ""
        yield f"* {_cell(_second_view(pair))}"
        for told in _split_lines(pair):
            yield f"* {_cell(told)}"
        yield f"{_cell(_moved(pair))}:"
        yield ""
        for word, facts in (("gained", pair.gained), ("lost", pair.lost)):
            yield from (f"* {word} {_cell(_fact(fact, pair))}" for fact in facts)
        if pair.predicates:
            yield from ("", "By predicate (exploratory: p is not corrected for their number):")
            yield from _table(_by_predicate(pair))


def _head(view: ComparisonView) -> str:
    gold = view.goldset
    required = sum(not fact.optional for fact in gold.facts)
    return (
        f"{visible(gold.name)} · {gold.rendition} · {required} required facts · profile "
        f"{view.profile} · level fact"
    )


def _systems(view: ComparisonView) -> _Grid:
    headings = ["extractor"]
    for metric in METRICS:
        headings += [_NAMES[metric], "95 %"]
    rows = []
    for one in view.systems:
        cells = [visible(one.name) + (" (failed)" if one.failed else "")]
        for metric in METRICS:
            cells += [percent(one.figures[metric]), _interval(one.intervals[metric])]
        rows.append((*cells, _number(one.tp), _number(one.fp), _number(one.fn)))
    return _Grid((*headings, "TP", "FP", "FN"), tuple(rows))


def _readings(systems: Sequence[SystemRow]) -> Iterator[str]:
    for one in systems:
        spread = one.spreads["f1"]
        if one.readings > 1:
            yield (
                f"{visible(one.name)}: counts are averages of {one.readings} readings, whose F1 is "
                f"{percent(spread.mean)} in the mean and {percent(spread.least)} to "
                f"{percent(spread.most)}"
            )


def _failures(systems: Sequence[SystemRow]) -> Iterator[str]:
    for one in systems:
        if one.failed:
            yield (
                f"{visible(one.name)} failed on {', '.join(one.failed)}: what these articles state "
                "counts as missed, so its differences tell of the failure, too"
            )


def _differences(pairs: Sequence[PairView]) -> _Grid:
    rows = []
    for pair in pairs:
        of = pair.comparison
        cells = [f"{visible(pair.before)} → {visible(pair.after)}"]
        for metric in METRICS:
            between = of.test(metric).interval
            cells += [points(as_float(of.difference(metric))), told_difference(between)]
        p = None if any(of.failed) else of.test().p
        rows.append((*cells, probability(p), probability(of.corrected)))
    headings = ("difference in points", "P", "95 %", "R", "95 %", "F1", "95 %", "p of F1", "Holm")
    return _Grid(headings, tuple(rows))


def _second_view(pair: PairView) -> str:
    """Tell what tests with other assumptions say: facts as independent, or articles as whole."""
    of = pair.comparison
    return (
        f"second views, exploratory: recall by McNemar's exact test p {probability(of.mcnemar)}; "
        f"swapping whole articles no test gets below p = {of.smallest_p_by_article:.3g}"
    )


def _by_predicate(pair: PairView) -> _Grid:
    return _Grid(
        ("predicate", "F1 % before", "F1 % after", "points", "p uncorrected"),
        tuple(
            (
                visible(one.predicate),
                percent(one.before),
                percent(one.after),
                points(one.difference),
                probability(one.p),
            )
            for one in pair.predicates
        ),
    )


def _moved(pair: PairView) -> str:
    numbers = f"{counted(len(pair.gained), 'fact')} gained, {len(pair.lost)} lost"
    return f"from {visible(pair.before)} to {visible(pair.after)}: {numbers}"


def _predicates(pair: PairView) -> str:
    def size(difference: float | None) -> float:
        return -1.0 if difference is None else abs(difference)

    moved = [one for one in pair.predicates if one.difference != 0]
    order = sorted(moved, key=lambda one: -size(one.difference))
    told = [
        f"{visible(one.predicate)} {percent(one.before)} → {percent(one.after)}"
        for one in order[:_LISTED]
    ]
    more = f" and {len(order) - _LISTED} more" if len(order) > _LISTED else ""
    return (", ".join(told) or "F1 is the same in each") + more


def _split_lines(pair: PairView) -> Iterator[str]:
    if pair.no_split:
        yield f"how much of it the gold did cannot be told: {pair.no_split}"
    split = pair.split
    if split is None:
        return
    yield (
        f"as recorded, each on its own gold, F1 went from {percent(split.before)} to "
        f"{percent(split.after)} %: {points(float(split.whole))} points"
    )
    yield (
        f"of these the change of gold did {points(float(split.by_gold))}, and the extractor "
        f"{points(float(split.by_extractor))} ({percent(split.rescored_before)} to "
        f"{percent(split.rescored_after)} % on the gold at hand)"
    )


def _fact(fact: FactRow, pair: PairView) -> str:
    several = max(pair.comparison.readings) > 1
    shares = f" ({_share(fact.before)} → {_share(fact.after)} of readings)" if several else ""
    optional = " (optional)" if fact.optional else ""
    text = f"  „{visible(fact.text)}“" if fact.text is not None else ""
    return f"{visible(fact.fact)}{optional}{shares}  line {fact.line}{text}"


def _share(share: Fraction) -> str:
    return f"{percent(share)} %"


def _set(grid: _Grid) -> Table:
    table = table_of(*grid.headings, no_wrap=True)
    for row in grid.rows:
        table.add_row(*map(escape, row))
    return table


def _table(grid: _Grid) -> Iterator[str]:
    yield ""
    yield "| " + " | ".join(grid.headings) + " |"
    yield "|---|" + "---:|" * (len(grid.headings) - 1)
    for row in grid.rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"
    yield ""


def _cell(text: str) -> str:
    """Take from a text what Markdown or a page that shows it would obey."""
    return text.translate(_OBEYED)


def _interval(one: Interval | None) -> str:
    return UNDEFINED if one is None else f"{percent(one.low)}–{percent(one.high)}"


def _number(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else f"{float(number):.1f}"
