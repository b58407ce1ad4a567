"""Read the packaged rules: cue words and patterns, with an example each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml

GAP = r"(?:[^⟨⟩,;:]|⟨v[^⟩]*⟩){0,45}?"
_LONG_GAP = r"[^⟨⟩;:]{0,90}?(?:⟨[^⟩]*⟩[^⟨⟩;:]{0,60}?){0,2}"
# A name of unknown kind passes for a firm or a product, but for no person and no place.
_PASSES = {
    "THAN": "ORG|PRODUCT|NAME|GROUP",
    "ORG": "ORG|NAME",
    "PRODUCT": "PRODUCT|NAME",
    "COUNTRY": "LOC",
}
_PLACE = re.compile(r"\{(?P<group>[SVT])(?::(?P<kinds>[\w|]+))?\}")
_NAME_KINDS = {"ORG", "PER", "LOC", "PRODUCT", "COUNTRY", "GROUP", "EVENT", "POLICY", "THAN"}


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as the file has it; `rules.yaml` says in its head what each part means."""

    predicate: str
    example: str
    facts: tuple[str, ...]
    pattern: str | None = None
    cue: str | None = None
    value: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    unless: str | None = None
    constant: str | None = None
    unit: str | None = None
    dimension: str | None = None
    near: int = 70
    row: bool = True


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a measure: as good as, more than, less than, and the noun for it."""

    alike: str = ""
    more: str = ""
    less: str = ""
    noun: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    adjectives: dict[str, str]
    cities: dict[str, str]
    words: dict[str, str]
    dimensions: dict[str, Dimension]
    comparisons: tuple[Rule, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its expressions ready."""

    rule: Rule
    expression: re.Pattern[str]
    unless: re.Pattern[str] | None
    kinds: frozenset[str]
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in the order of the file, and what adjectives of origin stand for."""

    rules: tuple[Compiled, ...]
    comparisons: tuple[Compiled, ...]
    origins: Mapping[str, str]
    measures: tuple[tuple[str, re.Pattern[str]], ...]

    def dimension(self, words: str) -> str | None:
        """Name the first measure that the words speak of; None where they speak of none."""
        for name, pattern in self.measures:
            if pattern.search(words):
                return name
        return None

    def origin(self, word: str) -> str | None:
        """Give the country or city of an adjective in any ending („chinesischer“ is China)."""
        if word.startswith("US-") and not word.startswith("US-amerikanisch"):
            return "USA"
        return self.origins.get(word) or self.origins.get(re.sub(r"e[nrsm]?$", "", word))


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """Read and compile the packaged rules once."""
    text = files(__package__).joinpath("rules.yaml").read_text("utf-8")
    file = msgspec.convert(yaml.safe_load(text), _File)
    adjectives = "|".join(sorted(file.adjectives, key=len, reverse=True))
    words = {
        "{ADJ}": rf"(?P<A>(?:{adjectives})e[nrsm]?|US-(?!Dollar|Notenbank|Börse|Regierung)[\w-]+)",
        "{CITY}": rf"(?P<A>{'|'.join(file.cities)})",
        "{..}": GAP,
        "{~}": _LONG_GAP,
        "{AT}": r"(?:,? (?:aus|in|mit Sitz in) ⟨n\d+\|LOC⟩,?)?",
        **{f"{{{name}}}": f"(?:{words})" for name, words in file.words.items()},
        **_degrees(file.dimensions),
    }
    return RuleBook(
        tuple(_compiled(rule, words) for rule in file.rules),
        tuple(_compiled(rule, words) for rule in file.comparisons),
        {**file.adjectives, **file.cities},
        tuple(_measures(file.dimensions)),
    )


def _degrees(dimensions: Mapping[str, Dimension]) -> Mapping[str, str]:
    """Join the words of all measures: {ALIKE}, {MORE}, {LESS} and {NOUN} of a comparison."""
    return {
        f"{{{degree.upper()}}}": "(?:"
        + "|".join(words for one in dimensions.values() if (words := getattr(one, degree)))
        + ")"
        for degree in ("alike", "more", "less", "noun")
    }


def _measures(dimensions: Mapping[str, Dimension]) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, one in dimensions.items():
        words = [told for told in (one.alike, one.more, one.less, one.noun) if told]
        yield name, re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?:e[nrms]?|s)?(?!\w)")


def _compiled(rule: Rule, words: Mapping[str, str]) -> Compiled:
    written = rule.pattern or rule.cue or ""
    for mark, expression in words.items():
        written = written.replace(mark, expression)
    unless = None if rule.unless is None else re.compile(rule.unless)
    kinds = frozenset("|".join(_PASSES.get(kind, kind) for kind in rule.subject).split("|"))
    first = frozenset(
        _PASSES.get(rule.subject[0], rule.subject[0]).split("|") if rule.subject else ()
    )
    return Compiled(rule, re.compile(_alternatives(written)), unless, kinds, first)


def _alternatives(written: str) -> str:
    """Put marks for {S} and {V}; groups are numbered, as alternatives may name both again."""
    count = {"S": 0, "V": 0, "T": 0}

    def mark(match: re.Match[str]) -> str:
        group = match["group"]
        count[group] += 1
        kinds = "|".join(_PASSES.get(kind, kind) for kind in (match["kinds"] or r"\w+").split("|"))
        first = (match["kinds"] or "ORG").split("|")[0]
        sort = "n" if first in _NAME_KINDS else "v"
        article = r"(?:[Dd](?:as|ie|er|em|en|es) )?" if sort == "n" else ""
        return rf"{article}⟨{sort}(?P<{group}{count[group]}>\d+)\|(?:{kinds})⟩"

    return _PLACE.sub(mark, written)
