"""Runs on different gold: the facts that did not change, and who made how much of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from harness.model.facts import GoldSet
from harness.stores.goldsets import gold_hash
from harness.stores.locks import Lock


@dataclass(frozen=True, slots=True)
class Shared:
    """What several golds have in common: articles of the same text, and in them the same facts.

    Facts are named article/id; `changed` are those of the gold at hand that are not the same.
    """

    articles: tuple[str, ...]
    facts: tuple[str, ...]
    changed: tuple[str, ...]
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
    return Shared(
        articles=tuple(name for name in now.texts if name in same),
        facts=tuple(facts),
        changed=tuple(sorted(now.facts.keys() - set(facts))),
        left_out=tuple(sorted(names - same)),
    )


def restricted(goldset: GoldSet, shared: Shared) -> GoldSet:
    """Give the gold on which runs are compared that were made on different gold.

    Facts that changed become optional: nobody misses them, and a prediction that says one is not
    wrong. So both runs are counted on the facts that did not change, by the same rules.
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
