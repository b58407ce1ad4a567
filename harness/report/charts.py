"""Charts as coordinates: all that the SVG of a bar, a plane or a difference needs.

The template only writes it down. Lengths are in units of each chart's own view box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from harness.report.labels import Box, Label, place_labels
from harness.statistics import Interval, PairedTest

# Marks around (0, 0), one a tone: circle, square, triangle, diamond, cross, down, plus, bar.
SHAPES = {
    1: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    2: "M-4.5-4.5h9v9h-9z",
    3: "M0-5.5L5.5 4.5H-5.5z",
    4: "M0-6L5.5 0 0 6-5.5 0z",
    5: "M-5-3l2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z",
    6: "M0 5.5L5.5-4.5H-5.5z",
    7: "M-2-5.5h4v3.5h3.5v4H2v3.5h-4V2h-3.5v-4H-2z",
    8: "M-6-2.5H6v5H-6z",
}
# Colours that the colour-blind tell apart (Okabe & Ito 2008); shapes tell them too.
TONES = len(SHAPES)
LEFT, TOP, WIDE, HIGH = 46, 12, 300, 300  # the field of a plane, in units
_ISO_F1 = range(10, 100, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """A ratio as a bar of 0 to 100 with its interval as a whisker, where there is one."""

    length: str
    low: str
    high: str
    whisker: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A line with its name at one end."""

    d: str
    label: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the tone of an extractor."""

    d: str
    tone: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis with its figure."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """An extractor in a plane; whiskers are its intervals, `shape` the number of its mark."""

    x: str
    y: str
    left: str
    right: str
    top: str
    bottom: str
    whiskers: bool
    label: str
    label_x: str
    label_y: str
    end: bool  # whether the label ends where it stands
    leader: str  # a line to the label where that stands far away
    tone: int


@dataclass(frozen=True, slots=True)
class Plane:
    """Extractors as points over two figures; `description` says it all in words."""

    title: str
    description: str
    x_axis: str
    y_axis: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    curves: tuple[Curve, ...]
    lines: tuple[Line, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """What a point of a plane stands for: both figures in [0, 1] of the axes."""

    name: str
    tone: int
    x: float
    y: float
    x_interval: Interval | None = None
    y_interval: Interval | None = None


def tone_of(rank: int) -> int:
    """Give the colour and shape of the extractor in a place, counted from 1."""
    return (rank - 1) % TONES + 1


def bar(ratio: Fraction | None, within: Interval | None) -> Bar:
    """Lay out a ratio as a bar."""
    length = float(ratio or 0) * 100
    low, high = (within.low * 100, within.high * 100) if within else (length, length)
    return Bar(_n(length), _n(low), _n(high), within is not None)


def recall_precision(
    title: str,
    spots: Sequence[Spot],
    description: str,
    short: Mapping[str, str],
    lines: tuple[Line, ...] = (),
) -> Plane:
    """Lay out precision over recall, with the curves on which F1 is the same.

    `short` holds what is written at the point of each name.
    """
    ticks = [Fraction(step, 5) for step in range(6)]
    return Plane(
        title=title,
        description=description,
        x_axis="recall %",
        y_axis="precision %",
        x_ticks=tuple(Tick(_x(float(one)), f"{one * 100}") for one in ticks),
        y_ticks=tuple(Tick(_y(float(one)), f"{one * 100}") for one in ticks),
        curves=tuple(_iso_f1(step / 100) for step in _ISO_F1),
        lines=lines,
        points=_points(spots, short),
    )


def over_effort(
    title: str,
    spots: Sequence[tuple[Spot, float]],
    unit: str,
    words: str,
    short: Mapping[str, str],
) -> Plane:
    """Lay out F1 over what it took, on a logarithmic axis; each spot comes with its effort."""
    efforts = [effort for _, effort in spots]
    low, high = _decades(efforts)
    span = high - low
    placed = [
        Spot(one.name, one.tone, (log10(max(effort, 10.0**low)) - low) / span, one.y)
        for one, effort in spots
    ]
    ticks = [Fraction(step, 5) for step in range(6)]
    return Plane(
        title=title,
        description=words,
        x_axis=f"{unit} (each step ten times as much)",
        y_axis="F1 %",
        x_ticks=tuple(Tick(_x((step - low) / span), _power(step)) for step in range(low, high + 1)),
        y_ticks=tuple(Tick(_y(float(one)), f"{one * 100}") for one in ticks),
        curves=(),
        lines=(),
        points=_points(placed, short),
    )


def _decades(efforts: Iterable[float]) -> tuple[int, int]:
    """Give the powers of ten around what is above zero, at most six of them apart."""
    above = [effort for effort in efforts if effort > 0] or [1.0]
    high = floor(log10(max(above))) + 1
    return max(floor(log10(min(above))), high - 6), high


def _power(step: int) -> str:
    return f"{10**step:,}" if step >= 0 else f"{10.0**step:.{-step}f}"


def curve_of(places: Iterable[tuple[float, float]], tone: int) -> Line:
    """Draw a line through places of a plane."""
    return Line("M" + "L".join(f"{_x(x)} {_y(y)}" for x, y in places), tone)


def _iso_f1(f1: float) -> Curve:
    """Draw precision = F1 · recall / (2 · recall − F1) as far as it stays in the field."""
    least = f1 / (2 - f1)
    steps = [least ** (1 - step / 24) for step in range(25)]
    places = [(recall, min(1.0, f1 * recall / (2 * recall - f1))) for recall in steps]
    d = "M" + "L".join(f"{_x(recall)} {_y(precision)}" for recall, precision in places)
    return Curve(d, f"{round(f1 * 100)}", _n(LEFT + WIDE + 4), _n(TOP + HIGH * (1 - least) + 3))


def _points(spots: Sequence[Spot], short: Mapping[str, str]) -> tuple[Point, ...]:
    places = [(short[one.name], LEFT + WIDE * one.x, TOP + HIGH * (1 - one.y)) for one in spots]
    labels = place_labels(places, Box(LEFT, TOP, LEFT + WIDE, TOP + HIGH))
    return tuple(
        _point(spot, short[spot.name], label) for spot, label in zip(spots, labels, strict=True)
    )


def _point(spot: Spot, name: str, label: Label) -> Point:
    """Write down a point, its whiskers and its label."""
    x, y = _x(spot.x), _y(spot.y)
    across, along = spot.x_interval, spot.y_interval
    return Point(
        x=x,
        y=y,
        left=_x(across.low) if across else x,
        right=_x(across.high) if across else x,
        top=_y(along.high) if along else y,
        bottom=_y(along.low) if along else y,
        whiskers=across is not None or along is not None,
        label=name,
        label_x=_n(label.x),
        label_y=_n(label.y),
        end=label.end,
        leader=f"M{x} {y}L{_n(label.x)} {_n(label.y - 4)}" if label.far else "",
        tone=spot.tone,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference with its interval as a bar on both sides of zero, in units of 0 to 100."""

    low: str
    high: str
    at: str
    drawn: bool


def widest_of(tests: Iterable[PairedTest]) -> float:
    """Give the end of a scale that holds all differences and their intervals."""
    found = list(tests)
    ends = [
        abs(end) for one in found if one.interval for end in (one.interval.low, one.interval.high)
    ]
    ends += [abs(one.difference) for one in found if one.difference is not None]
    return max(ends, default=0.0) or 1.0


def gap(difference: float | None, within: Interval | None, widest: float) -> Gap:
    """Lay out a difference on a scale that reaches from −`widest` to `widest`."""
    if difference is None:
        return Gap("50", "50", "50", drawn=False)
    low, high = (within.low, within.high) if within else (difference, difference)
    low, at, high = (50 + 50 * one / widest for one in (low, difference, high))
    return Gap(_n(low), _n(high), _n(at), drawn=True)


def _x(share: float) -> str:
    return _n(LEFT + WIDE * share)


def _y(share: float) -> str:
    return _n(TOP + HIGH * (1 - share))


def _n(number: float) -> str:
    """Write a coordinate with one decimal, and none where it is 0."""
    return f"{number:.1f}".removesuffix(".0")
