"""W3C Web Annotations, read back as gold facts; `webannotation` tells how facts stand in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import msgspec

from harness.model.corpus import Article
from harness.stores.formats.foreign import ForeignFile, Place
from harness.stores.formats.offsets import Mark
from harness.stores.formats.settling import (
    LabelledArticle,
    Marked,
    RawFact,
    article_named,
    in_words,
    role_named,
    settle,
)
from harness.stores.formats.webannotation import SOURCE
from harness.stores.gold_facts import occurrences
from harness.stores.goldsets import Ground


class _Body(msgspec.Struct, frozen=True):
    value: str = ""
    purpose: str = ""
    format: str = ""


class _Selector(msgspec.Struct, frozen=True):
    type: str
    start: int | None = None
    end: int | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""


class _Target(msgspec.Struct, frozen=True):
    source: str
    selector: tuple[_Selector, ...]
    role: str = "main"


def read(file: ForeignFile, ground: Ground, article: str | None = None) -> list[LabelledArticle]:
    """Read a page, a list or a single annotation; `article` is what all of it is about.

    Without `article`, the source of the targets tells. Faults are noted in the file; raises
    InvalidFileError where it is no JSON at all.
    """
    content = file.json()
    items = content.get("items", [content]) if isinstance(content, dict) else content
    if not isinstance(items, list):
        file.fault(Place(), "no list of annotations", "a page holds them as 'items'")
        return []
    place = Place()
    raw: dict[str, tuple[Article, list[RawFact]]] = {}
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict) and "id" in item:
            place = file.place_of("id", item["id"], place)
        try:
            targets = [msgspec.convert(one, _Target) for one in _plain(item, "target")]
            bodies = [msgspec.convert(one, _Body) for one in _listed(item, "body")]
        except (msgspec.ValidationError, TypeError) as error:
            rule = "a target has a source and selectors, a body is text"
            file.fault(place, f"annotation {number} cannot be read: {in_words(error)}", rule)
            continue
        labelled = article_named(file, article or _named(targets), ground.articles, place)
        if labelled is not None:
            fact = _Annotation(file, labelled, place, f"annotation {number}").fact(bodies, targets)
            raw.setdefault(labelled.id, (labelled, []))[1].append(fact)
    predicates = ground.lists.predicates
    return [settle(file, labelled, facts, predicates) for labelled, facts in raw.values()]


def _listed(item: Any, key: str) -> list[Any]:
    """Give what an annotation may hold once or as a list."""
    if not isinstance(item, dict):
        raise TypeError("it is no object")
    content = item.get(key, [])
    return content if isinstance(content, list) else [content]


def _plain(item: Any, key: str) -> Iterator[Any]:
    """Give targets with their selectors as a list, though one may stand alone."""
    for target in _listed(item, key):
        if isinstance(target, dict):
            yield target | {"selector": _listed(target, "selector")}
        else:
            yield target


def _named(targets: list[_Target]) -> str | None:
    """Give the article that the targets' source names."""
    sources = {target.source for target in targets}
    source = sources.pop() if len(sources) == 1 else ""
    return unquote(source.removeprefix(SOURCE)) if source.startswith(SOURCE) else None


class _Annotation:
    """One annotation of an article."""

    def __init__(self, file: ForeignFile, article: Article, place: Place, where: str) -> None:
        self._file = file
        self._article = article
        self._place = place
        self._where = where

    def fact(self, bodies: list[_Body], targets: list[_Target]) -> RawFact:
        """Give the fact; faults are noted, and tell themselves again when facts are made."""
        tags = [body.value for body in bodies if body.purpose == "tagging"]
        if len(tags) != 1:
            what = f"{self._where} has {len(tags)} tags"
            self._fault(what, "a fact has one predicate, a body with purpose 'tagging'", "keep one")
        said = [self._slots(body.value) for body in bodies if body.format == "application/json"]
        read = [slots for slots in said if slots is not None]
        slots = {key: value for one in read for key, value in one.items()}
        if not targets:
            self._fault(f"{self._where} has no target", "a fact stands somewhere")
        evidence = [marked for target in targets if (marked := self._marked(target)) is not None]
        tag = tags[0] if len(tags) == 1 else None
        return RawFact(
            tag,
            slots if len(read) == len(said) else None,
            evidence if len(evidence) == len(targets) else None,
            self._place,
        )

    def _slots(self, written: str) -> dict[str, Any] | None:
        try:
            content = json.loads(written)
        except json.JSONDecodeError as error:
            what = f"{self._where}: its body is not JSON: {error.msg} (at {error.pos + 1})"
            self._fault(what, "format says application/json", "mend it")
            return None
        if not isinstance(content, dict):
            self._fault(f"{self._where}: its body is no JSON object", "", "mend it")
            return None
        return content

    def _marked(self, target: _Target) -> Marked | None:
        role = role_named(self._file, target.role, f"{self._where}: a target", self._place)
        by_type = {selector.type: selector for selector in target.selector}
        quoted = by_type.get("TextQuoteSelector", _Selector(""))
        position = by_type.get("TextPositionSelector", _Selector(""))
        if position.start is not None and position.end is not None:
            mark: Mark | None = Mark(position.start, position.end, quoted.exact)
        else:
            mark = self._quoted(quoted)
        return None if mark is None else Marked(mark, role, self._place)

    def _quoted(self, quoted: _Selector) -> Mark | None:
        """Find a quotation that comes without a position; its surroundings decide where."""
        text, exact = self._article.text, quoted.exact or ""
        places = [
            start
            for start in occurrences(text, exact)
            if text[:start].endswith(quoted.prefix)
            and text[start + len(exact) :].startswith(quoted.suffix)
        ]
        if len(places) == 1:
            return Mark(places[0], places[0] + len(exact), exact)
        what = f"{self._where}: its quotation stands {len(places)} times in {self._article.id}"
        self._fault(what, "a target is one place", "add a TextPositionSelector")
        return None

    def _fault(self, what: str, rule: str, way_out: str = "") -> None:
        self._file.fault(self._place, what, rule, way_out)
