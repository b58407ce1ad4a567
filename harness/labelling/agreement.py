"""How well two annotators agree, measured by the same matcher that scores extractors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import msgspec

from harness.errors import UsageError
from harness.matching import Rules, match_article
from harness.matching.assignment import best_assignment
from harness.model.corpus import Article, Span
from harness.model.facts import Alternatives, Entity, GoldFact, Predicate, Prediction
from harness.model.identity import Identifier, Identity
from harness.model.results import Counts, Level, Match
from harness.model.values import EntityValue, Value

SHARED_IOU = Fraction(1, 2)  # spans that overlap at least so much are the same place
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Pass:
    """What one annotator said of one article."""

    name: str
    article: Article
    facts: tuple[GoldFact, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A match of the first side's fact with the second's, and what the second calls optional."""

    match: Match
    optional: bool

    def sides(
        self, level: Level, *, required: bool = False
    ) -> list[tuple[GoldFact | Prediction, Counts]]:
        """Count both sides alike; `required` sets aside what a side calls optional.

        A fact of both is set aside where either calls it optional; where they disagree on the
        fact, each side is looked at alone.
        """
        gold, said = self.match.gold, self.match.prediction
        aside = required and gold is not None and gold.optional
        aside_there = required and self.optional
        if gold is not None and self.match.right_at(level):
            return [] if aside or aside_there else [(gold, Counts(tp=1))]
        parts: list[tuple[GoldFact | Prediction, Counts]] = []
        if gold is not None and not aside:
            parts.append((gold, Counts(fn=1)))
        if said is not None and not aside_there:
            parts.append((said, Counts(fp=1)))
        return parts


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two passes against each other.

    `forth` takes the first as gold, `back` the second: precision one way is recall the other way,
    up to ties that the alignment breaks differently. `units` are the labels that both sides gave
    to a shared span: predicate and polarity.
    """

    forth: tuple[Outcome, ...]
    back: tuple[Outcome, ...]
    units: tuple[tuple[str, str], ...]

    def counts(self, level: Level, *, back: bool = False, required: bool = False) -> Counts:
        """Count one direction: facts of both, of the second alone (FP), of the first alone (FN).

        `required` sets aside what either side calls optional.
        """
        outcomes = self.back if back else self.forth
        parts = (part for one in outcomes for _, part in one.sides(level, required=required))
        return sum(parts, Counts())

    def f1(self, level: Level, *, required: bool = False) -> Fraction | None:
        """Give the mean of F1 in both directions; None where nothing was labelled."""
        both = [self.counts(level, back=back, required=required).f1 for back in (False, True)]
        defined = [ratio for ratio in both if ratio is not None]
        return sum(defined, Fraction(0)) / len(defined) if defined else None

    def by_predicate(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count the first direction apart by predicate."""
        found: dict[str, Counts] = {}
        for outcome in self.forth:
            for side, part in outcome.sides(level):
                found[side.predicate] = found.get(side.predicate, Counts()) + part
        return found

    @property
    def disagreements(self) -> list[Match]:
        """The outcomes in which not both say the same fact, pairs that nearly do included."""
        return [one.match for one in self.forth if not one.match.right_at(Level.FACT)]


def agree(
    first: Pass,
    second: Pass,
    entities: Mapping[str, Entity],
    predicates: Mapping[str, Predicate],
) -> Agreement:
    """Compare two passes over one article, with the names and predicates of a gold set.

    What either side accepts is accepted by both. Raises UsageError where the passes are not over
    the same text, or name a predicate that is none.
    """
    if (first.article.id, first.article.rendition) != (second.article.id, second.article.rendition):
        raise UsageError(
            f"{first.name} labels {first.article.id} ({first.article.rendition}), "
            f"{second.name} {second.article.id} ({second.article.rendition}): not the same text"
        )
    identifier = Identifier(_all_entities(entities, (first, second)), predicates)
    one, other = (_canonical(side, identifier) for side in (first, second))
    forth = _match(first.article, _united(one, other), other, identifier)
    back = _match(first.article, _united(other, one), one, identifier)
    return Agreement(forth, back, tuple(_shared_spans(one, other)))


def joined(agreements: Iterable[Agreement]) -> Agreement:
    """Put the agreements over several articles together."""
    every = list(agreements)
    return Agreement(
        tuple(match for one in every for match in one.forth),
        tuple(match for one in every for match in one.back),
        tuple(unit for one in every for unit in one.units),
    )


