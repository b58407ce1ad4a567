"""Read who and what is spoken of: names, what takes a name up („das Unternehmen“), and groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml

from harness import german
from harness.german.gazetteer import gazetteer
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
    `maker` names who a product is called after („die Modelle von X“) or whom a person heads, `also` the second of „beide“.
    """

    span: Span
    text: str
    kind: str
    linked: bool = False
    maker: str | None = None
    also: str | None = None


class Nouns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The packaged lists of nouns; `nouns.yaml` says in its head what they are."""

    anaphora: Mapping[str, Mapping[str, str]]
    products: Mapping[str, str]
    shares: str
    groups: str
    events: str
    policies: str


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    """Read the packaged nouns once."""
    text = files(__package__).joinpath("nouns.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), Nouns)


# What looks like an adjective by its ending, and is an article, a link or a verb.
_NO_ADJECTIVE = (
    r"(?:d(?:ie|er|en|em|es)|wie|alle[ns]?|viele|ein(?:e[rnms]?)?|diese[rnms]?|jene[rnms]?|jede[rnms]?|keine[rnms]?|seine[rnms]?"
    r"|ihre[rnms]?|andere[rnms]?|wegen|gegen|neben|unter|über|oder|aber|wurden?|werden|waren|wäre|sei|haben|hatten?|hätten?"
    r"|sollen|sollten?|wollen|wollten?|können|konnten?|müssen|mussten?|dürfen|lassen|eigene[rnms]?|woher|sowie|sie|beide|ehe)"
)
_ADJECTIVE = rf"(?:(?!{_NO_ADJECTIVE} )(?:[a-zäöüß]|US-|KI-)[\w-]*e[nrsm]? )"
_ARTICLES = {
    "n": r"(?:[Dd]as|[Dd]es|[Dd]em|[Dd]ies(?:es|em)|[Ii]m|[Bb]eim|[Vv]om|[Zz]um)",
    "f": r"(?:[Dd]ie|[Dd]er|[Dd]iese[r]?|[Zz]ur)",
    "m": r"(?:[Dd]er|[Dd]es|[Dd]em|[Dd]en|[Dd]iese[rsnm]|[Bb]eim|[Vv]om|[Zz]um)",
}
_OWN = r"(?P<own>[Ss]eine?[rsnm]?|[Ii]hre?[rsnm]?|[Dd]essen|[Dd]eren)"
_NO_NAME = r"(?![\w-])(?! of )(?! [„\"»]?[A-ZÄÖÜ0-9][\w&-]+)"
# Behind a description stands no name and no owner: „das Unternehmen Muster“, „die Firma von Muster“.
_ALONE = rf"{_NO_NAME}(?! (?:von|namens|aus|de[rs]) )"
_OTHERS = (
    r"(?!(?i:staats|noten|zentral|haus|groß|investment|direkt|konkurrenz|mutter|schwester|tochter))"
)
_MADE = r"\b(?:gebaut|entwickelt|herausgebracht|veröffentlicht|vorgestellt|präsentiert|angekündigt)"
_PRONOUN = re.compile(
    r"(?<![\w-])(?:(?P<he>[Ee]r)|(?P<she>[Ss]ie)(?= (?P<verb>\w+))?|(?P<it>Es|(?<=\w, dass )es))"
    r"(?![\w-])(?! (?:gibt|gab|geht|ging|kam|kommt|handel|dauer|war|bleib|sei\b|fehl))"
)
_IN = r"(?:(?:in|an|bei|mit|von|zu|für|auf|durch|aus) )?"
_RELATIVE = re.compile(
    rf", {_IN}(?P<word>das|der|die|dem|den)"
    r"(?= (?:(?:im|am|vor|in|seit|bei|mit|von|den|die|das|der|einen?|einst|früher|zuvor|bisher|nun|selbst|auch|nicht"
    r"|sich|als|unter|nach|zu|ihren|seinen|es|sie|er) |[a-zäöüß]+e?n? (?:wurde|wird|ist|war|hat|hatte)\b"
    r"|[A-Z]\w+ (?:führt|leitet|betreibt|gehört|gründete|entwickelt|im|am|in|vor|seit)\b))"
)
_WHOSE = re.compile(rf", {_IN}(?P<word>dessen|deren) ")
_OBLIQUE = re.compile(
    r"(?:\b(?:von|mit|gegen|gegenüber|als|wie|neben|bei|laut|für|durch|an|vom|beim|über)"
    r"(?: (?:de[rmn]|die|das))?(?: [\w-]+){0,2}|\b[\w-]*(?:geldgeber|investor|konkurrent|rivale|wettbewerber)\w*"
    r"(?: (?:ist|sind|wie|bleibt))?|⟩ de[rs](?: [\w-]+){0,2}) \Z",
    re.IGNORECASE,
)
_FIRM = re.compile(r"(?i:firma|konzern|unternehmen|start-?up|hersteller|anbieter)")
# „Muster, ein norwegisches Start-up“
_ONE_OF = re.compile(r"(?:[Ee]ine[rs]?|[Kk]eine[rs]?|[Vv]iele|[Ee]inige|[Mm]ehrere) \Z")
_ONE = re.compile(
    r"\b(?:[Dd]as|[Dd]em|[Dd]es|[Ee]in(?:em|es|e)?|[Kk]ein|[Dd]ieses|[Dd]iesem|jedes|jedem) (?:[a-zäöüß][\w-]* ){0,2}\Z"
)
_HEAD_OF_IT = re.compile(
    r"(?<![\w-])(?:Konzern|Firmen|Vorstands|Unternehmens|Finanz|Instituts)(?:chef|sprecher|vorstand)(?:in)? \Z"
)
# Adjectives that point and say nothing of what they point at.
_POINTING = re.compile(
    r"\b(?:dortige|heimische|hiesige|sogenannte|genannte|beide|meiste|übrige|besagte)[nrs]? "
)
_CALLED = re.compile(
    r", (?:ein(?:e[mnrs]?)?|d(?:er|ie|as)) (?:[a-zäöüß][\w-]*e[nrsm]? ){0,2}([A-ZÄÖÜ][\w-]+)"
)
_APPOSED = re.compile(r", (?:d(?:er|ie|as|em|en|es) )?")
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
        oblique = _OBLIQUE.search(line) is not None
        weight = 2 * self._often[mention.text] / self._most
        weight += -1.5 if oblique else 0.8 * leading
        article = _ARTICLE_BEFORE.search(line)
        if article is not None and mention.kind in ("ORG", "NAME", "PRODUCT"):
            self.learn(mention, {"ie": "f", "er": "m", "as": "n"}[article[1]])
        if mention.maker is not None and mention.kind == "PRODUCT":
            self._told.append(
                _Told(number, Mention(mention.span, mention.maker, "ORG"), weight - 1)
            )
        self._told.append(_Told(number, mention, weight))
        behind = _CALLED.match(self._text, mention.span.end)
        called = (line.split()[-1:] if line.endswith(" ") else []) + ([behind[1]] if behind else [])
        told = self._heads.get(mention.text, "")
        if called and mention.kind == "ORG":
            for gender, heads in nouns().anaphora["ORG"].items():
                if re.search(rf"(?:{heads})\Z", called[0], re.IGNORECASE):
                    self.learn(mention, gender)
        self._heads[mention.text] = " ".join([told, *called])

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
        for told in self._told:
            away = self._number - told.number
            if told.mention.kind not in kinds or away > _FAR or told.mention.text == but:
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
            if score >= best_score:
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
        for told in self._told:
            if told.number == number and told.mention.kind == "ORG" and told.weight > 0.3:
                return told.mention
        return None

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


def product_of(owner: str, head: str) -> str | None:
    """Name what is called after its maker: „Modelle“ of X are the X-Modell."""
    for name, pattern in nouns().products.items():
        if re.search(rf"(?:{pattern})\Z", head, re.IGNORECASE):
            joined = owner.replace(" ", "")
            return f"{joined if joined in gazetteer().names else owner}-{name}"
    return None


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, re.Pattern[str]]:
    lists = nouns()
    products = "|".join(lists.products.values())
    patterns = {
        f"{kind}{gender}": rf"(?<![\w-]){_ARTICLES[gender]} (?:(?:im Jahr )?\d{{4}} (?:(?:in|an der) (?:[A-ZÄÖÜ]\w+ ){{1,2}})?gegründete[nrs]? )?"
        rf"(?P<name>(?:{_ADJECTIVE}|[A-ZÄÖÜ][a-zäöüß]+n?er ){{0,2}}(?P<head>{_OTHERS}[\w-]*?(?i:{heads}))){_NO_NAME}(?! (?:von|namens|de[rs]|hinter) )"
        for kind, genders in lists.anaphora.items()
        for gender, heads in genders.items()
    }
    patterns["share"] = (
        rf"(?<![\w-])(?P<name>[Dd](?:ie|er|as|en|em|es)|[Ss]eine?|[Ii]hre?)(?= (?P<head>(?i:{lists.shares}))(?![\w-])"
        r"(?! (?:von|vom|de[rs]|eine[rs]|an|[a-zäöü]+er) )(?! [A-ZÄÖÜ]))"
    )
    patterns["own"] = (
        rf"(?<![\w-]){_OWN} {_ADJECTIVE}{{0,2}}(?P<head>[\w-]*?(?i:{products})){_ALONE}"
    )
    patterns["of"] = (
        rf"(?<![\w-]){_ADJECTIVE}{{0,2}}"
        rf"(?P<head>[\w-]*?(?i:{products}))(?![\w-]) (?:von|de[rs](?: [\w-]+)?) \Z"
    )
    patterns["made"] = (
        rf"(?<![\w-])(?:(?:[Ee]in(?:e[nm]?|es)?|mehrere|neue|zwei|drei) {_ADJECTIVE}{{0,2}}(?P<head>[\w-]*?(?i:{products})){_ALONE}"
        rf"(?=[^.;:]{{0,80}}{_MADE}\w*)|{_MADE}e[nrsm]? (?P<head2>[\w-]*?(?i:{products})){_ALONE})"
    )
    patterns["both"] = (
        r"(?<![\w-])(?:(?:[Dd]ie|[Dd]en) )?[Bb]eiden? (?:Unternehmen|Firmen|Konzernen?|Banken|Instituten?|Geldhäusern?|Häusern?)(?![\w-])(?! [A-ZÄÖÜ])"
    )
    patterns["group"] = (
        rf"(?<![\w-])(?:(?:[Dd]ie|[Dd]en|[Dd]er|[Aa]lle[nr]?|[Vv]iele[nr]?|[Ss]ämtliche[nr]?|[Mm]eisten|[Aa]ndere[nr]?) )*"
        rf"(?P<name>(?:(?<=\b[DdAa]\w\w ){_ADJECTIVE}{{0,2}}|(?:(?!{_NO_ADJECTIVE} )[a-zäöüßA-Z][\w-]*(?:e|ische[nr]|er) ){{0,2}})"
        rf"(?:US-|KI-)?\b[\w-]*?(?i:{lists.groups}){_NO_NAME}"
        r"(?: aus (?:den |der )?[A-Z]\w+(?: Staaten)?| in (?:den )?USA)?)"
    )
    patterns["event"] = rf"(?<![\w-])(?P<name>[A-ZÄÖÜ]?[\w-]*?(?i:{lists.events}))(?![\w-])"
    patterns["policy"] = rf"(?<![\w-])(?P<name>[A-ZÄÖÜ]?[\w-]*?(?i:{lists.policies}))(?![\w-])"
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _collide(span: Span, name: Span, sort: str) -> bool:
    """Tell an overlap with a name; a group may end with one („Rivalen aus Kanada“)."""
    apart = name.end <= span.start or span.end <= name.start
    return not apart and (sort != "group" or name.start <= span.start)


def mentions(text: str, sentences: Sequence[Span], names: Sequence[german.Name]) -> list[Mention]:
    """Read the mentions of a text, in order and without overlap."""
    story = Story(text, names)
    found: list[Mention] = []
    index = 0
    for number, sentence in enumerate(sentences):
        story.enter(number)
        here: list[german.Name] = []
        while index < len(names) and names[index].span.start < sentence.end:
            here.append(names[index])
            index += 1
        found += _Sentence(text, sentence, number, story).read(here)
    return found


class _Sentence:
    """A sentence whose mentions are read from left to right."""

    def __init__(self, text: str, span: Span, number: int, story: Story) -> None:
        self._text = text
        self._span = span
        self._number = number
        self._story = story
        self._taken: list[Span] = []
        self._names: list[Span] = []

    def read(self, names: Sequence[german.Name]) -> Iterator[Mention]:
        """Yield the mentions of the sentence; what is read first keeps its place."""
        self._names = [name.span for name in names]
        named = [self._named(name) for name in names]
        self._taken = [mention.span for mention in named]
        told: list[tuple[Span, re.Match[str] | Mention, str]] = [
            (mention.span, mention, "name") for mention in named
        ]
        for sort, pattern in _patterns().items():
            if sort != "of":
                told += self._places(pattern, sort)
        told += self._places(_WHOSE, "whose") + self._places(_PRONOUN, "pronoun")
        told += self._places(_RELATIVE, "relative")
        end, leading = self._span.start, True
        for span, place, sort in sorted(told, key=lambda one: (one[0].start, -one[0].end)):
            if span.start < end:
                continue
            mention = place if isinstance(place, Mention) else self._resolved(span, place, sort)
            if mention is None:
                continue
            self._story.tell(self._number, mention, leading=leading)
            end, leading = span.end, False
            yield mention

    def _places(
        self, pattern: re.Pattern[str], sort: str
    ) -> list[tuple[Span, re.Match[str] | Mention, str]]:
        group = {"group": "name", "event": "name", "policy": "name", "relative": "word"}.get(sort)
        group = "word" if sort == "whose" else group
        group = "name" if "name" in pattern.groupindex else group
        places: list[tuple[Span, re.Match[str] | Mention, str]] = []
        for match in pattern.finditer(self._text, self._span.start, self._span.end):
            span = Span(*match.span(group or 0))
            if not any(_collide(span, other, sort) for other in self._taken):
                places.append((span, match, sort))
        return places

    def _named(self, name: german.Name) -> Mention:
        """Take a name as it is, or as the owner of what stands beside it."""
        kind = name.kind_hint or "NAME"
        plain = Mention(name.span, name.text, kind)
        if kind == "PER":
            return self._in_office(plain)
        if kind not in ("ORG", "NAME"):
            return plain
        heads = "|".join(nouns().products.values())
        behind = re.compile(
            rf"(?:-(?:[\w-]*-)?|[s’']? (?:(?:neue|große|eigene|jüngste)[nrsm]? )?)"
            rf"(?P<head>[\w-]*?(?i:{heads})){_ALONE}"
        ).match(self._text, name.span.end, self._span.end)
        if behind is not None:
            product = product_of(name.text, behind["head"])
            if product is not None:
                span = Span(name.span.start, behind.end())
                return Mention(span, product, "PRODUCT", maker=name.text)
        start = self._text.rfind("\n", self._span.start, name.span.start) + 1
        before = _patterns()["of"].search(
            self._text[max(start, self._span.start, name.span.start - 60) : name.span.start]
        )
        if before is None or (product := product_of(name.text, before["head"])) is None:
            return plain
        span = Span(name.span.start - len(before[0]), name.span.end)
        if any(span.start <= other.start < name.span.start for other in self._names):
            return plain  # „das V3-Modell von Muster“ has a name of its own
        return Mention(span, product, "PRODUCT", maker=name.text)

    def _in_office(self, person: Mention) -> Mention:
        """Read „Konzernchef Muster“: the head of the firm of which the text speaks."""
        before = self._text[max(self._span.start, person.span.start - 40) : person.span.start]
        firm = self._story.take_up(("ORG",)) if _HEAD_OF_IT.search(before) else None
        return person if firm is None else Mention(person.span, person.text, "PER", maker=firm.text)

    def _resolved(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        if sort == "group" and _ONE.search(
            self._text, max(0, match.start() - 40), match.start("name")
        ):
            return None
        if sort in ("group", "event", "policy"):
            return Mention(span, _POINTING.sub("", match["name"]), sort.upper())
        if sort == "pronoun":
            return self._pronoun(span, match)
        if sort == "share":
            before = self._story.take_up(("ORG",))
            return None if before is None else Mention(span, before.text, before.kind)
        if sort == "both":
            return self._both(span)
        if sort in ("relative", "whose"):
            return self._relative(span)
        if sort in ("own", "made"):
            return self._owned(span, match)
        kind, gender = sort[:-1], sort[-1]
        story = self._story
        if _ONE_OF.search(self._text, max(0, match.start() - 14), match.start()):
            return None
        clause = self._text[self._span.start : span.start].rpartition(",")[2]
        here = story.last(self._number)
        oblique = _OBLIQUE.search(clause) is not None
        apposed = story.last(self._number)
        if apposed is not None and _APPOSED.fullmatch(self._text, apposed.span.end, span.start):
            before: Mention | None = apposed
        else:
            # „Muster hat Geld in die Firma gesteckt“: hardly in itself.
            inside = here is not None and oblique and here.span.end > span.start - len(clause)
            but = here.text if here is not None and inside else ""
            before = story.take_up((kind,), head=match["head"], but=but)
        if before is None and kind == "PRODUCT":
            return self._owned(span, match)
        if before is None:
            return None
        story.learn(before, gender)
        return Mention(span, before.text, before.kind)

    def _both(self, span: Span) -> Mention | None:
        """Read „beide Unternehmen“: the two that were told last."""
        first = self._story.take_up(("ORG",))
        second = None if first is None else self._story.take_up(("ORG",), but=first.text)
        if first is None or second is None:
            return None
        return Mention(span, first.text, "ORG", also=second.text)

    def _owned(self, span: Span, match: re.Match[str]) -> Mention | None:
        """Read „seine Modelle“, or „das Modell“ where no model has been named."""
        here = self._story.subject(self._number) if "own" in match.groupdict() else None
        owner = here or self._story.take_up(("ORG",))
        groups = match.groupdict()
        head = groups["head"] or groups.get("head2") or ""
        product = None if owner is None else product_of(owner.text, head)
        if owner is None or product is None:
            return None
        maker = owner.text if match.re.pattern != _patterns()["PRODUCTn"].pattern else None
        return Mention(span, product, "PRODUCT", maker=maker)

    def _pronoun(self, span: Span, match: re.Match[str]) -> Mention | None:
        if match["he"]:
            before = self._story.take_up(("PER", "ORG"), "m")
        elif match["it"]:
            before = self._story.take_up(("ORG", "PRODUCT"), "n")
        elif match["she"][0] == "S" and (match["verb"] or "").endswith("en"):
            before = self._story.take_up(("GROUP", "PRODUCT"), near=True)
        else:
            last = self._story.last(self._number)
            several = last is not None and last.kind == "POLICY" and match["she"] == "sie"
            before = last if several else self._story.take_up(("ORG", "PER"), "f")
        return None if before is None else Mention(span, before.text, before.kind, linked=True)

    def _relative(self, span: Span) -> Mention | None:
        """Take up the name that stands just before the comma."""
        word = self._text[span.start : span.end]
        mention = self._story.last(self._number, () if word in ("das", "dem") else ("LOC",))
        if mention is None:
            return None
        between = self._text[mention.span.end : span.start]
        farthest = 60 if mention.kind == "PER" else 30
        owner = (
            re.search(r"\b(?:von|des|der) \Z", self._text[: mention.span.start][-8:]) is not None
        )
        if (
            mention.kind == "ORG"
            and owner
            and (thing := self._story.last(self._number, ("ORG", "LOC", "PER")))
        ):
            mention = thing if mention.span.start - thing.span.end < 30 else mention
        if len(between) > farthest or (mention.kind != "PER" and "," in between[:-1].rstrip(", ")):
            return None
        return Mention(span, mention.text, mention.kind, linked=True)
