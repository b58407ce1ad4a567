"""Facts: what gold states and what an extractor predicts. Two types, so they cannot be swapped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from harness.model.corpus import Article, Rendition, Span, story_of
from harness.model.dates import parse_edtf
from harness.model.occurrence import Occurrences, words_of
from harness.model.values import EntityValue, Value, ValueType

Kind: TypeAlias = Literal[
    "ORG", "PER", "LOC", "PLACE", "PRODUCT", "GROUP", "EVENT", "POLICY", "CONCEPT"
]
Certainty: TypeAlias = Literal["asserted", "hedged", "contested", "forecast"]
Role: TypeAlias = Literal["main", "mention", "context"]


class Predicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of fact: which subjects it takes, which values, and what it means.

    A `functional` predicate holds one value a subject; a `compared` one is only identified
    together with its reference (`than`) and measure (`dimension`).
    """

    name: str
    value_type: ValueType
    subject_kinds: tuple[Kind, ...]
    definition: str
    value_kinds: tuple[Kind, ...] = ()
    functional: bool = False
    compared: bool = False


class Qualifiers(
    msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True
):
    """What limits a fact; only `negated`, `than` and `dimension` belong to its identity."""

    as_of: str | None = None
    attributed_to: str | None = None
    certainty: Certainty = "asserted"
    negated: bool = False
    scope: str | None = None
    than: str | None = None
    dimension: str | None = None
    former: bool = False

    def __post_init__(self) -> None:
        """Refuse an `as_of` that is no EDTF date."""
        if self.as_of is not None:
            parse_edtf(self.as_of)


UNQUALIFIED = Qualifiers()  # one for all: what is equal and not the same is written out


class Evidence(NamedTuple):
    """Where the text says a fact: most explicitly, again, or only its circumstances."""

    span: Span
    role: Role = "main"


class Alternatives(
    msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True
):
    """What gold takes as just as right, in the profile `standard`."""

    subject: tuple[str, ...] = ()
    value: tuple[Value, ...] = ()
    than: tuple[str, ...] = ()


class Restated(
    msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True
):
    """Second ways in which the text itself says the value (another currency, a coarser date)."""

    value: tuple[Value, ...] = ()


class GoldFact(msgspec.Struct, frozen=True, gc=False):
    """A fact that an article states, labelled by hand, with its evidence in one rendition."""

    id: str
    article: str
    predicate: str
    subject: str
    value: Value
    evidence: tuple[Evidence, ...]
    qualifiers: Qualifiers = UNQUALIFIED
    accept: Alternatives = Alternatives()
    restated: Restated = Restated()
    optional: bool = False
    tags: tuple[str, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans that state the fact; those that only give context are left out."""
        return tuple(item.span for item in self.evidence if item.role != "context")

    @property
    def stated_at(self) -> Span:
        """The span that is shown of the fact: its first main evidence, else the first of any."""
        main = (item.span for item in self.evidence if item.role == "main")
        return next(main, self.evidence[0].span)


class Prediction(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A fact that an extractor says an article states; names stand as the text has them.

    `evidence` is in order of importance: no more than the first three spans are looked at.
    `confidence` lies in [0, 1] or is None. `quote` keeps a quote that stands nowhere in the text.
    """

    article: str
    predicate: str
    subject: str
    value: Value
    qualifiers: Qualifiers = UNQUALIFIED
    evidence: tuple[Span, ...] = ()
    confidence: float | None = None
    quote: str | None = None


class Entity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody or something facts are about: canonical name, kind, and other names."""

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()


class GoldSet(msgspec.Struct, frozen=True):
    """The gold facts of some articles in one rendition, with all that scoring them needs.

    In a trap set, whose texts were changed on purpose, `world` holds what is true outside of
    them: a prediction that says that was remembered and not read. `units` and `dimensions` are
    closed lists, and `guidelines` is what the rules of labelling tell those who look for facts.
    """

    name: str
    version: str
    language: str
    rendition: Rendition
    articles: Mapping[str, Article]
    facts: tuple[GoldFact, ...]
    predicates: Mapping[str, Predicate]
    entities: Mapping[str, Entity]
    hash: str
    world: tuple[GoldFact, ...] = ()
    units: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    guidelines: str = ""

    def without(self, article_id: str) -> GoldSet:
        """Give the set as one knows it who never saw an article, in any rendition or trap copy.

        Its facts are left out, and every name that what is left does not hold; an entity none of
        whose names is left is unknown. Where no article is left out it is the set itself.
        """
        story = story_of(article_id)
        articles = {name: one for name, one in self.articles.items() if story_of(name) != story}
        if len(articles) == len(self.articles):
            return self
        facts = tuple(fact for fact in self.facts if story_of(fact.article) != story)
        world = tuple(fact for fact in self.world if story_of(fact.article) != story)
        known = _known_entities(self.entities, articles.values(), facts)
        told = f"{self.hash} without {story}"
        return msgspec.structs.replace(
            self,
            articles=articles,
            facts=facts,
            world=world,
            entities=known,
            hash=hashlib.sha256(told.encode()).hexdigest(),
        )


def _known_entities(
    entities: Mapping[str, Entity], articles: Iterable[Article], facts: Iterable[GoldFact]
) -> dict[str, Entity]:
    """Keep the names that articles hold or facts use, and the entities that have any.

    A canonical name stays for its alias' sake: it is what facts call the entity.
    """
    names = [name for entity in entities.values() for name in (entity.name, *entity.aliases)]
    longest = max((len(words_of(name)) for name in names), default=0)
    seen = Occurrences((article.text for article in articles), longest)
    used = {name for fact in facts for name in _names_in(fact)}
    known = {}
    for key, entity in entities.items():
        aliases = tuple(alias for alias in entity.aliases if alias in seen or alias in used)
        if aliases or entity.name in seen or entity.name in used:
            known[key] = msgspec.structs.replace(entity, aliases=aliases)
    return known


def _names_in(fact: GoldFact) -> Iterable[str]:
    """Yield every name that a fact uses."""
    yield fact.subject
    yield from (*fact.accept.subject, *fact.accept.than)
    yield from (name for name in (fact.qualifiers.than, fact.qualifiers.attributed_to) if name)
    for value in (fact.value, *fact.accept.value, *fact.restated.value):
        if isinstance(value, EntityValue):
            yield value.name
