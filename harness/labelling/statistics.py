"""How many facts of which kind a gold set holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from harness.model.facts import GoldFact, GoldSet
from harness.model.values import value_type


@dataclass(frozen=True, slots=True)
class Tally:
    """How many facts are required, and how many optional."""

    required: int
    optional: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a gold set; tokens are words and numbers of the texts in scope."""

    total: Tally
    tokens: dict[str, int]
    by_article: dict[str, Tally]
    by_predicate: dict[str, Tally]
    by_value_type: dict[str, Tally]
    by_tag: dict[str, Tally]


def count(gold: GoldSet) -> Statistics:
    """Count the facts of a gold set by article, predicate, type of value and tag."""
    return Statistics(
        total=_tally(gold.facts),
        tokens={name: len(re.findall(r"\w+", one.text)) for name, one in gold.articles.items()},
        by_article=_by(gold.facts, lambda fact: (fact.article,), gold.articles),
        by_predicate=_by(gold.facts, lambda fact: (fact.predicate,), gold.predicates),
        by_value_type=_by(gold.facts, lambda fact: (value_type(fact.value),)),
        by_tag=_by(gold.facts, lambda fact: fact.tags),
    )


def _tally(facts: Iterable[GoldFact]) -> Tally:
    every = list(facts)
    optional = sum(fact.optional for fact in every)
    return Tally(len(every) - optional, optional)


def _by(
    facts: Iterable[GoldFact],
    keys: Callable[[GoldFact], Iterable[str]],
    known: Iterable[str] = (),
) -> dict[str, Tally]:
    groups: dict[str, list[GoldFact]] = {key: [] for key in known}
    for fact in facts:
        for key in keys(fact):
            groups.setdefault(key, []).append(fact)
    named = [*known, *sorted(groups.keys() - set(known))]
    return {key: _tally(groups[key]) for key in named}
