"""Gold sets on disk: read strictly, all faults of a file at once, with file, line and column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError
from harness.model.corpus import Article
from harness.model.facts import Entity, GoldFact, GoldSet, Predicate
from harness.model.identity import Identifier
from harness.stores.gold_facts import FactReader, Lists
from harness.stores.packaged import goldset_folder
from harness.stores.seeds import (
    Source,
    find_originals,
    load_retelling,
    load_source,
    original_article,
    text_hash,
)
from harness.stores.standoff import Standoff, load_standoff
from harness.stores.strict_yaml import YamlFile
from harness.stores.world import load_world

_Named = TypeVar("_Named", Predicate, Entity)

_FOR_EXTRACTORS, _UP_TO_HERE = "<!-- for extractors -->", "<!-- up to here -->"


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `goldset.yaml` says: the set's name and version, its articles and its closed lists."""

    name: str
    version: str
    language: str
    articles: tuple[str, ...]
    units: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    guidelines: str = ""
    licence: str = ""
    canary: str = ""
    guidelines_file: str = "GUIDELINES.md"
    seeds: str = "../../seeds"


@dataclass(frozen=True, slots=True)
class _Frame:
    """All of a gold set but its articles and facts."""

    folder: Path
    card: Card
    predicates: Mapping[str, Predicate]
    entities: Mapping[str, Entity]
    sources: Mapping[str, Source]

    def seed(self, article: str) -> Path:
        return self.folder / self.card.seeds / article


@dataclass(frozen=True, slots=True)
class Ground:
    """What facts are labelled on: the retellings and closed lists of a gold set, without facts."""

    folder: Path
    articles: Mapping[str, Article]
    lists: Lists


def load_ground(named: str | Path | None = None) -> Ground:
    """Load what a gold set's facts are labelled on; its files of facts need not be there yet.

    Raises InvalidFileError and UsageError as `load_goldset` does.
    """
    frame = _load_frame(goldset_folder(named))
    return Ground(frame.folder, _retellings(frame), _lists(frame))


def load_goldset(named: str | Path | None = None, originals: str | Path | None = None) -> GoldSet:
    """Load a gold set by path or name, with its retellings, or with the originals in a folder.

    Raises InvalidFileError with all faults of the gold's files, and UsageError where a file is
    missing or an original is not the text that was labelled.
    """
    frame = _load_frame(goldset_folder(named))
    standoffs: dict[str, Standoff] = {}
    if originals is None:
        articles = _retellings(frame)
    else:
        texts = find_originals(Path(originals), frame.sources.values())
        articles = {}
        for name, source in frame.sources.items():
            if source.original is None:
                raise UsageError(f"{frame.card.name}: {name} has no original edition")
            path = frame.folder / "originals" / f"{name}.yaml"
            standoffs[name] = load_standoff(path, source.original.sha256, texts[name])
            articles[name] = original_article(source, texts[name], standoffs[name].zones)
    facts = _load_facts(frame, articles, standoffs)
    card, world = frame.card, load_world(frame.folder)
    return GoldSet(
        name=card.name,
        version=card.version,
        language=card.language,
        rendition="retelling" if originals is None else "original",
        articles=articles,
        facts=facts,
        predicates=frame.predicates,
        entities=frame.entities,
        hash=gold_hash(
            articles.values(), facts, frame.predicates.values(), frame.entities.values(), world
        ),
        world=world,
        units=card.units,
        dimensions=card.dimensions,
        guidelines=_guidelines(frame.folder / card.guidelines_file),
    )


def base_of(folder: Path) -> Path | None:
    """Give the gold set by whose guidelines another is labelled; None where it has its own."""
    base = (folder / _load_frame(folder).card.guidelines_file).resolve().parent
    return base if base != folder.resolve() and (base / "goldset.yaml").is_file() else None


def _guidelines(path: Path) -> str:
    """Give the part of the guidelines between the marks for extractors; "" where there is none.

    The rest is for people: how files are written, and what differs only in scoring.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    _, _, after = text.partition(_FOR_EXTRACTORS)
    return after.partition(_UP_TO_HERE)[0].strip()


def gold_hash(*groups: Iterable[Article | GoldFact | Predicate | Entity]) -> str:
    """Give a SHA-256 over all that a score depends on, whatever the files' order and layout.

    The groups are articles, facts, predicates, entities and the world's facts, in this order.
    """
    digest = hashlib.sha256()
    for group in groups:
        for line in sorted(msgspec.json.encode(_unordered(one), order="sorted") for one in group):
            digest.update(line + b"\n")
        digest.update(b"\n")
    return digest.hexdigest()


def _unordered(one: Article | GoldFact | Predicate | Entity) -> object:
    """Sort what has no order: the aliases of an entity, the tags of a fact."""
    if isinstance(one, Entity):
        return msgspec.structs.replace(one, aliases=tuple(sorted(one.aliases)))
    if isinstance(one, GoldFact):
        return msgspec.structs.replace(one, tags=tuple(sorted(one.tags)))
    return one


def seeds_folder(folder: Path) -> Path:
    """Give the folder of a gold set's articles; raises InvalidFileError, UsageError."""
    return folder / _load_card(folder).seeds


