"""Find proper names in German running text without a model; precision comes before recall.

All German nouns are capitalised, so a capital letter says little. A name is what a list knows,
what is shaped like no German word (OpenAI, GPT-4), what a legal form ends (… GmbH), or what a cue
introduces („der Chiphersteller Foobar“, „Gründer Anna Beispiel“). What a cue has shown to be a
name is one everywhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.german.gazetteer import Gazetteer, gazetteer
from harness.german.namecues import VERSION, cued_names, is_noun, repeated_pairs, short_names
from harness.model.corpus import Span

_TOKEN = re.compile(r"(?:[^\W_]|_(?=\w))[\w&'’-]*(?:\.(?:com|ai|io|de|1)\b)?")
_LONGEST = 60  # characters of a word that may still be a name
_PRODUCT = re.compile(
    r"(?=.*[0-9])(?:[A-Z][A-Za-z]*-)?(?:[A-Z]{1,5}-?[0-9][\w.]*|[A-Z][A-Za-z]+-?[0-9][\w.]*|[a-z][0-9])"
    r"(?:-[A-Z]\w*)?"
)
_NO_PRODUCT = re.compile(
    r"(?:Covid|COVID|Sars|CO|Q|H|A|B|G|U|K|S|Top|Mach)-?[0-9]{1,2}|.*-[A-Za-zäöü]{5,}"
)
_CAMEL = re.compile(r"[A-Za-z]*[a-z][A-Z](?!nnen\b)\w*|[A-Z][A-Z]+[a-z]+[A-Z]\w*")
_CAPITALS = re.compile(r"[A-Z][A-Z&]{1,5}")
_CAPITAL_WORD = re.compile(
    r"[^\S\r\n](?:(?P<of>von der|van der|von|van|de|da|bin)[^\S\r\n])?(?P<word>[A-ZÄÖÜ][\w’'-]+)"
)


_NOUNS_THAT_ARE_SURNAMES = frozenset(
    ("Sommer", "Winter", "Herbst", "Kraft", "Mann", "Freitag", "Sonntag", "Händler")
)
_APOSTROPHE = re.compile(r"['’]s?\Z")
_OWNED = frozenset(("Holding", "Firma", "Konzern", "Unternehmen", "Regierung", "Fonds", "Stiftung"))
_VERSION_BEHIND = re.compile(r" V?[0-9]{1,3}(?:\.[0-9]+)?[a-z]?\Z")
# „Nordbank“ is a name, „Notenbank“ a kind of bank.
_BANK = re.compile(
    r"(?!(?:Noten|Zentral|Groß|Landes|Direkt|Investment|Haus|Daten|Sand|Park|Privat|Geschäfts|Volks|Förder|Regional"
    r"|Digital|Online|Universal|Staats|Gen|Samen|Blut|Auto|Handels|Genossenschafts|Entwicklungs|Bad|Depot)-?bank)"
    r"[A-ZÄÖÜ][a-zäöüß]+bank"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: where it stands, its text without the genitive „s“, and its likely kind."""

    span: Span
    text: str
    kind_hint: str | None = None


def find_names(text: str) -> list[Name]:
    """Find proper names, in order and without overlap; the longest one at a place wins."""
    lists = gazetteer()
    learnt = _learnt(text, lists)
    cued = {name.span.start: name for name in learnt}
    words = _words_of(learnt, lists)
    found: list[Name] = []
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() < end or len(token[0]) > _LONGEST:
            continue
        name = _longest(
            [
                cued.get(token.start()),
                _known(text, token, lists),
                _person(text, token, lists),
                _shaped(text, token, lists),
                _again(text, token, words),
            ]
        )
        if name is not None:
            found.append(name)
            end = name.span.end
    return found


def _longest(names: list[Name | None]) -> Name | None:
    return max((name for name in names if name), key=lambda name: name.span.end, default=None)


def _learnt(text: str, lists: Gazetteer) -> list[Name]:
    cued = [_named(text, start, end, kind) for start, end, kind in cued_names(text, lists)]
    cued += [_named(text, start, end, "ORG") for start, end in short_names(text)]
    cued += [_named(text, start, end, "ORG") for start, end in repeated_pairs(text, lists)]
    cued = [name for name in cued if not is_noun(name.text, lists)]
    persons = [_person(text, token, lists) for token in _TOKEN.finditer(text)]
    # Where several cues name one place, the longest name comes last and stays.
    return sorted([*cued, *filter(None, persons)], key=lambda name: name.span.end)


def _words_of(learnt: list[Name], lists: Gazetteer) -> dict[str, str | None]:
    """Collect the words that name somebody again: a whole name, or the surname of a person."""
    words: dict[str, str | None] = {}
    for name in learnt:
        parts = name.text.split() if name.kind_hint == "PER" else [name.text]
        last = parts[-1]
        if len(parts) > 1 and parts[0] in lists.family_names:
            words.setdefault(parts[0], "PER")
        if name.kind_hint == "PRODUCT":
            last = _VERSION_BEHIND.sub("", last)
        if (
            " " not in last
            and last not in lists.nouns
            and len(last) > 1 + (name.kind_hint != "PER")
        ):
            words.setdefault(last, name.kind_hint)
    return words


