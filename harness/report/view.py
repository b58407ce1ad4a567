"""All that a report shows, as finished strings: data first, markup second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.complementarity import complementarity
from harness.extractors.registry import reads_alone
from harness.model.corpus import Article
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.results import Counts, Level, Match, Run
from harness.report.facts import outcome
from harness.report.marking import Mark, Piece, mark_text
from harness.report.models import (
    ModelView,
    RememberedRow,
    RepeatsRow,
    grouped,
    model_lines,
    model_view,
    remembered_rows,
    repeats_rows,
)
from harness.report.words import limits, percent, told, visible
from harness.scoring import Evaluation

LEVEL_TELLS = {
    Level.VALUE: "finds the figure, the name, the date",
    Level.SLOT: "knows what it is",
    Level.FACT: "knows whose it is (the headline)",
    Level.GROUNDED: "can show it in the text",
}
CLASS_TELLS = {
    "polarity": "right but for a “not”",
    "wrong reference": "compared with something else, or in another measure",
    "wrong subject": "the value is right, its owner is not",
    "wrong value": "predicate and subject are right, the value is not",
    "wrong predicate": "the value is in the right place, but of another kind",
    "duplicate": "says a fact a second time in other words",
    "recited": "says what is true in the world, and not what the text says",
    "unsupported": "its value stands nowhere in the article",
    "spurious": "stands in the article, but is no gold fact",
    "missed": "nothing comes near it",
}


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
    aside: int
    bar: int  # F1 in whole per cent, for the length of a bar


@dataclass(frozen=True, slots=True)
class Side:
    """Gold's or the prediction's half of an outcome."""

    label: str
    predicate: str
    subject: str
    value: str
    limits: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One gold fact or prediction with what came of it."""

    anchor: str
    number: int
    outcome: str
    error: str
    level: str
    marks: str
    expected: Side | None
    got: Side | None
    in_text: bool


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """How often one kind of mistake was made."""

    name: str
    detail: str
    tells: str
    fp: int
    fn: int


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article as one extractor read it."""

    id: str
    anchor: str
    score: ScoreRow
    paragraphs: tuple[tuple[Piece, ...], ...]
    outcomes: tuple[OutcomeRow, ...]


@dataclass(frozen=True, slots=True)
class ExtractorView:
    """Everything about one extractor."""

    name: str
    anchor: str
    signature: str
    folds: str
    levels: tuple[ScoreRow, ...]
    macro_f1: str
    predicates: tuple[ScoreRow, ...]
    articles: tuple[ReadArticle, ...]
    errors: tuple[ErrorRow, ...]
    failures: tuple[str, ...]
    optional: int
    restated: int
    merged: int
    wrong_evidence: int
    model: ModelView | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report."""

    title: str
    language: str
    gold: str
    gold_hash: str
    rendition: str
    contains_original_text: bool
    complete: bool
    profile: str
    required: int
    optional: int
    articles: str
    extractors: tuple[ExtractorView, ...]
    together: str
    remembered: tuple[RememberedRow, ...]
    repeats: tuple[RepeatsRow, ...]
    asked: tuple[str, ...]  # a line or two for each model


def make_view(goldset: GoldSet, run: Run, evaluations: Sequence[Evaluation]) -> ReportView:
    """Turn the evaluations of a run into what a report shows; the best extractor comes first."""
    ranked = sorted(evaluations, key=lambda one: (-(one.counts().f1 or 0), one.extractor))
    optional = sum(fact.optional for fact in goldset.facts)
    models = {one.name: model_view(goldset, one) for one in run.extractions}
    return ReportView(
        title=f"{goldset.name} · {goldset.rendition}",
        language=goldset.language,
        gold=f"{goldset.name} {goldset.version}",
        gold_hash=goldset.hash[:12],
        rendition=goldset.rendition,
        contains_original_text=goldset.rendition == "original",
        complete=run.complete,
        profile=evaluations[0].signature.profile if evaluations else "standard",
        required=len(goldset.facts) - optional,
        optional=optional,
        articles=f"{len(goldset.articles)} article{'' if len(goldset.articles) == 1 else 's'}",
        extractors=tuple(
            _extractor(goldset, one, f"x{number}", models.get(one.extractor))
            for number, one in enumerate(ranked, start=1)
        ),
        together=_together(ranked),
        remembered=remembered_rows(goldset, run, ranked),
        repeats=repeats_rows(goldset, grouped(run, evaluations)),
        asked=tuple(line for one in run.extractions for line in model_lines(one, goldset)),
    )


def _together(evaluations: Sequence[Evaluation]) -> str:
    """Say what the extractors find together and alone; empty where fewer than two read."""
    readers = [one for one in evaluations if reads_alone(one.extractor)]
    if len(readers) < 2:
        return ""
    found = complementarity(readers)
    counts = found.together
    alone = ", ".join(f"{visible(name)} {len(facts)}" for name, facts in found.alone.items())
    return (
        f"together they find {counts.tp} of {counts.tp + counts.fn} required facts "
        f"(recall {percent(counts.recall)} %); found by one alone: {alone}"
    )


