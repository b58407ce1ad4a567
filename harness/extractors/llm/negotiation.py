"""Which form of request a server takes, learned from what it refuses and ignores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from harness.extractors.llm.failures import Failure
from harness.extractors.llm.forms import Form
from harness.model.usage import AnswerClass

_ABOUT_FORM = re.compile(
    r"response_format|response format|json_schema|json_object|schema|grammar|structured|\btools?\b"
    r"|tool_|max_?length|max_?items|\bpattern\b|\bstrict\b",
    re.IGNORECASE,
)
_ABOUT_SYSTEM = re.compile(
    r"(system|developer) (role|message|prompt|instruction)|role\W+system\b|roles must alternate"
    r"|only user and assistant roles",
    re.IGNORECASE,
)
_ABOUT_CONTEXT = re.compile(r"context.?length|context limit|maximum context", re.IGNORECASE)
_ABOUT_LENGTH = re.compile(
    r"max_tokens|max_completion_tokens|(completion|output) tokens|in the completion", re.IGNORECASE
)
_TOO_MANY = re.compile(
    r"at most|maximum|less than|range|exceed|too (large|high|big)|greater|limit|[<>]", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.-])(?:\d{1,3}(?:,\d{3})+|\d+)(?![\w.]\d)")
_LEAST = 256  # tokens; a smaller number in a message about the limit is none
_LIMITS = ("max_tokens", "max_completion_tokens")
_STRIKES = 2  # a server error may be by chance; twice with a wait between looks like a habit
_AS_TOLD = (AnswerClass.AS_ASKED, AnswerClass.CUT, AnswerClass.REFUSAL, AnswerClass.EMPTY)


class Known(msgspec.Struct, frozen=True):
    """What is remembered of a server and model between runs."""

    identity: str = ""
    form: Form | None = None
    settled: bool = False


class Negotiation:
    """Finds the strictest form of request that a server takes; it calls nobody itself.

    `form` is the best known. A 400 or 422 that names a parameter of ours leaves it away, one that
    speaks of the format makes the next request less strict. A 500 may be a mood: it lowers the
    form where that failed twice and a less strict one was served, and for this run only.
    """

    def __init__(
        self, modes: Sequence[str], optional: Sequence[str], max_tokens: int, known: Known
    ) -> None:
        self._modes = tuple(modes)
        self._optional = tuple(optional)
        self._max_tokens = max_tokens
        self._served: set[str] = set()  # modes, in this run
        fits = known.form is not None and known.form.mode in self._modes
        self.form = known.form if fits and known.form is not None else Form(self._modes[0])
        self._lasting = self.form.mode  # what no server error has lowered
        self.settled = known.settled

    def known(self, identity: str) -> Known:
        """Give what to remember."""
        return Known(identity, replace(self.form, mode=self._lasting), self.settled)

    def refused(self, form: Form, failure: Failure) -> Form | None:
        """Give the form to ask in after a refusal; None where the form is not to blame."""
        if failure.status not in (400, 422) or failure.is_hopeless:
            return None
        words = failure.words
        if _ABOUT_CONTEXT.search(words):
            # This text leaves no room for so long an answer; the next one may be short.
            return self._unlimited(form, words)
        following = self._with_less(form, words)
        if following is None and _ABOUT_FORM.search(words):
            following = self._less_strict(form)
        if following is not None and form == self.form:
            self.form, self._lasting = following, following.mode
        return following

    def suspected(self, form: Form, failure: Failure, failed: Counter[Form]) -> Form | None:
        """Give a less strict form to try after server errors; None for the best known.

        `failed` counts how often this question failed in which form.
        """
        if failure.status not in (500, 501) or form.mode in self._served:
            return None
        again = form == self.form and failed[form] < _STRIKES
        return None if again else self._less_strict(form)

    def served(self, form: Form) -> None:
        """Note that a form was served; a stricter one that never was has failed before."""
        self._served.add(form.mode)
        stricter = self._modes.index(self.form.mode) < self._modes.index(form.mode)
        if stricter and self.form.mode not in self._served:
            self.form = replace(self.form, mode=form.mode)

    def doubts(self, form: Form, kind: AnswerClass) -> bool:
        """Whether a server seems to ignore the schema, and may do better in another form.

        Once that is settled, only what was asked for in a form given up since is doubted.
        """
        if kind in _AS_TOLD:
            self.settled = self.settled or kind is AnswerClass.AS_ASKED
            return False
        given_up = self.settled and self.form.mode == "json_object"
        return form.mode.startswith("json_schema") and (given_up or not self.settled)

    def heard(self, kind: AnswerClass | None) -> None:
        """Note how `json_object` was kept to (None: it was refused); better is asked in."""
        self.settled = True
        if kind is AnswerClass.AS_ASKED:
            self.form, self._lasting = replace(self.form, mode="json_object"), "json_object"

    def _unlimited(self, form: Form, words: str) -> Form | None:
        """Leave the limit of the answer's length to the server, where that is what it speaks of."""
        limits = [name for name in _LIMITS if name in self._optional and name not in form.without]
        if not limits or not _ABOUT_LENGTH.search(words):
            return None
        return replace(form, without=(*form.without, *limits))

    def _with_less(self, form: Form, words: str) -> Form | None:
        """Ask for answers as long as a message allows, or leave away the parameter it names."""
        sent = self._max_tokens if form.longest is None else min(self._max_tokens, form.longest)
        if _ABOUT_LENGTH.search(words) and _TOO_MANY.search(words):
            numbers = (int(number.replace(",", "")) for number in _NUMBER.findall(words))
            smaller = [number for number in numbers if _LEAST <= number < sent]
            if smaller:
                return replace(form, longest=max(smaller))
        named = self._named(form, words)
        return None if named is None else replace(form, without=(*form.without, named))

    def _named(self, form: Form, words: str) -> str | None:
        """Find the parameter of ours that a message names; "not 'a', use 'b'" names a."""
        places = {}
        for name in self._optional:
            pattern = _ABOUT_SYSTEM if name == "system" else rf"(?<![a-z_]){name}(?![a-z_])"
            match = re.search(pattern, words)
            if name not in form.without and match is not None:
                places[name] = match.start()
        return min(places, key=lambda name: places[name]) if places else None

    def _less_strict(self, form: Form) -> Form | None:
        index = self._modes.index(form.mode) + 1
        return replace(form, mode=self._modes[index]) if index < len(self._modes) else None