def _named(text: str, start: int, end: int, kind: str | None) -> Name:
    return Name(Span(start, end), text[start:end], kind)


def _known(text: str, token: re.Match[str], lists: Gazetteer) -> Name | None:
    """Look a name up, also in the genitive or as the head of a compound („Siemens-Chef“)."""
    start, word = token.start(), token[0]
    for first in dict.fromkeys((word, _base(word), *_heads(word))):
        for words, kind in lists.names.get(first, ()):
            name = " ".join(words)
            if not text.startswith(name, start):
                continue
            end = start + len(name)
            if not text[end : end + 1].isalnum() or _genitive(text, end):
                return _with_version(text, start, end, None if kind == "NAME" else kind)
    return None


def _base(word: str) -> str:
    """Take the genitive ending away: „Nvidias“, „OpenAI’s“."""
    return re.sub(r"['’]?s\Z", "", word)


def _heads(word: str) -> Iterator[str]:
    """Yield what may be a name at the head of a compound, longest first."""
    while "-" in word:
        word = word.rpartition("-")[0]
        yield word


def _genitive(text: str, end: int) -> bool:
    return text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum()


def _with_version(text: str, start: int, end: int, kind: str | None) -> Name:
    """Take „3.1“ with „Llama“: a product carries its version, a company does not."""
    version = VERSION.match(text, end) if kind == "PRODUCT" else None
    return _named(text, start, version.end() if version else end, kind)


def _person(text: str, token: re.Match[str], lists: Gazetteer) -> Name | None:
    """Read a first name with the names behind it."""
    if token[0] not in lists.first_names:
        return None
    end = token.end()
    following = None
    for _ in range(3):
        following = _CAPITAL_WORD.match(text, end)
        if following is None or not _may_be_surname(following, lists):
            break
        end = following.end()
    if end == token.end():
        return None
    # A surname keeps its „s“, unless what it owns follows: „Warren Buffetts Holding“.
    if following is not None and text[end - 1] == "s" and not _may_be_surname(following, lists):
        end -= following["of"] is None and following["word"] in _OWNED
    return _named(text, token.start(), end, "PER")


def _may_be_surname(following: re.Match[str], lists: Gazetteer) -> bool:
    word = following["word"]
    if following["of"] and (word in lists.names or is_noun(word, lists)):
        return False  # „Anna Muster von Siemens“, „von der Investmentbank“
    if word in _NOUNS_THAT_ARE_SURNAMES:
        return True
    return word not in lists.nouns and not word.isupper() and "-" not in word[-7:]


def _shaped(text: str, token: re.Match[str], lists: Gazetteer) -> Name | None:
    """Take what is shaped like no German word: OpenAI, GPT-4, TSMC."""
    word, start = token[0], token.start()
    for part in (word, *_heads(word)):  # „das R1-Modell“, „die H800-Chips“
        if _PRODUCT.fullmatch(part) and not _NO_PRODUCT.fullmatch(part):
            several = re.fullmatch(r"[A-Z]+[0-9]+s", part) is not None  # „die H800s“
            return _named(text, start, start + len(part) - several, "PRODUCT")
    return _shaped_firm(text, token, lists)


def _shaped_firm(text: str, token: re.Match[str], lists: Gazetteer) -> Name | None:
    """Take a bank, a word with capitals inside, and one of capitals only."""
    word, start = token[0], token.start()
    head = _APOSTROPHE.sub("", word.split("-", maxsplit=1)[0])
    if _BANK.fullmatch(head):
        return _named(text, start, start + len(head), "ORG")
    if _CAMEL.fullmatch(head):
        if len(head) < 3 or (head[-1] == "s" and head[:-1].isupper()):
            return None  # „CPUs“, „AGs“
        length = len(head) - 1 if head.endswith("s") and _CAMEL.fullmatch(head[:-1]) else len(head)
        return _named(text, start, start + length, "ORG" if length > 3 else None)
    if _CAPITALS.fullmatch(head) and head not in lists.no_names_in_capitals:
        shouted = _shouted(text, start, token.end())
        return None if shouted else _named(text, start, start + len(head), None)
    return None


def _shouted(text: str, start: int, end: int) -> bool:
    """Tell a headline in capitals, in which every word is one."""
    around = re.findall(r"[^\W\d_]{2,}", text[max(0, start - 25) : start] + text[end : end + 25])
    return bool(around) and all(word.isupper() for word in around)


def _again(text: str, token: re.Match[str], words: dict[str, str | None]) -> Name | None:
    """Take a word that a cue has shown to be a name elsewhere in the text."""
    word, start = token[0], token.start()
    for base in (word, _base(word), *_heads(word)):
        if base in words:
            return _with_version(text, start, start + len(base), words[base])
    return None
