"""What changed between two versions of a gold set, fact by fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.model.facts import Entity, GoldSet
from harness.stores.locks import fact_content


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that is in both versions, and the slots in which it differs: (slot, old, new)."""

    fact: str
    slots: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; facts are named article/id."""

    old_hash: str
    new_hash: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    texts: tuple[str, ...]  # articles whose text or date changed, came or went
    entities: tuple[str, ...]  # names whose kind or aliases changed, came or went
    predicates: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that could change a score."""
        return self.old_hash == self.new_hash


def difference(old: GoldSet, new: GoldSet) -> Difference:
    """Compare two versions of a gold set; evidence is compared by its words, not its offsets."""
    before, after = _contents(old), _contents(new)
    changes = []
    for name in sorted(before.keys() & after.keys()):
        slots = tuple(
            (slot, before[name].get(slot), after[name].get(slot))
            for slot in before[name].keys() | after[name].keys()
            if before[name].get(slot) != after[name].get(slot)
        )
        if slots:
            changes.append(Change(name, tuple(sorted(slots, key=lambda slot: slot[0]))))
    return Difference(
        old_hash=old.hash,
        new_hash=new.hash,
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(changes),
        texts=_differing(
            {name: (one.text, one.doc_date, one.zones) for name, one in old.articles.items()},
            {name: (one.text, one.doc_date, one.zones) for name, one in new.articles.items()},
        ),
        entities=_differing(_entities(old), _entities(new)),
        predicates=_differing(dict(old.predicates), dict(new.predicates)),
    )


def _contents(gold: GoldSet) -> dict[str, dict[str, object]]:
    return {f"{fact.article}/{fact.id}": fact_content(gold, fact) for fact in gold.facts}


def _entities(gold: GoldSet) -> dict[str, tuple[str, frozenset[str]]]:
    def key(entity: Entity) -> tuple[str, frozenset[str]]:
        return entity.kind, frozenset(entity.aliases)

    return {name: key(entity) for name, entity in gold.entities.items()}


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))