def alpha(agreement: Agreement) -> float | None:
    """Give Krippendorff's alpha (nominal) on predicate and polarity of the shared spans.

    Krippendorff, Content Analysis (2004), ch. 11; None where it is undefined, with fewer than two
    units or one label only. Needs the package `krippendorff` (extra `agree`).
    """
    labels = sorted({label for unit in agreement.units for label in unit})
    if len(agreement.units) < 2 or len(labels) < 2:
        return None
    try:
        import krippendorff  # noqa: PLC0415 - an extra, and numpy with it
    except ImportError as error:
        raise UsageError(
            "Krippendorff's alpha needs a package; pip install 'factharness[agree]'"
        ) from error
    rows = [[labels.index(unit[side]) for unit in agreement.units] for side in (0, 1)]
    return float(krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal"))


def _all_entities(entities: Mapping[str, Entity], passes: Sequence[Pass]) -> dict[str, Entity]:
    """Add the entities that only a pass names; a name that the gold set knows stays its own."""
    known = dict(entities)
    table = Identifier(entities, {}).names
    for one in passes:
        for entity in one.entities:
            if entity.name not in known and not table.bearers(entity.name):
                known[entity.name] = msgspec.structs.replace(entity, aliases=())
    return known


def _canonical(side: Pass, identifier: Identifier) -> list[GoldFact]:
    """Give a pass's facts under canonical names; those that become the same fact are one.

    Raises UsageError for a predicate that is none.
    """
    facts: dict[Identity, GoldFact] = {}
    for fact in side.facts:
        if fact.predicate not in identifier.predicates:
            raise UsageError(f"{side.name}: unknown predicate {fact.predicate!r} ({fact.id})")
        named = _with_canonical_names(fact, identifier)
        same = facts.get(identifier(named))
        if same is not None:
            named = msgspec.structs.replace(same, evidence=(*same.evidence, *named.evidence))
        facts[identifier(named)] = named
    return list(facts.values())


def _with_canonical_names(fact: GoldFact, identifier: Identifier) -> GoldFact:
    predicate = identifier.predicates[fact.predicate]

    def named(value: Value) -> Value:
        if not isinstance(value, EntityValue):
            return value
        return EntityValue(identifier.names.canonical(value.name, predicate.value_kinds))

    def subject(name: str) -> str:
        return identifier.subject(predicate, name)

    than = fact.qualifiers.than
    qualifiers = msgspec.structs.replace(
        fact.qualifiers, than=identifier.reference(predicate, than) or None if than else None
    )
    return msgspec.structs.replace(
        fact,
        subject=subject(fact.subject),
        value=named(fact.value),
        qualifiers=qualifiers,
        accept=Alternatives(
            subject=tuple(map(subject, fact.accept.subject)),
            value=tuple(map(named, fact.accept.value)),
            than=tuple(map(subject, fact.accept.than)),
        ),
        restated=msgspec.structs.replace(
            fact.restated, value=tuple(map(named, fact.restated.value))
        ),
    )


def _united(facts: Sequence[GoldFact], others: Sequence[GoldFact]) -> list[GoldFact]:
    """Let each fact also accept what a counterpart of the other side accepts in its favour."""
    return [_with_what_others_accept(fact, others) for fact in facts]


def _with_what_others_accept(fact: GoldFact, others: Sequence[GoldFact]) -> GoldFact:
    subjects, values, thans = [], [], []
    for other in others:
        if other.predicate != fact.predicate:
            continue
        takes = (other.value, *other.accept.value, *other.restated.value)
        may_be_subject = fact.subject in (other.subject, *other.accept.subject)
        may_be_value = fact.value in takes
        if may_be_subject and other.value != fact.value and may_be_value:
            values.append(other.value)
        if may_be_value and may_be_subject and other.subject != fact.subject:
            subjects.append(other.subject)
        than = other.qualifiers.than
        if may_be_subject and may_be_value and fact.qualifiers.than in other.accept.than and than:
            thans.append(than)
    accept = Alternatives(
        subject=_once((*fact.accept.subject, *subjects)),
        value=_once((*fact.accept.value, *values)),
        than=_once((*fact.accept.than, *thans)),
    )
    return msgspec.structs.replace(fact, accept=accept)


def _once(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))


def _match(
    article: Article,
    gold: Sequence[GoldFact],
    said: Sequence[GoldFact],
    identifier: Identifier,
) -> tuple[Outcome, ...]:
    rules = Rules(article, identifier, "standard")
    optional = {identifier(fact) for fact in said if fact.optional}
    predictions = [
        Prediction(
            fact.article, fact.predicate, fact.subject, fact.value, fact.qualifiers, fact.spans
        )
        for fact in said
    ]
    return tuple(
        Outcome(
            match,
            match.prediction is not None and identifier(match.prediction) in optional,
        )
        for match in match_article(rules, gold, predictions)
    )


def _shared_spans(one: Sequence[GoldFact], other: Sequence[GoldFact]) -> list[tuple[str, str]]:
    """Pair the main spans of both sides, best overlap first; labels only break ties."""
    ours, theirs = _main_spans(one), _main_spans(other)
    weights = {}
    for row, (span, label) in enumerate(ours):
        for column, (place, said) in enumerate(theirs):
            overlap = Fraction(*span.iou(place))
            if overlap >= SHARED_IOU:
                weights[row, column] = 2 * int(overlap * 10**6) + (label == said)
    pairs = best_assignment(weights)
    return [(ours[row][1], theirs[column][1]) for row, column in pairs]


def _main_spans(facts: Sequence[GoldFact]) -> list[tuple[Span, str]]:
    return [
        (item.span, f"{'not ' if fact.qualifiers.negated else ''}{fact.predicate}")
        for fact in facts
        for item in fact.evidence
        if item.role == "main"
    ]
