"""Gold sets as large as wanted, with extractors that are right, wrong and silent by turns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from harness.model.corpus import Article, Span
from harness.model.facts import Entity, Evidence, GoldFact, GoldSet, Predicate, Prediction
from harness.model.results import Extraction, Run
from harness.model.values import QuantityValue

_FIRMS = 50
_PREDICATES = 20


def crowded(
    articles: int, facts: int, extractors: int, seed: int = 20250127
) -> tuple[GoldSet, Run]:
    """Make a gold set of so many articles with so many facts each, and a run on it."""
    drawn = random.Random(seed)
    texts, gold = {}, []
    for number in range(articles):
        name = f"{number:03}-artikel"
        text, spans = _text(drawn, facts)
        texts[name] = Article(name, "retelling", "de", "2025-01-28", text)
        gold += [_fact(drawn, name, index, span) for index, span in enumerate(spans)]
    goldset = GoldSet(
        name="crowded",
        version="1",
        language="de",
        rendition="retelling",
        articles=texts,
        facts=tuple(gold),
        predicates={
            f"predicate_{n}": Predicate(f"predicate_{n}", "quantity", ("ORG",), "Betrag")
            for n in range(_PREDICATES)
        },
        entities={f"Firma {n}": Entity(f"Firma {n}", "ORG") for n in range(_FIRMS)},
        hash="0" * 64,
    )
    said = tuple(
        Extraction(f"reader-{n}", str(n), tuple(_said(drawn, gold)), seconds=1.0 + n)
        for n in range(extractors)
    )
    return goldset, Run(goldset.name, "1", goldset.hash, "retelling", said)


def _text(drawn: random.Random, facts: int) -> tuple[str, list[Span]]:
    text, spans = "", []
    for number in range(facts):
        said = f"Die Firma {drawn.randrange(_FIRMS)} zahlte vor einem Jahr {drawn.randrange(1, 999)} Euro"
        spans.append(Span(len(text), len(text) + len(said)))
        text += said + (".\n\n" if number % 5 == 4 else ". ")
    return text, spans


def _fact(drawn: random.Random, article: str, number: int, span: Span) -> GoldFact:
    return GoldFact(
        id=f"fact-{number}",
        article=article,
        predicate=f"predicate_{drawn.randrange(_PREDICATES)}",
        subject=f"Firma {drawn.randrange(_FIRMS)}",
        value=QuantityValue(Decimal(drawn.randrange(10**6)), "EUR"),
        evidence=(Evidence(span),),
        optional=number % 5 == 0,
        tags=("number-word",) if number % 3 == 0 else (),
    )


def _said(drawn: random.Random, gold: list[GoldFact]) -> Iterator[Prediction]:
    for fact in gold:
        value, subject, luck = fact.value, fact.subject, drawn.random()
        if luck > 0.8:
            continue
        if luck > 0.6:
            subject = f"Firma {drawn.randrange(_FIRMS)}"
        if luck > 0.7 or 0.5 < luck < 0.6:
            value = QuantityValue(Decimal(drawn.randrange(10**6)), "EUR")
        yield Prediction(
            fact.article, fact.predicate, subject, value, evidence=(fact.evidence[0].span,)
        )
