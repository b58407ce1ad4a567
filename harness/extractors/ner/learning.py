"""How the extractor learns: every choice that is looked at was made without its article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.extractors.ner.candidates import Scene
from harness.extractors.ner.mentions import (
    Mention,
    Mentioner,
    MentionTrainer,
    listed_names,
    merged,
)
from harness.extractors.ner.pairs import (
    Calibration,
    Labelled,
    PairModel,
    best_threshold,
    fit_calibration,
    fit_pairs,
)
from harness.extractors.ner.references import Dimensions, fit_dimensions
from harness.extractors.ner.supervision import (
    Answers,
    Lookup,
    entity_names,
    evidence_sentences,
    text_values,
)
from harness.extractors.ner.text import Reading
from harness.model.facts import GoldSet


@dataclass(frozen=True, slots=True)
class Learned:
    """All that one fit gives."""

    mentioner: Mentioner
    texts: Mapping[str, str]
    pairs: PairModel
    calibration: Calibration
    dimensions: Dimensions
    threshold: float


def learn(goldset: GoldSet, trainer: MentionTrainer) -> Learned:
    """Fit mentions, pairs, confidence and threshold on the articles of a gold set.

    Pairs are made of mentions twice: of those that a mentioner finds which did not see the article,
    as it will be on a new text, and of those that gold names. Confidence and threshold come from
    choices on each article by a pair model of the others.
    """
    readings = {name: Reading(article) for name, article in goldset.articles.items()}
    answers, texts = Answers(goldset), text_values(goldset)
    names = Lookup(entity_names(goldset))
    found, named = [], []
    for name, reading in readings.items():
        known = names.find(reading)
        others = goldset.without(name)
        base = others if others.articles else goldset
        mentioner = trainer.fit(base, [readings[other] for other in base.articles])
        found.append(_labelled(goldset, answers, reading, mentioner.mentions(reading), known))
        told = merged(known, listed_names(reading))
        named.append(_labelled(goldset, answers, reading, told, known))
    calibration, threshold = _calibrated(goldset, found, named)
    return Learned(
        trainer.fit(goldset, list(readings.values())),
        texts,
        fit_pairs([*found, *named]),
        calibration,
        fit_dimensions(goldset, readings),
        threshold,
    )


def _calibrated(
    goldset: GoldSet, found: Sequence[Labelled], named: Sequence[Labelled]
) -> tuple[Calibration, float]:
    """Choose on each article by a pair model of the others, and see how often that is right."""
    chosen = []
    for one in found:
        others = [other for other in (*found, *named) if other.article != one.article]
        choices = fit_pairs(others or [one]).choose(one.candidates)
        chosen.append([(choice, bool(one.facts[choice.number])) for choice in choices])
    calibration = fit_calibration([pair for told in chosen for pair in told])
    required = {(fact.article, fact.id) for fact in goldset.facts if not fact.optional}
    ranked = [
        (
            calibration.probability(choice.signs),
            one.article,
            one.facts[choice.number],
            any((one.article, fact) in required for fact in one.facts[choice.number]),
        )
        for one, told in zip(found, chosen, strict=True)
        for choice, _ in told
    ]
    return calibration, best_threshold(ranked, len(required))


def _labelled(
    goldset: GoldSet,
    answers: Answers,
    reading: Reading,
    mentions: Sequence[Mention],
    known: Sequence[Mention],
) -> Labelled:
    """Say of each candidate whether it is a fact; one told elsewhere is neither."""
    texts = Lookup(text_values(goldset)).find(reading)
    scene = Scene(reading, mentions, texts, tuple(goldset.predicates.values()), known)
    candidates = list(scene.candidates())
    facts, right = [], []
    for one in candidates:
        stated = answers.facts(reading.article.id, one.predicate, one.subject.text, one.value)
        facts.append(tuple(fact.id for fact in stated))
        here = reading.sentence_of(one.value_tokens.start)
        told_here = here in evidence_sentences(reading, stated)
        right.append((True if told_here else None) if stated else False)
    return Labelled(reading.article.id, candidates, facts, right)
