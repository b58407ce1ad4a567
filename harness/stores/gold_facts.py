"""The facts of one article on disk: people write quotes, the reader finds the offsets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from harness.model.corpus import Article, Span
from harness.model.facts import (
    Alternatives,
    Entity,
    Evidence,
    GoldFact,
    Kind,
    Predicate,
    Qualifiers,
    Restated,
    Role,
)
from harness.model.identity import Identifier, Identity
from harness.model.values import EntityValue, QuantityValue, Value, value_type
from harness.stores.standoff import Standoff
from harness.stores.strict_yaml import NodePath, YamlFile


class Quote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of the article that say a fact; `nth` tells which, where they stand more than once."""

    quote: str
    nth: int | None = None
    role: Role = "main"


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is said of whom, and what is just as right."""

    predicate: str
    subject: str
    value: Value
    qualifiers: Qualifiers = Qualifiers()
    accept: Alternatives = Alternatives()
    restated: Restated = Restated()


class FactSlots(Statement, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact as people write it, but for its evidence."""

    id: str
    optional: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""

    def fact(self, article: str, evidence: tuple[Evidence, ...]) -> GoldFact:
        """Make the gold fact that is written here."""
        return GoldFact(
            id=self.id,
            article=article,
            predicate=self.predicate,
            subject=self.subject,
            value=self.value,
            evidence=evidence,
            qualifiers=self.qualifiers,
            accept=self.accept,
            restated=self.restated,
            optional=self.optional,
            tags=self.tags,
        )


