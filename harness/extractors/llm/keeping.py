"""Answers in the cache: under which key, asked with what, and what differs where one is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from harness.extractors.desk import Cache
from harness.extractors.llm.answers import Answer, read_answer
from harness.extractors.llm.negotiation import Known
from harness.extractors.llm.providers import Form, Provider, Sampling
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
        self._model = model
        self._cache = cache
        self._sampling = sampling
        self._repeat = repeat
        self._place = (provider.server.url + provider.path, model)
        self._same: dict[tuple[str, Form, str], Any] = {}  # hashes of all but the text
        self.identity = self.remembered().identity

    def payload(self, question: Question, form: Form) -> bytes:
        """Write what is sent."""
        made = self._provider.payload(question, self._model, form, self._sampling)
        return msgspec.json.encode(made)

    def get(self, question: Question, forms: Iterable[Form]) -> Asked | None:
        """Give a kept answer in the first of some forms that there is one in."""
        if self._cache is None:
            return None
        for form in forms:
            key = self._key(question, form)
            kept = self._cache.get(key)
            try:
                answer = None if kept is None else msgspec.json.decode(kept, type=Answer)
            except msgspec.DecodeError:  # not of our writing
                continue
            if answer is not None:
                return Asked(answer, *read_answer(answer), key)
        return None

    def put(self, question: Question, form: Form, answer: Answer) -> Asked:
        """Keep an answer, unless it is a refusal or empty."""
        key, (kind, items) = self._key(question, form), read_answer(answer)
        if self._cache is not None and kind not in _NEVER_KEPT:
            self._cache.put(key, self._parts(question, form), msgspec.json.encode(answer))
        return Asked(answer, kind, items, key)

    def differing(self, question: Question, form: Form) -> tuple[str, ...] | None:
        """Name what the nearest kept answer to the same place was asked differently."""
        return None if self._cache is None else self._cache.differing(self._parts(question, form))

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

    def _key(self, question: Question, form: Form) -> str:
        """Hash all that is sent, where to, and who is there; repeats are kept apart.

        All but the text is the same for all questions of a pass, and is hashed once.
        """
        same = (question.asked.name, form, self.identity)
        if same not in self._same:
            digest = hashlib.sha256(self.payload(replace(question, user=""), form))
            for part in (*self._place, self.identity, str(self._repeat)):
                digest.update(b"\0" + part.encode())
            self._same[same] = digest
        whole = self._same[same].copy()
        whole.update(b"\0" + question.user.encode())
        return str(whole.hexdigest())

    def _parts(self, question: Question, form: Form) -> dict[str, str]:
        """Say in short what a question is asked with, for telling what differs."""
        return {
            "place": question.place,
            "text": question.text_hash,
            "model": self._model,
            "server": self._place[0],
            "server's model": self.identity,
            "prompt": question.asked.hash,
            "form": str(form),
            "temperature": str(self._sampling.temperature),
            "seed": str(self._sampling.seed),
            "max_tokens": str(self._sampling.max_tokens),
            "repeat": str(self._repeat),
        }
