"""All that a report shows, as finished strings: data first, markup second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from harness.model.facts import GoldSet
from harness.model.results import Counts, Level, Run
from harness.report.changes import Anchors, Changes, Earlier, changes
from harness.report.explained import MARK_TELLS, OUTCOME_TELLS
from harness.report.extremes import Extremes, extremes
from harness.report.head import ORIGINAL_TEXT, Alarm, alarms, title_of, told_facts
from harness.report.leaderboard import (
    PROFILE_TELLS,
    Panel,
    ScoreRow,
    panels,
    query_of,
    score,
    tones_of,
)
from harness.report.marking import Piece, mark_text, marks_of, places_in
from harness.report.models import (
    ModelView,
    RememberedRow,
    RepeatsRow,
    grouped,
    model_view,
    remembered_rows,
    repeats_rows,
)
from harness.report.names import short_names
from harness.report.outcomes import (
    ErrorRow,
    Numbered,
    OutcomeRow,
    error_rows,
    numbered,
    outcome_rows,
)
from harness.report.pairs import PairRow, pair_rows
from harness.report.sides import Sides
from harness.report.slices import Heat, QualifierRow, Stairs, heats, qualifier_rows, stairs
from harness.report.sureness import Sure, confidences_of, sure_view
from harness.report.together import found_together, together_view
from harness.report.trust import About, Trust, trust
from harness.report.words import counted, percent, visible
from harness.report.worth import Worth, worth
from harness.scoring import Evaluation, must_belong_together


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with all evidence marked, and what every extractor made of it."""

    id: str
    file: str  # of its page, where each article has one
    anchor: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    outcomes: tuple[OutcomeRow, ...]
    told: str
    scores: tuple[tuple[str, ScoreRow], ...]


