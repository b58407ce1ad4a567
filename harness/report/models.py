"""What a report tells of models: how they answered, what it took, what they may remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from harness.model.facts import GoldSet
from harness.model.results import METRICS, Extraction, Level, Run
from harness.model.usage import AnswerClass, ModelCard, Usage, total
from harness.remembering import remembered
from harness.repeats import Repeats, repeats_of
from harness.report.words import UNDEFINED, UNKNOWN, as_float, percent, visible
from harness.scoring import Evaluation


@dataclass(frozen=True, slots=True)
class SpentRow:
    """What one article took."""

    article: str
    answers: int
    input_tokens: str
    output_tokens: str
    cost: str


@dataclass(frozen=True, slots=True)
class ModelView:
    """How a model answered in a run."""

    warnings: tuple[str, ...]
    told: tuple[str, ...]
    articles: tuple[SpentRow, ...]


@dataclass(frozen=True, slots=True)
class RepeatsRow:
    """Mean and range over an extractor's readings at level fact, in per cent."""

    name: str
    readings: int
    precision: str
    recall: str
    f1: str
    agreement: str
    found: str


@dataclass(frozen=True, slots=True)
class RememberedRow:
    """What an extractor said of the facts that were changed."""

    name: str
    changed: int
    read: int
    recited: int
    both: int
    neither: int
    unread: int
    warning: str


def model_view(goldset: GoldSet, extraction: Extraction) -> ModelView | None:
    """Give what to show of a model's answers; None for an extractor that asked none."""
    card, whole = extraction.model, total(extraction.usage.values())
    if card is None:
        return None
    model, warning = visible(card.model), warning_of(goldset, card)
    by = visible(", ".join(card.answered_by)) or UNKNOWN
    return ModelView(
        warnings=tuple(
            f"{one}." for one in (_cut(whole), warning and f"{model}: {warning}") if one
        ),
        told=(
            f"Model {model}, answered by {by}: {_tokens(whole)}, cost {_cost(card, whole)}.",
            f"Answers: {_tallied({str(kind): n for kind, n in whole.answers.items()})}.",
            f"Left out of answers: {_tallied(whole.left_out)}.",
            f"Quotes: {_tallied(whole.quotes)}.",
        ),
        articles=tuple(_spent(name, card, one) for name, one in extraction.usage.items()),
    )


def model_scores(goldset: GoldSet, extraction: Extraction) -> dict[str, Any] | None:
    """Give the same as data; money as a string of digits, None where unknown."""
    card, whole = extraction.model, total(extraction.usage.values())
    if card is None:
        return None
    cost = card.cost(whole)
    return {
        "model": card.model,
        "answered_by": list(card.answered_by),
        "answers": {str(kind): count for kind, count in whole.answers.items()},
        "left_out": dict(whole.left_out),
        "quotes": dict(whole.quotes),
        "input_tokens": whole.input_tokens,
        "output_tokens": whole.output_tokens,
        "answers_without_token_count": whole.uncounted,
        "cost": None if cost is None else str(cost),
        "currency": card.price.currency if card.price else None,
        "prices_as_of": card.price.as_of if card.price else None,
        "training_cutoff": card.cutoff,
        "warning": warning_of(goldset, card) or None,
    }


def warning_of(goldset: GoldSet, card: ModelCard) -> str:
    """Warn where a model's training data reaches the day of an article; "" where it does not."""
    dates = sorted(article.doc_date[:7] for article in goldset.articles.values())
    if card.cutoff is None or not dates or card.cutoff < dates[0]:
        return ""
    return (
        f"its training data reaches {card.cutoff}, the articles are of {dates[0]} and later: "
        "it may remember what they tell; deepseek-2025-traps shows whether it reads"
    )


def grouped(run: Run, evaluations: Sequence[Evaluation]) -> list[Repeats]:
    """Group the evaluations of a run by the extractor that they are readings of."""
    by_name = {one.name: one.repeats for one in run.extractions}
    return repeats_of((by_name.get(one.extractor, ""), one) for one in evaluations)