class FactRow(FactSlots, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact as a gold file writes it, with the words that say it."""

    evidence: tuple[str | Quote, ...]


class FactsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file under `facts/`: an article and the facts that it states."""

    article: str
    facts: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """The closed lists of a gold set, against which its facts are held."""

    units: frozenset[str]
    dimensions: frozenset[str]
    tags: frozenset[str]
    entities: Mapping[str, Entity]
    identifier: Identifier

    @property
    def predicates(self) -> Mapping[str, Predicate]:
        """The closed list of predicates."""
        return self.identifier.predicates


class FactReader:
    """Reads one file of facts and checks it; every fault is kept and told with its place."""

    def __init__(self, path: Path, article: Article, lists: Lists) -> None:
        self._file = YamlFile(path)
        self._article = article
        self._lists = lists

    def read(self, standoff: Standoff | None = None) -> list[GoldFact]:
        """Give the facts, with evidence from their quotes, or from stand-off labels if given.

        Raises InvalidFileError with all faults of the file.
        """
        facts = []
        ids: set[str] = set()
        identities: dict[Identity, str] = {}
        for index, raw in enumerate(self._rows()):
            at: NodePath = ("facts", index)
            row = self._file.decode(at, raw, FactRow)
            if row is None:
                if isinstance(raw, dict) and isinstance(raw.get("id"), str):
                    ids.add(raw["id"])
                continue
            if not row.id.strip():
                self._file.fault((*at, "id"), "the id is empty", "a fact is known by its id")
            if row.id in ids:
                self._file.fault((*at, "id"), f"id {row.id!r} stands twice", "ids are never reused")
            ids.add(row.id)
            before = len(self._file.faults)
            self._check(at, row)
            evidence = self._evidence(at, row) if standoff is None else _of(standoff, row.id)
            if len(self._file.faults) == before:
                fact = row.fact(self._article.id, evidence)
                self._note_identity(at, fact, identities)
                facts.append(fact)
        self._file.finish()
        if standoff is not None:
            _check_complete(standoff, ids)
        return facts

    def _rows(self) -> list[Any]:
        content = self._file.value
        if not isinstance(content, dict):
            if not self._file.faults:
                self._file.fault((), "the file must be a mapping with 'article' and 'facts'")
            self._file.finish()
        for key in content:
            if key not in ("article", "facts"):
                self._file.fault_of_key((key,), f"unknown key {key!r}", "known are article, facts")
        if content.get("article") != self._article.id:
            said = content.get("article")
            self._file.fault(
                ("article",),
                f"article {said!r} in the file of {self._article.id!r}",
                "",
                "mend one",
            )
        rows = content.get("facts")
        if not isinstance(rows, list):
            self._file.fault(("facts",), "'facts' must be a list")
            return []
        return rows

    def _note_identity(self, at: NodePath, fact: GoldFact, known: dict[Identity, str]) -> None:
        identity = self._lists.identifier(fact)
        if identity in known:
            self._file.fault(
                at,
                f"{fact.id!r} is the same fact as {known[identity]!r}",
                "predicate, subject, value and negated are the same",
                "make them one fact with two pieces of evidence",
            )
        known.setdefault(identity, fact.id)

    # -- names and closed lists ----------------------------------------------------------------

    def _check(self, at: NodePath, row: FactRow) -> None:
        predicate = self._lists.predicates.get(row.predicate)
        if predicate is None:
            self._not_in((*at, "predicate"), "predicate", row.predicate, self._lists.predicates)
            return
        self._check_entity((*at, "subject"), row.subject, predicate.subject_kinds)
        self._check_value((*at, "value"), row.value, predicate)
        for name in row.accept.subject:
            self._check_entity((*at, "accept", "subject"), name, predicate.subject_kinds)
        for name in row.accept.than:
            self._check_entity((*at, "accept", "than"), name, predicate.subject_kinds)
        for index, value in enumerate(row.accept.value):
            self._check_value((*at, "accept", "value", index), value, predicate)
        for index, value in enumerate(row.restated.value):
            self._check_value((*at, "restated", "value", index), value, predicate)
        for tag in row.tags:
            if tag not in self._lists.tags:
                self._not_in((*at, "tags"), "tag", tag, self._lists.tags)
        self._check_qualifiers((*at, "qualifiers"), row.qualifiers, predicate)

    def _check_qualifiers(self, at: NodePath, qualifiers: Qualifiers, predicate: Predicate) -> None:
        if qualifiers.attributed_to is not None:
            self._check_entity((*at, "attributed_to"), qualifiers.attributed_to, ())
        if qualifiers.than is not None:
            self._check_entity((*at, "than"), qualifiers.than, predicate.subject_kinds)
        if qualifiers.dimension is not None and qualifiers.dimension not in self._lists.dimensions:
            known = self._lists.dimensions
            self._not_in((*at, "dimension"), "dimension", qualifiers.dimension, known)
        if predicate.compared and (qualifiers.than is None or qualifiers.dimension is None):
            rule = f"{predicate.name} is identified by its reference and measure"
            self._file.fault(at, "'than' or 'dimension' is missing", rule, "add both")

    def _check_value(self, at: NodePath, value: Value, predicate: Predicate) -> None:
        said = value_type(value)
        if said != predicate.value_type:
            rule = f"{predicate.name} takes {predicate.value_type}"
            self._file.fault(at, f"value of type {said!r}", rule, "write the other type")
        elif isinstance(value, EntityValue):
            self._check_entity((*at, "name"), value.name, predicate.value_kinds)
        elif isinstance(value, QuantityValue):
            self._check_quantity(at, value)

    def _check_quantity(self, at: NodePath, value: QuantityValue) -> None:
        if value.unit not in self._lists.units:
            self._not_in((*at, "unit"), "unit", value.unit, self._lists.units)
        if value.vague and value.amount != 0 and value.upper is None:
            rule = "a vague amount is an order of magnitude [amount, upper)"
            self._file.fault(at, "'upper' is missing", rule, "add upper: ten times the amount")
        if value.near and value.comparator in ("=", "~"):
            rule = "near marks a one-sided bound that is also close"
            self._file.fault((*at, "near"), f"near with {value.comparator!r}", rule, "remove near")

    def _check_entity(self, at: NodePath, name: str, kinds: tuple[Kind, ...]) -> None:
        entity = self._lists.entities.get(name)
        if entity is None:
            bearers = self._lists.identifier.names.bearers(name, kinds)
            known = [bearer.name for bearer in bearers] or self._lists.entities
            self._not_in(at, "entity", name, known)
        elif kinds and entity.kind not in kinds:
            rule = f"the predicate takes {', '.join(kinds)} here"
            self._file.fault(
                at, f"{name!r} is of kind {entity.kind}", rule, "mend the kind or name"
            )

    def _not_in(self, at: NodePath, what: str, name: str, known: Any) -> None:
        close = get_close_matches(name, list(known), 1)
        few = ", ".join(sorted(known)) if len(known) <= 12 else f"there are {len(known)}"
        few = few or "none yet"
        hint = f"did you mean {close[0]!r}?" if close else f"known: {few}"
        self._file.fault(at, f"unknown {what} {name!r}", "it is not in the gold set's list", hint)

    # -- places --------------------------------------------------------------------------------

    def _evidence(self, at: NodePath, row: FactRow) -> tuple[Evidence, ...]:
        found = []
        for index, item in enumerate(row.evidence):
            quote = Quote(item) if isinstance(item, str) else item
            span = find_quote(self._file, (*at, "evidence", index), quote, self._article)
            if span is not None:
                found.append(Evidence(span, quote.role))
        if not any(item.role == "main" for item in found) and len(found) == len(row.evidence):
            self._file.fault(at, f"{row.id!r} has no main evidence", "a fact stands somewhere")
        return tuple(found)


def _nth(quote: Quote) -> int:
    return 1 if quote.nth is None else quote.nth


def find_quote(file: YamlFile, at: NodePath, quote: Quote, article: Article) -> Span | None:
    """Find where a quote stands; None, with a fault noted, where that is not one place."""
    starts = occurrences(article.text, quote.quote)
    if not starts:
        what = f"the quote {quote.quote!r} does not stand in {article.id}"
        file.fault(at, what, "a quote is word for word", "copy it from the text")
    elif quote.nth is None and len(starts) > 1:
        what = f"the quote {quote.quote!r} stands {len(starts)} times"
        way_out = "make it longer, or write {quote: …, nth: 1}"
        file.fault(at, what, "a quote stands once", way_out)
    elif not 1 <= _nth(quote) <= len(starts):
        what = f"nth is {quote.nth}, but the quote {quote.quote!r} stands {len(starts)} times"
        file.fault(at, what, "nth counts from 1")
    else:
        start = starts[_nth(quote) - 1]
        return Span(start, start + len(quote.quote))
    return None


def occurrences(text: str, quote: str) -> list[int]:
    """List where words begin in a text, also where they overlap; blank words stand nowhere."""
    starts = []
    start = text.find(quote) if quote.strip() else -1
    while start >= 0:
        starts.append(start)
        start = text.find(quote, start + 1)
    return starts


def _of(standoff: Standoff, fact: str) -> tuple[Evidence, ...]:
    return standoff.evidence.get(fact, ())


def _check_complete(standoff: Standoff, ids: set[str]) -> None:
    """Refuse stand-off labels that leave out a fact, or label one that is not there."""
    for fact in sorted(standoff.evidence.keys() - ids):
        standoff.file.fault(("evidence", fact), f"no fact has the id {fact!r}", "", "mend the id")
    for fact in sorted(ids):
        if not any(item.role == "main" for item in _of(standoff, fact)):
            rule = "every fact stands in both renditions"
            standoff.file.fault(("evidence",), f"fact {fact!r} has no main span", rule, "add one")
    standoff.file.finish()
