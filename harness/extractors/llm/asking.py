"""Put questions to one server: from the cache or over the wire, and once more in doubt."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import msgspec

from harness.extractors.desk import Desk
from harness.extractors.llm.calling import Caller
from harness.extractors.llm.failures import Failure, FailureClass
from harness.extractors.llm.forms import Form, Sampling
from harness.extractors.llm.keeping import Asked, Keeper
from harness.extractors.llm.providers import Provider
from harness.extractors.llm.questions import Question
from harness.extractors.llm.spending import Spending
from harness.model.usage import AnswerClass, ModelCard


class Asker:
    """Asks one server for one model; opened and closed within one event loop.

    `passes` is how many questions share the facts of a text.
    """

    def __init__(  # noqa: PLR0913 - what it asks with, each by its name
        self,
        provider: Provider,
        card: ModelCard,
        desk: Desk,
        *,
        repeat: int,
        passes: int,
        calls: Counter[str],
    ) -> None:
        settings = desk.settings
        self.calls = calls
        self._offline = settings.offline
        self._lacks = "" if settings.offline else provider.lacks
        sampling = Sampling(settings.temperature, settings.seed + repeat, settings.max_tokens)
        self._keeper = Keeper(provider, card.model, desk.cache, sampling, repeat)
        self._spending = Spending(desk.budget, card.price, settings.max_tokens, passes)
        self._caller = Caller(provider, self._keeper, self._spending, desk, calls)
        self._doubting = asyncio.Lock()

    @property
    def identity(self) -> str:
        """What the server says of the model, as a hash; empty where it says nothing."""
        return self._keeper.identity

    @property
    def lacks(self) -> str:
        """What must be set before the server can be called; empty where nothing is missing."""
        return self._lacks

    async def open(self) -> None:
        """Connect, unless nobody is to be called."""
        if not self._offline:
            await self._caller.open()

    async def close(self) -> None:
        """Remember what was learned, and close all connections."""
        if not self._offline:
            await self._caller.close()

    async def ask(self, question: Question) -> Asked:
        """Give the answer to a question; raises Failure with what kept it away."""
        kept = self.look_up(question)
        if kept is not None:
            self.calls["from cache"] += 1
            return kept
        if self._offline:
            raise Failure(FailureClass.NOT_CACHED, _missing(self.differing(question)))
        answer, form = await self._caller.patiently(question)
        asked = self._keeper.read(question, answer)
        if self._caller.negotiation.doubts(form, asked.kind):
            asked = await self._doubt(question, asked, form)
        self._keeper.put(question, asked)
        return asked

    def look_up(self, question: Question) -> Asked | None:
        """Give an answer that is in the cache, in whichever form it was asked for."""
        return self._keeper.get(question)

    def differing(self, question: Question) -> tuple[str, ...] | None:
        """Name what the nearest kept answer to the same place was asked differently."""
        return self._keeper.differing(question)

    def estimate(self, question: Question) -> tuple[int, int]:
        """Guess how many tokens a question and its answer take."""
        return self._spending.estimate(question)

    async def _doubt(self, question: Question, first: Asked, form: Form) -> Asked:
        """Ask once more where a server seems to ignore the schema; one question does so for all.

        The others wait for what it finds out, and are asked again only if that was better.
        """
        async with self._doubting:
            if not self._caller.negotiation.settled:
                return await self._found_out(question, first, replace(form, mode="json_object"))
        if not self._caller.negotiation.doubts(form, first.kind):
            return first
        with suppress(Failure):
            answer, _ = await self._caller.patiently(question)
            return _better(first, self._keeper.read(question, answer))
        return first

    async def _found_out(self, question: Question, first: Asked, second: Form) -> Asked:
        """Ask in a second form while all others are held, and note whether that was better."""
        try:
            answer = await self._caller.alone(question, second)
        except Failure as failure:
            if failure.status in (400, 422):
                self._caller.negotiation.heard(None)
            return first
        again = self._keeper.read(question, answer)
        self._caller.negotiation.heard(again.kind)
        return _better(first, again)


def _better(first: Asked, again: Asked) -> Asked:
    """Give the second answer if it is as asked, else the first, with the tokens of both."""
    kept = again if again.kind is AnswerClass.AS_ASKED else first
    one, two = first.answer, again.answer
    answer = msgspec.structs.replace(
        kept.answer,
        input_tokens=_sum(one.input_tokens, two.input_tokens),
        output_tokens=_sum(one.output_tokens, two.output_tokens),
    )
    return replace(kept, answer=answer)


def _sum(one: int | None, two: int | None) -> int | None:
    return None if one is None or two is None else one + two


def _missing(differing: tuple[str, ...] | None) -> str:
    if differing is None:
        return "no answer to such a question is kept; run once without --offline"
    return f"the nearest kept answer differs in: {', '.join(differing)}; run once without --offline"