def repeats_rows(goldset: GoldSet, repeats: Sequence[Repeats]) -> tuple[RepeatsRow, ...]:
    """Give a row for each extractor that read several times."""
    return tuple(_repeats_row(goldset, one) for one in repeats)


def repeats_scores(goldset: GoldSet, repeats: Sequence[Repeats]) -> list[dict[str, Any]]:
    """Give the same as data, at every level."""
    return [
        {
            "name": one.name,
            "readings": [evaluation.extractor for evaluation in one.evaluations],
            "levels": {
                level.label: {metric: _spread_data(one, metric, level) for metric in METRICS}
                for level in Level
            },
            "agreement": as_float(one.agreement(goldset)),
            "found_by": dict(zip(("all", "some", "none"), one.found_by(), strict=True)),
        }
        for one in repeats
    ]


def remembered_rows(
    goldset: GoldSet, run: Run, evaluations: Sequence[Evaluation]
) -> tuple[RememberedRow, ...]:
    """Give a row an extractor on a trap set; none on any other set."""
    cards = {one.name: one.model for one in run.extractions}
    rows = []
    for evaluation in evaluations:
        counts, card = remembered(goldset, evaluation), cards.get(evaluation.extractor)
        if counts is not None:
            rows.append(
                RememberedRow(
                    visible(evaluation.extractor),
                    counts.changed,
                    counts.read,
                    counts.recited,
                    counts.both,
                    counts.neither,
                    counts.unread,
                    f"training data up to {card.cutoff}" if card and card.cutoff else "",
                )
            )
    return tuple(rows)


def _repeats_row(goldset: GoldSet, one: Repeats) -> RepeatsRow:
    precision, recall, f1 = (_range(one, metric) for metric in METRICS)
    everyone, some, nobody = one.found_by()
    return RepeatsRow(
        name=visible(one.name),
        readings=len(one.evaluations),
        precision=precision,
        recall=recall,
        f1=f1,
        agreement=percent(one.agreement(goldset)),
        found=f"{everyone} / {some} / {nobody}",
    )


def _range(one: Repeats, metric: str) -> str:
    spread = one.spread(metric)
    if spread.mean is None:
        return UNDEFINED
    return f"{percent(spread.mean)} ({percent(spread.least)} to {percent(spread.most)})"


def _spread_data(one: Repeats, metric: str, level: Level) -> dict[str, float | None]:
    spread = one.spread(metric, level)
    return {
        "mean": as_float(spread.mean),
        "min": as_float(spread.least),
        "max": as_float(spread.most),
    }


def _spent(article: str, card: ModelCard, usage: Usage) -> SpentRow:
    known = not usage.uncounted
    return SpentRow(
        article=visible(article),
        answers=sum(usage.answers.values()),
        input_tokens=f"{usage.input_tokens:,}" if known else UNKNOWN,
        output_tokens=f"{usage.output_tokens:,}" if known else UNKNOWN,
        cost=_cost(card, usage, dated=False),
    )


def _tokens(usage: Usage) -> str:
    told = f"{usage.input_tokens:,} tokens in and {usage.output_tokens:,} out"
    return told + (f" (of {usage.uncounted} answers unknown)" if usage.uncounted else "")


def _cost(card: ModelCard, usage: Usage, *, dated: bool = True) -> str:
    """Write money with four decimals, and where nothing is known say so."""
    cost = card.cost(usage)
    if cost is None or card.price is None:
        return UNKNOWN
    when = f" at list prices of {card.price.as_of}" if dated else ""
    return f"{cost.quantize(Decimal('0.0001'))} {card.price.currency}{when}"


def _cut(usage: Usage) -> str:
    """Warn where answers were longer than they might be; "" where none was."""
    cut, count = usage.answers.get(AnswerClass.CUT, 0), sum(usage.answers.values())
    if not cut:
        return ""
    return (
        f"{cut} of {count} answers were cut by length, and what they did not come to is missed; "
        "raise --max-tokens, or the context of the server"
    )


def _tallied(counts: Mapping[str, int]) -> str:
    return visible(", ".join(f"{count} {name}" for name, count in counts.items())) or "none"
