"""A small world for tests of matching: few names and values, so that collisions are frequent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st

from harness.matching import Rules, match_article
from harness.model.corpus import Article, Span
from harness.model.facts import (
    Alternatives,
    Entity,
    Evidence,
    GoldFact,
    GoldSet,
    Predicate,
    Prediction,
    Qualifiers,
    Restated,
)
from harness.model.identity import Identifier
from harness.model.results import Match
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value

TEXT = (
    "Die Alpha AG aus Bonn hat 5 Millionen Euro bezahlt, und das schon im Januar.\n"
    "\n"
    "Beta sagt, es seien 7 Millionen gewesen; Gamma schweigt dazu seit einer Woche.\n"
    "Am Ende bleibt die Lizenz offen, und niemand weiß, was daraus einmal werden soll.\n"
)
ARTICLE = Article("a1", "retelling", "de", "2025-01-28", TEXT)

ENTITIES = {
    entity.name: entity
    for entity in (
        Entity("Alpha", "ORG", ("Alpha AG",)),
        Entity("Beta", "ORG", ("die Betas",)),
        Entity("Gamma", "PRODUCT", ("Alpha AG Modell",)),
        Entity("Bonn", "LOC"),
    )
}
PREDICATES = {
    predicate.name: predicate
    for predicate in (
        Predicate("cost", "quantity", ("ORG", "PRODUCT"), "Kosten"),
        Predicate("price", "quantity", ("ORG", "PRODUCT"), "Preis"),
        Predicate("owner", "entity", ("ORG", "PRODUCT"), "Eigentümer", ("ORG", "LOC")),
        Predicate("seat", "entity", ("ORG", "PRODUCT"), "Sitz", ("ORG", "LOC")),
        Predicate("since", "date", ("ORG", "PRODUCT"), "Beginn"),
        Predicate("license", "text", ("ORG", "PRODUCT"), "Lizenz"),
        Predicate("versus", "quantity", ("ORG", "PRODUCT"), "Vergleich", compared=True),
    )
}
IDENTIFIER = Identifier(ENTITIES, PREDICATES)

_SPANS = [
    Span(4, 12),
    Span(26, 44),
    Span(78, 82),
    Span(98, 110),
    Span(158, 190),
    Span(0, len(TEXT)),
]
_SUBJECTS = ["Alpha", "Beta", "Gamma"]
_VALUES: dict[str, list[Value]] = {
    "quantity": [
        QuantityValue(Decimal(5_000_000), "EUR", "~"),
        QuantityValue(Decimal(5_000_000), "EUR"),
        QuantityValue(Decimal(5_000_000), "EUR", ">", near=True),
        QuantityValue(Decimal(5_000_000), "EUR", ">"),
        QuantityValue(Decimal(5000), "EUR"),
        QuantityValue(Decimal(1_000_000), "EUR", upper=Decimal(10_000_000), vague=True),
        QuantityValue(Decimal(0), "PERCENT", ">", vague=True),
        QuantityValue(Decimal("7.5"), "PERCENT"),
    ],
    "entity": [EntityValue("Alpha"), EntityValue("Beta"), EntityValue("Bonn")],
    "date": [
        DateValue("2025-01"),
        DateValue("2025-01-20"),
        DateValue("2025-01-20/2025-01-26"),
        DateValue("2025"),
        DateValue("2024/2025"),
    ],
    "text": [TextValue("Open Source"), TextValue("kostenlos")],
}


def goldset(facts: Iterable[GoldFact], article: Article = ARTICLE) -> GoldSet:
    """Make a gold set of one article."""
    return GoldSet(
        name="small",
        version="1",
        language="de",
        rendition="retelling",
        articles={article.id: article},
        facts=tuple(facts),
        predicates=PREDICATES,
        entities=ENTITIES,
        hash="0" * 64,
    )


def gold(
    predicate: str = "cost",
    subject: str = "Alpha",
    value: Value | None = None,
    spans: Iterable[tuple[int, int]] = ((26, 44),),
    **more: Any,
) -> GoldFact:
    """Make a gold fact of the small world."""
    evidence = tuple(Evidence(Span(*span)) for span in spans)
    value = value or QuantityValue(Decimal(5_000_000), "EUR", "~")
    return GoldFact(more.pop("id", "f1"), "a1", predicate, subject, value, evidence, **more)


def predicted(
    predicate: str = "cost",
    subject: str = "Alpha",
    value: Value | None = None,
    spans: Iterable[tuple[int, int]] = ((26, 44),),
    **more: Any,
) -> Prediction:
    """Make a prediction of the small world."""
    evidence = tuple(Span(*span) for span in spans)
    value = value or QuantityValue(Decimal(5_000_000), "EUR", "~")
    return Prediction("a1", predicate, subject, value, evidence=evidence, **more)


def matched(
    facts: Iterable[GoldFact], said: Iterable[Prediction], world: Sequence[GoldFact] = ()
) -> tuple[Match, ...]:
    """Match facts and predictions of the small world's article."""
    return match_article(Rules(ARTICLE, IDENTIFIER, "standard"), facts, said, world)


