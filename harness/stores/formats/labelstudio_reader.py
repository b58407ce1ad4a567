"""Exports of Label Studio, read back as gold facts; `labelstudio` tells how facts stand in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from harness.model.facts import Role
from harness.stores.formats.foreign import ForeignFile, Place
from harness.stores.formats.labelstudio import AREAS
from harness.stores.formats.offsets import Mark
from harness.stores.formats.settling import (
    LabelledArticle,
    Marked,
    RawFact,
    article_named,
    in_words,
    role_named,
    settle,
    texts_agree,
)
from harness.stores.goldsets import Ground


class _Selection(msgspec.Struct, frozen=True):
    """The value of a region's label."""

    start: int
    end: int
    labels: tuple[str, ...]
    text: str | None = None


class _Relation(msgspec.Struct, frozen=True):
    from_id: str
    to_id: str
    direction: str = "right"
    labels: tuple[str, ...] | None = None


class _Area(msgspec.Struct, frozen=True):
    text: str | tuple[str, ...]


def read(file: ForeignFile, ground: Ground, article: str | None = None) -> list[LabelledArticle]:
    """Read tasks; `article` names the article of tasks that do not.

    Faults are noted in the file; raises InvalidFileError where it is no JSON at all.
    """
    content = file.json()
    found = []
    for index, task in enumerate(content if isinstance(content, list) else [content]):
        where = f"task {index + 1}"
        place = Place()
        if isinstance(task, dict) and "id" in task:
            place = file.place_of("id", task["id"])
        result = _result(file, task, where, place)
        if result is None:
            continue
        named = task["data"].get("article", article)
        labelled = article_named(file, named, ground.articles, place)
        if labelled is not None and texts_agree(file, task["data"].get("text"), labelled, place):
            raw = _Annotation(file, where, place, result).facts()
            found.append(settle(file, labelled, raw, ground.lists.predicates))
    return found


def _result(file: ForeignFile, task: Any, where: str, place: Place) -> list[Any] | None:
    """Give the regions and relations of a task's one annotation, or note why there are none."""
    rule = "a task is {data: {text: …}, annotations: [{result: […]}]}"
    way_out = "export as JSON (not JSON-MIN)"
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        file.fault(place, f"{where} is no task of Label Studio", rule, way_out)
        return None
    annotations = task.get("annotations")
    if not isinstance(annotations, list) or not all(isinstance(one, dict) for one in annotations):
        file.fault(place, f"{where} has no list 'annotations'", rule, way_out)
        return None
    given = [one for one in annotations if not one.get("was_cancelled")]
    chosen = [one for one in given if one.get("ground_truth")] if len(given) > 1 else given
    if len(chosen) != 1:
        what = f"{where} has {len(given)} annotations"
        file.fault(place, what, "gold is one of them", "mark one alone as ground truth")
        return None
    result = chosen[0].get("result")
    if not isinstance(result, list):
        file.fault(place, f"{where}: the annotation has no list 'result'", rule, way_out)
        return None
    return result


