"""Facts on their way in: what any tool says of an article becomes gold facts, or faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec

from harness.model.corpus import Article, Span
from harness.model.facts import (
    Alternatives,
    Evidence,
    GoldFact,
    Predicate,
    Qualifiers,
    Restated,
    Role,
)
from harness.model.values import Value
from harness.stores.formats.exchange import ROLES, WORD_FIELD
from harness.stores.formats.foreign import ForeignFile, Place
from harness.stores.formats.offsets import Mark, find_spans


class Slots(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a fact says besides its predicate and its places, as one JSON object."""

    subject: str
    value: Value
    id: str = ""
    qualifiers: Qualifiers = Qualifiers()
    accept: Alternatives = Alternatives()
    restated: Restated = Restated()
    optional: bool = False
    tags: tuple[str, ...] = ()


class Marked(NamedTuple):
    """A piece of evidence as a tool has it; `continues` one that the tool had to cut in pieces."""

    mark: Mark
    role: Role
    place: Place
    continues: bool = False


@dataclass(frozen=True, slots=True)
class RawFact:
    """A fact as a tool has it, unchecked; what is None could not be read, and that was told."""

    predicate: str | None
    slots: Mapping[str, Any] | None
    evidence: Sequence[Marked] | None
    place: Place


class Labelled(NamedTuple):
    """A gold fact, and where in the tool's file it stands."""

    fact: GoldFact
    place: Place


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """The facts that a file says of an article."""

    file: ForeignFile
    article: str
    facts: tuple[Labelled, ...]


def article_named(
    file: ForeignFile, named: object, articles: Mapping[str, Article], place: Place
) -> Article | None:
    """Give the article of that id, or note that it is unknown."""
    if isinstance(named, str) and named in articles:
        return articles[named]
    if named is None:
        file.fault(place, "tells no article", "", "name it with --article ID")
        return None
    known = ", ".join(articles)
    file.fault(place, f"unknown article {named!r}", f"known are {known}", "name one: --article ID")
    return None


def role_named(file: ForeignFile, said: object, where: str, place: Place) -> Role:
    """Give the role of that name; an unknown one is noted, and main from then on."""
    for role in ROLES:
        if role == said:
            return role
    file.fault(place, f"{where} has the role {said!r}", f"known are {', '.join(ROLES)}", "mend it")
    return "main"


def texts_agree(file: ForeignFile, text: object, article: Article, place: Place) -> bool:
    """Whether a tool's text is the article's but for line ends; else that is noted."""
    same = isinstance(text, str) and _lines(text) == _lines(article.text)
    if not same:
        what = f"labels another text than the {article.rendition} of {article.id}"
        rule = "gold files quote the retelling alone"
        file.fault(place, what, rule, "label that text; of an original, its labels stay with it")
    return same


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip()


def settle(
    file: ForeignFile, article: Article, raw: Sequence[RawFact], known: Mapping[str, Predicate]
) -> LabelledArticle:
    """Make gold facts; faults are noted in the file, and facts that have one are left out."""
    marks = [marked.mark for one in raw for marked in one.evidence or ()]
    spans = iter(find_spans(article.text, marks))
    facts = []
    for one in raw:
        places = [next(spans) for _ in one.evidence or ()]
        evidence = _evidence(file, article, one, places)
        predicate = _predicate(file, one, known)
        slots = None if predicate is None else _slots(file, one, predicate)
        if slots is not None and predicate is not None and evidence is not None:
            fact = GoldFact(slots.id, article.id, predicate.name, *_parts(slots, evidence))
            facts.append(Labelled(fact, one.place))
    return LabelledArticle(file, article.id, tuple(facts))


def _parts(slots: Slots, evidence: tuple[Evidence, ...]) -> Iterable[Any]:
    yield from (slots.subject, slots.value, evidence, slots.qualifiers)
    yield from (slots.accept, slots.restated, slots.optional, slots.tags)


def _predicate(file: ForeignFile, one: RawFact, known: Mapping[str, Predicate]) -> Predicate | None:
    if one.predicate is None or one.predicate in known:
        return None if one.predicate is None else known[one.predicate]
    close = get_close_matches(one.predicate, list(known), 1)
    hint = f"did you mean {close[0]!r}?" if close else "add it to predicates.yaml"
    rule = "it is not in the gold set's list"
    file.fault(one.place, f"unknown predicate {one.predicate!r}", rule, hint)
    return None


def _slots(file: ForeignFile, one: RawFact, predicate: Predicate) -> Slots | None:
    if one.slots is None:
        return None
    slots = dict(one.slots)
    for key in ("subject", "value"):
        if slots.get(key) in (None, ""):
            rule = f"every {predicate.name} has a subject and a value"
            file.fault(one.place, f"{key!r} is missing", rule, f"label the {key}")
            return None
    if isinstance(slots["value"], str):
        slots["value"] = value_in_words(slots["value"], predicate)
    try:
        return msgspec.convert(slots, Slots)
    except (msgspec.ValidationError, ValueError) as error:
        rule = f"{predicate.name} takes {predicate.value_type}"
        file.fault(one.place, f"what the fact says cannot be read: {in_words(error)}", rule)
        return None


def in_words(error: Exception) -> str:
    """Tell what the decoder says, in the house's style."""
    text = str(error).replace("`", "'")
    return text[:1].lower() + text[1:]


def value_in_words(words: str, predicate: Predicate) -> Any:
    """Read a value that stands as plain words where they are all of it: a name, date or text."""
    field = WORD_FIELD.get(predicate.value_type)
    return words if field is None else {"type": predicate.value_type, field: words}


def _evidence(
    file: ForeignFile, article: Article, one: RawFact, spans: Sequence[Span | None]
) -> tuple[Evidence, ...] | None:
    """Pair spans with their roles; pieces that only space parts are one piece again."""
    if one.evidence is None:
        return None
    found: list[Evidence] = []
    for (mark, role, place, continues), span in zip(one.evidence, spans, strict=True):
        if span is None:
            words = "" if mark.words is None else f", not {_short(mark.words)}"
            there = _short(article.text[max(0, mark.start) : max(0, mark.end)])
            what = f"[{mark.start}, {mark.end}) of {article.id} is {there}{words}"
            rule = "neither code points nor UTF-16 units fit"
            file.fault(place, what, rule, "label the text of this gold set")
        elif not article.text[span.start : span.end].strip():
            what = f"[{mark.start}, {mark.end}) of {article.id} covers no words"
            file.fault(place, what, "evidence is a quote", "mark the words")
        elif continues and found and not article.text[found[-1].span.end : span.start].strip():
            found[-1] = Evidence(Span(found[-1].span.start, span.end), role)
        else:
            found.append(Evidence(span, role))
    return tuple(found) if None not in spans else None


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else f"{words[:57]}…")
