"""Who wins, and is it sure: figures with intervals for each level and profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from harness.comparison import sample_of
from harness.model.results import Counts, Level
from harness.report.charts import Bar, Plane, Spot, bar, recall_precision, tone_of
from harness.report.sureness import Confidences, confidence_lines
from harness.report.words import UNDEFINED, percent, told_interval, visible
from harness.scoring import Evaluation
from harness.statistics import METRICS, Interval, Metric, interval

LEVEL_TELLS = {
    Level.VALUE: "finds the figure, the name, the date",
    Level.SLOT: "knows what it is",
    Level.FACT: "knows whose it is (the headline)",
    Level.GROUNDED: "can show it in the text",
}
PROFILE_TELLS = {
    "standard": "gold opens some tolerance",
    "strict": "no tolerance",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio in per cent with its 95 % interval, in words and as a bar."""

    shown: str
    interval: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Precision, recall and F1 in per cent with their counts, for one level or slice."""

    name: str
    tells: str
    precision: str
    recall: str
    f1: str
    tp: int
    fp: int
    fn: int
    required: int
    interval: str  # 95 % interval of F1 in per cent


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """An extractor's line in a leaderboard."""

    name: str
    tone: int
    query: str  # what filters the outcomes to its own
    precision: Ratio
    recall: Ratio
    f1: Ratio
    score: ScoreRow


@dataclass(frozen=True, slots=True)
class Panel:
    """The leaderboard of one level in one profile, with its plane."""

    level: str
    profile: str
    tells: str
    rows: tuple[LeaderRow, ...]
    plane: Plane


def score(name: str, counts: Counts, tells: str = "", within: Interval | None = None) -> ScoreRow:
    """Write down the counts of a level or slice and the ratios that they give."""
    return ScoreRow(
        name=visible(name),
        tells=tells,
        precision=percent(counts.precision),
        recall=percent(counts.recall),
        f1=percent(counts.f1),
        tp=counts.tp,
        fp=counts.fp,
        fn=counts.fn,
        required=counts.tp + counts.fn,
        interval=told_interval(within),
    )


def query_of(extractor: str) -> str:
    """Give the filter that shows an extractor's outcomes."""
    return urlencode({"x": visible(extractor)})


def panels(
    profiles: Sequence[Sequence[Evaluation]],
    tones: Mapping[str, int],
    confidences: Confidences,
    short: Mapping[str, str],
) -> tuple[Panel, ...]:
    """Make a leaderboard for every level and profile, the first profile first.

    The lines of `confidences` stand in the planes of level fact, of which they are.
    """
    return tuple(
        _panel(evaluations, level, tones, short, confidences if level is Level.FACT else {})
        for evaluations in profiles
        if evaluations
        for level in Level
    )


def _panel(
    evaluations: Sequence[Evaluation],
    level: Level,
    tones: Mapping[str, int],
    short: Mapping[str, str],
    confidences: Confidences,
) -> Panel:
    profile = evaluations[0].signature.profile
    measured = [_measured(one, level) for one in evaluations]
    # As everywhere: undefined is not above anything, and names decide between equals.
    measured.sort(key=lambda item: (-(item[1].f1 or 0), item[0]))
    title = f"Precision over recall at level {level.label}, profile {profile}"
    return Panel(
        level=level.label,
        profile=profile,
        tells=LEVEL_TELLS[level],
        rows=tuple(_row(one, level, tones[one[0]]) for one in measured),
        plane=recall_precision(
            title,
            _spots(measured, tones),
            _in_words(measured),
            short,
            confidence_lines(confidences, profile, tones),
        ),
    )


_Measured = tuple[str, Counts, Mapping[Metric, Interval | None]]


def _measured(evaluation: Evaluation, level: Level) -> _Measured:
    sample = sample_of([evaluation], level)
    within = {metric: interval(sample, metric) for metric in METRICS}
    return evaluation.extractor, evaluation.counts(level), within


def _row(measured: _Measured, level: Level, tone: int) -> LeaderRow:
    name, counts, within = measured
    return LeaderRow(
        name=visible(name),
        tone=tone,
        query=query_of(name),
        precision=_ratio(counts.precision, within["precision"]),
        recall=_ratio(counts.recall, within["recall"]),
        f1=_ratio(counts.f1, within["f1"]),
        score=score(level.label, counts, LEVEL_TELLS[level], within["f1"]),
    )


def _ratio(ratio: Fraction | None, within: Interval | None) -> Ratio:
    return Ratio(percent(ratio), told_interval(within), bar(ratio, within))


def _spots(measured: Sequence[_Measured], tones: Mapping[str, int]) -> list[Spot]:
    """Give the points of the plane; who has no precision or recall has no place in it."""
    return [
        Spot(
            visible(name),
            tones[name],
            float(counts.recall),
            float(counts.precision),
            within["recall"],
            within["precision"],
        )
        for name, counts, within in measured
        if counts.precision is not None and counts.recall is not None
    ]


def _in_words(measured: Sequence[_Measured]) -> str:
    return "; ".join(
        f"{visible(name)}: precision {percent(counts.precision)} %, "
        f"recall {percent(counts.recall)} %"
        + (
            ", not drawn"
            if UNDEFINED in (percent(counts.precision), percent(counts.recall))
            else ""
        )
        for name, counts, _ in measured
    )


def tones_of(ranked: Sequence[Evaluation]) -> dict[str, int]:
    """Give every extractor its colour and shape, the same all over the report."""
    return {one.extractor: tone_of(rank) for rank, one in enumerate(ranked, start=1)}
