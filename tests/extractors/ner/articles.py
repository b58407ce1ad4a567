"""Labelled articles of our own making, small enough to learn from in a second."""

from __future__ import annotations

from decimal import Decimal

from harness.model.corpus import Article, Span
from harness.model.facts import Entity, Evidence, GoldFact, GoldSet, Predicate
from harness.model.values import DateValue, EntityValue, QuantityValue, Value

FIRMS = ("Alvera AG", "Bruneck AG", "Castello AG", "Dornach AG")
CITIES = ("Bern", "Graz", "Jena", "Kiel")
YEARS = ("1991", "1987", "2003", "2011")
FALLS = (3, 12, 7, 9)
PREDICATES = {
    "location": Predicate("location", "entity", ("ORG",), "Sitz einer Organisation", ("LOC",)),
    "founded": Predicate("founded", "date", ("ORG",), "Gründungsdatum", functional=True),
    "decline": Predicate("decline", "quantity", ("ORG",), "Rückgang von Kurs oder Preis"),
}


def goldset(size: int = len(FIRMS)) -> GoldSet:
    """Give articles that each tell of another firm's seat, founding and fall."""
    articles, facts, entities = {}, [], {}
    for number in range(size):
        firm, city, year, fall = FIRMS[number], CITIES[number], YEARS[number], FALLS[number]
        text = (
            f"Die {firm} hat ihren Sitz in {city}.\n\n"
            f"Gegründet wurde die {firm} im Jahr {year}.\n\n"
            f"Am Montag fiel die Aktie der {firm} um {fall} Prozent.\n\n"
            f"In der Halle standen 40 Stühle."
        )
        article = Article(f"{number:03}-text", "retelling", "de", "2025-01-28", text)
        articles[article.id] = article
        entities[firm] = Entity(firm, "ORG")
        entities[city] = Entity(city, "LOC")
        values: dict[str, tuple[Value, str]] = {
            "location": (EntityValue(city), f"Sitz in {city}"),
            "founded": (DateValue(year), f"im Jahr {year}"),
            "decline": (QuantityValue(Decimal(fall), "PERCENT"), f"um {fall} Prozent"),
        }
        for predicate, (value, quote) in values.items():
            start = text.index(quote)
            evidence = (Evidence(Span(start, start + len(quote))),)
            facts.append(GoldFact(predicate, article.id, predicate, firm, value, evidence))
    return GoldSet(
        name="made",
        version="1",
        language="de",
        rendition="retelling",
        articles=articles,
        facts=tuple(facts),
        predicates=PREDICATES,
        entities=entities,
        hash="0" * 64,
    )
