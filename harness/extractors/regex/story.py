"""What has been spoken of so far, and what a description or a pronoun takes up of it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harness import german
from harness.extractors.regex.nouns import nouns
from harness.german.lexis import words
from harness.model.corpus import Span

# A source of news is hardly ever what the news is about.
SOURCES = words(
    "Reuters Bloomberg dpa DPA AFP AP dpa-AFX CNBC CNN BBC ARD ZDF Handelsblatt Spiegel FAZ Xinhua"
)
_FAR = 8  # sentences after which nothing is taken up any more


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that speaks of something: by its name, by a description, or by a pronoun.

    `text` is the name it stands for. `linked` marks a pronoun, before which a clause may begin;
    `maker` names who a product is called after („die Modelle von X“) or what a person heads,
    `also` the second of „beide“.
    """

    span: Span
    text: str
    kind: str
    linked: bool = False
    maker: str | None = None
    also: str | None = None


OBLIQUE = re.compile(
    r"(?:\b(?:von|mit|gegen|gegenüber|als|wie|neben|bei|laut|für|durch|an|vom|beim|über)"
    r"(?: (?:de[rmn]|die|das))?(?: [\w-]+){0,2}|\b[\w-]*(?:geldgeber|investor|konkurrent|rivale"
    r"|wettbewerber)\w*"
    r"(?: (?:ist|sind|wie|bleibt))?|⟩ de[rs](?: [\w-]+){0,2}) \Z",
    re.IGNORECASE,
)
_FIRM = re.compile(r"(?i:firma|konzern|unternehmen|start-?up|hersteller|anbieter)")
# „Muster, ein norwegisches Start-up“
_CALLED = re.compile(
    r", (?:ein(?:e[mnrs]?)?|d(?:er|ie|as)) (?:[a-zäöüß][\w-]*e[nrsm]? ){0,2}([A-ZÄÖÜ][\w-]+)"
)
_ARTICLE_BEFORE = re.compile(r"(?:\b[Dd](?=ie )|\A\s*D)(ie|er|as) \Z")
_FEMININE_NAME = re.compile(r"(?i:bank|airline|gesellschaft|gruppe|group| AG| SE| GmbH)\Z")
# A fund is only taken up as a fund, a bank as a bank.
_OF_ITS_KIND = re.compile(
    r"(?i:fonds|bank|airline|fluggesellschaft|verlags?|versicherers?|verbands?)\Z"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A mention that may be taken up: the number of its sentence, and how prominent it was."""

    number: int
    mention: Mention
    weight: float


class Story:
    """What has been spoken of so far in an article, sentence by sentence."""

    def __init__(self, text: str, names: Sequence[german.Name]) -> None:
        self._text = text
        self._told: list[_Told] = []
        self._often = Counter(name.text for name in names)
        self._most = max(self._often.values(), default=1)
        self._genders: dict[str, str] = {}
        self._heads: dict[str, str] = {}
        self._number = 0

    def tell(self, number: int, mention: Mention, *, leading: bool) -> None:
        """Note a mention; the first of a sentence is the one most likely to be taken up."""
        before = self._text[max(0, mention.span.start - 40) : mention.span.start]
        line = before.rpartition("\n")[2]
        weight = 2 * self._often[mention.text] / self._most
        weight += -1.5 if OBLIQUE.search(line) else 0.8 * leading
        if mention.maker is not None and mention.kind == "PRODUCT":
            maker = Mention(mention.span, mention.maker, "ORG")
            self._told.append(_Told(number, maker, weight - 1))
        self._told.append(_Told(number, mention, weight))
        self._describe(mention, line)

    def _describe(self, mention: Mention, line: str) -> None:
        """Learn what a name is called, and its gender: by article, trade and apposition."""
        article = _ARTICLE_BEFORE.search(line)
        if article is not None and mention.kind in ("ORG", "NAME", "PRODUCT"):
            self.learn(mention, {"ie": "f", "er": "m", "as": "n"}[article[1]])
        behind = _CALLED.match(self._text, mention.span.end)
        trade = line.split()[-1:] if line.endswith(" ") else []
        called = [*trade, *([behind[1]] if behind else [])]
        if called and mention.kind == "ORG":
            for gender, heads in nouns().anaphora["ORG"].items():
                if re.search(rf"(?:{heads})\Z", called[0], re.IGNORECASE):
                    self.learn(mention, gender)
        self._heads[mention.text] = " ".join([self._heads.get(mention.text, ""), *called])

    def take_up(
        self,
        kinds: Sequence[str],
        gender: str | None = None,
        head: str = "",
        but: str = "",
        *,
        near: bool = False,
    ) -> Mention | None:
        """Find what a description or a pronoun stands for, by nearness and prominence."""
        best: _Told | None = None
        best_score = float("-inf")
        own = _OF_ITS_KIND.search(head)
        for told in reversed(self._told):
            away = self._number - told.number
            if away > _FAR:
                break
            if told.mention.kind not in kinds or told.mention.text == but:
                continue
            if gender is not None and gender not in self.gender(told.mention):
                continue
            weight = told.weight * (0.3 if near else 1)
            score = weight - 0.7 * away - 2 * (told.mention.text in SOURCES)
            if head and self._is(told.mention.text, head):
                score += 1.5
            elif own is not None:
                # „der Hedgefonds“: whoever is called a start-up is none; then the nearest.
                score = (
                    -0.7 * away
                    - 3
                    - 2 * (_FIRM.search(self._heads.get(told.mention.text, "")) is not None)
                )
            if score > best_score:
                best, best_score = told, score
        return None if best is None else best.mention

    def last(self, number: int, but: Sequence[str] = ()) -> Mention | None:
        """Give the last mention of a sentence so far, kinds left aside."""
        for told in reversed(self._told):
            if told.number != number:
                return None
            if told.mention.kind not in but:
                return told.mention
        return None

    def subject(self, number: int) -> Mention | None:
        """Give the first firm of a sentence so far, where nothing makes it an object."""
        here = itertools.takewhile(lambda told: told.number == number, reversed(self._told))
        firms = [told.mention for told in here if told.mention.kind == "ORG" and told.weight > 0.3]
        return firms[-1] if firms else None

    def _is(self, name: str, head: str) -> bool:
        described = (name + " " + self._heads.get(name, "")).lower()
        return head.lower().rstrip("se")[-5:] in described

    def enter(self, number: int) -> None:
        """Begin the next sentence."""
        self._number = number

    def learn(self, mention: Mention, gender: str) -> None:
        """Note how a name was described: „die Firma“ makes „sie“ possible."""
        self._genders[mention.text] = self._genders.get(mention.text, "") + gender

    def gender(self, mention: Mention) -> str:
        """Tell which pronouns may take a mention up."""
        known = self._genders.get(mention.text, "")
        if mention.kind == "PER":
            before = self._text[max(0, mention.span.start - 20) : mention.span.start]
            return known or ("f" if re.search(r"(?:in|Frau) \Z", before) else "m")
        if mention.kind == "ORG" and _FEMININE_NAME.search(mention.text):
            return known + "f"
        return known + "n"
