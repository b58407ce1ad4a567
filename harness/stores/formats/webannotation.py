"""W3C Web Annotation: a page of annotations (JSON-LD) for each article.

An annotation is a fact: its targets are the evidence, each by position (code points, as the model
says) and by quotation; its bodies are a tag with the predicate and what the fact says as JSON. The
role of a target is the one word that the vocabulary lacks, so the context names it.
`webannotation_reader` is the way back. https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from harness.model.corpus import Article, Span
from harness.model.facts import GoldFact, GoldSet, Role
from harness.stores.formats.exchange import Exported, by_article, slots_of

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"role": "urn:factharness:role"}]
SOURCE = "urn:factharness:text:"
_AROUND = 32  # characters of prefix and suffix


def export(gold: GoldSet) -> Exported:
    """Write one page of annotations for each article."""
    lost: list[str] = []
    files = {}
    for article, facts in by_article(gold, lost):
        page = {
            "@context": _CONTEXT,
            "id": f"urn:factharness:{_iri(gold.name)}:{_iri(article.id)}",
            "type": "AnnotationPage",
            "items": [_annotation(gold, article, fact) for fact in facts],
        }
        content = json.dumps(page, ensure_ascii=False, indent=1)
        files[f"{article.id}.jsonld"] = content.encode() + b"\n"
    return Exported(files, lost)


def _annotation(gold: GoldSet, article: Article, fact: GoldFact) -> dict[str, Any]:
    slots = json.dumps(slots_of(fact), ensure_ascii=False)
    return {
        "id": f"urn:factharness:{_iri(gold.name)}:{_iri(article.id)}:{_iri(fact.id)}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": fact.predicate},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": slots,
            },
        ],
        "target": [_target(article, item.span, item.role) for item in fact.evidence],
    }


def _target(article: Article, span: Span, role: Role) -> dict[str, Any]:
    text = article.text
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    quotation = {
        "type": "TextQuoteSelector",
        "exact": text[span.start : span.end],
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    return {
        "source": f"{SOURCE}{_iri(article.id)}",
        "selector": [position, quotation],
        "role": role,
    }


def _iri(name: str) -> str:
    return quote(name, safe="")
