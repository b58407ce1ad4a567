"""Put questions to one server: from the cache or over the wire, with patience and within budget."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from decimal import Decimal

import msgspec

from harness.extractors.desk import Desk
from harness.extractors.llm.answers import Answer
from harness.extractors.llm.failures import ATTEMPTS, HOPELESS, Failure, FailureClass
from harness.extractors.llm.keeping import Asked, Keeper
from harness.extractors.llm.limits import Limiter
from harness.extractors.llm.negotiation import Known, Negotiation
from harness.extractors.llm.providers import Form, Provider, Sampling
from harness.extractors.llm.questions import Question
from harness.extractors.llm.statuses import failure_of
from harness.extractors.llm.transport import Response, Transport
from harness.model.usage import ModelCard

_LONGEST_WAIT = 120.0  # seconds; a server that asks for more is out of reach
_PER_TOKEN = 3  # characters of German text and of JSON, about
_EXPECTED = 1000  # tokens of an answer, until there are some to tell
_STEPS_BACK = 2  # turns of the event loop; the second lets go first who was woken by the first
# What a server says of a model that is the same tomorrow.
_LASTING = ("id", "owned_by", "root", "parent", "max_model_len", "meta", "display_name")


class Asker:
    """Asks one server for one model; opened and closed within one event loop."""

    def __init__(
        self, provider: Provider, card: ModelCard, desk: Desk, repeat: int, calls: Counter[str]
    ) -> None:
        settings = desk.settings
        self.calls = calls
        self._provider = provider
        self._card = card
        self._desk = desk
        self._sampling = Sampling(settings.temperature, settings.seed + repeat, settings.max_tokens)
        self._transport = Transport(provider.server, settings.timeout, settings.in_flight)
        self._limiter = Limiter(settings.in_flight)
        self._keeper = Keeper(provider, card.model, desk.cache, self._sampling, repeat)
        known = self._keeper.remembered()
        self._negotiation = Negotiation(provider.modes, provider.optional, known)
        self._models: tuple[str, ...] = ()
        self._hopeless: Failure | None = None
        self._served = 0
        self._written = 0  # tokens of answers, for telling how long the next will be
        self._settled = asyncio.Event()

    @property
    def identity(self) -> str:
        """What the server says of the model, as a hash; empty where it says nothing."""
        return self._keeper.identity

    @property
    def lacks(self) -> str:
        """What must be set before the server can be called; empty where nothing is missing."""
        return "" if self._desk.settings.offline else self._provider.lacks

    async def open(self) -> None:
        """Connect and learn who answers; a server that is not there is noted for all questions."""
        if self._desk.settings.offline:
            return
        await self._transport.__aenter__()
        try:
            identity = await self._identify()
        except Failure as failure:
            if failure.kind in HOPELESS:
                self._hopeless = failure
            return
        if identity != self._keeper.identity:
            self._keeper.identity = identity
            modes, optional = self._provider.modes, self._provider.optional
            self._negotiation = Negotiation(modes, optional, Known(identity))

    async def close(self) -> None:
        """Remember what was learned, and close all connections."""
        if not self._desk.settings.offline:
            if self._served:
                self._keeper.remember(self._negotiation.known(self._keeper.identity))
            await self._transport.__aexit__()

    async def ask(self, question: Question) -> Asked:
        """Give the answer to a question; raises Failure with what kept it away."""
        asked = await self._ask(question)
        used = Form(*_parsed(asked.answer.form))
        second = self._negotiation.doubted(used, asked.kind)
        if second is None or self._desk.settings.offline:
            return asked
        try:
            again = await self._ask(question, second)
        except Failure:
            return asked
        better = self._negotiation.heard(used, second, again.kind)
        return again if better else asked

    def look_up(self, question: Question) -> Asked | None:
        """Give an answer that is in the cache, in whichever form it was asked for."""
        return self._keeper.get(question, self._negotiation.forms())

    def differing(self, question: Question) -> tuple[str, ...] | None:
        """Name what the nearest kept answer to the same place was asked differently."""
        return self._keeper.differing(question, self._negotiation.form)

    def estimate(self, question: Question) -> tuple[int, int]:
        """Guess how many tokens a question and its answer take."""
        asked = question.asked
        expected = self._written // self._served if self._served else _EXPECTED
        return (asked.length + len(question.user)) // _PER_TOKEN, expected

    async def _ask(self, question: Question, form: Form | None = None) -> Asked:
        if self._desk.settings.offline:
            kept = self.look_up(question)
            if kept is None:
                raise Failure(FailureClass.NOT_CACHED, _missing(self.differing(question)))
            self.calls["from cache"] += 1
            return kept
        kept = self._keeper.get(question, [form or self._negotiation.form])
        if kept is not None:
            self.calls["from cache"] += 1
            return kept
        answer, form = await self._patiently(question, form)
        return self._keeper.put(question, form, answer)

    async def _patiently(self, question: Question, form: Form | None) -> tuple[Answer, Form]:
        """Call until there is an answer, a failure that stays, or patience ends.

        Without a form it is asked in the one that is known best when its turn comes. Gives the
        form that was answered in, too.
        """
        attempts: Counter[FailureClass] = Counter()
        while True:
            if self._hopeless is not None:
                raise self._hopeless
            try:
                return await self._once(question, form)
            except _OtherwiseError as otherwise:
                best = otherwise.form == self._negotiation.form  # and may be another by its turn
                form = None if best else otherwise.form
                self.calls["asked in another form"] += 1
            except Failure as failure:
                attempts[failure.kind] += 1
                await self._wait(failure, attempts[failure.kind])
                form = None

    async def _wait(self, failure: Failure, attempt: int) -> None:
        """Wait before the next attempt; raises the failure where there should be none."""
        kind = failure.kind
        if kind is FailureClass.NO_SERVER and self._served:
            kind = FailureClass.DISCONNECTED  # it was there a moment ago
        if kind in HOPELESS or kind is FailureClass.BUDGET:
            self._hopeless = failure
        wait = self._desk.settings.backoff * 2 ** (attempt - 1)
        wait = max(wait, failure.retry_after or 0.0)
        if attempt >= ATTEMPTS.get(kind, 1) or wait > _LONGEST_WAIT:
            raise failure
        self.calls[f"again after: {kind}"] += 1
        await asyncio.sleep(wait)

    async def _once(self, question: Question, form: Form | None) -> tuple[Answer, Form]:
        """Call the server once, within the budget."""
        reserved, spent = await self._reserve(question), Decimal(0)
        try:
            response, form = await self._call(question, form)
            answer = _writable(self._provider.answer(response.body), form)
            self._limiter.served()
            self._negotiation.served(form)
            self._served += 1
            spent = self._spent(question, answer)
            return answer, form
        finally:
            self._desk.budget.settle(reserved, spent)
            self._settled.set()

    async def _call(self, question: Question, form: Form | None) -> tuple[Response, Form]:
        """Call the server when its turn comes; raises Failure where no answer comes."""
        began = await self._limiter.enter()
        try:
            if self._hopeless is not None:
                raise self._hopeless
            form = form or self._negotiation.form
            payload = self._keeper.payload(question, form)
            self.calls["sent"] += 1
            response = await self._transport.request(
                self._provider.path, self._provider.headers(), payload
            )
            if not 200 <= response.status < 300:
                failure = failure_of(response, self._provider.server.url, self._models)
                self._slow_down(failure, began)
                weaker = self._negotiation.weaker(form, failure)
                raise failure if weaker is None else _OtherwiseError(weaker)
        finally:
            self._limiter.leave()
        for _ in range(_STEPS_BACK):  # whose turn has come sends first, then this answer is read
            await asyncio.sleep(0)
        return response, form

    def _slow_down(self, failure: Failure, began: int) -> None:
        """Make fewer calls at a time after a server that has too many; `began` is the turn's."""
        if failure.kind is FailureClass.RATE_LIMITED or failure.status in (503, 529):
            wait = failure.retry_after or self._desk.settings.backoff
            self._limiter.refused(began, min(wait, _LONGEST_WAIT))

    async def _reserve(self, question: Question) -> Decimal:
        budget = self._desk.budget
        expected = self._worth(*self.estimate(question))
        while not budget.reserve(expected):
            if not budget.aside:
                told = f"not read: the budget of {budget} does not last for it"
                raise Failure(FailureClass.BUDGET, told)
            self._settled.clear()
            await self._settled.wait()
        return expected

    def _worth(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Give tokens in what the budget counts."""
        if self._desk.budget.money is None:
            return Decimal(input_tokens + output_tokens)
        assert self._card.price is not None  # noqa: S101 - looked at before the first question
        return self._card.price.of(input_tokens, output_tokens)

    def _spent(self, question: Question, answer: Answer) -> Decimal:
        guessed = self.estimate(question)
        self._written += answer.output_tokens or len(answer.text) // _PER_TOKEN
        if answer.input_tokens is None or answer.output_tokens is None:
            return self._worth(guessed[0], len(answer.text) // _PER_TOKEN)
        return self._worth(answer.input_tokens, answer.output_tokens)

    async def _identify(self) -> str:
        """Ask what the server says of the model; what changes by itself is left out."""
        response = await self._transport.request(
            self._provider.models_path, self._provider.headers()
        )
        if 300 <= response.status < 400:
            raise failure_of(response, self._provider.server.url, self._models)
        try:
            rows = json.loads(response.body)["data"] if response.status == 200 else []
            models = {str(row["id"]): row for row in rows}
        except (ValueError, TypeError, KeyError, RecursionError):
            return ""
        self._models = tuple(models)
        # Who serves one model serves it under any name.
        told = next(iter(rows)) if len(rows) == 1 else models.get(self._card.model)
        if told is None:
            return ""
        lasting = {name: told[name] for name in _LASTING if name in told}
        return hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()[:12]


class _OtherwiseError(Exception):
    """The server does not take a question in the form it came in: another is to be tried."""

    def __init__(self, form: Form) -> None:
        super().__init__(str(form))
        self.form = form


def _parsed(form: str) -> tuple[str, tuple[str, ...]]:
    mode, *without = form.split(", ")
    return mode, tuple(name.removeprefix("no ") for name in without)


def _writable(answer: Answer, form: Form) -> Answer:
    """Note the form, and replace what no file can hold: half a surrogate pair."""
    return msgspec.structs.replace(
        answer,
        text=answer.text.encode("utf-8", "replace").decode(),
        model=answer.model.encode("utf-8", "replace").decode(),
        form=str(form),
    )


def _missing(differing: tuple[str, ...] | None) -> str:
    if differing is None:
        return "no answer to such a question is kept; run once without --offline"
    return f"the nearest kept answer differs in: {', '.join(differing)}; run once without --offline"