def itself(fact: GoldFact) -> Prediction:
    """Predict a gold fact as it is."""
    return Prediction(
        fact.article, fact.predicate, fact.subject, fact.value, fact.qualifiers, fact.spans
    )


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, str, Value, Qualifiers]:
    """Draw a predicate with subject, value and qualifiers that belong to it."""
    predicate = PREDICATES[draw(st.sampled_from(sorted(PREDICATES)))]
    value = draw(st.sampled_from(_VALUES[predicate.value_type]))
    negated = draw(st.sampled_from([False, False, False, True]))
    qualifiers = Qualifiers(negated=negated)
    if predicate.compared:
        than, dimension = draw(st.sampled_from(_SUBJECTS)), draw(st.sampled_from(["cost", "size"]))
        qualifiers = Qualifiers(negated=negated, than=than, dimension=dimension)
    return predicate.name, draw(st.sampled_from(_SUBJECTS)), value, qualifiers


@st.composite
def gold_facts(draw: st.DrawFn, *, plain: bool = False, most: int = 4) -> list[GoldFact]:
    """Draw gold facts of different identities; `plain` ones accept and restate nothing."""
    facts: dict[Any, GoldFact] = {}
    for number in range(draw(st.integers(1, most))):
        predicate, subject, value, qualifiers = draw(statements())
        pool = _VALUES[PREDICATES[predicate].value_type]
        spans = draw(st.lists(st.sampled_from(_SPANS[:-1]), min_size=1, max_size=2, unique=True))
        fact = GoldFact(
            f"f{number}",
            "a1",
            predicate,
            subject,
            value,
            tuple(Evidence(span) for span in spans),
            qualifiers,
        )
        if not plain:
            other_values = st.lists(st.sampled_from(pool), max_size=1)
            fact = msgspec.structs.replace(
                fact,
                accept=Alternatives(
                    subject=tuple(draw(st.lists(st.sampled_from(_SUBJECTS), max_size=1))),
                    value=tuple(draw(other_values)),
                ),
                restated=Restated(value=tuple(draw(other_values))),
                optional=draw(st.sampled_from([False, False, True])),
            )
        facts.setdefault(IDENTIFIER(fact), fact)
    return list(facts.values())


@st.composite
def predictions(draw: st.DrawFn, facts: list[GoldFact], most: int = 4) -> list[Prediction]:
    """Draw predictions: some of the gold facts themselves, changed in a slot or not, some free."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        predicate, subject, value, qualifiers = draw(statements())
        if draw(st.booleans()) and facts:
            fact = draw(st.sampled_from(facts))
            changed = draw(st.sampled_from(["nothing", "subject", "value", "qualifiers", "all"]))
            pool = [fact.value, *fact.accept.value, *fact.restated.value]
            if changed != "all":
                predicate = fact.predicate
                if changed != "subject":
                    subject = fact.subject
                if changed != "value":
                    value = draw(st.sampled_from(pool))
                else:
                    value = draw(st.sampled_from(_VALUES[PREDICATES[predicate].value_type]))
                if changed != "qualifiers":
                    qualifiers = fact.qualifiers
                elif qualifiers.than is None and PREDICATES[predicate].compared:
                    qualifiers = Qualifiers(than="Beta", dimension="size")
        spans = draw(st.lists(st.sampled_from(_SPANS), max_size=2, unique=True))
        confidence = draw(st.sampled_from([None, 0.25, 0.5, 1.0]))
        found.append(
            Prediction("a1", predicate, subject, value, qualifiers, tuple(spans), confidence)
        )
    return found


@st.composite
def situations(draw: st.DrawFn, *, plain: bool = False) -> tuple[list[GoldFact], list[Prediction]]:
    """Draw gold facts and predictions for them."""
    facts = draw(gold_facts(plain=plain))
    return facts, draw(predictions(facts))


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[GoldFact], list[Prediction]]:
    """Draw facts and predictions so much alike that nearly every pair competes with others."""
    amounts = [QuantityValue(Decimal(amount), "EUR") for amount in (5, 7)]
    places = [Span(4, 12), Span(8, 16), Span(26, 44), Span(98, 110)]
    statement = st.tuples(
        st.sampled_from(["cost", "price"]),
        st.sampled_from(["Alpha", "Beta"]),
        st.sampled_from(amounts),
        st.sampled_from(places),
        st.booleans(),
        st.sampled_from(["Alpha", "Beta", None]),
        st.sampled_from([*amounts, None, None]),
    )
    facts: dict[Any, GoldFact] = {}
    for number, drawn in enumerate(draw(st.lists(statement, min_size=1, max_size=4))):
        predicate, subject, value, span, optional, accepted, restated = drawn
        fact = GoldFact(
            f"f{number}",
            "a1",
            predicate,
            subject,
            value,
            (Evidence(span),),
            accept=Alternatives(subject=(accepted,) if accepted else ()),
            restated=Restated(value=(restated,) if restated else ()),
            optional=optional,
        )
        facts.setdefault(IDENTIFIER(fact), fact)
    said = [
        Prediction("a1", predicate, subject, value, evidence=(span,))
        for predicate, subject, value, span, *_ in draw(st.lists(statement, max_size=4))
    ]
    return list(facts.values()), said
