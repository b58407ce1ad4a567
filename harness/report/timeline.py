"""Figures over time, for the terminal and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from harness.model.history import Loss, Point, Series, Sighting
from harness.model.results import METRICS
from harness.report.sightings import at_commit, sighting_table
from harness.report.words import UNDEFINED, as_float, percent, told_commit, visible

_BARS = "▁▂▃▄▅▆▇█"
_LONGEST = 60  # runs in a line of signs


def sparkline(figures: Sequence[float | None]) -> str:
    """Draw figures as signs between their own least and greatest; undefined ones as a gap."""
    defined = [one for one in figures if one is not None]
    low, high = (min(defined), max(defined)) if defined else (0.0, 0.0)
    top = len(_BARS) - 1
    return "".join(
        " "
        if one is None
        else _BARS[round((one - low) / (high - low) * top)]
        if high > low
        else _BARS[top // 2]
        for one in figures
    )


def timeline_lines(
    series: Series, points: Sequence[Point], losses: Sequence[Loss], last: int
) -> Iterator[str]:
    """Tell a series: its course, its newest runs, and the facts it has lost."""
    yield (
        f"{visible(series.extractor)} on {visible(series.goldset)}, {series.rendition}, "
        f"{series.profile}: F1 {_course([one for one in points if one.sound][-_LONGEST:])}"
    )
    before = points[-last - 1] if len(points) > last else None
    for point in points[-last:]:
        yield f"  {_row(point)}{_marks(point, before)}"
        before = point
    yield from _loss_lines(losses)


def _course(points: Sequence[Point]) -> str:
    """Draw F1, parted where gold or scoring changed, with the range since it last did.

    Each part has its own scale, for heights compare as little as figures do.
    """
    parts = [
        [as_float(point.counts.f1) for point in part]
        for _, part in groupby(points, key=lambda point: point.gauge)
    ]
    defined = [one for one in parts[-1] if one is not None] if parts else []
    range_ = f"  {percent(min(defined))} to {percent(max(defined))} %" if defined else ""
    since = f" on gold {points[-1].goldset_hash[:12]}" if len(parts) > 1 else ""
    return f"{'│'.join(map(sparkline, parts))}{range_}{since}"


def _loss_lines(losses: Sequence[Loss]) -> Iterator[str]:
    """Tell facts that the same run lost together."""
    together: dict[tuple[Sighting, Sighting, str], list[str]] = {}
    for loss in losses:
        name = visible(f"{loss.article}/{loss.fact}") + ("" if loss.required else " (optional)")
        key = (loss.lost_in, loss.last_found, _told_loss(loss))
        together.setdefault(key, []).append(name)
    for (_, _, told), names in sorted(together.items(), key=lambda one: one[0][0].made_at):
        yield f"  {told}:"
        yield from (f"    {name}" for name in names)


def _told_loss(loss: Loss) -> str:
    """Say where a fact was lost, or that it was changed there and may not have been."""
    found = f"last found by {_seen(loss.last_found)}"
    changes = (("their gold", loss.gold_changed), ("the scoring", loss.scoring_changed))
    changed = " and ".join(what for what, is_so in changes if is_so)
    if changed:
        return f"not found since {changed} changed with {_seen(loss.lost_in)}, {found}"
    return f"lost in {_seen(loss.lost_in)}, {found}"


def _row(point: Point) -> str:
    counts = point.counts
    commit = told_commit(point.seen.commit or UNDEFINED)
    return (
        f"{point.seen.made_at}  {commit:<20}  P {percent(counts.precision):>5}  "
        f"R {percent(counts.recall):>5}  F1 {percent(counts.f1):>5}  {visible(point.seen.run)}"
    )


def _marks(point: Point, before: Point | None) -> str:
    marks = []
    if before is not None and before.goldset_hash != point.goldset_hash:
        marks.append(f"other gold: {point.goldset_hash[:12]}")
    if before is not None and before.scoring != point.scoring:
        marks.append(f"other scoring: version {point.scoring}")
    if point.readings > 1:
        marks.append(f"{point.readings} readings")
    if point.failed:
        marks.append("failed on articles")
    if not point.complete:
        marks.append("interrupted")
    return f"  ({', '.join(marks)})" if marks else ""


def timeline_table(
    series: Series, points: Sequence[Point], losses: Sequence[Loss]
) -> dict[str, Any]:
    """Give a series as plain data; ratios are floats in [0, 1], or None where undefined."""
    return {
        "goldset": series.goldset,
        "rendition": series.rendition,
        "profile": series.profile,
        "extractor": series.extractor,
        "runs": [
            (sighting_table(point.seen) or {})
            | {
                "goldset_hash": point.goldset_hash,
                "scoring": point.scoring,
                "complete": point.complete,
                "failed_articles": point.failed,
                "readings": point.readings,
                "tp": point.counts.tp,
                "fp": point.counts.fp,
                "fn": point.counts.fn,
            }
            | {metric: as_float(getattr(point.counts, metric)) for metric in METRICS}
            for point in points
        ],
        "lost": [
            {
                "fact": f"{loss.article}/{loss.fact}",
                "required": loss.required,
                "gold_changed": loss.gold_changed,
                "scoring_changed": loss.scoring_changed,
                "last_found": sighting_table(loss.last_found),
                "lost_in": sighting_table(loss.lost_in),
            }
            for loss in losses
        ],
    }


def _seen(seen: Sighting) -> str:
    return f"{visible(seen.run)} ({seen.made_at}{at_commit(seen.commit)})"
