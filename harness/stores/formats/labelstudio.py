"""Label Studio: tasks as JSON, and the labelling configuration that shows and edits them.

A region with the predicate as its label is a fact's first evidence. What the fact says stands in
text areas of that region (`perRegion`), because people can see and edit those, and because exports
and converters keep them, which is not true of `meta`. Further evidence are regions that a relation
called main, mention or context leads to. `labelstudio_reader` is the way back.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harness.model.corpus import Article, Span
from harness.model.facts import GoldFact, GoldSet, Predicate
from harness.stores.formats.exchange import ROLES, Exported, by_article, slots_of, words_of_value

_LABEL, _TEXT = "predicate", "text"
AREAS = {
    "subject": "whom the fact is about",
    "value": 'a name, date (2025-01) or text; or {"type": "quantity", "amount": 5, "unit": "EUR"}',
    "more": '{"id": …, "qualifiers": {…}, "accept": {…}, "restated": {…}, "tags": […]}',
}


def export(gold: GoldSet) -> Exported:
    """Write all articles as tasks with one annotation each, and the configuration for them."""
    lost: list[str] = []
    tasks = []
    for number, (article, facts) in enumerate(by_article(gold, lost), start=1):
        about = {"article": article.id, "goldset": gold.name, "rendition": gold.rendition}
        annotation = {
            "id": number,
            "result": list(_results(article, facts, number)),
            "was_cancelled": False,
            "ground_truth": True,
        }
        tasks.append(
            {
                "id": number,
                "data": {**about, "text": article.text},
                "annotations": [annotation],
                "predictions": [],
            }
        )
    files = {
        "tasks.json": json.dumps(tasks, ensure_ascii=False, indent=1).encode() + b"\n",
        "labeling-config.xml": labelling_config(gold.predicates.values()),
    }
    return Exported(files, lost)


def labelling_config(predicates: Iterable[Predicate]) -> bytes:
    """Write the labelling configuration (XML) for a list of predicates."""
    view = ET.Element("View")
    ET.SubElement(view, "Style").text = ".htx-text { white-space: pre-wrap; }"  # keeps all spaces
    relations = ET.SubElement(view, "Relations")
    for role in ROLES:
        ET.SubElement(relations, "Relation", value=role)
    labels = ET.SubElement(view, "Labels", name=_LABEL, toName=_TEXT, showInline="true")
    for predicate in predicates:
        ET.SubElement(labels, "Label", value=predicate.name, hint=predicate.definition)
    ET.SubElement(view, "Text", name=_TEXT, value="$text", saveTextResult="yes")
    for name, told in AREAS.items():
        area = {"name": name, "toName": _TEXT, "perRegion": "true", "maxSubmissions": "1"}
        area |= {"editable": "true", "displayMode": "region-list", "placeholder": told}
        ET.SubElement(view, "TextArea", area, rows="3" if name == "more" else "1")
    ET.indent(view)
    return ET.tostring(view, encoding="unicode").encode() + b"\n"


def _results(article: Article, facts: Iterable[GoldFact], task: int) -> Iterator[dict[str, Any]]:
    number = 0
    for fact in facts:
        ids = []
        for item in fact.evidence:
            number += 1
            ids.append(f"t{task}r{number}")
            words = article.text[item.span.start : item.span.end]
            value = {"text": words, "labels": [fact.predicate]}
            yield _region(ids[-1], _LABEL, "labels", item.span, value)
            if len(ids) == 1:
                yield from _areas(fact, ids[0])
        for other, item in zip(ids[1:], fact.evidence[1:], strict=True):
            ends = {"from_id": ids[0], "to_id": other, "direction": "right"}
            yield {"type": "relation", **ends, "labels": [item.role]}


def _areas(fact: GoldFact, region: str) -> Iterator[dict[str, Any]]:
    slots = slots_of(fact)
    subject, value = slots.pop("subject"), slots.pop("value")
    if fact.evidence[0].role != "main":
        slots["role"] = fact.evidence[0].role
    written = words_of_value(value) or json.dumps(value, ensure_ascii=False)
    more = json.dumps(slots, ensure_ascii=False)
    for name, text in (("subject", subject), ("value", written), ("more", more)):
        yield _region(region, name, "textarea", fact.evidence[0].span, {"text": [text]})


def _region(
    region: str, control: str, kind: str, span: Span, value: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": region,
        "from_name": control,
        "to_name": _TEXT,
        "type": kind,
        "origin": "manual",
        "value": {"start": span.start, "end": span.end, **value},
    }
