"""Cues that introduce a name which no list knows: legal forms, role nouns, kinds of firms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from harness.german.gazetteer import Gazetteer
from harness.german.lexis import B

# Words are bounded, so that no text takes more than linear time.
_CAP = r"[A-ZÄÖÜ][\w&’'-]{0,40}(?![\w&’'-])"
_FORM = (
    r"(?:AG|SE|GmbH|KGaA|KG|eG|e\.V\.|Inc\.?|Corp\.?|Corporation|Ltd\.?|Limited|LLC|plc|PLC|S\.A\."
    r"|N\.V\.|SpA|AB|Oyj|Group|Holdings?)"
)
# English words that end the name of a firm; what stands before them is its short name.
_FIRM_WORD = (
    r"(?:AI|Capital|Partners|Ventures|Technologies|Technology|Motors|Energy|Electronics|Semi|Semiconductor|Credit"
    r"|Industries|Airlines|Airways|Pharma|Therapeutics|Biotech|Labs|Robotics|Networks|Systems|Entertainment|Foods"
    r"|University|College|Institute|Aerospace|Health|Mobility|Dynamics|Solutions|Studios"
    r"|Games|Digital|Fund|Foundation|Materials|Medical|Logistics|Media|Automotive|Insurance)"
)
# „Hana 3“: a word that is no noun, with a number that counts nothing.
_NUMBERED = re.compile(
    rf"(?<![\w-])(?!(?:Platz|Rang|Nummer|Kapitel|Seite|Gruppe|Artikel|Paragraf|Formel|Stufe|Phase|Punkt|Level|Tag|Zimmer|Halle"
    r"|Block|Version|Teil|Absatz|Ziffer|Klasse|Runde|Woche|Band|Folge|Saison|Etage|Gleis|Terminal|Tor|Abschnitt|Anlage|Typ"
    r"|Generation|Agenda|Route|Linie|Autobahn|Kategorie|Reaktor|Stand|Rund|Etwa|Knapp|Gut|Fast|Bis|Mehr|Unter|Über|Nur|Seit"
    rf"|Um|Auf|Von|Ab|Mit|Vor|Nach|In|Im|Am|Zu|Ca|Noch|Schon|Weitere|Alle|Die|Der|Das|Den|Dem|Diese)(?![\w-]))"
    rf"(?P<name>[A-ZÄÖÜ][a-zäöüß]{{2,20}}){B}[1-9][0-9]?(?:\.[0-9])?(?=[,.;:“\"«)]|{B}(?!und{B}[0-9]|bis{B}[0-9]|von{B}[0-9]|Uhr)[a-zäöü(])(?![.,:][0-9])"
)
_LEGAL = re.compile(
    rf"(?<![\w-])(?P<name>{_CAP}(?:{B}(?:{_CAP}|&|und)){{0,3}}?{B}(?:{_FORM}|{_FIRM_WORD})(?:{B}&{B}Co\.?(?:{B}KGa?A?)?)?)(?![\w-])"
)
_ORG_NOUN = (
    r"(?:[\w-]{0,40}[Ss]tart-?[Uu]ps?|[\w-]{0,40}[Ff]irma|[\w-]{0,40}[Uu]nternehmens?|[\w-]{0,40}[Kk]onzerns?|[\w-]{0,40}[Hh]erstellers?"
    r"|[\w-]{0,40}[Aa]nbieters?|[\w-]{0,40}[Ee]ntwicklers?|[\w-]{0,40}riesen?|[\w-]{0,40}[Bb]ank|(?:Hedge)?[Ff]onds|[\w-]{0,40}agentur"
    r"|Zeitung|Magazin|Geldhaus|[\w-]{0,40}versicherers?|Verlags?|Verbands?|Reederei|[\w-]{0,40}spezialist(?:en)?|[\w-]{0,40}fertigers?|[\w-]{0,40}verwalters?|[\w-]{0,40}plattform|Tochter|[\w-]{0,40}[Rr]ivalen?|[\w-]{0,40}[Kk]onkurrenten?|[\w-]{0,40}[Ww]ettbewerbers?|[\w-]{0,40}händlers?"
    r"|[\w-]{0,40}bauers?|Zulieferers?|[\w-]{0,40}[Dd]ienstleisters?|Marktforschers?|Analysehaus|[\w-]{0,40}gesellschaft)"
)
_PRODUCT_NOUN = (
    r"(?:\w{0,40}[Mm]odells?|\w{0,40}-?App|Chatbots?|\w{0,40}[Ss]oftware|Dienst(?:es)?|Onlinedienst"
    r"|Betriebssystems?|\w{0,40}[Aa]ssistenten?|\w{0,40}[Rr]akete|Medikaments?|Wirkstoffs?|Impfstoffs?|Arznei|Smartphones?"
    r"|Konsole|\w{0,40}[Pp]rozessors?|[\w-]{0,40}[Cc]hips?|[\w-]{0,40}[Aa]utos?|Geländewagens?|Kleinwagens?|Satelliten?|Spiels?|Serie"
    r"|Browsers?|Suchmaschine|Plattform|Brille|Uhr|Drohne|Panzers?|Kampfjets?|Jets?|Lkw|Roboters?)"
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
_ORG = re.compile(rf"(?<![\w-]){_ORG_NOUN}(?:{B}(?:namens|mit dem Namen))?{B}[„\"»«]?{_UNKNOWN}")
# „Northvolt, ein schwedischer Batteriehersteller“; „der“ would also follow common nouns.
_ORG_FIRST = re.compile(
    rf"(?<![\w-])(?<!aus )(?<!in )(?P<name>{_CAP}(?:{B}{_CAP}){{0,2}}),{B}eine?{B}"
    rf"(?:[\w-]{{2,30}}e[rs]?{B})?{_ORG_NOUN}(?![\w-])"
)
_PRODUCT = re.compile(rf"(?<![\w]){_PRODUCT_NOUN}(?:{B}namens)?{B}[„\"»]?{_UNKNOWN}")
# „Das Projekt heißt Havfrid“, „der Windpark Havfrid“.
_PROJECT = re.compile(
    rf"(?<![\w-])(?:Projekts?|Vorhabens?|Initiative|\w{{0,40}}parks?|Pipeline|heißt(?:{B}es)?){B}[„\"»]?(?P<name>{_CAP})(?=[,.;“\"«]|{B}[a-z])"
)
# „das Leuchtfeuer-Projekt“
_COMPOUND = re.compile(
    r"(?<![\w-])(?P<name>[A-ZÄÖÜ][a-zäöüß]{2,40})-(?:Projekt|Programm|Initiative|Vorhaben)(?:s|es)?(?![\w-])"
)
# „von Anna Muster gegründet“, „gegründet haben sie Anna Muster und Paul Muster“.
_FOUNDED_BY = re.compile(
    rf"(?<![\w-])(?:[Gg]egründet|[Gg]ründete|ins{B}Leben{B}gerufen|Leben{B}gerufen)(?![\w-])[^.;:!?]{{0,60}}?{B}"
    rf"(?:von|durch){B}(?P<name>{_CAP}{B}{_CAP})(?=[,.;]|{B}[a-z])"
)
_IS_FOUNDER = re.compile(
    rf"[Gg]ründer(?:in)?(?:{B}(?:des|der|von){B}[\w-]{{2,40}}){{0,2}}{B}(?:ist|war|heißt){B}(?P<name>{_CAP}{B}{_CAP})(?=[,.;]|{B}[a-z])"
)
# „hat auch Muster gegründet“, „der Gründer von Muster“.
_FOUNDED = re.compile(
    rf"(?<![\w-])(?:hat|hatte|haben){B}(?:(?:auch|zuvor|einst|bereits|schon){B})?(?P<name>{_CAP}){B}gegründet"
)
_PLACE = re.compile(rf"{_SEAT}{B}(?:der{B}\w+{B}(?:\w+stadt{B})?)?(?P<name>{_CAP})")
# „das Start-up Muster aus Husum“, „der Autobauer aus Husum“.
_FROM = re.compile(
    rf"(?<![\w-]){_ORG_NOUN}(?:{B}{_CAP}){{0,2}}{B}aus{B}(?:der{B}\w+stadt{B})?(?P<name>{_CAP})(?=[,.;]|{B}[a-z])"
)
_SCHOOL = re.compile(
    rf"(?<![\w-])(?P<name>(?:Technischen?{B})?(?:Universität|Hochschule|TU){B}{_CAP})(?![\w-])"
)
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
    for match in _SCHOOL.finditer(text):
        yield match.start("name"), match.end("name"), "ORG"
    for pattern, kind in (
        (_PERSON, "PER"),
        (_PERSON_APART, "PER"),
        (_PERSON_FIRST, "PER"),
        (_ORG, "ORG"),
        (_ORG_FIRST, "ORG"),
        (_PRODUCT, "PRODUCT"),
        (_PLACE, "LOC"),
        (_FROM, "LOC"),
        (_FOUNDED_BY, "PER"),
        (_IS_FOUNDER, "PER"),
        (_FOUNDED, "ORG"),
        (_PROJECT, "PRODUCT"),
        (_COMPOUND, "PRODUCT"),
        (_NUMBERED, "PRODUCT"),
    ):
        for match in pattern.finditer(text):
            end = _end_of_name(match, lists, person=kind == "PER")
            if end is not None and kind == "PRODUCT":
                version = VERSION.match(text, end)
                end = version.end() if version else end
            if end is None or (kind == "PER" and _is_listed(match, end, lists)):
                continue
            one_word = " " not in match.string[match.start("name") : end]
            firm = kind == "PER" and one_word and re.match(r"[\w-]*[Ii]nvestor(?!in)", match[0])
            yield match.start("name"), end, "ORG" if firm else kind


def _end_of_name(match: re.Match[str], lists: Gazetteer, *, person: bool) -> int | None:
    """Cut the words at the first that is none of a name; None where the first one is."""
    end = None
    for word in re.finditer(r"\S+", match["name"]):
        plain = word[0].strip(".,;:’'")
        # A surname may end like a noun („Hartung“), what stands first hardly does.
        place = not person and (plain.removesuffix("s"), "LOC") in (
            (" ".join(words), kind) for words, kind in lists.names.get(plain.removesuffix("s"), ())
        )
        noun = place or (plain in lists.nouns if person and end else is_noun(plain, lists))
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


def short_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands before the English end of a firm's name: „Redwing“ of „Redwing Capital“."""
    for match in re.finditer(rf"(?<![\w-])(?P<name>{_CAP}){B}(?!AI){_FIRM_WORD}(?![\w-])", text):
        yield match.span("name")


