"""Lists of well-known names: a packaged text file, and the countries of CLDR."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

# What CLDR calls by another name than news does, and cases of names that have an adjective.
_MORE_COUNTRIES = {
    "USA": "US", "Vereinigten Staaten": "US", "Großbritannien": "GB", "England": "GB",
    "Vereinigten Arabischen Emirate": "AE", "Emirate": "AE", "Hongkong": "HK", "Macau": "MO",
    "Tschechische Republik": "CZ", "Volksrepublik China": "CN", "Holland": "NL",
}  # fmt: skip
# Territories whose names are German words or too small to be told from surnames.
_NO_COUNTRIES = frozenset({"CX", "HM", "BV", "UM", "QO", "ZZ", "EU", "EZ", "UN", "XA", "XB"})


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by their words, in lists that are longest first, and words that tell no name."""

    names: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    first_names: frozenset[str]
    family_names: frozenset[str]
    nouns: frozenset[str]
    no_names_in_capitals: frozenset[str]


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """Map the German names of countries to their codes (CLDR, ISO 3166-1 alpha-2)."""
    from babel import Locale  # noqa: PLC0415 -- loads a locale, which reading values never needs

    told = {
        name: code
        for code, name in Locale("de").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    return {**told, **_MORE_COUNTRIES}


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read the packaged lists once."""
    sections = _sections(files(__package__).joinpath("gazetteer.txt").read_text("utf-8"))
    by_first: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for kind in ("ORG", "LOC", "PRODUCT", "NAME"):
        for name in sections[kind]:
            words = tuple(name.split())
            by_first[words[0]].append((words, kind))
    for name in countries():
        words = tuple(name.split())
        by_first[words[0]].append((words, "LOC"))
    return Gazetteer(
        {
            first: tuple(sorted(names, key=lambda name: -len(name[0])))
            for first, names in by_first.items()
        },
        frozenset(sections["FIRST"]) | frozenset(sections["FAMILY"]),
        frozenset(sections["FAMILY"]),
        frozenset(sections["NOUN"]),
        frozenset(sections["CAPS"]),
    )


def _sections(text: str) -> Mapping[str, list[str]]:
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            section, _, names = line.partition(":")
            sections[section].extend(name.strip() for name in names.split("|"))
    return sections
