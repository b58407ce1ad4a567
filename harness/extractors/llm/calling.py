"""Call one server: at its pace, in the form it takes, with patience, within budget."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace

import msgspec

from harness.extractors.desk import Desk
from harness.extractors.llm.answers import Answer
from harness.extractors.llm.failures import ATTEMPTS, Failure, FailureClass
from harness.extractors.llm.forms import Form
from harness.extractors.llm.identity import models_of
from harness.extractors.llm.keeping import Keeper
from harness.extractors.llm.limits import Limiter
from harness.extractors.llm.negotiation import Known, Negotiation
from harness.extractors.llm.providers import Provider
from harness.extractors.llm.questions import Question
from harness.extractors.llm.spending import Spending
from harness.extractors.llm.statuses import ErrorWithinError, failure_of
from harness.extractors.llm.transport import Response, Transport

_STEPS_BACK = 2  # turns of the event loop; the second lets go first who was woken by the first


_NO_FORM = Form("")


@dataclass(slots=True)
class _Tried:
    """What was tried for one question so far.

    `form` is another than the best known, for this question alone; `asked_in` is the form of the
    latest attempt, which is chosen when its turn comes; `began` is what that turn is known by.
    """

    form: Form | None = None
    asked_in: Form = _NO_FORM
    began: int = 0
    kinds: Counter[FailureClass] = field(default_factory=Counter)
    forms: Counter[Form] = field(default_factory=Counter)


class Caller:
    """Calls one server for one model; opened and closed within one event loop.

    What it learns of the server is in `negotiation`, and remembered by the keeper.
    """

    def __init__(
        self,
        provider: Provider,
        keeper: Keeper,
        spending: Spending,
        desk: Desk,
        calls: Counter[str],
    ) -> None:
        settings = desk.settings
        self._provider = provider
        self._keeper = keeper
        self._spending = spending
        self._desk = desk
        self._calls = calls
        self._backoff = settings.backoff
        self._transport = Transport(provider.server, settings.timeout, settings.in_flight)
        self._limiter = Limiter(settings.in_flight)
        self.negotiation = self._negotiated(keeper.remembered())
        self._models: tuple[str, ...] = ()
        self._hopeless: Failure | None = None
        self._served = False
        self._over = asyncio.Event()  # nothing more will come of this server

    async def open(self) -> None:
        """Connect and learn who answers; a server that is not there is noted for all questions."""
        await self._transport.__aenter__()
        try:
            told = await models_of(
                self._transport, self._provider, self._keeper.model, self._backoff
            )
        except Failure as failure:
            self._give_up(failure)
            return
        if told is None:  # it would not say today: most likely who it was
            return
        self._models = told.models
        if told.identity != self._keeper.identity:
            self._keeper.identity = told.identity
            self.negotiation = self._negotiated(Known(told.identity))

    async def close(self) -> None:
        """Remember what was learned, and close all connections."""
        if self._served:
            self._keeper.remember(self.negotiation.known(self._keeper.identity))
        await self._transport.__aexit__()

    async def patiently(self, question: Question) -> tuple[Answer, Form]:
        """Call until there is an answer, a failure that stays, or patience ends.

        Gives the form that was answered in, too.
        """
        tried = _Tried()
        while True:
            if self._hopeless is not None:
                raise self._hopeless
            try:
                return await self._once(question, tried), tried.asked_in
            except Failure as failure:
                tried.form = self.negotiation.refused(tried.asked_in, failure)
                if tried.form is None:
                    await self._wait(failure, tried)
                    tried.form = self.negotiation.suspected(tried.asked_in, failure, tried.forms)
                if tried.form is not None:
                    self._calls["asked in another form"] += 1
                if tried.form == self.negotiation.form:
                    tried.form = None  # the best known, which may be another by its turn

    async def _wait(self, failure: Failure, tried: _Tried) -> None:
        """Wait before the next attempt; raises the failure where there should be none."""
        kind = failure.kind
        if kind is FailureClass.NO_SERVER and self._served:
            kind = FailureClass.DISCONNECTED  # it was there a moment ago
        elif failure.is_hopeless:
            self._give_up(failure)
        tried.kinds[failure.kind] += 1
        tried.forms[tried.asked_in] += 1
        attempt = tried.kinds[failure.kind]
        if self._hopeless is not None or attempt >= ATTEMPTS.get(kind, 1):
            raise failure
        self._calls[f"again after: {kind}"] += 1
        wait = max(self._backoff * 2 ** (attempt - 1), failure.retry_after or 0.0)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), wait)

    def _give_up(self, failure: Failure) -> None:
        """Ask nothing more; who waits for a turn, for money or for the next attempt stops."""
        if failure.is_hopeless and self._hopeless is None:
            self._hopeless = failure
            self._over.set()
            self._limiter.reopen()
            self._spending.release()

    async def alone(self, question: Question, form: Form) -> Answer:
        """Call once, in a form that is not known to do, while all others are held."""
        self._limiter.hold()
        try:
            return await self._once(question, _Tried(form), alone=True)
        finally:
            self._limiter.resume()

    async def _once(self, question: Question, tried: _Tried, *, alone: bool = False) -> Answer:
        """Call the server once, within the budget; alone means while all others are held."""
        reserved = await self._spending.reserve(question, patient=not alone)
        answer = None
        try:
            response = await self._call(question, tried, ahead=alone)
            answer = self._read(response, tried)
        finally:
            self._spending.settle(reserved, question, answer)
        self._limiter.served()
        self.negotiation.served(tried.asked_in)
        self._served = True
        if self._spending.is_cut(question, answer):
            self._desk.note(
                f"{self._provider.server.url} counts {answer.input_tokens:,} tokens in a prompt of "
                f"about {self._spending.guessed_input(question):,}: it may have cut the prompt; "
                "give it a longer context"
            )
        return answer

    async def _call(self, question: Question, tried: _Tried, *, ahead: bool) -> Response:
        """Call the server when its turn comes; raises Failure where no answer comes."""
        tried.began = await self._limiter.enter(ahead=ahead)
        try:
            if self._hopeless is not None:
                raise self._hopeless
            self._spending.check()
            tried.asked_in = tried.form or self.negotiation.form
            payload = self._keeper.payload(question, tried.asked_in)
            self._calls["sent"] += 1
            response = await self._transport.request(
                self._provider.path, self._provider.headers(), payload
            )
            if not 200 <= response.status < 300:
                raise self._failure(response, tried)
        finally:
            self._limiter.leave()
        for _ in range(_STEPS_BACK):  # whose turn has come sends first, then this answer is read
            await asyncio.sleep(0)
        return response

    def _read(self, response: Response, tried: _Tried) -> Answer:
        """Read an answer; the key is taken out again, now that no JSON hides it from sight."""
        try:
            answer = self._provider.answer(response.body)
        except ErrorWithinError as error:
            response = replace(response, status=error.status, body=error.body)
            raise self._failure(response, tried) from error
        hidden = self._provider.server.key.hidden_in
        return msgspec.structs.replace(
            answer,
            text=hidden(_writable(answer.text)),
            model=hidden(_writable(answer.model)),
            form=str(tried.asked_in),
        )

    def _failure(self, response: Response, tried: _Tried) -> Failure:
        """Name what a server means; after one that has too many calls, fewer go at a time."""
        server, served = self._provider.server, self._served
        failure = failure_of(response, server, self._keeper.model, self._models, served=served)
        busy = failure.kind is FailureClass.RATE_LIMITED or failure.status in (503, 529)
        if busy and not failure.is_hopeless:
            self._limiter.refused(tried.began, failure.retry_after or self._backoff)
        return failure

    def _negotiated(self, known: Known) -> Negotiation:
        modes, optional = self._provider.modes, self._provider.optional
        return Negotiation(modes, optional, self._desk.settings.max_tokens, known)


def _writable(text: str) -> str:
    """Replace what no file can hold: half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()
