"""The extractor that asks a model: questions out, answers in, facts merged article by article."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import msgspec

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import Plan, Reading
from harness.extractors.desk import Desk, Progress
from harness.extractors.llm.asking import Asker
from harness.extractors.llm.background import results_of
from harness.extractors.llm.failures import Failure
from harness.extractors.llm.findings import code_hash, kept_answer, read_kept, tokens_of
from harness.extractors.llm.keeping import Asked
from harness.extractors.llm.prices import card_of
from harness.extractors.llm.providers import Provider
from harness.extractors.llm.questions import Pass, Question, passes, pieces, questions
from harness.extractors.llm.quotes import import_rapidfuzz
from harness.extractors.llm.transport import import_aiohttp
from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction
from harness.model.usage import ModelCard, Usage


class Model:
    """Asks a language model for the facts of an article, many articles at a time."""

    deterministic = False

    def __init__(
        self,
        name: str,
        model: str,
        provider: Callable[[str | None], Provider],
        repeat: int = 0,
    ) -> None:
        if not model:
            raise UsageError(f"{name!r} names no model; write e.g. {name}gpt-4o-mini")
        self.name = name
        self.calls: Counter[str] = Counter()
        self.model = ModelCard(model)
        self.repeats = ""
        self._make = provider
        self._repeat = repeat
        self._desk = Desk()
        self._provider: Provider | None = None
        self._told = ""

    def repeated(self, number: int) -> Model:
        """Give the extractor that reads once more, apart from all other readings; from 1."""
        again = Model(self.name, self.model.model, self._make, number - 1)
        again.name, again.repeats = f"{self.name}#{number}", self.name
        return again

    def equip(self, desk: Desk) -> None:
        """Take settings, cache and budget; raises ExtractorError where there is no key or extra."""
        import_rapidfuzz()
        if not desk.settings.offline:
            import_aiohttp()
        self._provider = self._make(desk.settings.base_url)
        self._desk = desk
        if self._provider.server.bares_key and not desk.settings.offline:
            desk.note(f"the key goes to {self._provider.server.url} without TLS; https hides it")
        host = urlsplit(self._provider.server.url).hostname or ""
        self.model = card_of(host, self.model.model)
        if desk.budget.money is not None:
            _check_currency(self.name, self.model, desk)

    def fingerprint(self) -> str:
        """Tell model, server's model, prompt, parameters, and the code that reads answers."""
        return self._told or f"{self.model.model} {code_hash()}"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> list[Prediction]:
        """Read one article; raises ExtractorError where an answer is missing."""
        (reading,) = self.extract_many([article], predicates)
        if reading.error is not None:
            raise reading.error
        return list(reading.predictions)

    def extract_many(
        self,
        articles: Sequence[Article],
        predicates: Sequence[Predicate],
        timeout: float | None = None,
    ) -> Generator[Reading]:
        """Read articles, with many questions under way at a time; yields in their order."""
        if timeout is not None:
            settings = replace(self._desk.settings, timeout=timeout)
            self._desk = replace(self._desk, settings=settings)
        asked = passes(predicates, self._desk.task, self._desk.settings)
        asker = self._asker(asked)
        if asker.lacks:
            yield from (Reading(one.id, error=ExtractorError(asker.lacks)) for one in articles)
            return
        heard: dict[str, list[tuple[Question, Asked | Failure]]] = {one.id: [] for one in articles}
        waiting = deque(articles)
        course = _Course(self, articles, len(asked))
        for question, answer in self._answers(asker, articles, asked):
            heard[question.article].append((question, answer))
            course.heard(answer)
            while waiting and _is_whole(waiting[0], heard[waiting[0].id]):
                article = waiting.popleft()
                yield self._reading(article, heard.pop(article.id), predicates)
        yield from (Reading(article.id) for article in waiting)  # without a word, all of them

    def plan(self, articles: Sequence[Article], predicates: Sequence[Predicate]) -> Plan:
        """Tell what reading would ask, calling nobody."""
        asked = passes(predicates, self._desk.task, self._desk.settings)
        asker = self._asker(asked)
        count = cached = sent = written = 0
        misses = []
        for question in questions(articles, asked, self._desk.settings):
            count += 1
            if asker.look_up(question) is not None:
                cached += 1
                continue
            guess = asker.estimate(question)
            sent, written = sent + guess[0], written + guess[1]
            misses.append((question.place, asker.differing(question)))
        most = len(misses) * self._desk.settings.max_tokens
        return Plan(count, cached, sent, written, most, tuple(misses))

    def _asker(self, asked: Sequence[Pass]) -> Asker:
        if self._provider is None:
            self.equip(self._desk)
        assert self._provider is not None  # noqa: S101 - made by equip, or it has raised
        return Asker(
            self._provider,
            self.model,
            self._desk,
            repeat=self._repeat,
            passes=len(asked),
            calls=self.calls,
        )

    def _answers(
        self, asker: Asker, articles: Sequence[Article], asked: Sequence[Pass]
    ) -> Iterator[tuple[Question, Asked | Failure]]:
        """Put questions, and yield each with what came of it, in any order.

        There are more workers than calls at a time: while those are under way, the others make
        ready what is asked next.
        """
        listed = questions(articles, asked, self._desk.settings)

        def make(hand: Callable[[tuple[Question, Asked | Failure]], None]) -> Any:
            async def work() -> None:
                for question in listed:  # shared: each question goes to one worker
                    try:
                        hand((question, await asker.ask(question)))
                    except Failure as failure:
                        hand((question, failure))

            async def put() -> None:
                await asker.open()
                self._told = self._described(asker, asked)
                try:
                    workers = range(2 * self._desk.settings.in_flight)
                    await asyncio.gather(*(work() for _ in workers))
                finally:
                    await asker.close()

            return put()

        yield from results_of(make)

    def _described(self, asker: Asker, asked: Sequence[Pass]) -> str:
        settings = self._desk.settings
        prompt = hashlib.sha256("".join(one.hash for one in asked).encode()).hexdigest()[:12]
        parts = {
            "server's model": asker.identity,
            "prompt": prompt,
            "strategy": settings.strategy,
            "temperature": settings.temperature,
            "seed": settings.seed + self._repeat,
            "max_tokens": settings.max_tokens,
            "chunk": settings.chunk,
            "code": code_hash(),
        }
        told = [f"{key}:{one}" for key, one in parts.items() if one != ""]  # 0 is told
        return " ".join([self.model.model, *told])

    def _reading(
        self,
        article: Article,
        heard: list[tuple[Question, Asked | Failure]],
        predicates: Sequence[Predicate],
    ) -> Reading:
        failed = next((one for _, one in heard if isinstance(one, Failure)), None)
        heard.sort(key=lambda pair: (pair[0].piece, pair[0].asked.name))
        answered = [(one, asked) for one, asked in heard if isinstance(asked, Asked)]
        kept = [kept_answer(question, asked) for question, asked in answered]
        by_model = tuple(sorted({one.answer.model for one in kept if one.answer.model}))
        if by_model:
            names = tuple(sorted({*self.model.answered_by, *by_model}))
            self.model = msgspec.structs.replace(self.model, answered_by=names)
        items = [asked.items for _, asked in answered]
        predictions, usage = read_kept(kept, items, article, predicates, self._desk.task)
        answers = tuple(msgspec.json.encode(one) for one in kept)
        if failed is not None:
            return Reading(article.id, (), ExtractorError(str(failed)), answers, usage)
        return Reading(article.id, predictions, None, answers, usage)


