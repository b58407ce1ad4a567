"""Outcomes in plain words: what their names mean, and what came of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.facts import GoldFact, Prediction
from harness.model.results import ErrorClass, Match
from harness.report.words import listed, shortened, visible
from harness.scoring import NearMiss

CLASS_TELLS = {
    "polarity": "right but for a “not”",
    "wrong reference": "compared with something else, or in another measure",
    "wrong subject": "the value is right, its owner is not",
    "wrong value": "predicate and subject are right, the value is not",
    "wrong predicate": "the value is in the right place, but of another kind",
    "duplicate": "says a fact a second time in other words",
    "recited": "says what is true in the world, and not what the text says",
    "unsupported": "its value stands nowhere in the article",
    "spurious": "stands in the article, but is no gold fact",
    "missed": "nothing is paired with it",
}
OUTCOME_TELLS = {
    "right": "gold, and found",
    "wrong": "gold, and something else was said instead",
    "missed": "gold, and nothing was said",
    "extra": "said, but not in gold",
    "optional": "found, but need not be: counts on neither side",
    "optional missed": "need not be found, and was not",
    "restated": "says a found fact in the text’s other words: counts on neither side",
}
ELSEWHERE, NO_QUOTE, AGAIN, ALONE = (
    "evidence elsewhere",
    "quote not found",
    "said again",
    "found by no other",
)
MARK_TELLS = {
    ELSEWHERE: "right at level fact, but not at grounded: the words shown for it overlap gold’s "
    "evidence by less than 30 %, or there are none",
    NO_QUOTE: "the words it quotes stand nowhere in the article",
    AGAIN: "said several times in the same words, and counted once",
    ALONE: "of the extractors that read for themselves (no zero line, no vote) only this one "
    "finds the fact, which is required",
}
_OTHER_VALUE = {
    "type": "with a value of another type",
    "unit": "in another unit",
    "scale": "on another scale",
    "amount": "with another amount",
    "comparator": "with another bound",
    "date": "with another date",
    "entity": "with another name",
    "text": "with other words",
}
_LONGEST_NAME = 60  # in a sentence; it stands in full beside it


def class_words(error: str, detail: str) -> str:
    """Name an error, e.g. "wrong value: amount" or "wrong predicate and subject"."""
    if not detail:
        return error
    return f"{error} {detail}" if detail.startswith("and ") else f"{error}: {detail}"


def marks(match: Match, *, alone: bool) -> tuple[str, ...]:
    """Name what is to be noted of an outcome beside its class."""
    noted = (
        (ELSEWHERE, match.wrong_evidence),
        (NO_QUOTE, match.quote_not_found),
        (AGAIN, match.merged > 1),
        (ALONE, alone),
    )
    return tuple(name for name, holds in noted if holds)


def sentence(match: Match, near: NearMiss | None) -> str:
    """Say what came of a match, as far as its outcome alone does not."""
    return "; ".join(_sentences(match, near))


def _sentences(match: Match, near: NearMiss | None) -> Iterator[str]:
    gold, said = match.gold, match.prediction
    if match.error is not None and said is not None:
        if gold is None or near is None or match.error is ErrorClass.RECITED:
            yield CLASS_TELLS[match.error]
        else:
            yield _pair(gold, said, near.failed, match.detail)
        if match.level is not None:
            yield f"right at level {match.level.label}"
    if match.wrong_evidence and said is not None:
        yield "right, but " + (
            "the words shown overlap gold’s evidence too little"
            if said.evidence
            else "no words of the text are shown for it"
        )
    if match.quote_not_found:
        yield "the quote stands nowhere in the article"
    if match.merged > 1:
        yield f"said {match.merged} times, counted once"


def _pair(gold: GoldFact, said: Prediction, failed: Sequence[str], detail: str) -> str:
    """Say what is right in a wrong pair, and what was said instead of the rest."""
    right = [slot for slot in ("predicate", "subject", "value") if slot not in failed]
    told = "right" if len(right) == 3 else f"{listed(right)} right" if right else ""
    return ", but ".join(filter(None, (told, listed(list(_instead(gold, said, failed, detail))))))


def _instead(gold: GoldFact, said: Prediction, failed: Sequence[str], detail: str) -> Iterator[str]:
    kind, owner = _name(said.predicate), _name(said.subject)
    if "predicate" in failed:
        yield f"said as {kind} of {owner}" if "subject" in failed else f"said as {kind}"
    elif "subject" in failed:
        yield f"said of {owner}"
    if "value" in failed:
        yield _OTHER_VALUE.get(detail, "with another value")
    if "polarity" in failed:
        yield "without the “not”" if gold.qualifiers.negated else "with a “not”"
    if "reference" in failed:
        than, measure = said.qualifiers.than, said.qualifiers.dimension
        yield f"compared with {_name(than or '?')} in {_name(measure or '?')}"


def _name(text: str) -> str:
    return shortened(visible(text), _LONGEST_NAME)
