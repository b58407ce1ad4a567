"""Runs on different gold: the facts that did not change, and who made how much of a difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from harness.model.facts import GoldSet, Prediction
from harness.model.identity import Identifier, Identity
from harness.model.results import Extraction, Level
from harness.scoring import Evaluation
from harness.stores.goldsets import gold_hash
from harness.stores.locks import Lock


@dataclass(frozen=True, slots=True)
class Shared:
    """What several golds have in common: articles of the same text, and in them the same facts.

    Facts are named article/id; `changed` are those of the gold at hand that are not the same,
    `gone` those that only other golds have.
    """

    articles: tuple[str, ...]
    facts: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    left_out: tuple[str, ...]  # articles whose text is not the same everywhere


@dataclass(frozen=True, slots=True)
class Split:
    """What a difference between figures on two golds is made of; the parts add up to the whole.

    `before` and `after` are as they were recorded, each on its own gold; `rescored_before` and
    `rescored_after` are of the same predictions on the gold at hand.
    """

    before: Fraction
    after: Fraction
    rescored_before: Fraction
    rescored_after: Fraction

    @property
    def whole(self) -> Fraction:
        """The difference as it was recorded."""
        return self.after - self.before

    @property
    def by_extractor(self) -> Fraction:
        """What the extractors differ in on one and the same gold."""
        return self.rescored_after - self.rescored_before

    @property
    def by_gold(self) -> Fraction:
        """What the change of gold did to the same predictions."""
        return self.whole - self.by_extractor


def shared_facts(locks: Sequence[Lock], now: Lock) -> Shared:
    """Find what the golds of some runs have in common with the gold at hand."""
    everywhere = [*locks, now]
    same = {
        name
        for name, text in now.texts.items()
        if all(one.texts.get(name) == text for one in locks)
    }
    facts = [
        name
        for name, content in now.facts.items()
        if name.partition("/")[0] in same and all(one.facts.get(name) == content for one in locks)
    ]
    names = {name for one in everywhere for name in one.texts}
    others = {name for one in locks for name in one.facts if name.partition("/")[0] in same}
    return Shared(
        articles=tuple(name for name in now.texts if name in same),
        facts=tuple(facts),
        changed=tuple(sorted(now.facts.keys() - set(facts))),
        gone=tuple(sorted(others - now.facts.keys())),
        left_out=tuple(sorted(names - same)),
    )


def restricted(goldset: GoldSet, shared: Shared) -> GoldSet:
    """Give the gold on which runs are compared that were made on different gold.

    Facts that changed become optional: nobody misses them, and a prediction that says one is not
    wrong. What says one as it was, or says one wrong, is `aside`. So all runs are counted on the
    facts that did not change, by the same rules.
    """
    kept = set(shared.facts)
    articles = {name: goldset.articles[name] for name in shared.articles}
    facts = tuple(
        fact
        if f"{fact.article}/{fact.id}" in kept
        else msgspec.structs.replace(fact, optional=True)
        for fact in goldset.facts
        if fact.article in articles
    )
    world = tuple(fact for fact in goldset.world if fact.article in articles)
    entities, predicates = goldset.entities.values(), goldset.predicates.values()
    changed = gold_hash(articles.values(), facts, predicates, entities, world)
    return msgspec.structs.replace(
        goldset, articles=articles, facts=facts, world=world, hash=changed
    )


def aside(
    shared: Shared, gold: GoldSet, pairs: Iterable[tuple[str, Prediction]]
) -> frozenset[Identity]:
    """Give what counts for nobody: all that was said, right or wrong, of a fact that changed.

    `pairs` are of predictions and the facts, named article/id, that they were matched or paired
    with, each run's on its own gold and on the gold at hand. What one extractor said of such a
    fact another may have said too, so it is aside for all.
    """
    identity, kept = Identifier(gold.entities, gold.predicates), set(shared.facts)
    return frozenset(
        identity(said)
        for name, said in pairs
        if name not in kept and said.article in gold.articles and said.predicate in gold.predicates
    )


def without(
    evaluation: Evaluation, extraction: Extraction, left_out: frozenset[Identity]
) -> Extraction:
    """Leave out what counts for nobody, but for what is right about a fact that did not change."""
    identity = Identifier(evaluation.goldset.entities, evaluation.goldset.predicates)
    right = {
        identity(match.prediction)
        for match in evaluation.matches
        if match.gold is not None
        and match.prediction is not None
        and match.right_at(Level.FACT)
        and not match.gold.optional
    }
    kept = tuple(
        one
        for one in extraction.predictions
        if identity(one) not in left_out or identity(one) in right
    )
    return msgspec.structs.replace(extraction, predictions=kept)


def split(
    recorded: tuple[Fraction | None, Fraction | None],
    rescored: tuple[Fraction | None, Fraction | None],
) -> Split | None:
    """Split a difference into the gold's part and the extractors'; None where one is undefined."""
    before, after = recorded
    rescored_before, rescored_after = rescored
    if before is None or after is None or rescored_before is None or rescored_after is None:
        return None
    return Split(before, after, rescored_before, rescored_after)
