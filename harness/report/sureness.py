"""Is an extractor surer where it is right: average precision, Brier, calibration, the curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from harness.model.facts import GoldSet
from harness.model.results import Level, Profile, Run
from harness.report.charts import Line, curve_of
from harness.report.words import UNDEFINED, counted, listed, percent, visible
from harness.scoring import Confidence, Evaluation, confidence_of

_WIDE, _HIGH, _LEFT, _TOP = 180.0, 120.0, 36.0, 18.0  # the field of a calibration plot, in units

Confidences: TypeAlias = Mapping[tuple[Profile, str], Confidence]


@dataclass(frozen=True, slots=True)
class SureRow:
    """What the confidences of one extractor are worth; dashes where it gives none."""

    name: str
    average_precision: str
    brier: str
    thresholds: str


@dataclass(frozen=True, slots=True)
class BinRow:
    """Predictions of about the same confidence: how sure, and how many of them are right."""

    span: str
    number: int
    sure: str
    right: str
    x: str
    y: str
    wide: str
    high: str
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often an extractor is right when it is so sure; `words` says what is drawn."""

    name: str
    tone: int
    bins: tuple[BinRow, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Sure:
    """What confidences are worth at level fact; `notes` tell what a figure does not mean."""

    rows: tuple[SureRow, ...]
    calibrations: tuple[Calibration, ...]
    notes: tuple[str, ...]


def confidences_of(
    goldset: GoldSet, run: Run, profiles: Sequence[Sequence[Evaluation]]
) -> Confidences:
    """Judge the confidences of all who give one with every prediction, in each profile."""
    said = {one.name: one for one in run.extractions}
    judged = {
        (profile := one.signature.profile, one.extractor): confidence_of(
            goldset, said[one.extractor], profile
        )
        for evaluations in profiles
        for one in evaluations
    }
    return {key: one for key, one in judged.items() if one is not None}


def sure_view(
    ranked: Sequence[Evaluation], confidences: Confidences, tones: Mapping[str, int]
) -> Sure | None:
    """Write down what confidences are worth; None where nobody gives any."""
    found = [
        (one.extractor, confidences.get((one.signature.profile, one.extractor))) for one in ranked
    ]
    known = [(name, one) for name, one in found if one is not None]
    if not known:
        return None
    return Sure(
        rows=tuple(_row(visible(name), one) for name, one in found),
        calibrations=tuple(
            _calibration(visible(name), tones[name], one) for name, one in known if one.bins
        ),
        notes=tuple(_notes(known)),
    )


def confidence_lines(
    confidences: Confidences, profile: Profile, tones: Mapping[str, int]
) -> tuple[Line, ...]:
    """Draw precision over recall from the surest predictions to all, for a plane at level fact."""
    found = []
    for (of, name), confidence in confidences.items():
        places = [
            (float(point.counts.recall), float(point.counts.precision))
            for point in confidence.points
            if point.counts.recall is not None and point.counts.precision is not None
        ]
        if of == profile and len(places) > 1:
            found.append(curve_of(places, tones[name]))
    return tuple(found)


def _row(name: str, confidence: Confidence | None) -> SureRow:
    if confidence is None:
        return SureRow(name, UNDEFINED, UNDEFINED, UNDEFINED)
    reached = percent(confidence.average_precision)
    return SureRow(
        name=name,
        average_precision=reached if _ranks(confidence) else f"({reached})",
        brier=UNDEFINED if confidence.brier is None else f"{confidence.brier:.3f}",
        thresholds=str(len(confidence.points)),
    )


def _ranks(confidence: Confidence) -> bool:
    """Whether some predictions are surer than others; else there is nothing to rank by."""
    return len(confidence.points) > 1


def _notes(known: Sequence[tuple[str, Confidence]]) -> list[str]:
    level = [visible(name) for name, one in known if not _ranks(one)]
    if not level:
        return []
    verb = "gives" if len(level) == 1 else "give"
    told = (
        f"{listed(level)} {verb} all predictions the same confidence, which ranks nothing: the "
        "average precision in brackets is no more than precision times recall."
    )
    return [told]


def _calibration(name: str, tone: int, confidence: Confidence) -> Calibration:
    bins = tuple(
        BinRow(
            span=f"{one.low:.1f}–{one.high:.1f}",
            number=one.number,
            sure=percent(one.mean_confidence),
            right=percent(one.share_right),
            x=f"{_LEFT + _WIDE * one.low + 1:.1f}",
            y=f"{_TOP + _HIGH * (1 - float(one.share_right)):.1f}",
            wide=f"{_WIDE * (one.high - one.low) - 2:.1f}",
            high=f"{_HIGH * float(one.share_right):.1f}",
            label_x=f"{_LEFT + _WIDE * (one.low + one.high) / 2:.1f}",
            label_y=f"{_TOP + _HIGH * (1 - float(one.share_right)) - 4:.1f}",
        )
        for one in confidence.bins
    )
    words = "; ".join(
        f"{one.span}: {counted(one.number, 'prediction')}, {one.right} % right" for one in bins
    )
    return Calibration(
        name, tone, bins, f"{name} by confidence at level {Level.FACT.label}: {words}"
    )
