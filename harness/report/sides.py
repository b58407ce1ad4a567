"""A fact written down: gold's or the prediction's half of an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from harness.model.corpus import Article
from harness.model.facts import GoldFact, Prediction
from harness.report.words import Rest, limits, rest_of, shortened, told, visible


class Side(msgspec.Struct, frozen=True, gc=False):
    """Gold's or the prediction's half of an outcome; `rests` hold what was cut off long texts."""

    label: str
    predicate: str
    subject: str
    value: str
    limits: str
    quotes: tuple[str, ...]
    rests: tuple[Rest, ...]


class Sides:
    """Writes facts down; gold's only once for all extractors."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._gold: dict[tuple[str, str], Side] = {}

    def of_gold(self, fact: GoldFact) -> Side:
        """Write down a gold fact."""
        key = fact.article, fact.id
        if key not in self._gold:
            self._gold[key] = self._side(fact, visible(fact.id), fact.spans)
        return self._gold[key]

    def of_prediction(self, said: Prediction) -> Side:
        """Write down a prediction, with the words it quotes wherever they stand."""
        return self._side(said, "", said.evidence, *([said.quote] if said.quote else []))

    def _side(
        self, fact: GoldFact | Prediction, label: str, spans: Iterable[tuple[int, int]], *more: str
    ) -> Side:
        text = self._articles[fact.article].text
        subject, value = visible(fact.subject), told(fact.value)
        limited = limits(fact.qualifiers)
        quotes = [visible(one) for one in (*(text[slice(*at)] for at in spans), *more)]
        return Side(
            label=label,
            predicate=visible(fact.predicate),
            subject=shortened(subject),
            value=shortened(value),
            limits=shortened(limited),
            quotes=tuple(map(shortened, quotes)),
            rests=_rests(
                ("subject", subject),
                ("value", value),
                ("limits", limited),
                *(("quote", one) for one in quotes),
            ),
        )


def _rests(*texts: tuple[str, str]) -> tuple[Rest, ...]:
    found = [rest_of(one, slot) for slot, one in texts]
    return tuple(rest for rest in found if rest is not None)