def _extractor(
    goldset: GoldSet, evaluation: Evaluation, anchor: str, model: ModelView | None
) -> ExtractorView:
    headline = evaluation.counts()
    per_article = evaluation.by_article()
    return ExtractorView(
        name=visible(evaluation.extractor),
        anchor=anchor,
        signature=visible(str(evaluation.signature)),
        folds=evaluation.signature.folds,
        levels=tuple(
            _score(level.label, evaluation.counts(level), LEVEL_TELLS[level]) for level in Level
        ),
        macro_f1=percent(evaluation.macro_f1()),
        predicates=_slices(evaluation.by_predicate()),
        articles=tuple(
            _article(
                goldset,
                [match for match in evaluation.matches if _of(match) == name],
                article,
                f"{anchor}-a{number}",
                _score(name, per_article.get(name, Counts())),
            )
            for number, (name, article) in enumerate(goldset.articles.items(), start=1)
        ),
        errors=tuple(
            ErrorRow(str(error), detail, CLASS_TELLS[error], part.fp, part.fn)
            for (error, detail), part in evaluation.errors_by_class().items()
        ),
        failures=tuple(visible(f"{error.article}: {error.message}") for error in evaluation.errors),
        optional=headline.optional,
        restated=headline.restated,
        merged=sum(match.merged - 1 for match in evaluation.matches if match.prediction),
        wrong_evidence=sum(match.wrong_evidence for match in evaluation.matches),
        model=model,
    )


def _slices(parts: Mapping[str, Counts]) -> tuple[ScoreRow, ...]:
    """Give a row a slice, those with most required gold first; what never counts is left out."""
    counted = [(name, part) for name, part in parts.items() if part.tp + part.fp + part.fn]
    counted.sort(key=lambda item: (-item[1].tp - item[1].fn, item[0]))
    return tuple(_score(name, part) for name, part in counted)


def _score(name: str, counts: Counts, tells: str = "") -> ScoreRow:
    return ScoreRow(
        name=visible(name),
        tells=tells,
        precision=percent(counts.precision),
        recall=percent(counts.recall),
        f1=percent(counts.f1),
        tp=counts.tp,
        fp=counts.fp,
        fn=counts.fn,
        aside=counts.optional + counts.restated,
        bar=round((counts.f1 or 0) * 100),
    )


def _article(
    goldset: GoldSet, matches: list[Match], article: Article, place: str, score: ScoreRow
) -> ReadArticle:
    matches.sort(key=_first_place)
    anchored = [(f"{place}-{number}", number, match) for number, match in enumerate(matches, 1)]
    marks = [mark for anchor, number, match in anchored for mark in _marks(anchor, number, match)]
    paragraphs = mark_text(article, marks)
    marked = {note.anchor for pieces in paragraphs for piece in pieces for note in piece.notes}
    return ReadArticle(
        id=article.id,
        anchor=place,
        score=score,
        paragraphs=paragraphs,
        outcomes=tuple(
            _outcome(goldset, match, anchor, number, in_text=anchor in marked)
            for anchor, number, match in anchored
        ),
    )


def _of(match: Match) -> str:
    side = match.gold or match.prediction
    return side.article if side is not None else ""


def _first_place(match: Match) -> tuple[int, str]:
    spans = [
        *(match.gold.spans if match.gold else ()),
        *(match.prediction.evidence if match.prediction else ()),
    ]
    side = match.gold or match.prediction
    return min((span.start for span in spans), default=10**9), side.predicate if side else ""


def _marks(anchor: str, number: int, match: Match) -> Iterable[Mark]:
    """Give the stretches of text to mark for an outcome, gold's apart from the prediction's."""
    said = outcome(match)
    if match.gold is not None:
        for span in match.gold.spans:
            yield Mark(span, "gold", said, anchor, number)
    if match.prediction is not None:
        for span in match.prediction.evidence:
            yield Mark(span, "predicted", said, anchor, number)


def _outcome(
    goldset: GoldSet, match: Match, anchor: str, number: int, *, in_text: bool
) -> OutcomeRow:
    marks = [
        *(["wrong evidence"] if match.wrong_evidence else []),
        *(["quote not found"] if match.quote_not_found else []),
        *([f"said {match.merged} times"] if match.merged > 1 else []),
        *(["optional"] if match.gold is not None and match.gold.optional else []),
    ]
    error = str(match.error or "") + (f": {match.detail}" if match.detail else "")
    return OutcomeRow(
        anchor=anchor,
        number=number,
        outcome=outcome(match),
        error=error,
        level=match.level.label if match.level else "",
        marks=", ".join(marks),
        expected=_side(goldset, match.gold) if match.gold else None,
        got=_side(goldset, match.prediction) if match.prediction else None,
        in_text=in_text,
    )


def _side(goldset: GoldSet, fact: GoldFact | Prediction) -> Side:
    text = goldset.articles[fact.article].text
    spans = fact.spans if isinstance(fact, GoldFact) else fact.evidence
    label = fact.id if isinstance(fact, GoldFact) else ""
    quotes = [text[slice(*span)] for span in spans]
    if isinstance(fact, Prediction) and fact.quote is not None:
        quotes.append(fact.quote)
    return Side(
        label=visible(label),
        predicate=visible(fact.predicate),
        subject=visible(fact.subject),
        value=told(fact.value),
        limits=limits(fact.qualifiers),
        quotes=tuple(visible(quote) for quote in quotes),
    )
