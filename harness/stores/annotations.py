"""Annotation files: what one annotator labelled in one article, before anybody adjudicated.

They have the form of a facts file, but may name entities of their own; their evidence is quotes,
or, in an original, spans with the hash of their words and the offsets of the text's paragraphs.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.errors import UsageError
from harness.model.corpus import Article, Rendition, Span
from harness.model.facts import (
    Alternatives,
    Entity,
    Evidence,
    GoldFact,
    Kind,
    Qualifiers,
    Restated,
)
from harness.model.values import Value
from harness.stores.gold_facts import Quote, find_quote
from harness.stores.standoff import StandoffSpan
from harness.stores.strict_yaml import YamlFile

_ANY_DAY = "2025-01-01"  # a text without words has no relative dates


class AnnotatedFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fact as one annotator wrote it."""

    id: str
    predicate: str
    subject: str
    value: Value
    evidence: tuple[str | Quote | StandoffSpan, ...]
    qualifiers: Qualifiers = Qualifiers()
    accept: Alternatives = Alternatives()
    restated: Restated = Restated()
    optional: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""


class NamedEntity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entity that an annotator needed and no list had."""

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()


class AnnotationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of one annotator for one article."""

    article: str
    facts: tuple[AnnotatedFact, ...]
    rendition: Rendition = "retelling"
    paragraphs: tuple[Span, ...] = ()
    entities: tuple[NamedEntity, ...] = ()


class Annotation(msgspec.Struct, frozen=True):
    """What one annotator said of one article; the text may be a stand-in with true paragraphs."""

    name: str
    article: Article
    facts: tuple[GoldFact, ...]
    entities: tuple[Entity, ...]


def load_annotation(path: Path, texts: dict[str, Article]) -> Annotation:
    """Read an annotation file; `texts` are the retellings in which quotes are found.

    Raises InvalidFileError, UsageError.
    """
    file = YamlFile(path)
    content = file.decode((), file.value, AnnotationFile)
    file.finish()
    assert isinstance(content, AnnotationFile)  # noqa: S101 - finish() has raised otherwise
    if content.rendition == "original":
        article = _stand_in(content)
    elif content.article in texts:
        article = texts[content.article]
    else:
        raise UsageError(f"{path}: labels {content.article!r}, which the gold set does not have")
    facts = []
    for index, row in enumerate(content.facts):
        at = ("facts", index, "evidence")
        facts.append(_fact(file, at, row, article))
    file.finish()
    entities = tuple(Entity(one.name, one.kind, one.aliases) for one in content.entities)
    return Annotation(path.stem, article, tuple(facts), entities)


def _fact(
    file: YamlFile, at: tuple[str | int, ...], row: AnnotatedFact, article: Article
) -> GoldFact:
    evidence = []
    for number, item in enumerate(row.evidence):
        if isinstance(item, StandoffSpan):
            evidence.append(Evidence(Span(item.start, item.end), item.role))
            continue
        quote = Quote(item) if isinstance(item, str) else item
        span = find_quote(file, (*at, number), quote, article)
        if span is not None:
            evidence.append(Evidence(span, quote.role))
    return GoldFact(
        id=row.id,
        article=article.id,
        predicate=row.predicate,
        subject=row.subject,
        value=row.value,
        evidence=tuple(evidence),
        qualifiers=row.qualifiers,
        accept=row.accept,
        restated=row.restated,
        optional=row.optional,
        tags=row.tags,
    )


def _stand_in(content: AnnotationFile) -> Article:
    """Make a text without words that has the paragraphs of the original."""
    end = max((span.end for span in content.paragraphs), default=0)
    characters = ["\n"] * end
    for span in content.paragraphs:
        characters[span.start : span.end] = "x" * (span.end - span.start)
    return Article(content.article, "original", "de", _ANY_DAY, "".join(characters))
