"""Which form of request a server takes, learned from what it refuses and ignores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from harness.extractors.llm.failures import Failure
from harness.extractors.llm.providers import Form
from harness.model.usage import AnswerClass

_ABOUT_FORM = re.compile(
    r"response_format|response format|json_schema|json_object|schema|grammar|structured|tool"
    r"|max_?length|max_?items|pattern|strict",
    re.IGNORECASE,
)
_STRIKES = 2  # a server error may be by chance; twice, and served without, is a habit
_AS_TOLD = (AnswerClass.AS_ASKED, AnswerClass.CUT, AnswerClass.REFUSAL, AnswerClass.EMPTY)


class Known(msgspec.Struct, frozen=True):
    """What is remembered of a server and model between runs."""

    identity: str = ""
    mode: str = ""
    without: tuple[str, ...] = ()
    settled: bool = False


class Negotiation:
    """Finds the strictest form of request that a server takes.

    A 400 or 422 that names a parameter of ours leaves it away; one that speaks of the format, or
    a 500 from a server that has not served yet, makes the next request less strict. No request is
    sent twice in one form for it.
    """

    def __init__(self, modes: Sequence[str], optional: Sequence[str], known: Known) -> None:
        self._modes = tuple(modes)
        self._optional = tuple(optional)
        self._strikes: Counter[Form] = Counter()
        self._served: set[str] = set()
        mode = known.mode if known.mode in self._modes else self._modes[0]
        self.form = Form(mode, known.without)
        self.settled = known.settled

    def known(self, identity: str) -> Known:
        """Give what to remember."""
        return Known(identity, self.form.mode, self.form.without, self.settled)

    def forms(self) -> list[Form]:
        """List the forms in which an answer may have been kept, the present one first."""
        others = [Form(mode, self.form.without) for mode in self._modes]
        return list(dict.fromkeys([self.form, *others]))

    def weaker(self, form: Form, failure: Failure) -> Form | None:
        """Give the form to ask in after a failure; None where the form is not to blame."""
        if failure.status in (400, 422):
            named = self._named(form, failure.told)
            if named is not None:
                following: Form | None = Form(form.mode, (*form.without, named))
            elif _ABOUT_FORM.search(failure.told):
                following = self._less_strict(form)
            else:
                return None
            if following is not None and form == self.form:
                self.form = following
            return following
        if failure.status in (500, 501) and form.mode not in self._served:
            self._strikes[form] += 1
            return self._less_strict(form)
        return None

    def served(self, form: Form) -> None:
        """Note that a form was served; forms above it that failed twice are given up."""
        self._served.add(form.mode)
        if form != self.form and self._strikes[self.form] >= _STRIKES:
            self.form = form

    def doubted(self, form: Form, kind: AnswerClass) -> Form | None:
        """Give the form to ask in once more where a server seems to ignore the schema."""
        if kind in _AS_TOLD:
            self.settled = self.settled or kind is AnswerClass.AS_ASKED
            return None
        if self.settled or "json_object" not in self._modes or not form.mode.startswith("json_s"):
            return None
        return Form("json_object", form.without)

    def heard(self, first: Form, second: Form, kind: AnswerClass) -> bool:
        """Whether the second form was better kept to; if so it is asked in from now on."""
        self.settled = True
        if kind is not AnswerClass.AS_ASKED:
            return False
        if first == self.form:
            self.form = second
        return True

    def _named(self, form: Form, told: str) -> str | None:
        """Find the parameter of ours that a message names; "not 'a', use 'b'" names a."""
        places = {
            name: match.start()
            for name in self._optional
            if name not in form.without
            and (match := re.search(rf"(?<![a-z_]){name}(?![a-z_])", told)) is not None
        }
        return min(places, key=lambda name: places[name]) if places else None

    def _less_strict(self, form: Form) -> Form | None:
        index = self._modes.index(form.mode) + 1
        return Form(self._modes[index], form.without) if index < len(self._modes) else None
