"""Cues that introduce a name which no list knows: legal forms, role nouns, kinds of firms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.german.gazetteer import Gazetteer
from harness.german.lexis import B

# Words are bounded, so that no text takes more than linear time.
_CAP = r"[A-ZÄÖÜ][\w&’'-]{0,40}(?![\w&’'-])"
_FORM = (
    r"(?:AG|SE|GmbH|KGaA|KG|eG|e\.V\.|Inc\.?|Corp\.?|Corporation|Ltd\.?|Limited|LLC|plc|PLC|S\.A\."
    r"|N\.V\.|SpA|AB|Oyj|Group|Holdings?)"
)
_LEGAL = re.compile(
    rf"(?<![\w-])(?P<name>{_CAP}(?:{B}(?:{_CAP}|&|und)){{0,3}}?{B}{_FORM}(?:{B}&{B}Co\.?(?:{B}KGa?A?)?)?)(?![\w-])"
)
_ORG_NOUN = (
    r"(?:[Ss]tart-?[Uu]ps?|\w{0,40}[Ff]irma|\w{0,40}[Uu]nternehmens?|\w{0,40}[Kk]onzerns?|\w{0,40}[Hh]erstellers?"
    r"|\w{0,40}[Aa]nbieters?|\w{0,40}[Ee]ntwicklers?|\w{0,40}riesen?|\w{0,40}[Bb]ank|(?:Hedge)?[Ff]onds|\w{0,40}agentur"
    r"|Zeitung|Magazin|\w{0,40}plattform|Tochter|Rivalen?|Konkurrenten?|Wettbewerbers?|\w{0,40}händlers?"
    r"|\w{0,40}bauers?|Zulieferers?|\w{0,40}[Dd]ienstleisters?|Marktforschers?|Analysehaus|\w{0,40}gesellschaft)"
)
_PRODUCT_NOUN = (
    r"(?:\w{0,40}[Mm]odells?|\w{0,40}-?App|Chatbots?|\w{0,40}[Ss]oftware|Dienst(?:es)?|Onlinedienst"
    r"|Betriebssystems?|\w{0,40}[Aa]ssistenten?)"
)
_SEAT = (
    rf"(?:(?:[Hh]aupt|[Ss]tamm|[Ff]irmen)?[Ss]itz|Zentrale|Hauptquartier)"
    rf"(?:{B}(?:ist|liegt|befindet{B}sich))?{B}in"
)
_ROLE = (
    r"(?:[\w-]{0,40}(?:[Cc]hef|[Gg]ründer|[Pp]räsident|[Mm]inister|[Aa]nalyst|[Kk]anzler|[Ss]precher|[Mm]anager"
    r"|[Mm]illiardär|[Ii]nvestor|[Uu]nternehmer|[Öö]konom|[Ff]orscher|[Dd]irektor|[Pp]rofessor|[Ii]nformatiker"
    r"|[Ii]ngenieur)(?:in|s|en)?|[\w-]{0,40}(?:[Ee]xpert(?:en?|in)|[Vv]orsitzende[rn]?|[Vv]orstand|[Ss]tratege?n?|volkswirt)"
    r"|CEO|CFO|Herrn?|Frau|Dr\.|Prof\.|[Vv]orstandsmitglied)"
)
_UNKNOWN = rf"(?P<name>{_CAP}(?:{B}{_CAP}){{0,2}})"
_ORG = re.compile(rf"(?<![\w-]){_ORG_NOUN}(?:{B}(?:namens|mit dem Namen))?{B}[„\"»]?{_UNKNOWN}")
# „Northvolt, ein schwedischer Batteriehersteller“; „der“ would also follow common nouns.
_ORG_FIRST = re.compile(
    rf"(?<![\w-])(?P<name>{_CAP}(?:{B}{_CAP}){{0,2}}),{B}eine?{B}(?:[\w-]{{2,30}}e[rs]?{B})?{_ORG_NOUN}(?![\w-])"
)
_PRODUCT = re.compile(rf"(?<![\w]){_PRODUCT_NOUN}(?:{B}namens)?{B}[„\"»]?{_UNKNOWN}")
_PLACE = re.compile(rf"{_SEAT}{B}(?:der{B}\w+{B}(?:\w+stadt{B})?)?(?P<name>{_CAP})")
# „Der Gründer von Huawei, Ren Zhengfei, …“ and „Ren Zhengfei, Gründer von Huawei“.
_PERSON_APART = re.compile(
    rf"(?<![\w]){_ROLE}{B}(?:von|vom|des|der)[^,.;:!?]{{2,40}},{B}(?P<name>{_CAP}{B}{_CAP}(?:{B}{_CAP})?)(?=[,.;]|{B}[a-z])"
)
_PERSON_FIRST = re.compile(
    rf"(?<![\w-])(?P<name>{_CAP}{B}{_CAP}(?:{B}{_CAP})?),{B}(?:der{B}|die{B}|dem{B}|eine?[mnr]?{B})?"
    rf"(?:[a-zäöüß]{{2,20}}e[nr]?{B})?{_ROLE}(?![\w-])"
)
_PERSON = re.compile(
    rf"(?<![\w]){_ROLE}{B}(?P<name>{_CAP}(?:{B}(?:(?:van der|van|de){B})?{_CAP}){{0,2}})"
)
# „2“, „3.1“ or „V2“ behind a product; „2 Prozent“ and „2 Jahre“ are no versions.
VERSION = re.compile(
    rf"{B}(?=V?[0-9])V?[0-9]{{1,3}}(?:\.[0-9]+)?[a-z]?(?![\w,.%]*[\w%]|{B}?[%€$]|{B}[A-ZÄÖÜ])"
)
# Endings of German nouns; foreign names rarely have them.
_NOUN_ENDING = re.compile(
    r".*(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|ismus|tät|täten|ment|nisse?|chen|ling"
    r"|stoffe?|werke?|wesen|zeuge?|preise?|kurse?|zahlen|kosten|märkte?|leute|teile?|gesetze?|regeln"
    r"|pläne?|jahre?n?|tage?n?|wochen?|monate?n?|gewinne?|verluste?|umsätze?|modelle?n?|chips|mitarbeiter"
    r"|innen|anteile?|aktien|gelder|kredite?|steuern?|zölle|produkte?|dienste?|projekte?|aufträge?"
    r"|banks?|institute?s?|firm(?:a|en)|konzerns?|agentur|universität|börse|zeitung|hersteller|anbieter)"
)


def cued_names(text: str, lists: Gazetteer) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of names that stand behind a cue; they may overlap."""
    for match in _LEGAL.finditer(text):
        start = _past_nouns(match, lists)
        if start is not None:
            yield start, match.end("name"), "ORG"
    for pattern, kind in (
        (_PERSON, "PER"),
        (_PERSON_APART, "PER"),
        (_PERSON_FIRST, "PER"),
        (_ORG, "ORG"),
        (_ORG_FIRST, "ORG"),
        (_PRODUCT, "PRODUCT"),
        (_PLACE, "LOC"),
    ):
        for match in pattern.finditer(text):
            end = _end_of_name(match, lists, person=kind == "PER")
            if end is not None and kind == "PRODUCT":
                version = VERSION.match(text, end)
                end = version.end() if version else end
            if end is None or (kind == "PER" and _is_listed(match, end, lists)):
                continue
            yield match.start("name"), end, kind