class KnownText(NamedTuple):
    """Which article a text is, and when it appeared."""

    article: str
    doc_date: str


def known_texts(folder: Path) -> dict[str, KnownText]:
    """Map the SHA-256 of every text of a gold set, in all renditions, to what it is.

    Raises InvalidFileError, UsageError.
    """
    frame = _load_frame(folder)
    found = {}
    for name, source in frame.sources.items():
        known = KnownText(name, source.doc_date)
        found[text_hash(load_retelling(frame.seed(name), source).text)] = known
        if source.original is not None:
            found[source.original.sha256] = known
    return found


def _load_card(folder: Path) -> Card:
    file = YamlFile(folder / "goldset.yaml")
    card = file.decode((), file.value, Card)
    file.finish()
    assert isinstance(card, Card)  # noqa: S101 - finish() has raised otherwise
    for index, name in enumerate(card.articles):
        if name in card.articles[:index]:
            file.fault(("articles", index), f"{name!r} stands twice", "", "remove one")
    if not card.articles:
        file.fault(("articles",), "no article is listed", "a gold set is of articles", "list one")
    file.finish()
    return card


def _load_frame(folder: Path) -> _Frame:
    card = _load_card(folder)
    predicates = _load_list(folder / "predicates.yaml", "predicates", Predicate)
    entities = _load_list(folder / "entities.yaml", "entities", Entity)
    _refuse_collisions(folder / "entities.yaml", predicates, entities)
    sources = {}
    for name in card.articles:
        source = load_source(folder / card.seeds / name)
        if source.article != name:
            place = folder / card.seeds / name / "source.yaml"
            raise UsageError(f"{place}: says article {source.article!r}, but lies in {name!r}")
        sources[name] = source
    return _Frame(folder, card, predicates, entities, sources)


def _load_list(path: Path, key: str, wanted: type[_Named]) -> dict[str, _Named]:
    """Read {key: [item, ...]} into a mapping by name; a name may stand once."""
    file = YamlFile(path)
    found: dict[str, _Named] = {}
    rows = file.value.get(key) if isinstance(file.value, dict) else None
    if not file.faults and (not isinstance(rows, list) or set(file.value) != {key}):
        file.fault((), f"the file must hold one list {key!r}", "", f"write {key}: and items below")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        item = file.decode((key, index), row, wanted)
        if item is not None and item.name in found:
            file.fault((key, index, "name"), f"{item.name!r} stands twice", "", "remove one")
        elif item is not None:
            found[item.name] = item
    file.finish()
    return found


def _refuse_collisions(
    path: Path, predicates: Mapping[str, Predicate], entities: Mapping[str, Entity]
) -> None:
    """Refuse a name that two entities bear which the same predicate takes: nobody could decide."""
    file = YamlFile(path)
    identifier = Identifier(entities, predicates)
    order = list(entities)
    told = set()
    for predicate in predicates.values():
        values = {predicate.value_kinds} if predicate.value_type == "entity" else set()
        for kinds in {predicate.subject_kinds, *values}:
            for form, bearers in identifier.names.collisions(kinds):
                if form not in told:
                    told.add(form)
                    names = " and ".join(entity.name for entity in bearers)
                    file.fault(
                        ("entities", order.index(bearers[-1].name)),
                        f"the name {form!r} may mean {names}",
                        f"{predicate.name} takes both kinds, so nothing decides",
                        "take the alias from one of them",
                    )
    file.finish()


def _retellings(frame: _Frame) -> dict[str, Article]:
    return {
        name: load_retelling(frame.seed(name), source) for name, source in frame.sources.items()
    }


def _lists(frame: _Frame) -> Lists:
    return Lists(
        units=frozenset(frame.card.units),
        dimensions=frozenset(frame.card.dimensions),
        tags=frozenset(frame.card.tags),
        entities=frame.entities,
        identifier=Identifier(frame.entities, frame.predicates),
    )


def _load_facts(
    frame: _Frame, articles: Mapping[str, Article], standoffs: Mapping[str, Standoff]
) -> tuple[GoldFact, ...]:
    lists = _lists(frame)
    facts: list[GoldFact] = []
    faults: list[Fault] = []
    for name, article in articles.items():
        reader = FactReader(frame.folder / "facts" / f"{name}.yaml", article, lists)
        try:
            facts += reader.read(standoffs.get(name))
        except InvalidFileError as error:
            faults += error.faults
    if faults:
        raise InvalidFileError(faults)
    return tuple(facts)
