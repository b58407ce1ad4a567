"""The words of a text as the pair classifier sees them: masked, cut to stems, in clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.extractors.ner.mentions import Mention, ValueMention
from harness.extractors.ner.text import Reading
from harness.german import DURATIONS, MONEY

BREAKS = frozenset({",", ";", ":", "–", "("})
_PRONOUNS = re.compile(
    r"(?:er|sie|es|ihm|ihn|ihr|ihre[nmrs]?|sein|seine[nmrs]?|dessen|deren|dieser?|diese[nms]|man)"
)
_NOUNS = re.compile(
    r"(?:unternehmen|firma|konzern|start|startup|modell|app|chatbot|programm|software|hersteller"
    r"|anbieter|fonds|haus|gründer|präsident|chef|milliardär|entwickler|aktie|kurs|papier)"
)


def masked(reading: Reading, names: Sequence[Mention], values: Sequence[ValueMention]) -> list[str]:
    """Give the words in lower case; names and figures are masked, so that none is learned.

    A surname that stands alone where no mention was found is masked as well.
    """
    people = {
        reading.tokens[index].text for one in names if one.kind == "PER" for index in one.tokens
    }
    words = [
        "<PER>" if token.text in people and token.text[0].isupper() else token.text.lower()
        for token in reading.tokens
    ]
    for name in names:
        for index in name.tokens:
            words[index] = f"<{name.kind}>"
    for value in values:
        if value.sort != "text":
            for index in value.tokens:
                words[index] = f"<{family(value.sort)}>"
    return words


def stem(word: str) -> str:
    """Cut a word to the part that German inflection mostly leaves alone."""
    return word if word.startswith("<") else word.removeprefix("ge")[:6]


def stems(definition: str) -> frozenset[str]:
    """Cut the longer words of a predicate's definition to stems."""
    words = re.findall(r"[^\W\d_]{4,}", definition.lower())
    return frozenset(word.removeprefix("ge")[:5] for word in words)


def cued(word: str, cues: frozenset[str]) -> bool:
    """Tell whether a word holds one of the stems."""
    return any(cue in word for cue in cues)


def clause_in(words: Sequence[str], whole: range, tokens: range) -> range:
    """Give what stands around some tokens up to the next break, within a sentence."""
    start, stop = tokens.start, tokens.stop
    while start > whole.start and words[start - 1] not in BREAKS:
        start -= 1
    while stop < whole.stop and words[stop] not in BREAKS:
        stop += 1
    return range(start, stop)


def clause_of(reading: Reading, tokens: range) -> range:
    """Give the clause around some tokens: from one comma, colon or dash to the next."""
    words = [token.text for token in reading.tokens]
    return clause_in(words, reading.sentences[reading.sentence_of(tokens.start)], tokens)


def anaphors(words: Sequence[str], whole: range) -> list[str]:
    """List the words of a sentence that may stand for a name told before."""
    found = set()
    for index in whole:
        if _PRONOUNS.fullmatch(words[index]):
            found.add(f"pronoun={words[index][:3]}")
        elif _NOUNS.fullmatch(words[index].rstrip("s")):
            found.add(f"noun={words[index][:5]}")
    return sorted(found) or ["no_anaphor"]


def is_tight(words: Sequence[str]) -> bool:
    """Tell whether few words stand between, and none that ends a phrase."""
    return len(words) <= 3 and not any(word in BREAKS or word.startswith("<") for word in words)


def bucket(number: int) -> str:
    """Put a number into one of few classes."""
    for limit in (0, 1, 2, 3, 5, 8, 12, 20):
        if number <= limit:
            return f"<={limit}"
    return "more"


def family(sort: str) -> str:
    """Put units of the same nature together: all money, all durations."""
    if sort in MONEY:
        return "money"
    return "duration" if sort in DURATIONS else sort