def repeated_pairs(text: str, lists: Gazetteer) -> Iterator[tuple[int, int]]:
    """Yield pairs of capitalised words that are no nouns and stand together again and again.

    German nouns hardly follow each other: „Adria Credit“ twice in a text is a name. So are two
    behind an adjective of origin, even once.
    """
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _PAIR.finditer(text):
        first, second = match["first"], match["second"]
        known = first in lists.names or is_noun(first, lists) or first in lists.first_names
        known = known or second in lists.names or _CALLED.fullmatch(first) is not None
        # „Chinas Fortschritte“, „Muster’s Aufstieg“: the first owns the second.
        known = known or first[-2:-1] in "'’" or first.removesuffix("s") in lists.names
        if not known and not is_noun(second, lists) and not _INFLECTED.search(first):
            places[f"{first} {second}"].append((match.start("first"), match.end("second")))
    for spans in places.values():
        if len(spans) > 1 or _ORIGIN_BEFORE.search(text, max(0, spans[0][0] - 24), spans[0][0]):
            yield from spans


_CALLED = re.compile(rf"(?:{_ORG_NOUN}|{_PRODUCT_NOUN}|{_ROLE}|[\w-]*[Ss]pezialist)")
_PAIR = re.compile(rf"(?<![\w-])(?P<first>{_CAP})(?=(?:{B}(?P<second>{_CAP})))")
_INFLECTED = re.compile(
    r"(?:isch|lich|ig|los|bar|neu|groß|klein|stlich|lend|tion|[a-zäöü]{3})(?:e[nrms]?)\Z"
)
_ORIGIN_BEFORE = re.compile(rf"[a-zäöü]{{3,20}}isch(?:e[nrms]?){B}\Z")
_ROLE_WORD = re.compile(r"[Cc]hef|[Gg]ründer|[Mm]inister|[Pp]räsident")


def _is_listed(match: re.Match[str], end: int, lists: Gazetteer) -> bool:
    """Tell a known firm or place behind a role („Chef Siemens“) from a person."""
    first = match.string[match.start("name") : end].split()[0]
    return first.removesuffix("s") in lists.names or first in lists.names


def _past_nouns(match: re.Match[str], lists: Gazetteer) -> int | None:
    """Skip articles and nouns before a firm's name („Die Muster AG“)."""
    words = list(re.finditer(r"\S+", match["name"]))
    first = max((i + 1 for i, word in enumerate(words) if _CALLED.fullmatch(word[0])), default=0)
    for word in words[first:-1]:
        if word[0] not in lists.nouns and word[0] not in ("und", "&"):
            return match.start("name") + word.start()
    return None
