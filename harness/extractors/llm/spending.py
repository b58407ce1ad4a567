"""What questions and answers take: guessed from lengths, learned from answers, kept in budget."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from harness.extractors.desk import Budget
from harness.extractors.llm.answers import Answer
from harness.extractors.llm.failures import Failure, FailureClass
from harness.extractors.llm.questions import Question
from harness.model.usage import Price

# Measured with o200k_base on the shipped gold set: characters of all that is sent (instructions,
# example, schema, text) a token of input; tokens of its facts, written out, a character of text.
_PER_TOKEN = 3.75
_REPLY = 1.4
_HIDDEN = 0.6  # of the tokens that a prompt should have; a server that counts fewer has cut it


class Spending:
    """Guesses what the next question takes, and lets it through where the budget lasts for it.

    As soon as there are answers the guess is the most that any of them took by its length, so that
    a budget is not exceeded by what is under way.
    """

    def __init__(self, budget: Budget, price: Price | None, max_tokens: int, passes: int) -> None:
        self._budget = budget
        self._price = price
        self._reply = _REPLY / max(1, passes)  # each pass finds a part of the facts
        self._max_tokens = max_tokens
        self._input = self._output = 0.0  # tokens a character, the most so far
        self._settled = asyncio.Event()

    def estimate(self, question: Question) -> tuple[int, int]:
        """Guess how many tokens a question and its answer take."""
        sent = round(_sent(question) * (self._input or 1 / _PER_TOKEN))
        written = round(len(question.user) * (self._output or self._reply))
        return sent, min(written, self._max_tokens)

    async def reserve(self, question: Question, *, patient: bool = True) -> Decimal:
        """Set aside what a question may take; waits, if patient, for what is under way.

        Raises Failure where the budget does not last for it.
        """
        budget = self._budget
        if budget.limit is None:
            return Decimal(0)
        while not budget.reserve(expected := self._expected(question)):
            if not (patient and budget.aside):
                raise self._spent_up()
            self._settled.clear()
            await self._settled.wait()
        return expected

    def check(self) -> None:
        """Raise Failure where answers since have taken more than the whole budget."""
        if self._budget.limit is not None and self._budget.spent > self._budget.limit:
            raise self._spent_up()

    def settle(self, reserved: Decimal, question: Question, answer: Answer | None) -> None:
        """Put back what was set aside, and count what an answer took."""
        if self._budget.limit is not None:
            spent = Decimal(0) if answer is None else self._spent(question, answer)
            self._budget.settle(reserved, spent)
            self._settled.set()

    def release(self) -> None:
        """Let those look again who wait for others to be answered."""
        self._settled.set()

    def is_cut(self, question: Question, answer: Answer) -> bool:
        """Whether a server counted so few tokens that it cannot have read the whole prompt."""
        asked = question.asked
        chars = len(asked.system) + sum(map(len, asked.example)) + len(question.user)
        counted = answer.input_tokens
        return counted is not None and 0 < counted < _HIDDEN * chars / _PER_TOKEN

    def guessed_input(self, question: Question) -> int:
        """Guess the tokens of a prompt from its length alone."""
        return round(_sent(question) / _PER_TOKEN)

    def _spent_up(self) -> Failure:
        told = f"not read: the budget of {self._budget} does not last for it"
        return Failure(FailureClass.BUDGET, told)

    def _expected(self, question: Question) -> Decimal:
        """Give the guess in what the budget counts.

        Before there is any answer only the first question goes by it, for a small budget may hold
        for that; who goes beside it has room for the longest answer, and for tokens half as long.
        """
        sent, written = self.estimate(question)
        if not self._output and self._budget.aside:
            sent, written = 2 * sent, self._max_tokens
        return self._worth(sent, written)

    def _spent(self, question: Question, answer: Answer) -> Decimal:
        sent, written = answer.input_tokens, answer.output_tokens
        if sent is None or written is None:
            sent, written = self.guessed_input(question), round(len(answer.text) / _PER_TOKEN)
        self._input = max(self._input, sent / _sent(question))
        self._output = max(self._output, written / max(1, len(question.user)))
        return self._worth(sent, written)

    def _worth(self, sent: int, written: int) -> Decimal:
        """Give tokens in what the budget counts."""
        if self._budget.money is None:
            return Decimal(sent + written)
        assert self._price is not None  # noqa: S101 - looked at before the first question
        return self._price.of(sent, written)


def _sent(question: Question) -> int:
    return question.asked.length + len(question.user)
