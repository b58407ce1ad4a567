"""What answers hold: facts of one article out of all its pieces and passes, merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from harness.extractors.desk import Task
from harness.extractors.llm.answers import Answer
from harness.extractors.llm.items import ItemReader
from harness.extractors.llm.keeping import Asked
from harness.extractors.llm.questions import Question
from harness.extractors.llm.quotes import QuoteFinder
from harness.german.fingerprint import fingerprint
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Prediction
from harness.model.usage import AnswerClass, Usage, total


class KeptAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A raw answer as the run folder keeps it, with the place in the article that it is for."""

    article: str
    piece: int
    span: Span
    asked: str
    text: str
    kind: AnswerClass
    key: str
    answer: Answer


def kept_answer(question: Question, asked: Asked) -> KeptAnswer:
    """Make what is kept of an answer."""
    return KeptAnswer(
        article=question.article,
        piece=question.piece,
        span=question.span,
        asked=question.asked.name,
        text=question.text_hash,
        kind=asked.kind,
        key=asked.key,
        answer=asked.answer,
    )


def read_kept(
    kept: Sequence[KeptAnswer],
    items: Sequence[list[Any]],
    article: Article,
    predicates: Sequence[Predicate],
    task: Task,
) -> tuple[tuple[Prediction, ...], Usage]:
    """Read the facts out of the items of answers, and count how the answers came."""
    named = {predicate.name: predicate for predicate in predicates}
    usages, found = [], []
    for one, said in zip(kept, items, strict=True):
        reader = ItemReader(article, named, QuoteFinder(article.text, one.span), task)
        found += reader.read(said)
        counted = Usage({one.kind: 1}, dict(reader.left_out), dict(reader.quotes))
        usages.append(counted + tokens_of(one.answer))
    return merged(found), total(usages)


def merged(predictions: Sequence[Prediction]) -> tuple[Prediction, ...]:
    """Make one of predictions that say the same, as pieces that overlap do: evidence is joined."""
    found: dict[Any, Prediction] = {}
    for one in predictions:
        key = (one.predicate, one.subject, one.value, one.qualifiers)
        before = found.get(key)
        found[key] = one if before is None else _joined(before, one)
    return tuple(found.values())


def _joined(one: Prediction, other: Prediction) -> Prediction:
    evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
    sure = [held for held in (one.confidence, other.confidence) if held is not None]
    quote = None if evidence else one.quote or other.quote
    return msgspec.structs.replace(
        one, evidence=evidence, quote=quote, confidence=max(sure, default=None)
    )


def tokens_of(answer: Answer) -> Usage:
    """Give the tokens that the server counted."""
    if answer.input_tokens is None or answer.output_tokens is None:
        return Usage(uncounted=1)
    return Usage(input_tokens=answer.input_tokens, output_tokens=answer.output_tokens)


def code_hash() -> str:
    """Hash the code and files that make questions and read answers."""
    return f"{fingerprint('harness.extractors.llm')}-{fingerprint()}"
