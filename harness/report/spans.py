"""Span scores as text, each profile in the layout its users know, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from rich.markup import escape
from rich.table import Table

from harness.model.spans import (
    MacroRatios,
    PhraseCounts,
    PhraseScores,
    SchemeScores,
    SpanCounts,
    SpanScores,
)
from harness.report.console import console_of
from harness.report.words import UNDEFINED, visible
from harness.spans.phrases import Ratios, averages, ratios

_WIDTH = 1000  # columns: a table that is cut has lost figures


def span_text(scores: SpanScores) -> str:
    """Write scores as the profile's own tool prints them, or as a table where it prints none."""
    if isinstance(scores, SchemeScores):
        return _table(scores)
    return _conlleval(scores) if scores.profile.startswith("conlleval") else _seqeval(scores)


def _seqeval(scores: PhraseScores) -> str:
    """Lay out as seqeval's classification_report does with two digits."""
    names = [visible(label) for label in scores.by_label]
    width = max(len("weighted avg"), *map(len, names)) if names else len("weighted avg")
    heading = "".join(f" {name:>9}" for name in ("precision", "recall", "f1-score", "support"))
    lines = [f"{'':>{width}} {heading}", ""]
    for name, counts in zip(names, scores.by_label.values(), strict=True):
        lines.append(_seqeval_row(name, ratios(counts), width))
    lines.append("")
    for name, row in averages(scores).items():
        lines.append(_seqeval_row(f"{name} avg", row, width))
    return "\n".join([*lines, ""])


def _seqeval_row(name: str, row: Ratios, width: int) -> str:
    cells = (UNDEFINED if one is None else f"{one:.2f}" for one in row[:3])
    return f"{name:>{width}} " + "".join(f" {cell:>9}" for cell in cells) + f" {row.support:>9}"


def _conlleval(scores: PhraseScores) -> str:
    """Lay out as conlleval does: per cent with two digits, found phrases at the end of a row."""
    overall = scores.overall
    found = f"found: {overall.predicted} phrases; correct: {overall.correct}."
    lines = [f"processed {scores.tokens} tokens with {overall.gold} phrases; {found}"]
    if scores.tokens and scores.correct_tokens is not None:
        accuracy = 100 * scores.correct_tokens / scores.tokens
        lines.append(f"accuracy: {accuracy:6.2f}%; {_conlleval_row(overall)}")
    for label, counts in scores.by_label.items():
        lines.append(f"{visible(label):>17}: {_conlleval_row(counts)}  {counts.predicted}")
    return "\n".join([*lines, ""])


def _conlleval_row(counts: PhraseCounts) -> str:
    row = ratios(counts)
    cells = [100 * (one or 0.0) for one in row[:3]]
    return "precision: {:6.2f}%; recall: {:6.2f}%; FB1: {:6.2f}".format(*cells)


def _table(scores: SchemeScores) -> str:
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("label", "scheme"):
        table.add_column(heading)
    for heading in ("P %", "R %", "F1 %", "correct", "incorrect", "partial", "missed", "spurious"):
        table.add_column(heading, justify="right")
    for name, scheme, cells, last in _rows(scores):
        table.add_row(escape(visible(name)), scheme, *cells, end_section=last)
    console = console_of(file=StringIO(), width=_WIDTH, force_terminal=False)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _rows(scores: SchemeScores) -> Iterator[tuple[str, str, list[str], bool]]:
    parts: list[tuple[str, Mapping[str, SpanCounts]]] = [("all", scores.overall)]
    parts += scores.by_label.items()
    zero = _zero(scores)
    for name, schemes in parts:
        last = list(schemes)[-1]
        for place, (scheme, counts) in enumerate(schemes.items()):
            three = _percents((counts.precision, counts.recall, counts.f1), zero)
            numbers = [
                counts.correct,
                counts.incorrect,
                counts.partial,
                counts.missed,
                counts.spurious,
            ]
            row = [*three, *map(str, numbers)]
            yield name if place == 0 else "", _scheme(scores, scheme), row, scheme == last
        if name == "all" and scores.macro is not None:
            for place, (scheme, means) in enumerate(scores.macro.items()):
                three = _percents((means.precision, means.recall, means.f1), None)
                told = "mean of documents" if place == 0 else ""
                yield told, _scheme(scores, scheme), [*three, *[""] * 5], scheme == last


def _scheme(scores: SchemeScores, scheme: str) -> str:
    fuzzy = scores.profile.startswith("hipe") and scheme == "ent_type"
    return "fuzzy" if fuzzy else scheme  # HIPE's own name for it


def _percents(three: tuple[float | None, ...], zero: float | None) -> list[str]:
    return [_percent(zero if one is None else one) for one in three]


def _percent(ratio: float | None) -> str:
    """Write two decimals; 0 and 100 appear only where they are true."""
    if ratio is None:
        return UNDEFINED
    if 0 < ratio < 1:
        ratio = min(max(ratio, 0.0001), 0.9999)
    return f"{100 * ratio:.2f}"


def _zero(scores: SpanScores) -> float | None:
    """Give what stands for an undefined ratio: the peers say 0, we say that it is undefined."""
    return None if scores.profile.startswith("optimal") else 0.0


def span_data(scores: SpanScores) -> dict[str, Any]:
    """Give all figures as plain data; ratios are floats in [0, 1], not rounded."""
    if isinstance(scores, PhraseScores):
        data: dict[str, Any] = {
            "overall": _phrase_data(scores.overall),
            "by_label": {label: _phrase_data(one) for label, one in scores.by_label.items()},
            "averages": {name: row._asdict() for name, row in averages(scores).items()},
        }
        if scores.tokens is not None:
            data |= {"tokens": scores.tokens, "correct_tokens": scores.correct_tokens}
        return data
    zero = _zero(scores)
    data = {
        "overall": _scheme_data(scores.overall, zero),
        "by_label": {label: _scheme_data(one, zero) for label, one in scores.by_label.items()},
    }
    if scores.macro is not None:
        data["macro_doc"] = {scheme: _mean_data(one) for scheme, one in scores.macro.items()}
    return data


def _phrase_data(counts: PhraseCounts) -> dict[str, Any]:
    row = ratios(counts)
    return {
        "correct": counts.correct,
        "gold": counts.gold,
        "predicted": counts.predicted,
        "precision": row.precision,
        "recall": row.recall,
        "f1": row.f1,
    }


def _scheme_data(schemes: Mapping[str, SpanCounts], zero: float | None) -> dict[str, Any]:
    return {
        scheme: {
            "correct": counts.correct,
            "incorrect": counts.incorrect,
            "partial": counts.partial,
            "missed": counts.missed,
            "spurious": counts.spurious,
            "possible": counts.possible,
            "actual": counts.actual,
            "precision": zero if counts.precision is None else counts.precision,
            "recall": zero if counts.recall is None else counts.recall,
            "f1": zero if counts.f1 is None else counts.f1,
        }
        for scheme, counts in schemes.items()
    }


def _mean_data(means: MacroRatios) -> dict[str, float | None]:
    return {"precision": means.precision, "recall": means.recall, "f1": means.f1}
