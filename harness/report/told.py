"""A report as sentences and tables, block by block: what Markdown and terminal both write down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from harness.report.changes import Fact
from harness.report.slices import Cell, Heat
from harness.report.view import ExtractorView, ReportView
from harness.report.words import UNDEFINED


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in rows; the first `left` columns hold words, and rows in `strong` stand out."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1
    strong: frozenset[int] = frozenset()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Gold facts under a few words that say what they have in common."""

    caption: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; `folded` where it is too long for a comment."""

    title: str = ""
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    listings: tuple[Listing, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The answer to one question; `key` is the id of the same section of the page."""

    key: str
    title: str
    parts: tuple[Part, ...]


def blocks_of(view: ReportView) -> tuple[Block, ...]:
    """Lay out a report in the order of its questions; empty parts are left out."""
    blocks = (
        Block("wins", "Who wins, and is it sure?", tuple(_wins(view))),
        Block("good", "Where is it good?", tuple(_good(view))),
        Block("wrong", "What exactly went wrong?", (_errors(view),)),
        Block("changed", "What changed?", tuple(_changed(view))),
        Block("worth", "Is it worth it?", tuple(_worth(view))),
        Block("trust", "Can I trust and repeat it?", (_trust(view),)),
    )
    return tuple(
        Block(one.key, one.title, tuple(filter(_says_something, one.parts))) for one in blocks
    )


def first_of(view: ReportView) -> tuple[Part, ...]:
    """Give what is asked for first, without headings and times: who wins and what moved."""
    best = view.extractors[0].name if view.extractors else ""
    sentences = (
        *(pair.sentence for pair in view.pairs if pair.first == best),
        *view.fitted,
        *(one.sentence for one in view.changes.extractors),
        *((view.worth.together.sentence,) if view.worth.together else ()),
        *(
            f"{one.name}: {told}"
            for one in view.extractors
            if one.model is not None and any(row.answers for row in one.model.articles)
            for told in (*one.model.warnings, " ".join(one.model.told))
            if told
        ),
    )
    parts = (Part(tables=(_leaders(view),)), Part(sentences=sentences))
    return tuple(filter(_says_something, (*parts, _remembered(view), _repeats(view))))


def _says_something(part: Part) -> bool:
    return bool(part.sentences or part.listings or any(table.rows for table in part.tables))


def _wins(view: ReportView) -> Iterable[Part]:
    yield Part(sentences=(view.headline,), tables=(_leaders(view),))
    yield Part(sentences=view.fitted)
    yield _sure(view)
    yield Part("Are the differences real?", tuple(pair.sentence for pair in view.pairs))
    beside = (
        "extractor",
        "macro F1 %",
        "optional found",
        "said again",
        "wrong place",
        "F1 % of claimed",
    )
    yield Part(
        "What stands on neither side, and other averages",
        tables=(Table(beside, tuple(map(_beside, view.extractors))),),
        folded=True,
    )


def _leaders(view: ReportView) -> Table:
    heads = ("extractor", "level", "P %", "R %", "F1 %", "95 % of F1", "TP", "FP", "FN")
    rows = [(one, row) for one in view.extractors for row in one.levels]
    leaders = tuple(
        (
            one.name if row.name == view.levels[0] else "",
            *(row.name, row.precision, row.recall, row.f1, row.interval or UNDEFINED),
            *(str(row.tp), str(row.fp), str(row.fn)),
        )
        for one, row in rows
    )
    strong = frozenset(at for at, (_, row) in enumerate(rows) if row.name == "fact")
    return Table(heads, leaders, 2, strong)


def _beside(one: ExtractorView) -> tuple[str, ...]:
    counts = (str(one.optional), str(one.restated), str(one.wrong_evidence))
    return (one.name, one.macro_f1, *counts, one.claimed.f1 if one.claimed else UNDEFINED)


def _sure(view: ReportView) -> Part:
    if view.sure is None:
        return Part()
    rows = tuple(
        (one.name, one.average_precision, one.brier, one.thresholds) for one in view.sure.rows
    )
    bins = tuple(
        ("" if at else one.name, bin_.span, str(bin_.number), bin_.sure, bin_.right)
        for one in view.sure.calibrations
        for at, bin_ in enumerate(one.bins)
    )
    return Part(
        "Is it surer where it is right?",
        view.sure.notes,
        (
            Table(("extractor", "average precision %", "Brier", "thresholds"), rows),
            Table(("extractor", "confidence", "predictions", "mean %", "right %"), bins, left=2),
        ),
    )


