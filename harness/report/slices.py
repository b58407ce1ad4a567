"""Where is it good: heat maps over slices, and the stairs from value to grounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from harness.model.results import Counts, Level
from harness.report.pairs import SILENT
from harness.report.words import percent, shortened, visible
from harness.scoring import Evaluation, qualifier_counts

SHADES = 8  # steps from nothing to all
_STEP_WIDE, _STAIR_HIGH, _STAIR_TOP, _STAIR_LEFT = 58, 100, 18, 34
_LOST = {
    Level.SLOT: "taken for something else",
    Level.FACT: "known by kind, but not whose",
    Level.GROUNDED: "right, but shown in another place",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one extractor reaches in one slice; `shade` is None where nothing is to be said."""

    shown: str
    counts: str
    shade: int | None
    query: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One slice over all extractors."""

    name: str
    page: str  # of an article, where each has one
    tells: str
    required: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of slices by extractors."""

    key: str
    title: str
    caption: str
    slice: str
    code: bool  # whether names of slices are words of a file
    extractors: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the stairs: how many facts reach it, and how many were lost before it.

    From the top of the field to `y` is what is missing of all that are required.
    """

    level: str
    found: int
    lost: int
    tells: str
    x: str
    y: str
    high: str
    missing: str
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Stairs:
    """How many facts of one extractor are right at each level."""

    name: str
    tone: int
    required: int
    steps: tuple[Step, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class QualifierRow:
    """How often one qualifier of the right facts is right, for each extractor."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut figures into slices."""

    key: str  # of the filter
    title: str
    slice: str
    counts: Callable[[Evaluation], Mapping[str, Counts]]
    recall_only: bool = False

    def ratio(self, counts: Counts) -> Fraction | None:
        """Give the figure that is shown."""
        return counts.recall if self.recall_only else counts.f1


CUTS = (
    Cut("p", "By predicate", "Predicate", Evaluation.by_predicate),
    Cut("v", "By type of value", "Type", Evaluation.by_value_type),
    Cut("t", "By tag", "Tag", Evaluation.by_tag, recall_only=True),
    Cut("a", "By article", "Article", Evaluation.by_article),
)
_F1_CAPTION = "F1 at level fact in per cent"
_RECALL_CAPTION = "Recall at level fact in per cent; a wrong prediction has no tag"


def heats(
    ranked: Sequence[Evaluation], predicates: Mapping[str, str], pages: Mapping[str, str]
) -> tuple[Heat, ...]:
    """Make the heat maps; `predicates` gives each one's definition, `pages` each article's page."""
    return tuple(_heat(ranked, cut, predicates if cut.key == "p" else {}, pages) for cut in CUTS)


def _heat(
    ranked: Sequence[Evaluation], cut: Cut, tells: Mapping[str, str], pages: Mapping[str, str]
) -> Heat:
    tables = [(one.extractor, cut.counts(one)) for one in ranked]
    required: dict[str, int] = {}
    for _, table in tables:
        for name, counts in table.items():
            required[name] = max(required.get(name, 0), counts.tp + counts.fn)
    counted = {name for _, table in tables for name, one in table.items() if _counts(one)}
    return Heat(
        key=cut.key,
        title=cut.title,
        caption=_RECALL_CAPTION if cut.recall_only else _F1_CAPTION,
        slice=cut.slice,
        code=cut.key in "pt",
        extractors=tuple(visible(one.extractor) for one in ranked),
        rows=tuple(
            HeatRow(
                name=shortened(visible(name)),
                page=pages.get(name, "") if cut.key == "a" else "",
                tells=visible(tells.get(name, "")),
                required=required[name],
                cells=tuple(
                    _cell(cut, table.get(name, Counts()), {"x": extractor, cut.key: name})
                    for extractor, table in tables
                ),
            )
            for name in sorted(counted, key=lambda name: (-required[name], name))
        ),
    )


def _counts(counts: Counts) -> int:
    return counts.tp + counts.fp + counts.fn


def _cell(cut: Cut, counts: Counts, query: Mapping[str, str]) -> Cell:
    figure = cut.ratio(counts)
    extra = f" +{counts.fp}" if counts.fp and not cut.recall_only else ""
    return Cell(
        shown=percent(figure),
        counts=f"{counts.tp}/{counts.tp + counts.fn}{extra}" if _counts(counts) else "",
        shade=shade(figure),
        query=urlencode({name: shortened(visible(one)) for name, one in query.items()}),
    )


def shade(ratio: Fraction | None) -> int | None:
    """Give the step of a ratio's colour; the ends are for nothing and all alone."""
    if ratio is None or ratio in (0, 1):
        return None if ratio is None else int(ratio) * SHADES
    return 1 + int(ratio * (SHADES - 1))


def stairs(ranked: Sequence[Evaluation], tones: Mapping[str, int]) -> tuple[Stairs, ...]:
    """Show for each extractor where on the way to grounded it loses facts; `empty` is left out."""
    return tuple(_stairs(one, tones[one.extractor]) for one in ranked if one.extractor != SILENT)


def _stairs(evaluation: Evaluation, tone: int) -> Stairs:
    """Lay out one extractor's stairs; the facts required fill the height, the same for all."""
    counts = {level: evaluation.counts(level) for level in Level}
    required = counts[Level.FACT].tp + counts[Level.FACT].fn
    steps, before = [], None
    for number, (level, one) in enumerate(counts.items()):
        high = _STAIR_HIGH * one.tp / (required or 1)
        x, y = _STAIR_LEFT + number * _STEP_WIDE, _STAIR_TOP + _STAIR_HIGH - high
        steps.append(
            Step(
                level=level.label,
                found=one.tp,
                lost=0 if before is None else before - one.tp,
                tells=_LOST.get(level, ""),
                x=f"{x + 4}",
                y=f"{y:.1f}",
                high=f"{high:.1f}",
                missing=f"{_STAIR_HIGH - high:.1f}",
                label_x=f"{x + _STEP_WIDE // 2}",
                label_y=f"{y - 4:.1f}",
            )
        )
        before = one.tp
    name = visible(evaluation.extractor)
    return Stairs(name, tone, required, tuple(steps), _where_lost(name, steps, required))


def _where_lost(name: str, steps: Sequence[Step], required: int) -> str:
    found = steps[0].found
    if not found:
        return f"{name} finds none of {required} values."
    never = f" and never {required - found}" if found < required else ""
    lost = [step for step in steps[1:] if step.lost]
    if not lost:
        return f"{name} finds {found} of {required} values{never}; none is lost on the way."
    told = "; ".join(
        f"{step.lost} {'is' if step.lost == 1 else 'are'} lost at level {step.level}, {step.tells}"
        for step in lost
    )
    return f"{name} finds {found} of {required} values{never}; {told}."


def qualifier_rows(ranked: Sequence[Evaluation]) -> tuple[QualifierRow, ...]:
    """Show how often qualifiers of right facts are right, where either side has one."""
    tables = [(one.extractor, qualifier_counts(one)) for one in ranked]
    names = dict.fromkeys(name for _, table in tables for name in table)
    rows = []
    for name in names:
        parts = [table[name] for _, table in tables]
        said = [one.right + one.wrong + one.missed + one.invented for one in parts]
        cells = tuple(
            Cell(
                percent(one.accuracy_where_said),
                f"{one.right}/{whole}" if whole else "",
                shade(one.accuracy_where_said),
                "",
            )
            for one, whole in zip(parts, said, strict=True)
        )
        if any(said):
            rows.append(QualifierRow(name, cells))
    return tuple(rows)
