"""Products without a name: „das Modell“ is told by whose it is, „Modell von DeepSeek“."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from harness.extractors.ner.mentions import Mention
from harness.extractors.ner.text import Reading
from harness.model.corpus import Span
from harness.model.names import normal_form

# Heads of descriptions by how they begin, with the form that stands in the description.
_HEADS = {
    "sprachmodell": "Modell", "modell": "Modell", "app": "App", "chatbot": "Chatbot",
    "software": "Software", "system": "System", "chips": "Chips", "plattform": "Plattform",
}  # fmt: skip
_HEAD = re.compile(
    r"(?P<head>Sprachmodell|Modell|App|Chatbot|Software|System|Chips|Plattform)(?:e|en|s|es|n)?"
)


def described(reading: Reading, names: Sequence[Mention]) -> list[Mention]:
    """Describe the nameless products of a text by the firm told with them."""
    firms = [one for one in names if one.kind == "ORG"]
    if not firms:
        return []
    taken = {index for one in names if one.kind == "PRODUCT" for index in one.tokens}
    often = Counter(normal_form(one.text) for one in firms)
    found = []
    for index, token in enumerate(reading.tokens):
        head = _HEAD.fullmatch(token.text)
        if head is None or index in taken:
            continue
        owned = _owned(reading, index, firms)
        if owned is not None:
            found.append(owned)
            continue
        firm = _firm(reading, firms, often, index)
        text = f"{_HEADS[head['head'].lower()]} von {firm.text}"
        found.append(
            Mention(range(index, index + 1), Span(token.start, token.end), text, "PRODUCT")
        )
    return found


def _owned(reading: Reading, index: int, firms: Sequence[Mention]) -> Mention | None:
    """Take „Modelle von DeepSeek“ and „DeepSeek-Modelle“ as they stand."""
    text = reading.article.text
    for firm in firms:
        behind = firm.tokens.start == index + 2 and reading.tokens[index + 1].text == "von"
        joined = firm.tokens.stop == index - 1 and reading.tokens[index - 1].text == "-"
        if behind or joined:
            tokens = range(min(index, firm.tokens.start), max(index + 1, firm.tokens.stop))
            span = reading.span(tokens)
            return Mention(tokens, span, text[span.start : span.end], "PRODUCT")
    return None


def _firm(reading: Reading, firms: Sequence[Mention], often: Counter[str], index: int) -> Mention:
    """Choose among the firms of the sentence, else of all: the one that is told of most."""
    sentence = reading.sentences[reading.sentence_of(index)]
    here = [one for one in firms if one.tokens.start in sentence and one.tokens.start < index]
    return max(here or firms, key=lambda one: often[normal_form(one.text)])