def _good(view: ReportView) -> Iterable[Part]:
    if view.extremes:
        yield Part(sentences=(view.extremes.of, *view.extremes.sentences))
    yield Part("From the value to the fact", tuple(one.sentence for one in view.stairs))
    yield from (_heat(one) for one in view.heats)
    names = tuple(one.name for one in view.extractors)
    limits = tuple((row.name, *map(_cell, row.cells)) for row in view.qualifiers)
    limits_table = Table(("qualifier", *names), limits)
    yield Part("What limits a fact", tables=(limits_table,), folded=True)


def _heat(heat: Heat) -> Part:
    rows = tuple((row.name, str(row.required), *map(_cell, row.cells)) for row in heat.rows)
    table = Table((heat.slice.lower(), "required", *heat.extractors), rows, caption=heat.caption)
    return Part(heat.title, tables=(table,), folded=True)


def _cell(cell: Cell) -> str:
    return f"{cell.shown} ({cell.counts})" if cell.counts else UNDEFINED


def _errors(view: ReportView) -> Part:
    heads = ("class, FP + FN", "all", *(one.name for one in view.extractors))
    rows = tuple(
        (
            row.name,
            str(row.total),
            *(f"{one.fp} + {one.fn}" if one.fp or one.fn else "·" for one in row.counts),
        )
        for row in view.errors
    )
    return Part("Errors by class", tables=(Table(heads, rows),))


def _changed(view: ReportView) -> Iterable[Part]:
    yield Part(sentences=(view.changes.told, *view.changes.others))
    heads = ("figure", "then %", "now %", "difference", "95 % interval", "p")
    for one in view.changes.extractors:
        rows = tuple(
            (row.metric, row.before, row.after, row.difference, row.interval, row.p)
            for row in one.metrics
        )
        moved = (Listing(f"{one.name} gained", one.gained), Listing(f"{one.name} lost", one.lost))
        listings = tuple(listing for listing in moved if listing.facts)
        yield Part(one.name, (one.sentence,), (Table(heads, rows),), listings)


def _worth(view: ReportView) -> Iterable[Part]:
    worth = view.worth
    heads = ("extractor", *(one.head for one in worth.columns))
    rows = tuple(
        (row.name, *(one.cells[number] for one in worth.columns))
        for number, row in enumerate(worth.rows)
    )
    yield Part(sentences=(worth.absent,) if worth.absent else (), tables=(Table(heads, rows),))
    if view.worth.together:
        yield Part(
            "What they find together, and each alone",
            (view.worth.together.sentence, view.worth.together.compared),
            listings=tuple(
                Listing(f"Only {one.name}", one.facts) for one in view.worth.together.alone
            ),
        )
    for one in view.extractors:
        if one.model is not None:
            yield Part(f"How {one.name} answered", (*one.model.warnings, *one.model.told))
    yield _repeats(view)
    yield _remembered(view)


def _without_dashes(table: Table) -> Table:
    """Leave out columns in which nobody has anything."""
    kept = [
        at
        for at, _ in enumerate(table.heads)
        if any(row[at] != UNDEFINED for row in table.rows) or not table.rows
    ]
    heads, *rows = (tuple(row[at] for at in kept) for row in (table.heads, *table.rows))
    return replace(table, heads=heads, rows=tuple(rows))


def _repeats(view: ReportView) -> Part:
    heads = ("extractor", "readings", "P %", "R %", "F1 %", "agreement %", "all / some / none")
    rows = tuple(
        (row.name, str(row.readings), row.precision, row.recall, row.f1, row.agreement, row.found)
        for row in view.repeats
    )
    return Part("Several readings", tables=(Table(heads, rows),))


def _remembered(view: ReportView) -> Part:
    heads = (
        "extractor",
        "changed facts",
        "read",
        "recited",
        "both",
        "neither",
        "not read",
        "known of it",
    )
    rows = tuple(
        (
            row.name,
            *map(str, (row.changed, row.read, row.recited, row.both, row.neither, row.unread)),
            row.warning or UNDEFINED,
        )
        for row in view.remembered
    )
    return Part("Reading or remembering", tables=(_without_dashes(Table(heads, rows)),))


def _trust(view: ReportView) -> Part:
    trust = view.trust
    return Part(sentences=(*trust.caveats, *(f"{one.name}: {one.told}" for one in trust.details)))
