"""Answers in the cache: under which key, asked with what, and what differs where one is missing.

The form in which a server had to be asked is no part of the key but stands in the answer: it says
how far the server goes along, and may be another for the next article or on the next day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from harness.extractors.desk import Cache
from harness.extractors.llm.answers import Answer, read_answer
from harness.extractors.llm.forms import Form, Sampling
from harness.extractors.llm.negotiation import Known
from harness.extractors.llm.providers import Provider
from harness.extractors.llm.questions import Question
from harness.model.usage import AnswerClass

# An answer that is none may be the server's mood: it is asked for again the next time.
_NEVER_KEPT = (AnswerClass.REFUSAL, AnswerClass.EMPTY)


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer with its class, the items in it, and the key it is kept by."""

    answer: Answer
    kind: AnswerClass
    items: list[Any]
    key: str


class Keeper:
    """Keeps answers of one model at one server; without a cache it keeps none.

    `identity` is what the server says of the model: another model under the same name has other
    answers.
    """

    def __init__(
        self, provider: Provider, model: str, cache: Cache | None, sampling: Sampling, repeat: int
    ) -> None:
        self._provider = provider
        self.model = model
        self._cache = cache
        self._sampling = sampling
        self._repeat = repeat
        self._place = (provider.server.url + provider.path, model)
        self._same: dict[tuple[str, str], Any] = {}  # hashes of all but the text
        self.identity = self.remembered().identity

    def payload(self, question: Question, form: Form) -> bytes:
        """Write what is sent."""
        made = self._provider.payload(question, self.model, form, self._sampling)
        return msgspec.json.encode(made)

    def get(self, question: Question) -> Asked | None:
        """Give a kept answer."""
        if self._cache is None:
            return None
        key = self._key(question)
        kept = self._cache.get(key)
        try:
            answer = None if kept is None else msgspec.json.decode(kept, type=Answer)
        except msgspec.DecodeError:  # not of our writing
            return None
        return None if answer is None else Asked(answer, *read_answer(answer), key)

    def read(self, question: Question, answer: Answer) -> Asked:
        """Read an answer that came just now."""
        return Asked(answer, *read_answer(answer), self._key(question))

    def put(self, question: Question, asked: Asked) -> None:
        """Keep an answer, unless it is a refusal or empty."""
        if self._cache is not None and asked.kind not in _NEVER_KEPT:
            told = msgspec.json.encode(asked.answer)
            self._cache.put(asked.key, self._parts(question), told)

    def differing(self, question: Question) -> tuple[str, ...] | None:
        """Name what the nearest kept answer to the same place was asked differently."""
        if self._cache is None:
            return None
        # One that differs in nothing was kept by another version, under another key.
        return self._cache.differing(self._parts(question)) or None

    def remembered(self) -> Known:
        """Give what is remembered of the server."""
        told = self._cache.known_server(*self._place) if self._cache is not None else None
        try:
            return msgspec.json.decode(told, type=Known) if told is not None else Known()
        except msgspec.DecodeError:  # written by another version
            return Known()

    def remember(self, known: Known) -> None:
        """Remember what was learned of the server."""
        if self._cache is not None:
            self._cache.remember_server(*self._place, msgspec.json.encode(known))

    def _key(self, question: Question) -> str:
        """Hash all that may be sent, where to, and who is there; repeats are kept apart.

        All but the text is the same for all questions of a pass, and is hashed once.
        """
        same = (question.asked.name, self.identity)
        if same not in self._same:
            strictest = Form(self._provider.modes[0])
            digest = hashlib.sha256(self.payload(replace(question, user=""), strictest))
            for part in (*self._place, self.identity, str(self._repeat)):
                digest.update(b"\0" + part.encode())
            self._same[same] = digest
        whole = self._same[same].copy()
        whole.update(b"\0" + question.user.encode())
        return str(whole.hexdigest())

    def _parts(self, question: Question) -> dict[str, str]:
        """Say in short what a question is asked with, for telling what differs."""
        return {
            "place": question.place,
            "text": question.text_hash,
            "model": self.model,
            "server": self._place[0],
            "server's model": self.identity,
            "prompt": question.asked.hash,
            "temperature": str(self._sampling.temperature),
            "seed": str(self._sampling.seed),
            "max_tokens": str(self._sampling.max_tokens),
            "repeat": str(self._repeat),
        }
