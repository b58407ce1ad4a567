"""Find whom a clause is about: the nearest fitting name, here or in the sentence before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from harness.extractors.regex.sentences import Reading, Sentence
from harness.german.lexis import words

MARK = re.compile(r"⟨(?P<sort>[nv])(?P<index>\d+)\|(?P<kind>\w+)⟩")
# A source of news is hardly ever what the news is about.
_SOURCES = words(
    "Reuters Bloomberg dpa DPA AFP AP dpa-AFX CNBC CNN BBC ARD ZDF Handelsblatt Spiegel FAZ Xinhua"
)
_NO_SUBJECT_BEFORE = re.compile(
    r"(?:\b[Ll]aut|\bAngaben (?:von|des \w+)|\bwie|\bgegenüber|\bals|\bVergleich (?:zu|mit)|\bneben"
    r"|⟨v[^⟩]*⟩ von|\b(?:in|an|bei|gegen|für|durch)|⟩ de[rs] [\w-]+"
    r"|\bAnalyst\w* (?:von|bei|der)|⟨n\d+\|PER⟩ (?:von|bei|vom))"
    r" (?:de[rm] |die )?(?:[\w-]+ )?\Z"
)
_ANAPHORA = re.compile(
    r"\s*(?:(?:D(?:as|ie|er)(?: [a-zäöüß]+e[nrs]?)?|Dessen|Deren|Seine?|Ihre?|Dies(?:es|er|e))"
    r" (?:[\w-]*(?:[Uu]nternehmen"
    r"|[Ff]irma|[Kk]onzern|[Ss]tart-?[Uu]p|Aktie|Papiere?|Titel|Modell|App|[Hh]ersteller|Bank"
    r"|Anteilsscheine|Gruppe|Chatbot|Software|Fonds)s?)\b|Es |Sie |Er )"
    r"|.*\b(?:die (?:Aktie|Firma)|das (?:Papier|Unternehmen)|der Konzern)(?! (?:von|de[rs])\b)\b"
)


def subject_of(
    reading: Reading, number: int, marked: tuple[int, int], kinds: Collection[str]
) -> int | None:
    """Find the index of the name that a cue at a stretch of a marked sentence is about.

    Looks before the cue in its clause, then behind it, then earlier in the sentence, and last in
    the sentence before, where this one takes its subject up by „das Unternehmen“ or „es“.
    """
    sentence = reading.sentences[number]
    clause = sentence.clause(marked[0])
    fitting = _fitting(reading, sentence, kinds)
    before = [index for place, index in fitting if clause[0] <= place < marked[0]]
    behind = [index for place, index in fitting if marked[0] <= place < clause[1]]
    earlier = [index for place, index in fitting if place < clause[0]]
    if before or behind:
        return before[-1] if before else behind[0]
    if earlier:
        return earlier[-1]
    return _taken_up(reading, number, kinds)


def _taken_up(reading: Reading, number: int, kinds: Collection[str]) -> int | None:
    if number == 0 or not _ANAPHORA.match(reading.sentences[number].marked):
        return None
    for back in range(number - 1, max(-1, number - 4), -1):
        fitting = _fitting(reading, reading.sentences[back], kinds)
        if fitting:
            return fitting[0][1]
    return None


def _fitting(
    reading: Reading, sentence: Sentence, kinds: Collection[str]
) -> Sequence[tuple[int, int]]:
    """List (place in the marked sentence, index) of the names that may be a subject."""
    return [
        (match.start(), int(match["index"]))
        for match in MARK.finditer(sentence.marked)
        if match["sort"] == "n"
        and match["kind"] in kinds
        and reading.names[int(match["index"])].text not in _SOURCES
        and not _NO_SUBJECT_BEFORE.search(
            sentence.marked, max(0, match.start() - 60), match.start()
        )
    ]