class _Course:
    """Tells how far a reading is."""

    def __init__(self, model: Model, articles: Sequence[Article], passes: int) -> None:
        self._model = model
        self._total = 0
        if model._desk.tell is not None:  # noqa: SLF001 - a part of the reader
            longest = model._desk.settings.chunk  # noqa: SLF001 - as above
            self._total = passes * sum(len(pieces(one, longest)) for one in articles)
        self._began = time.monotonic()
        self._answered = self._failed = 0
        self._usage = Usage()

    def heard(self, answer: Asked | Failure) -> None:
        """Count one more question as answered or failed."""
        if isinstance(answer, Asked):
            self._answered += 1
            self._usage += tokens_of(answer.answer)
        else:
            self._failed += 1
        tell = self._model._desk.tell  # noqa: SLF001 - a part of the reader
        if tell is not None:
            card, usage = self._model.model, self._usage
            tell(
                Progress(
                    extractor=self._model.name,
                    answered=self._answered,
                    failed=self._failed,
                    total=self._total,
                    seconds=time.monotonic() - self._began,
                    tokens=usage.input_tokens + usage.output_tokens,
                    cost=card.cost(usage),
                    currency=card.price.currency if card.price else "",
                )
            )


def _is_whole(article: Article, heard: Sequence[tuple[Question, Asked | Failure]]) -> bool:
    """Whether all questions on an article are answered; on one without a word there are none."""
    return len(heard) == heard[0][0].of if heard else not article.paragraphs


def _check_currency(name: str, card: ModelCard, desk: Desk) -> None:
    if card.price is None:
        raise UsageError(f"{name}: its price is unknown; give --budget in tokens, e.g. 200000")
    if card.price.currency != desk.budget.currency:
        raise UsageError(f"{name}: prices are in {card.price.currency}; give --budget in that")
