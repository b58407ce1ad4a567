"""Everything about a gold set that can be checked without reading it, told with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from harness import german
from harness.errors import Fault, InvalidFileError, UsageError
from harness.labelling.figures import figures, says
from harness.matching.rules import Rules
from harness.model.corpus import Span, Zone
from harness.model.facts import Entity, GoldFact, GoldSet, Prediction
from harness.model.identity import Identifier
from harness.model.names import normal_form
from harness.model.results import Level
from harness.model.values import DateValue, EntityValue, QuantityValue, Value
from harness.stores.goldsets import load_goldset, seeds_folder
from harness.stores.locks import LOCK_FILE, lock_of, read_lock
from harness.stores.seeds import load_source
from harness.stores.standoff import StandoffFile
from harness.stores.strict_yaml import YamlFile


@dataclass(slots=True)
class Report:
    """What lint found: `findings` are to be mended, `notes` only to be known."""

    findings: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def lint(folder: Path, originals: Path | None = None) -> Report:
    """Check a gold set; with `originals` also the labels of the original texts in that folder.

    What keeps the set from loading is found first, and alone.
    """
    if originals is not None and not originals.is_dir():
        raise UsageError(f"{originals}: no such folder; --originals names that of the originals")
    report = Report()
    gold = _loaded(folder, None, report)
    if gold is None:
        return report
    checks = (_facts, _figures, _accepted, _entities, _predicates, _stray_files, _standoffs, _lock)
    for check in checks:
        report.findings += check(folder, gold)
    with_original = [name for name in gold.articles if _standoff_path(folder, name).is_file()]
    if originals is not None:
        _loaded(folder, originals, report)
    elif with_original:
        report.notes.append(
            f"the originals of {len(with_original)} articles are not at hand; "
            "--originals DIR checks their spans too"
        )
    report.findings = sorted(set(report.findings))
    return report


def _loaded(folder: Path, originals: Path | None, report: Report) -> GoldSet | None:
    try:
        return load_goldset(folder, originals)
    except InvalidFileError as error:
        report.findings += error.faults
    except UsageError as error:
        for line in str(error).splitlines():
            place, _, told = line.partition(": ")
            report.findings.append(Fault(place, 1, 1, told or line))
    return None


def _facts_file(folder: Path, article: str) -> tuple[YamlFile, dict[str, int]]:
    """Open the facts of an article for telling places: {fact id: its place in the list}."""
    file = YamlFile(folder / "facts" / f"{article}.yaml")
    return file, {row["id"]: index for index, row in enumerate(file.value["facts"])}


def _facts(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Find functional predicates with two values, and evidence that is given twice."""
    identifier = Identifier(gold.entities, gold.predicates)
    for article in gold.articles:
        file, place = _facts_file(folder, article)
        first: dict[tuple[str, str], GoldFact] = {}
        for fact in _of(gold, article):
            at = ("facts", place[fact.id])
            key = (fact.predicate, fact.subject)
            if gold.predicates[fact.predicate].functional and not fact.qualifiers.negated:
                other = first.setdefault(key, fact)
                if identifier(other).value != identifier(fact).value:
                    rule = f"{fact.predicate} holds one value a subject"
                    way = "one of them is wrong, or belongs into restated"
                    what = f"{fact.id!r} gives another value than {other.id!r}"
                    file.fault((*at, "value"), what, rule, way)
            spans = [item.span for item in fact.evidence]
            if len(set(spans)) < len(spans):
                rule = "each place is evidence once"
                file.fault(
                    (*at, "evidence"), f"{fact.id!r} gives a place twice", rule, "remove one"
                )
        yield from file.faults


