"""What limits a fact: negation, hedges, and who says so, read in a plain way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.extractors.ner.mentions import Mention
from harness.extractors.ner.text import Reading
from harness.model.facts import Certainty, Qualifiers

_NOT = re.compile(
    r"\b(?:nicht(?! (?:nur|zuletzt|mehr als|weniger als|einmal|ganz))"
    r"|keine?[mnrs]?|niemals|weder)\b"
)
_HEDGED = re.compile(
    r"\b(?:soll(?:en|te|ten)?|offenbar|angeblich|mutmaßlich|möglicherweise|vermutlich|wohl|könnten?"
    r"|dürften?|zufolge|dem Vernehmen nach)\b"
)
_FORECAST = re.compile(
    r"\b(?:will|wollen|plant|planen|geplant\w*|erwartet|erwarten|prognostiziert|ankündigen)\b"
)
_FORMER = re.compile(
    r"\b(?:früher\w*|ehemalig\w*|einstig\w*|damalig\w*|zeitweise)\b|\bEx-", re.IGNORECASE
)
_SAYING = re.compile(
    r"(?:sag|erklär|teilt|behaupt|erzähl|mein|schätz|schreib|schrieb|warn|rechne)\w*"
)
_BEFORE = frozenset({"laut", "angaben"})


def circumstances(
    reading: Reading, names: Sequence[Mention], subject: Mention, value: range, clause: range
) -> Qualifiers:
    """Read the qualifiers of a fact: its source from the sentence, the rest from the clause."""
    told = _text(reading, clause)
    return Qualifiers(
        attributed_to=_source(reading, names, subject, value),
        certainty=_certainty(told),
        negated=_NOT.search(told) is not None,
        former=_FORMER.search(told) is not None,
    )


def _certainty(told: str) -> Certainty:
    if _HEDGED.search(told):
        return "hedged"
    return "forecast" if _FORECAST.search(told) else "asserted"


def _source(
    reading: Reading, names: Sequence[Mention], subject: Mention, value: range
) -> str | None:
    """Name who says so: „laut X“, „X zufolge“, „sagte X“, „X sagte“."""
    sentence = reading.sentences[reading.sentence_of(value.start)]
    for name in names:
        if name.kind not in ("PER", "ORG") or name.tokens.start not in sentence:
            continue
        before = _words(
            reading, range(max(sentence.start, name.tokens.start - 3), name.tokens.start)
        )
        behind = _words(reading, range(name.tokens.stop, min(sentence.stop, name.tokens.stop + 2)))
        if _BEFORE & set(before) or "zufolge" in behind:
            return name.text
        beside = (*before[-1:], *behind[:1])
        says = name.kind == "PER" and any(_SAYING.fullmatch(word) for word in beside)
        if says and name is not subject:
            return name.text
    return None


def _words(reading: Reading, tokens: range) -> list[str]:
    return [reading.tokens[index].text.lower() for index in tokens]


def _text(reading: Reading, tokens: range) -> str:
    span = reading.span(tokens)
    return reading.article.text[span.start : span.end]
