"""How long fact scoring takes, as a ratio to `orjson` only parsing the same two files.

Usage: python -m benchmarks.facts [ITEMS …]

Every measurement is a process of its own, the two of a ratio by turns. Gold and predictions are
JSON Lines. Per article 80 % of the predictions are gold's facts as they are, 5 % equal only
through aliases, spelling or tolerance, 5 % near misses (other value or subject), 10 % say what
gold does not; as many gold facts are missed. One gold fact in ten accepts or restates something.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks.measuring import Cost, Row, cost_of, exponent, in_a_process, print_cost, row_of
from harness.matching import Rules, Tally, match_article
from harness.model.corpus import Article, Span
from harness.model.facts import Entity, Evidence, GoldFact, GoldSet, Kind, Predicate, Prediction
from harness.model.identity import Identifier
from harness.model.results import Extraction, Level
from harness.model.values import QuantityValue
from harness.scoring import evaluate
from harness.stores.predictions import PredictionReader

SIZES = (10_000, 100_000, 1_000_000)
PER_DOCUMENT = 40
DOCUMENT_SIZES = (10, 40, 160, 640, 2_560)
CROWDS = (100, 400, 1_000)
ROUNDS = 3
LARGE = 50_000  # from here on one round, and no article is read anew

KINDS: tuple[Kind, ...] = ("ORG", "PRODUCT")
PREDICATES = {
    predicate.name: predicate
    for predicate in (
        *(Predicate(name, "quantity", KINDS, "…") for name in ("cost", "price", "users", "share")),
        *(Predicate(name, "entity", KINDS, "…", KINDS) for name in ("owner", "rival", "partner")),
        *(Predicate(name, "date", KINDS, "…") for name in ("founded", "released")),
        *(Predicate(name, "text", KINDS, "…") for name in ("license", "quality")),
        Predicate("versus", "quantity", KINDS, "…", compared=True),
    )
}
ENTITIES = {
    entity.name: entity
    for entity in (
        Entity(f"Firma Nummer {number}", "ORG", (f"Nr. {number} AG", f"Haus-{number}"))
        for number in range(500)
    )
}
LINE = "Es folgt ein Satz mit 12 Wörtern und einer Zahl, 7.500 Euro, und nicht mehr.\n"


class Corpus(NamedTuple):
    """Where a made corpus lies."""

    gold: Path
    predictions: Path


# -- a made corpus ----------------------------------------------------------------------------


def article(name: str, facts: int, *, alike: bool = False) -> Article:
    """Make an article of a line a fact, after a line that makes the text unlike all others."""
    title = f"Artikel {'a000000' if alike else name}.\n"
    return Article(name, "retelling", "de", "2025-01-28", title + LINE * facts)


def _value(rng: random.Random, kind: str) -> dict[str, Any]:
    if kind == "quantity":
        amount = str(Decimal(rng.randrange(1, 10**6)).scaleb(rng.randrange(-2, 6)))
        return {"type": "quantity", "amount": amount, "unit": rng.choice(["EUR", "USD", "PERCENT"])}
    if kind == "entity":
        return {"type": "entity", "name": f"Firma Nummer {rng.randrange(500)}"}
    if kind == "date":
        return {"type": "date", "edtf": f"{rng.randrange(2000, 2026)}-{rng.randrange(1, 13):02}"}
    return {"type": "text", "text": f"Güte {rng.randrange(5_000)}"}


def _fact(rng: random.Random, name: str, line: int, cast: list[str]) -> dict[str, Any]:
    predicate = rng.choice(list(PREDICATES.values()))
    fact = {
        "article": name,
        "predicate": predicate.name,
        "subject": rng.choice(cast),
        "value": _value(rng, predicate.value_type),
        "evidence": [[line, line + rng.randrange(20, 60)]],
    }
    if predicate.compared:
        fact["qualifiers"] = {"than": rng.choice(cast), "dimension": "cost"}
    return fact


def _gold(rng: random.Random, fact: dict[str, Any], number: int) -> dict[str, Any]:
    more: dict[str, Any] = {"evidence": [[fact["evidence"][0], "main"]]}
    kind = PREDICATES[fact["predicate"]].value_type
    chance = rng.random()
    if chance < 0.05:
        more["accept"] = {"value": [_value(rng, kind)]}
    elif chance < 0.1:
        more["restated"] = {"value": [_value(rng, kind)]}
    return {"id": f"f{number:05}", **fact, **more, "tags": [rng.choice(["early", "late"])]}


def _told_otherwise(fact: dict[str, Any]) -> dict[str, Any]:
    """Say a fact so that only an alias, a spelling or a tolerance makes it right."""
    number = fact["subject"].rpartition(" ")[2]
    value = dict(fact["value"])
    if value["type"] == "quantity":
        value["comparator"] = "~"
    elif value["type"] == "date":
        value["edtf"] += "~"
    elif value["type"] == "text":
        value["text"] = f"„{value['text'].upper()}“"
    return {**fact, "subject": f"haus {number}", "value": value}


def _missed(rng: random.Random, fact: dict[str, Any], cast: list[str]) -> dict[str, Any]:
    if rng.random() < 0.5:
        return {**fact, "subject": rng.choice(cast)}
    return {**fact, "value": _value(rng, PREDICATES[fact["predicate"]].value_type)}


def document(rng: random.Random, name: str, facts: int) -> Iterator[tuple[bytes, bytes]]:
    """Make the gold facts of an article and as many predictions, a line each."""
    cast = [f"Firma Nummer {number}" for number in rng.sample(range(500), min(500, 8 + facts // 4))]
    head = len(f"Artikel {name}.\n")
    for number in range(facts):
        fact = _fact(rng, name, head + number * len(LINE), cast)
        chance = rng.random()
        if chance < 0.8:
            said = fact
        elif chance < 0.85:
            said = _told_otherwise(fact)
        elif chance < 0.9:
            said = _missed(rng, fact, cast)
        else:
            said = _fact(rng, name, head + number * len(LINE), cast)
        said = {**said, "confidence": round(rng.random(), 3)}
        yield msgspec.json.encode(_gold(rng, fact, number)), msgspec.json.encode(said)


def write_corpus(folder: Path, items: int, per_document: int, seed: int = 1) -> Corpus:
    """Write a corpus of so many gold facts and predictions, grouped by article."""
    corpus = Corpus(folder / "gold.jsonl", folder / "predictions.jsonl")
    rng = random.Random(seed)  # noqa: S311 - a corpus, no secret
    with corpus.gold.open("wb") as gold, corpus.predictions.open("wb") as said:
        for number in range(max(1, items // per_document)):
            for one, other in document(rng, f"a{number:06}", per_document):
                gold.write(one + b"\n")
                said.write(other + b"\n")
    return corpus


# -- what is measured, each in a process of its own -------------------------------------------


def parse(corpus: Corpus, _per_document: int) -> object:
    """Parse both files, and throw everything away."""
    import orjson  # noqa: PLC0415 - only this process needs it

    for path in corpus:
        with path.open("rb") as lines:
            for line in lines:
                orjson.loads(line)
    return None


def score(corpus: Corpus, per_document: int, *, alike: bool = False) -> object:
    """Score files in any order, with everything in memory, as `harness score` does."""
    decoder = msgspec.json.Decoder(GoldFact)
    with corpus.gold.open("rb") as lines:
        facts = tuple(map(decoder.decode, lines))
    names = dict.fromkeys(fact.article for fact in facts)
    texts = {name: article(name, per_document, alike=alike) for name in names}
    goldset = GoldSet(
        "made", "1", "de", "retelling", texts, facts, PREDICATES, ENTITIES, hash="0" * 64
    )
    said = PredictionReader(texts, PREDICATES).read(corpus.predictions)
    evaluation = evaluate(goldset, Extraction("made", "1", said))
    for level in Level:
        evaluation.counts(level)
        evaluation.by_article(level)
        evaluation.by_predicate(level)
        evaluation.by_value_type(level)
        evaluation.by_tag(level)
    return evaluation.errors_by_class()


def score_alike(corpus: Corpus, per_document: int) -> object:
    """Score articles whose texts are all the same, so that it is read for values only once."""
    return score(corpus, per_document, alike=True)


def fold(corpus: Corpus, per_document: int, *, alike: bool = False) -> object:
    """Score files that are grouped by article, with one article after the other in memory."""
    identifier, tally = Identifier(ENTITIES, PREDICATES), Tally()
    decoder = msgspec.json.Decoder(GoldFact)
    with corpus.gold.open("rb") as gold, corpus.predictions.open("rb") as predictions:
        while facts := [decoder.decode(line) for line in islice(gold, per_document)]:
            text = article(facts[0].article, per_document, alike=alike)
            reader = PredictionReader({text.id: text}, PREDICATES)
            said = [reader.parse(line) for line in islice(predictions, per_document)]
            tally.add(match_article(Rules(text, identifier, "standard"), facts, said))
    return [tally.counts(level) for level in Level]


def fold_alike(corpus: Corpus, per_document: int) -> object:
    """Do the same with one text for all articles."""
    return fold(corpus, per_document, alike=True)


def crowd(_corpus: Corpus, size: int) -> object:
    """Match as many facts as predictions of one article, every one of which competes with all."""
    rng = random.Random(size)  # noqa: S311 - the same crowd every time
    text = article("a000000", size)
    facts, said = [], []
    for number in range(size):
        start = rng.randrange(len(text.text) - 60)
        low = Decimal(rng.randrange(1, 10 * size))
        vague = QuantityValue(low, "EUR", upper=low * 10, vague=True)
        place = Evidence(Span(start, start + 50))
        facts.append(GoldFact(f"f{number:05}", text.id, "cost", "Firma Nummer 1", vague, (place,)))
        start = rng.randrange(len(text.text) - 60)
        amount = QuantityValue(Decimal(rng.randrange(1, 100 * size)), "EUR")
        span = Span(start, start + 50)
        said.append(Prediction(text.id, "cost", "Firma Nummer 1", amount, evidence=(span,)))
    rules = Rules(text, Identifier(ENTITIES, PREDICATES), "standard")
    return len(match_article(rules, facts, said))


MEASURED = {one.__name__: one for one in (parse, score, score_alike, fold, fold_alike, crowd)}


def cost(what: str, folder: Path, per_document: int) -> Cost:
    """Measure in a new process."""
    return cost_of(in_a_process("benchmarks.facts", what, str(folder), str(per_document)))


def _measure(what: str, folder: str, per_document: str) -> None:
    corpus = Corpus(Path(folder) / "gold.jsonl", Path(folder) / "predictions.jsonl")
    print_cost(lambda: MEASURED[what](corpus, int(per_document)))


# -- the table --------------------------------------------------------------------------------


def rows(sizes: Iterable[int] = SIZES, per_document: int = PER_DOCUMENT) -> Iterator[Row]:
    """Measure fact scoring of so many items a side."""
    for items in sizes:
        whats = ["parse", "score_alike", "fold_alike"]
        if items < LARGE:  # reading each article takes the longest, and the same time for each
            whats += ["score", "fold"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            write_corpus(path, items, per_document)
            rounds = [
                {what: cost(what, path, per_document) for what in whats}
                for _ in range(ROUNDS if items < LARGE else 1)
            ]
        for what in whats:
            yield row_of(what, "parse", items, per_document, rounds)


def main(sizes: Iterable[int]) -> None:
    """Print the tables: by number of items, by length of document, and crowds in one article."""
    print("| what | items a side | facts an article | cpu s | x parsing | peak MB |")
    print("|---|---|---|---|---|---|")
    found: dict[str, list[Row]] = {}
    measured = [rows(sizes), *(rows([20_480], length) for length in DOCUMENT_SIZES)]
    for row in chain.from_iterable(measured):
        if row.per_document == PER_DOCUMENT and row.items in sizes:
            found.setdefault(row.what, []).append(row)
        numbers = f"{row.items:,} | {row.per_document:,} | {row.seconds:.2f} | {row.ratio:.1f}"
        print(f"| {row.what} | {numbers} | {row.megabytes:.0f} |", flush=True)
    for what, of in found.items():
        if len(of) > 1:
            print(f"growth of {what}: n^{exponent(of[0], of[-1]):.2f}")
    for size in CROWDS:
        taken = cost("crowd", Path(), size)
        print(f"{size:,} x {size:,} contested in one article: {taken.seconds:.2f} cpu s")


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in MEASURED:
        _measure(*sys.argv[1:])
    else:
        main([int(one) for one in sys.argv[1:]] or SIZES)