def _figures(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Find values that the words of a fact do not hold, and that no note explains."""
    if gold.language != "de":
        return
    for name, article in gold.articles.items():
        file, place = _facts_file(folder, name)
        found = german.find(article.text, article.doc_date)
        for fact in _of(gold, name):
            at = ("facts", place[fact.id])
            read = figures(article, found, fact)
            if file.value["facts"][place[fact.id]].get("note") or says(fact, read):
                continue
            told = ", ".join(map(_told, read)) or "no figure"
            file.fault(
                (*at, "value"),
                f"{fact.id!r} is {_told(fact.value)}, and its words say {told}",
                "the figures in the evidence hold the value",
                "mend one of them, or say in a note: why it is read so",
            )
        yield from file.faults


def _told(value: Value) -> str:
    """Write a value for a message: „~5500000 EUR“."""
    if not isinstance(value, QuantityValue):
        return value.edtf if isinstance(value, DateValue) else str(value)
    limit = "" if value.comparator == "=" else value.comparator
    upper = "" if value.upper is None else f" to {value.upper}"
    return f"{limit}{value.amount}{upper} {value.unit}"


def _accepted(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Find facts that accept what another fact of the article says: one would shadow the other."""
    identifier = Identifier(gold.entities, gold.predicates)
    for name, article in gold.articles.items():
        rules = Rules(article, identifier, "standard")
        file, place = _facts_file(folder, name)
        facts = _of(gold, name)
        for fact in facts:
            if not (fact.accept.subject or fact.accept.value or fact.accept.than):
                continue
            for other in facts:
                said = _as_prediction(other)
                if other.id != fact.id and (rules.fit(fact, said).level or 0) >= Level.FACT:
                    file.fault(
                        ("facts", place[fact.id], "accept"),
                        f"{fact.id!r} accepts what {other.id!r} says",
                        "a prediction of the one would count as the other",
                        "take the alternative away",
                    )
        yield from file.faults


def _as_prediction(fact: GoldFact) -> Prediction:
    return Prediction(
        fact.article, fact.predicate, fact.subject, fact.value, fact.qualifiers, fact.spans
    )


def _of(gold: GoldSet, article: str) -> list[GoldFact]:
    return [fact for fact in gold.facts if fact.article == article]


def _entities(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Find entities that no fact uses, and aliases that say nothing new."""
    file = YamlFile(folder / "entities.yaml")
    used = {name for fact in (*gold.facts, *gold.world) for name in _names_in(fact)}
    for index, entity in enumerate(gold.entities.values()):
        if gold.facts and entity.name not in used:
            what = f"no fact uses {entity.name!r}"
            file.fault(("entities", index), what, "", "remove it, or label what it is for")
        for alias in _idle_aliases(entity):
            rule = "case, hyphens and quotation marks never tell names apart"
            file.fault(
                ("entities", index, "aliases"),
                f"alias {alias!r} says nothing new",
                rule,
                "remove it",
            )
    yield from file.faults


def _names_in(fact: GoldFact) -> Iterator[str]:
    values = (fact.value, *fact.accept.value, *fact.restated.value)
    yield from (value.name for value in values if isinstance(value, EntityValue))
    yield from (fact.subject, *fact.accept.subject, *fact.accept.than)
    yield from filter(None, (fact.qualifiers.than, fact.qualifiers.attributed_to))


def _idle_aliases(entity: Entity) -> Iterator[str]:
    seen = {normal_form(entity.name)}
    for alias in entity.aliases:
        form = normal_form(alias)
        if form in seen:
            yield alias
        seen.add(form)


def _predicates(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Find predicates that no fact uses."""
    file = YamlFile(folder / "predicates.yaml")
    used = {fact.predicate for fact in gold.facts}
    for index, name in enumerate(gold.predicates):
        if gold.facts and name not in used:
            what = f"no fact uses the predicate {name!r}"
            file.fault(("predicates", index), what, "", "remove it, or label what it is for")
    yield from file.faults


def _stray_files(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Find files of articles that goldset.yaml does not list."""
    for part in ("facts", "originals"):
        for path in sorted((folder / part).glob("*.yaml")):
            if path.stem not in gold.articles:
                rule = "goldset.yaml lists the articles"
                yield Fault(
                    str(path), 1, 1, f"{path.stem!r} is not listed", rule, "list or remove it"
                )


def _standoff_path(folder: Path, article: str) -> Path:
    return folder / "originals" / f"{article}.yaml"


def _standoffs(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Check the labels of originals as far as that goes without their texts."""
    for article in gold.articles:
        path = _standoff_path(folder, article)
        source = load_source(seeds_folder(folder) / article)
        if not path.is_file():
            if source.original is not None:
                place = str(seeds_folder(folder) / article / "source.yaml")
                what = f"there is an original, but no {path.name} under originals/"
                yield Fault(place, 1, 1, what, "", "label it, or take the original away")
            continue
        file = YamlFile(path)
        content = file.decode((), file.value, StandoffFile)
        if isinstance(content, StandoffFile):
            length = source.original.characters if source.original else 0
            _check_zones(file, content.zones, length)
            _check_ids(file, content, {fact.id for fact in _of(gold, article)})
            _check_places(file, content, length)
        yield from file.faults


def _check_zones(file: YamlFile, zones: tuple[Zone, ...], length: int) -> None:
    for index, zone in enumerate(zones):
        if not 0 <= zone.start < zone.end <= length:
            rule = f"the original has {length} characters"
            file.fault(("zones", index), f"zone [{zone.start}, {zone.end}) is outside", rule)
        for other in zones[:index]:
            if Span(zone.start, zone.end).overlap(Span(other.start, other.end)):
                what = f"zone {zone.name!r} overlaps zone {other.name!r}"
                file.fault(("zones", index), what, "zones lie apart", "mend the offsets")


def _check_ids(file: YamlFile, content: StandoffFile, ids: set[str]) -> None:
    for fact in content.evidence:
        if fact not in ids:
            what = f"{fact!r} stands in the original, but not in the retelling"
            file.fault_of_key(("evidence", fact), what, "both editions hold the same facts")
    for fact in sorted(ids - content.evidence.keys()):
        what = f"{fact!r} stands in the retelling, but not in the original"
        file.fault(("evidence",), what, "both editions hold the same facts")


def _check_places(file: YamlFile, content: StandoffFile, length: int) -> None:
    for fact, spans in content.evidence.items():
        for index, span in enumerate(spans):
            if not 0 <= span.start < span.end <= length:
                what = f"span [{span.start}, {span.end}) is outside"
                file.fault(("evidence", fact, index), what, f"the original has {length} characters")


def _lock(folder: Path, gold: GoldSet) -> Iterator[Fault]:
    """Find a lock that no longer is this gold set's; a set without a lock is no finding."""
    path = folder / LOCK_FILE
    try:
        stale = path.is_file() and read_lock(path) != lock_of(gold, folder)
    except InvalidFileError as error:
        yield from error.faults
        return
    if stale:
        yield Fault(
            str(path),
            1,
            1,
            "is not of this gold set",
            "",
            "look at `harness gold diff`, then run `harness gold lock`",
        )
