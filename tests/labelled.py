"""Facts as wild as files allow: names that YAML would change, texts that browsers miscount."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from harness.model.corpus import Article, Span
from harness.model.facts import (
    Alternatives,
    Entity,
    Evidence,
    GoldFact,
    GoldSet,
    Predicate,
    Qualifiers,
    Restated,
    Role,
)
from harness.model.identity import Identifier
from harness.model.values import Comparator, DateValue, EntityValue, QuantityValue, TextValue, Value
from harness.stores.gold_facts import Lists
from harness.stores.goldsets import Ground

NAMES = (
    *("Alpha", "no", "Yes", "on", "null", "~", "true", "n", "12:30", "000", "0x1F", "1e5", "1_000"),
    *("2025-01-27", ".inf", "01.AI", "-", "- x", "? x", "a: b", "a #b", "#1", "&x", "*x", "!x"),
    *("[x]", "{x}", "x, y", "x]", "%x", "@x", "`x`", "|", ">", "=", "<<", 'say "no"', "it's"),
    *("C:\\temp", "Öl & Gas", "Straße", "u\u0308ber", "😀 AG", "🇩🇪", "x\u00a0y", "x\u2028y"),
    *("x\ny", "x\ty", "x\x85y", " x ", "\x00", "\ufeffx", "{", "<b>", "E\u202eF", "a  b"),
)
TEXTS = (
    "Alpha hat 5 Euro, Alpha hat 7 Euro.\n\nDer Rest ist Schweigen.\n",
    "😀 Alpha 🇩🇪 hat 5 Euro 😀, Alpha hat 7 Euro.\n\n😀Ende.",
    "Alpha hat\r\n5 Euro. 😀\r\n \r\nAlpha hat 7\r\nEuro.\r\n",
    'aaaa "a" \\a\t{a}\u2028aa \u00a0 a\x85a',
)
ENTITIES = {name: Entity(name, "ORG") for name in NAMES}
PREDICATES = {
    predicate.name: predicate
    for predicate in (
        Predicate("cost", "quantity", ("ORG",), "Kosten"),
        Predicate("owner", "entity", ("ORG",), 'Eigentümer <"&">', ("ORG",)),
        Predicate("since", "date", ("ORG",), "Beginn"),
        Predicate("no", "text", ("ORG",), "Lizenz"),
        Predicate("versus", "quantity", ("ORG",), "Vergleich", compared=True),
    )
}
UNITS, DIMENSIONS, TAGS = ("EUR", "%", "no"), ("cost", "~"), ("hedge", "on", "a, b")
IDENTIFIER = Identifier(ENTITIES, PREDICATES)
LISTS = Lists(frozenset(UNITS), frozenset(DIMENSIONS), frozenset(TAGS), ENTITIES, IDENTIFIER)

names = st.sampled_from(NAMES)
words = st.one_of(names, st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
_dates = st.sampled_from(["1999", "2025-01", "2025-01-27", "2023~", "201X", "../2023"])
_amounts = st.one_of(
    st.integers(-(10**20), 10**20).map(Decimal),
    st.sampled_from(["0", "-0", "0.10", "1E+6", "5E-7", "-2.50"]).map(Decimal),
)


@st.composite
def _quantities(draw: st.DrawFn) -> QuantityValue:
    amount = draw(_amounts)
    comparators: list[Comparator] = ["=", "~", ">", "<", ">=", "<="]
    comparator = draw(st.sampled_from(comparators))
    upper = draw(st.sampled_from([None, amount + 1, amount * 2 if amount > 0 else None]))
    return QuantityValue(
        amount,
        draw(st.sampled_from(UNITS)),
        comparator,
        upper=upper,
        near=comparator not in ("=", "~") and draw(st.booleans()),  # only a bound can be close
        vague=(upper is not None or amount == 0) and draw(st.booleans()),
    )


def _values(predicate: Predicate) -> st.SearchStrategy[Value]:
    by_type: dict[str, st.SearchStrategy[Value]] = {
        "quantity": _quantities(),
        "entity": names.map(EntityValue),
        "date": _dates.map(DateValue),
        "text": words.map(TextValue),
    }
    return by_type[predicate.value_type]


@st.composite
def _qualifiers(draw: st.DrawFn, predicate: Predicate) -> Qualifiers:
    compared = predicate.compared
    return Qualifiers(
        as_of=draw(st.none() | _dates),
        attributed_to=draw(st.none() | names),
        certainty=draw(st.sampled_from(["asserted", "hedged", "contested", "forecast"])),
        negated=draw(st.booleans()),
        scope=draw(st.none() | words),
        than=draw(names) if compared else None,
        dimension=draw(st.sampled_from(DIMENSIONS)) if compared else None,
        former=draw(st.booleans()),
    )


@st.composite
def _evidence(draw: st.DrawFn, text: str) -> tuple[Evidence, ...]:
    """Draw pieces of evidence anywhere in a text; one of them at least is main."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        if text[start:end].strip():
            role: Role = draw(st.sampled_from(["main", "mention", "context"]))
            found.append(Evidence(Span(start, end), role))
    place = draw(st.integers(0, len(found)))
    return (*found[:place], Evidence(Span(0, 4)), *found[place:])


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, list[GoldFact]]:
    """Draw an article and gold facts of it, no two of one identity."""
    article = Article("a1", "retelling", "de", "2025-01-28", draw(st.sampled_from(TEXTS)))
    facts: dict[object, GoldFact] = {}
    for number in range(draw(st.integers(0, 4))):
        predicate = PREDICATES[draw(st.sampled_from(sorted(PREDICATES)))]
        value = _values(predicate)
        fact = GoldFact(
            id=f"{draw(words)}{number}",
            article=article.id,
            predicate=predicate.name,
            subject=draw(names),
            value=draw(value),
            evidence=draw(_evidence(article.text)),
            qualifiers=draw(_qualifiers(predicate)),
            accept=Alternatives(
                subject=tuple(draw(st.lists(names, max_size=2))),
                value=tuple(draw(st.lists(value, max_size=4))),
                than=tuple(draw(st.lists(names, max_size=1))),
            ),
            restated=Restated(tuple(draw(st.lists(value, max_size=1)))),
            optional=draw(st.booleans()),
            tags=tuple(draw(st.lists(st.sampled_from(TAGS), max_size=2))),
        )
        facts.setdefault(IDENTIFIER(fact), fact)
    return article, list(facts.values())


def goldset(article: Article, facts: list[GoldFact]) -> GoldSet:
    """Make a gold set of one article."""
    return GoldSet(
        name="wild",
        version="1",
        language="de",
        rendition="retelling",
        articles={article.id: article},
        facts=tuple(facts),
        predicates=PREDICATES,
        entities=ENTITIES,
        hash="0" * 64,
    )


def ground(article: Article) -> Ground:
    """Make what its facts are labelled on."""
    return Ground(Path("nowhere"), {article.id: article}, LISTS)