def _end_of_name(match: re.Match[str], lists: Gazetteer, *, person: bool) -> int | None:
    """Cut the words at the first that is none of a name; None where the first one is."""
    end = None
    for word in re.finditer(r"\S+", match["name"]):
        plain = word[0].strip(".,;:’'")
        # A surname may end like a noun („Hartung“), what stands first hardly does.
        noun = plain in lists.nouns if person and end else is_noun(plain, lists)
        if noun or len(plain) < 2:
            break
        end = match.start("name") + word.start() + len(plain)
    return end


def is_noun(word: str, lists: Gazetteer) -> bool:
    """Tell a common noun, by the list or by its ending; a role after a hyphen counts as one."""
    last = word.rpartition("-")[2]
    return (
        word in lists.nouns
        or last in lists.nouns
        or word in lists.no_names_in_capitals
        or len(word) < 2
        or (_NOUN_ENDING.fullmatch(word.lower()) is not None and len(word) > 5)
        or ("-" in word and last[:1].isupper() and _ROLE_WORD.search(last) is not None)
    )


_ROLE_WORD = re.compile(r"[Cc]hef|[Gg]ründer|[Mm]inister|[Pp]räsident")


def _is_listed(match: re.Match[str], end: int, lists: Gazetteer) -> bool:
    """Tell a known firm or place behind a role („Chef Siemens“) from a person."""
    first = match.string[match.start("name") : end].split()[0]
    return first.removesuffix("s") in lists.names or first in lists.names


def _past_nouns(match: re.Match[str], lists: Gazetteer) -> int | None:
    """Skip articles and nouns before a firm's name („Die Muster AG“)."""
    words = list(re.finditer(r"\S+", match["name"]))
    for index, word in enumerate(words[:-1]):
        if word[0] not in lists.nouns and word[0] not in ("und", "&"):
            return match.start("name") + words[index].start()
    return None
