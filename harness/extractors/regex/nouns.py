"""The packaged nouns, and the patterns of what takes a name up or stands for a group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml

from harness.german.gazetteer import gazetteer

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
_NO_NAME = r"(?![\w-])(?! of )(?! [„\"»]?(?:[A-ZÄÖÜ][\w&-]+|[0-9]&))"
# Behind a description stands neither a name nor an owner: „das Unternehmen Muster“.
_ALONE = rf"{_NO_NAME}(?! (?:von|namens|aus|de[rs]) )"
_OTHERS = (
    r"(?!(?i:staats|noten|zentral|haus|groß|investment|direkt|konkurrenz|mutter|schwester|tochter))"
)
_MADE = r"\b(?:gebaut|entwickelt|herausgebracht|veröffentlicht|vorgestellt|präsentiert|angekündigt)"
PRONOUN = re.compile(
    r"(?<![\w-])(?:(?P<he>[Ee]r)|(?P<she>[Ss]ie)(?= (?P<verb>\w+))?|(?P<it>Es|(?<=\w, dass )es))"
    r"(?![\w-])(?(it)(?! (?:gibt|gab|geht|ging|kam|kommt|handel|dauer|war|bleib|sei\b|fehl)))"
)
_IN = r"(?:(?:in|an|bei|mit|von|zu|für|auf|durch|aus) )?"
RELATIVE = re.compile(
    rf", {_IN}(?P<word>das|der|die|dem|den)"
    r"(?= (?:(?:im|am|vor|in|seit|bei|mit|von|den|die|das|der|einen?|einst|früher|zuvor|bisher"
    r"|nun|selbst|auch|nicht"
    r"|sich|als|unter|nach|zu|ihren|seinen|es|sie|er) |[a-zäöüß]+e?n? (?:wurde|wird|ist|war|hat"
    r"|hatte)\b"
    r"|[A-Z]\w+ (?:führt|leitet|betreibt|gehört|gründete|entwickelt|im|am|in|vor|seit)\b))"
)
WHOSE = re.compile(rf", {_IN}(?P<word>dessen|deren) ")


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


def product_of(owner: str, head: str) -> str | None:
    """Name what is called after its maker: „Modelle“ of X are the X-Modell."""
    for name, pattern in nouns().products.items():
        if re.search(rf"(?:{pattern})\Z", head, re.IGNORECASE):
            joined = owner.replace(" ", "")
            return f"{joined if joined in gazetteer().names else owner}-{name}"
    return None


@lru_cache(maxsize=1)
def patterns() -> Mapping[str, re.Pattern[str]]:
    """Compile what may take a name up or stand for a group, in the order in which it is tried."""
    lists = nouns()
    products = "|".join(lists.products.values())
    found = {
        f"{kind}{gender}": rf"(?<![\w-]){_ARTICLES[gender]} (?:(?:im Jahr )?\d{{4}} (?:(?:in"
        rf"|an der) (?:[A-ZÄÖÜ]\w+ ){{1,2}})?gegründete[nrs]? )?"
        rf"(?P<name>(?:{_ADJECTIVE}"
        rf"|[A-ZÄÖÜ][a-zäöüß]+n?er ){{0,2}}(?P<head>{_OTHERS}[\w-]*?(?i:{heads})))"
        rf"{_NO_NAME}(?! (?:von|namens|de[rs]|hinter) )"
        for kind, genders in lists.anaphora.items()
        for gender, heads in genders.items()
    }
    found["share"] = (
        rf"(?<![\w-])(?P<name>[Dd](?:ie|er|as|en|em|es)|[Ss]eine?"
        rf"|[Ii]hre?)(?= (?P<head>(?i:{lists.shares}))(?![\w-])"
        r"(?! (?:von|vom|de[rs]|eine[rs]|an|[a-zäöü]+er) )(?! [A-ZÄÖÜ]))"
    )
    found["own"] = rf"(?<![\w-]){_OWN} {_ADJECTIVE}{{0,2}}(?P<head>[\w-]*?(?i:{products})){_ALONE}"
    found["of"] = (
        rf"(?<![\w-]){_ADJECTIVE}{{0,2}}"
        rf"(?P<head>[\w-]*?(?i:{products}))(?![\w-]) (?:von|de[rs](?: [\w-]+)?) \Z"
    )
    found["named"] = (
        r"(?:-(?:[\w-]*-)?|[s’']? (?:(?:neue|große|eigene|jüngste)[nrsm]? )?)"
        rf"(?P<head>[\w-]*?(?i:{products})){_ALONE}"
    )
    found["made"] = (
        rf"(?<![\w-])(?:(?:[Ee]in(?:e[nm]?|es)?|mehrere|neue|zwei"
        rf"|drei) {_ADJECTIVE}{{0,2}}(?P<head>[\w-]*?(?i:{products})){_ALONE}"
        rf"(?=[^.;:]{{0,80}}{_MADE}\w*)|{_MADE}e[nrsm]? (?P<head2>[\w-]*?(?i:{products})){_ALONE})"
    )
    found["both"] = (
        r"(?<![\w-])(?:(?:[Dd]ie|[Dd]en) )?[Bb]eiden? (?:Unternehmen|Firmen|Konzernen?|Banken"
        r"|Instituten?|Geldhäusern?|Häusern?)(?![\w-])(?! [A-ZÄÖÜ])"
    )
    found["group"] = (
        rf"(?<![\w-])(?:(?:[Dd]ie|[Dd]en|[Dd]er|[Aa]lle[nr]?|[Vv]iele[nr]?|[Ss]ämtliche[nr]?"
        rf"|[Mm]eisten) )*"
        rf"(?P<name>(?:[Aa]ndere[nr]? )?(?:(?:(?<=\b[Dd]ie )|(?<=\b[Dd]en )"
        rf"|(?<=\b[Dd]er )){_ADJECTIVE}{{0,2}}"
        rf"|(?:(?!{_NO_ADJECTIVE} )[a-zäöüßA-Z][\w-]*(?:e|ische[nr]|er) ){{0,2}})"
        rf"(?:US-|KI-)?\b[\w-]*?(?i:{lists.groups}){_NO_NAME}"
        r"(?: aus (?:den |der )?[A-Z]\w+(?: Staaten)?| in (?:den )?USA)?)"
    )
    found["event"] = rf"(?<![\w-])(?P<name>[A-ZÄÖÜ]?[\w-]*?(?i:{lists.events}))(?![\w-])"
    found["policy"] = rf"(?<![\w-])(?P<name>[A-ZÄÖÜ]?[\w-]*?(?i:{lists.policies}))(?![\w-])"
    return {name: re.compile(pattern) for name, pattern in found.items()}
