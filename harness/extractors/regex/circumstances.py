"""Read what limits a fact: negation, hedges, and who says so."""

from __future__ import annotations

import re

from harness.extractors.regex.sentences import Reading, Sentence
from harness.model.facts import Certainty, Qualifiers

_NOT = re.compile(
    r"\b(?:nicht(?! (?:nur|zuletzt|mehr als|weniger als|einmal|ganz))"
    r"|kein(?:e[nmrs]?)?|nie|niemals|weder)\b"
)
_NOT_SO_MUCH = re.compile(r"\b(?:nicht|keine) (?:um |die )?⟨v")
_HEDGE = re.compile(
    r"\b(?:soll(?:en|te|ten)?|offenbar|angeblich|mutmaßlich|womöglich|möglicherweise|vermutlich|wohl"
    r"|könnten?|dürften?|Berichten? zufolge|dem Vernehmen nach|Insidern? zufolge|Gerüchten? zufolge"
    r"|laut (?:\w+)?[Bb]erichten?|Medienberichten)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\b(?:will|wollen|plant|planen|geplant\w*|erwartet|erwarten|rechnet mit|prognostiziert)\b"
)
_SOURCE = re.compile(
    r"(?:\b[Ll]aut|\b[Nn]ach Angaben|\b[Nn]ach Einschätzung|\b[Ss]o (?:sagte|sagt))"
    r"(?: (?:von|de[rsm]|einem|einer))?(?: [\w-]+){0,2}? ⟨n(?P<before>\d+)\|\w+⟩"
    r"|⟨n(?P<behind>\d+)\|\w+⟩s? zufolge"
)
_OWN = re.compile(r"\b(?:[Nn]ach|[Ll]aut) (?:eigenen|seinen|ihren) Angaben\b")
_FORMER = re.compile(r"(?:\bEx-|\b(?:ehemalige|frühere|einstige)[nrs]?\b|\bdamalige[nrs]?\b)")


def circumstances(
    reading: Reading, sentence: Sentence, told: str, subject: str, *, figure: bool
) -> Qualifiers:
    """Read what limits a fact: its source from the sentence, the rest from the words told.

    What denies a figure stands just before it; what denies anything else, in its clause.
    """
    return Qualifiers(
        attributed_to=_source(reading, sentence, subject),
        certainty=_certainty(told, sentence.marked),
        negated=(_NOT_SO_MUCH if figure else _NOT).search(told) is not None,
    )


def is_former(marked: str, place: int) -> bool:
    """Tell whether an office is told as one of the past, just before a place."""
    return _FORMER.search(marked, max(0, place - 25), place + 30) is not None


def _certainty(told: str, sentence: str) -> Certainty:
    if _HEDGE.search(told) or re.search(r"zufolge|[Mm]edienbericht", sentence):
        return "hedged"
    return "forecast" if _FORECAST.search(told) else "asserted"


def _source(reading: Reading, sentence: Sentence, subject: str) -> str | None:
    match = _SOURCE.search(sentence.marked)
    if match is not None:
        return reading.names[int(match["before"] or match["behind"])].text
    return subject if _OWN.search(sentence.marked) else None
