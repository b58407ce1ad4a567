"""What the world says where a trap set's texts were changed: `world.yaml`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.model.facts import GoldFact
from harness.stores.gold_facts import Statement
from harness.stores.strict_yaml import YamlFile

WORLD_FILE = "world.yaml"


class Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fact of the base gold set that was changed."""

    article: str
    fact: str


class WorldFact(Statement, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A changed fact as it is outside of the changed text."""

    base: Base
    kind: str


class WorldFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Changed facts by article and id."""

    world: dict[str, dict[str, WorldFact]]


def load_world(folder: Path) -> tuple[GoldFact, ...]:
    """Read the world's facts of a gold set; none where it is no trap set.

    They bear the ids of the changed facts and have no evidence: the text does not say them.
    Raises InvalidFileError.
    """
    path = folder / WORLD_FILE
    if not path.is_file():
        return ()
    file = YamlFile(path)
    content = file.decode((), file.value, WorldFile)
    file.finish()
    return tuple(
        GoldFact(
            id=name,
            article=article,
            predicate=fact.predicate,
            subject=fact.subject,
            value=fact.value,
            evidence=(),
            qualifiers=fact.qualifiers,
            accept=fact.accept,
            restated=fact.restated,
        )
        for article, facts in content.world.items()
        for name, fact in facts.items()
    )
