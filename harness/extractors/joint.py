"""Extractors that ask models, told of as one: what is known of them, what they would ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.extractors.base import AnyExtractor, Plan, Plans, ReadsMany
from harness.model.corpus import Article
from harness.model.facts import Predicate
from harness.model.usage import ModelCard


def joint_card(members: Iterable[AnyExtractor]) -> ModelCard:
    """Join cards: a price where it is the same for all, the latest end of training data."""
    cards = [one.model for one in members if isinstance(one, Plans | ReadsMany)]
    prices = {card.price for card in cards}
    ends = [card.cutoff for card in cards if card.cutoff is not None]
    return ModelCard(
        model=" + ".join(dict.fromkeys(card.model for card in cards)),
        answered_by=tuple(sorted({name for card in cards for name in card.answered_by})),
        price=prices.pop() if len(prices) == 1 else None,
        cutoff=max(ends, default=None),
    )


def joint_plan(
    members: Iterable[AnyExtractor], articles: Sequence[Article], predicates: Sequence[Predicate]
) -> Plan:
    """Add up what the members would ask."""
    plans = [one.plan(articles, predicates) for one in members if isinstance(one, Plans)]
    return Plan(
        questions=sum(plan.questions for plan in plans),
        cached=sum(plan.cached for plan in plans),
        input_tokens=sum(plan.input_tokens for plan in plans),
        output_tokens=sum(plan.output_tokens for plan in plans),
        most_output_tokens=sum(plan.most_output_tokens for plan in plans),
        misses=tuple(miss for plan in plans for miss in plan.misses),
    )
