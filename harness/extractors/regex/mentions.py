"""Read who and what is spoken of: names, what takes a name up („das Unternehmen“), and groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness import german
from harness.extractors.regex.nouns import PRONOUN, RELATIVE, WHOSE, patterns, product_of
from harness.extractors.regex.story import OBLIQUE, Mention, Story
from harness.model.corpus import Span

_ONE_OF = re.compile(r"(?:[Ee]ine[rs]?|[Kk]eine[rs]?|[Vv]iele|[Ee]inige|[Mm]ehrere) \Z")
_ONE = re.compile(
    r"\b(?:[Dd]as|[Dd]em|[Dd]es|[Ee]in(?:em|es|e)?|[Kk]ein|[Dd]ieses|[Dd]iesem|jedes"
    r"|jedem) (?:[a-zäöüß][\w-]*(?:e|es|er) ){0,2}\Z"
)
_HEAD_OF_IT = re.compile(
    r"(?<![\w-])(?:Konzern|Firmen|Vorstands|Unternehmens|Finanz|Instituts)(?:chef|sprecher"
    r"|vorstand)(?:in)? \Z"
)
# Adjectives that point and say nothing of what they point at.
_POINTING = re.compile(
    r"\b(?:dortige|heimische|hiesige|sogenannte|genannte|beide|meiste|übrige|besagte)[nrs]? "
)
_OWNER = re.compile(r"\b(?:von|des|der) \Z")
_APPOSED = re.compile(r", (?:d(?:er|ie|as|em|en|es) )?")


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
        for sort, pattern in patterns().items():
            if sort not in ("of", "named"):
                told += self._places(pattern, sort)
        told += self._places(WHOSE, "whose") + self._places(PRONOUN, "pronoun")
        told += self._places(RELATIVE, "relative")
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
        group = next((name for name in ("name", "word") if name in pattern.groupindex), 0)
        places: list[tuple[Span, re.Match[str] | Mention, str]] = []
        for match in pattern.finditer(self._text, self._span.start, self._span.end):
            span = Span(*match.span(group))
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
        behind = patterns()["named"].match(self._text, name.span.end, self._span.end)
        if behind is not None:
            product = product_of(name.text, behind["head"])
            if product is not None:
                span = Span(name.span.start, behind.end())
                return Mention(span, product, "PRODUCT", maker=name.text)
        start = self._text.rfind("\n", self._span.start, name.span.start) + 1
        before = patterns()["of"].search(
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
        """Tell whom a place speaks of that is no name; None where nobody was told before."""
        told = {
            "group": self._group,
            "event": self._group,
            "policy": self._group,
            "pronoun": self._pronoun,
            "share": self._share,
            "both": self._both,
            "relative": self._relative,
            "whose": self._relative,
            "own": self._owned,
            "made": self._owned,
        }.get(sort, self._described)
        return told(span, match, sort)

    def _group(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        before = match.string[max(0, match.start() - 40) : match.start("name")]
        if sort == "group" and _ONE.search(before):
            return None
        return Mention(span, _POINTING.sub("", match["name"]), sort.upper())

    def _share(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        """Read „die Aktie“: that of the firm of which the text speaks."""
        del match, sort
        firm = self._story.take_up(("ORG",))
        return None if firm is None else Mention(span, firm.text, firm.kind)

    def _described(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        """Read „das Unternehmen“, whose sort tells kind and gender."""
        kind, gender = sort[:-1], sort[-1]
        if _ONE_OF.search(self._text, max(0, match.start() - 14), match.start()):
            return None
        last = self._story.last(self._number)
        if last is not None and _APPOSED.fullmatch(self._text, last.span.end, span.start):
            return Mention(span, last.text, last.kind)
        clause = self._text[self._span.start : span.start].rpartition(",")[2]
        inside = last is not None and last.span.end > span.start - len(clause)
        # „Muster hat Geld in die Firma gesteckt“: hardly in itself.
        but = last.text if last is not None and inside and OBLIQUE.search(clause) else ""
        before = self._story.take_up((kind,), head=match["head"], but=but)
        if before is None:
            return self._owned(span, match, sort) if kind == "PRODUCT" else None
        self._story.learn(before, gender)
        return Mention(span, before.text, before.kind)

    def _both(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        """Read „beide Unternehmen“: the two that were told last."""
        del match, sort
        first = self._story.take_up(("ORG",))
        second = None if first is None else self._story.take_up(("ORG",), but=first.text)
        if first is None or second is None:
            return None
        return Mention(span, first.text, "ORG", also=second.text)

    def _owned(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        """Read „seine Modelle“, or „das Modell“ where no model has been named."""
        here = self._story.subject(self._number) if sort == "own" else None
        owner = here or self._story.take_up(("ORG",))
        head = match["head"] or match.groupdict().get("head2") or ""
        product = None if owner is None else product_of(owner.text, head)
        if owner is None or product is None:
            return None
        maker = owner.text if sort in ("own", "made") else None
        return Mention(span, product, "PRODUCT", maker=maker)

    def _pronoun(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        """Read „er“, „sie“ and „es“ by gender; a plural „Sie“ is the nearest group or product."""
        del sort
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

    def _relative(self, span: Span, match: re.Match[str], sort: str) -> Mention | None:
        """Take up what stands just before the comma: in „das R1 von Muster, das“ the R1."""
        del sort
        mention = self._story.last(
            self._number, () if match["word"] in ("das", "dem") else ("LOC",)
        )
        if mention is None:
            return None
        between = self._text[mention.span.end : span.start]
        person = mention.kind == "PER"
        if len(between) > (60 if person else 30) or ("," in between.rstrip(", ") and not person):
            return None
        if mention.kind == "ORG" and _OWNER.search(
            self._text, max(self._span.start, mention.span.start - 5), mention.span.start
        ):
            thing = self._story.last(self._number, ("ORG", "LOC", "PER"))
            near = thing is not None and mention.span.start - thing.span.end < 30
            mention = thing if thing is not None and near else mention
        return Mention(span, mention.text, mention.kind, linked=True)