class _Annotation:
    """The regions, text areas and relations of one annotation."""

    def __init__(self, file: ForeignFile, where: str, place: Place, result: list[Any]) -> None:
        self._file = file
        self._where = where
        self._start = place
        self._regions: dict[str, _Selection] = {}
        self._areas: dict[str, dict[str, str]] = {}
        self._relations: list[_Relation] = []
        self._broken: set[str] = set()  # regions that were told to be unreadable
        for index, one in enumerate(result):
            try:
                self._take(one)
            except (msgspec.ValidationError, TypeError, AttributeError) as error:
                region = one.get("id") if isinstance(one, dict) else None
                self._broken.add(str(region))
                what = f"{where}, result {index + 1} cannot be read: {in_words(error)}"
                file.fault(self._place(region), what, "", "export as JSON")

    def _take(self, one: Any) -> None:
        kind = one.get("type")
        if kind == "relation":
            self._relations.append(msgspec.convert(one, _Relation))
        elif kind == "labels":
            self._regions[str(one.get("id"))] = msgspec.convert(
                one.get("value"), _Selection, strict=False
            )
        elif kind == "textarea" and one.get("from_name") in AREAS:
            area = msgspec.convert(one.get("value"), _Area)
            text = area.text if isinstance(area.text, str) else "\n".join(area.text)
            self._areas.setdefault(str(one.get("id")), {})[one["from_name"]] = text

    def facts(self) -> list[RawFact]:
        """Give a fact for each region that says something, or that no relation leads to."""
        places = {region: self._place(region) for region in self._regions | self._areas}
        for region in self._areas.keys() - self._regions.keys() - self._broken:
            rule = "the label is the predicate"
            self._file.fault(places[region], f"region {region!r} has no label", rule, "label it")
        links: dict[str, list[tuple[str, Role]]] = {}
        for relation in self._relations:
            self._link(relation, links)
        targets = {target for linked in links.values() for target, _ in linked}
        facts = []
        for region, selection in self._regions.items():
            if region in self._areas or region not in targets:
                facts.append(self._fact(region, selection, links.pop(region, []), places))
        for region in links:
            rule = "a relation leads from a fact's region to its further evidence"
            what = f"region {region!r} says no fact, but a relation begins there"
            self._file.fault(places[region], what, rule, "turn the relation round")
        return facts

    def _fact(
        self,
        region: str,
        selection: _Selection,
        linked: list[tuple[str, Role]],
        places: Mapping[str, Place],
    ) -> RawFact:
        slots = self._slots(region, places[region])
        said = (slots or {}).pop("role", "main")
        first = role_named(self._file, said, f"region {region!r}", places[region])
        evidence = []
        for name, role in [(region, first), *linked]:
            one = self._regions[name]
            evidence.append(Marked(Mark(one.start, one.end, one.text), role, places[name]))
        label = selection.labels[0] if len(selection.labels) == 1 else None
        if label is None:
            what = f"region {region!r} has {len(selection.labels)} labels"
            self._file.fault(places[region], what, "a fact has one predicate", "keep one")
        return RawFact(label, slots, evidence, places[region])

    def _slots(self, region: str, place: Place) -> dict[str, Any] | None:
        """Give what the text areas of a region say; None where one cannot be read."""
        areas = self._areas.get(region, {})
        slots = self._object(region, "more", areas.get("more", ""), place)
        value: Any = areas.get("value", "")
        if value.lstrip().startswith("{"):
            value = self._object(region, "value", value, place)
        if slots is None or value is None:
            return None
        return slots | {"subject": areas.get("subject", ""), "value": value}

    def _object(self, region: str, area: str, written: str, place: Place) -> dict[str, Any] | None:
        try:
            content = json.loads(written) if written.strip() else {}
        except json.JSONDecodeError as error:
            what = f"region {region!r}: {area!r} is not JSON: {error.msg} (at {error.pos + 1})"
            self._file.fault(place, what, "", "mend it, or empty it")
            return None
        if not isinstance(content, dict):
            self._file.fault(place, f"region {region!r}: {area!r} is no JSON object", "", "mend it")
            return None
        return content

    def _link(self, relation: _Relation, links: dict[str, list[tuple[str, Role]]]) -> None:
        begin, end = relation.from_id, relation.to_id
        if relation.direction == "left":
            begin, end = end, begin
        place = self._file.place_of("from_id", relation.from_id, self._start)
        said = relation.labels[0] if relation.labels else "main"
        unknown = [region for region in (begin, end) if region not in self._regions]
        if self._broken.intersection(unknown):
            return
        if unknown:
            what = f"{self._where}: a relation names the region {unknown[0]!r}"
            self._file.fault(place, what, "no region has that id", "remove the relation")
        else:
            role = role_named(self._file, said, f"{self._where}: a relation", place)
            links.setdefault(begin, []).append((end, role))

    def _place(self, region: object) -> Place:
        return self._file.place_of("id", region, self._start) if region else self._start