@dataclass(frozen=True, slots=True)
class ExtractorView:
    """One extractor's figures at every level, and what stands on neither side."""

    name: str
    tone: int
    column: int
    query: str
    levels: tuple[ScoreRow, ...]
    macro_f1: str
    claimed: ScoreRow | None
    model: ModelView | None
    optional: int
    restated: int
    wrong_evidence: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report, in the order of the questions that it answers."""

    title: str
    language: str
    gold: str
    facts_told: str
    original_text: Alarm | None  # what every page of a run on originals warns of
    alarms: tuple[Alarm, ...]
    profiles: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    headline: str
    short: Mapping[str, str]  # of every extractor's name, what fits over a column
    extractors: tuple[ExtractorView, ...]
    panels: tuple[Panel, ...]
    fitted: tuple[str, ...]
    sure: Sure | None
    pairs: tuple[PairRow, ...]
    extremes: Extremes | None
    heats: tuple[Heat, ...]
    stairs: tuple[Stairs, ...]
    qualifiers: tuple[QualifierRow, ...]
    errors: tuple[ErrorRow, ...]
    outcome_kinds: tuple[tuple[str, str], ...]
    mark_kinds: tuple[tuple[str, str], ...]
    read: tuple[ArticleView, ...]
    outcomes: int
    outcomes_told: str
    changes: Changes
    worth: Worth
    remembered: tuple[RememberedRow, ...]
    repeats: tuple[RepeatsRow, ...]
    trust: Trust


@dataclass(frozen=True, slots=True)
class Beside:
    """What a report may show beside its figures, each left out where it is not given.

    `other_profile` holds the same run scored with the other tolerance, `earlier` what it is held
    against, `about` how it was made.
    """

    other_profile: Sequence[Evaluation] = ()
    earlier: Earlier = field(default_factory=Earlier)
    about: About = field(default_factory=About)


def make_view(
    goldset: GoldSet,
    run: Run,
    evaluations: Sequence[Evaluation],
    beside: Beside | None = None,
) -> ReportView:
    """Turn the evaluations of a run into what a report shows; the best extractor comes first.

    Raises MixedFiguresError where figures were made in different ways.
    """
    beside = beside or Beside()
    if evaluations:
        must_belong_together(evaluations)
    ranked = sorted(evaluations, key=lambda one: (-(one.counts().f1 or 0), one.extractor))
    tones = tones_of(ranked)
    short = short_names(visible(one.extractor) for one in ranked)
    found = found_together(ranked)
    alone = found.alone if found else {}
    readings = [
        numbered(one, column, goldset.articles, alone.get(one.extractor, ()))
        for column, one in enumerate(ranked, start=1)
    ]
    anchors = _anchors(ranked, readings)
    read = _articles(goldset, ranked, readings)
    number = sum(len(article.outcomes) for article in read)
    profiles = [ranked, beside.other_profile]
    confidences = confidences_of(goldset, run, profiles)
    shown = panels(profiles, tones, confidences, short)
    pairs = pair_rows(ranked)
    scores = {
        row.name: [one.score for panel in shown for one in panel.rows if one.name == row.name]
        for row in (shown[0].rows if shown else ())
    }
    models = {one.name: model_view(goldset, one) for one in run.extractions}
    return ReportView(
        title=title_of(goldset, beside.about),
        language=goldset.language,
        gold=visible(f"{goldset.name} {goldset.version} · {goldset.rendition}"),
        facts_told=told_facts(goldset, ranked),
        original_text=ORIGINAL_TEXT if goldset.rendition == "original" else None,
        alarms=tuple(alarms(goldset, run, ranked)),
        profiles=tuple((name, PROFILE_TELLS[name]) for name in _profiles(shown)),
        levels=tuple(level.label for level in Level),
        headline=_headline(ranked, pairs),
        short=short,
        extractors=tuple(
            _extractor(
                one,
                column,
                tones[one.extractor],
                scores[visible(one.extractor)],
                models.get(one.extractor),
            )
            for column, one in enumerate(ranked, start=1)
        ),
        panels=shown,
        fitted=tuple(
            visible(f"{one.extractor}: fitted for each article on all others ({folds})")
            for one in ranked
            if (folds := one.signature.folds)
        ),
        sure=sure_view(ranked, confidences, tones),
        pairs=pairs,
        extremes=extremes(ranked),
        heats=heats(
            ranked,
            {name: one.definition for name, one in goldset.predicates.items()},
            {name: one.file for name, one in zip(goldset.articles, read, strict=True)},
        ),
        stairs=stairs(ranked, tones),
        qualifiers=qualifier_rows(ranked),
        errors=error_rows(ranked),
        outcome_kinds=tuple(OUTCOME_TELLS.items()),
        mark_kinds=tuple(MARK_TELLS.items()),
        read=read,
        outcomes=number,
        outcomes_told=counted(number, "outcome"),
        changes=changes(beside.earlier, anchors),
        worth=worth(
            ranked, run, tones, short, together_view(ranked, found, anchors) if found else None
        ),
        remembered=remembered_rows(goldset, run, ranked),
        repeats=repeats_rows(goldset, grouped(run, evaluations)),
        trust=trust(goldset, run, ranked, beside.about, held_against=bool(beside.earlier.name)),
    )


def _profiles(shown: Sequence[Panel]) -> list[str]:
    return list(dict.fromkeys(panel.profile for panel in shown))


def _headline(ranked: Sequence[Evaluation], pairs: Sequence[PairRow]) -> str:
    """Say in one sentence who is best and by how much it is sure."""
    if not ranked:
        return "Nothing was read."
    best = ranked[0]
    f1 = percent(best.counts().f1)
    told = f"{visible(best.extractor)} has the best F1 at level fact: {f1} %."
    return f"{told} {pairs[0].sentence}" if pairs else told


def _extractor(
    evaluation: Evaluation,
    column: int,
    tone: int,
    scores: Sequence[ScoreRow],
    model: ModelView | None,
) -> ExtractorView:
    headline = evaluation.counts()
    claimed = evaluation.claimed()
    return ExtractorView(
        name=visible(evaluation.extractor),
        tone=tone,
        column=column,
        query=query_of(evaluation.extractor),
        levels=tuple(scores[: len(Level)]),
        macro_f1=percent(evaluation.macro_f1()),
        claimed=None if claimed is None else score("claimed", claimed),
        model=model,
        optional=headline.optional,
        restated=headline.restated,
        wrong_evidence=sum(match.wrong_evidence for match in evaluation.matches),
    )


def _anchors(
    ranked: Sequence[Evaluation], readings: Sequence[Mapping[str, Sequence[Numbered]]]
) -> Anchors:
    """Tell where the row of each gold fact is; of several readings the best goes by their name."""
    found: dict[tuple[str, str, str], str] = {}
    for evaluation, reading in zip(ranked, readings, strict=True):
        for item in (item for items in reading.values() for item in items):
            if (gold := item.match.gold) is not None:
                found[evaluation.extractor, gold.article, gold.id] = item.anchor
                if evaluation.repeats:
                    found.setdefault((evaluation.repeats, gold.article, gold.id), item.anchor)
    return found


def _articles(
    goldset: GoldSet,
    ranked: Sequence[Evaluation],
    readings: Sequence[Mapping[str, Sequence[Numbered]]],
) -> tuple[ArticleView, ...]:
    sides = Sides(goldset.articles)
    scores = [(visible(one.extractor), one.by_article()) for one in ranked]
    found = []
    for order, (name, article) in enumerate(goldset.articles.items(), start=1):
        paragraphs = mark_text(article, marks_of([reading[name] for reading in readings]))
        places = places_in(paragraphs)
        rows = tuple(
            row
            for column, (one, reading) in enumerate(zip(ranked, readings, strict=True), start=1)
            for row in outcome_rows(one.extractor, column, reading[name], sides, places)
        )
        found.append(
            ArticleView(
                id=visible(name),
                file=f"a{order}.html",
                anchor=f"a{order}",
                paragraphs=paragraphs,
                outcomes=rows,
                told=counted(len(rows), "outcome"),
                scores=tuple(
                    (extractor, score("fact", table.get(name, Counts())))
                    for extractor, table in scores
                ),
            )
        )
    return tuple(found)
