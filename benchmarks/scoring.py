"""How fast scoring is: spans and facts beside the parser's limit and beside other scorers.

Usage: python -m benchmarks.scoring [--quick]

Three tables, in CPU seconds and ratios. First, whole: files read and scored in a process of their
own, by turns with `orjson` only parsing the same two files. Second, in process: a peer and we
score the same spans in memory by turns, and must get equal numbers; preparing a peer's input is
not counted. Third, the same by length of document. A peer that does not end in time or that is
not installed (`pip install 'factharness[bench]'`) is named.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from benchmarks import corpus, facts
from benchmarks.measuring import Cost, Row, cost_of, exponent, in_a_process, print_cost, row_of
from harness.model.spans import LabelledSpan, SpanDocument
from harness.span_pipeline import SpanReading, score_file
from harness.spans.profiles import score_documents

SIZES = (10_000, 100_000, 1_000_000)
PER_DOCUMENT = 40
DOCUMENT_SIZES = (10, 40, 160, 640, 2_560)
IN_DOCUMENTS = 5_120  # spans in all, for the table by length of document
ROUNDS = 5
LIMIT = 120.0  # seconds that a peer may take; its preparation twice that

Job: TypeAlias = Callable[[], object]


# -- whole: from files, each in a process of its own ------------------------------------------


def parse(gold: Path, predicted: Path) -> None:
    """Parse both files, and throw everything away."""
    import orjson  # noqa: PLC0415 - only this process needs it

    for path in (gold, predicted):
        with path.open("rb") as lines:
            for line in lines:
                orjson.loads(line)


def score(gold: Path, predicted: Path) -> None:
    """Score two files as `harness score --spans` does."""
    score_file(gold, predicted, "optimal", SpanReading())


WHOLE = {"orjson only parsing": parse, "spans": score, "spans, shuffled lines": score}


def cost(what: str, files: Sequence[Path]) -> Cost:
    """Measure in a new process."""
    return cost_of(_child("whole", what, *map(str, files)))


def _whole(what: str, gold: str, predicted: str) -> None:
    print_cost(lambda: WHOLE[what](Path(gold), Path(predicted)))


def rows(sizes: Sequence[int], rounds: int) -> Iterator[Row]:
    """Measure span scoring of so many spans a side."""
    for items in sizes:
        with tempfile.TemporaryDirectory() as folder:
            files = corpus.write(Path(folder), items, PER_DOCUMENT)
            shuffled = [_shuffled(path) for path in files]
            inputs = {what: shuffled if "shuffled" in what else files for what in WHOLE}
            turns = [{what: cost(what, inputs[what]) for what in WHOLE} for _ in range(rounds)]
        for what in WHOLE:
            yield row_of(what, "orjson only parsing", items, PER_DOCUMENT, turns)


def _shuffled(path: Path) -> Path:
    lines = path.read_bytes().splitlines(keepends=True)
    random.Random(1).shuffle(lines)  # noqa: S311 - no secret
    other = path.with_suffix(".shuffled.jsonl")
    other.write_bytes(b"".join(lines))
    return other


def fact_rows(sizes: Sequence[int]) -> Iterator[Row]:
    """Measure fact scoring, by its own benchmark."""
    for row in facts.rows(sizes):
        yield row._replace(what=f"facts: {row.what}")


# -- in process: peers and we on the same spans -----------------------------------------------

Documents: TypeAlias = list[tuple[str, corpus.Spans, corpus.Spans]]


def prepare_nervaluate(documents: Documents) -> tuple[Job, Callable[[Any], object]]:
    """Score all four schemes, overall and by label."""
    from nervaluate.evaluator import Evaluator  # noqa: PLC0415 - only this peer's process

    sides: list[list[list[dict[str, object]]]] = [[], []]
    for _, gold, predicted in documents:
        for side, spans in zip(sides, (gold, predicted), strict=True):
            side.append([{"label": one, "start": s, "end": e - 1} for s, e, one in spans])

    def numbers(results: Any) -> object:
        parts = {"overall": results["overall"], **results["entities"]}
        return {
            (name, scheme): (one.correct, one.incorrect, one.partial, one.missed, one.spurious)
            for name, part in parts.items()
            for scheme, one in part.items()
        }

    labels = list(corpus.LABELS)
    return lambda: Evaluator(*sides, tags=labels, loader="dict").evaluate(), numbers


def prepare_seqeval(documents: Documents) -> tuple[Job, Callable[[Any], object]]:
    """Score strict equality, micro, on IOB2 tags."""
    from seqeval.metrics import sequence_labeling  # noqa: PLC0415 - as above

    sides: list[list[list[str]]] = [[], []]
    for _, gold, predicted in documents:
        length = max(end for _, end, _ in gold + predicted)
        for side, spans in zip(sides, (gold, predicted), strict=True):
            tags = ["O"] * length
            for start, end, label in spans:
                tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
            side.append(tags)
    return (
        lambda: sequence_labeling.precision_recall_fscore_support(*sides, average="micro"),
        lambda found: [round(float(one), 12) for one in found[:3]],
    )


def prepare_spacy(documents: Documents) -> tuple[Job, Callable[[Any], object]]:
    """Score entities, which is strict equality overall and by label."""
    import spacy  # noqa: PLC0415 - as above
    from spacy.scorer import Scorer  # noqa: PLC0415
    from spacy.tokens import Doc, Span  # noqa: PLC0415
    from spacy.training import Example  # noqa: PLC0415

    vocabulary = spacy.blank("de").vocab
    examples = []
    for _, gold, predicted in documents:
        words = ["w"] * max(end for _, end, _ in gold + predicted)
        sides = []
        for spans in (predicted, gold):
            doc = Doc(vocabulary, words)
            doc.set_ents([Span(doc, start, end, label) for start, end, label in spans])
            sides.append(doc)
        examples.append(Example(*sides))
    return (
        lambda: Scorer.score_spans(examples, "ents"),
        lambda found: [round(found[f"ents_{one}"], 12) for one in "prf"],
    )


class Peer(NamedTuple):
    """A scorer that others use, our profile that does the same, and how to compare them."""

    package: str
    prepare: Callable[[Documents], tuple[Job, Callable[[Any], object]]]
    profile: str
    numbers: Callable[[Any], object]


def _classes(scores: Any) -> object:
    parts = {"overall": scores.overall, **scores.by_label}
    return {
        (name, scheme): (one.correct, one.incorrect, one.partial, one.missed, one.spurious)
        for name, part in parts.items()
        for scheme, one in part.items()
    }


def _strict(scores: Any) -> object:
    one = scores.overall["strict"]
    return [round(ratio, 12) for ratio in (one.precision, one.recall, one.f1)]


PEERS = {
    "nervaluate 1.2.1": Peer("nervaluate", prepare_nervaluate, "nervaluate-1.2.1", _classes),
    "seqeval": Peer("seqeval", prepare_seqeval, "optimal", _strict),
    "spaCy Scorer": Peer("spacy", prepare_spacy, "optimal", _strict),
}


class Duel(NamedTuple):
    """A peer and we by turns: CPU seconds of each, median ratio, whether the numbers are equal."""

    peer_seconds: float
    our_seconds: float
    ratio: float
    equal: bool


def duel(name: str, items: int, per_document: int) -> Duel | str:
    """Measure in a new process; a reason in words where there is nothing to measure."""
    if find_spec(PEERS[name].package) is None:
        return "not installed"
    try:
        told = _child("duel", name, str(items), str(per_document), limit=3 * LIMIT)
    except subprocess.TimeoutExpired:
        return f"did not end in {3 * LIMIT:.0f} s, preparation included"
    except subprocess.CalledProcessError as error:
        return f"failed: {error.stderr.strip().splitlines()[-1]}"
    return Duel(*json.loads(told))


def _duel(name: str, items: str, per_document: str) -> None:
    peer = PEERS[name]
    documents = list(corpus.documents(int(items), int(per_document)))
    theirs, read = peer.prepare(documents)
    paired = [
        SpanDocument(one, *([LabelledSpan(*span) for span in side] for side in sides))
        for one, *sides in documents
    ]

    def ours() -> object:
        return score_documents(paired, peer.profile)

    turns: list[tuple[float, float]] = []
    # One turn is enough where it is long; the peer's first turn tells.
    while not turns or (len(turns) < ROUNDS and sum(one for one, _ in turns) < LIMIT / ROUNDS):
        their_seconds, found = _timed(theirs)
        our_seconds, scores = _timed(ours)
        turns.append((their_seconds, our_seconds))
    medians = [statistics.median(one) for one in zip(*turns, strict=True)]
    ratio = statistics.median(one / other for one, other in turns)
    print(json.dumps([*medians, ratio, read(found) == peer.numbers(scores)]))


def _timed(job: Job) -> tuple[float, object]:
    began = time.process_time()
    found = job()
    return time.process_time() - began, found


# -- the tables -------------------------------------------------------------------------------


def print_whole(sizes: Sequence[int], rounds: int) -> None:
    """Print files read and scored, beside parsing only, and how the time grows."""
    print("## From JSON Lines, a process each\n")
    print("| what | items a side | items a document | cpu s | x parsing | peak MB |")
    print("|---|---:|---:|---:|---:|---:|")
    found: dict[str, list[Row]] = {}
    for of in (rows(sizes, rounds), fact_rows(sizes)):
        for row in of:
            print(
                f"| {row.what} | {row.items:,} | {row.per_document:,} | {row.seconds:.3f} "
                f"| {row.ratio:.2f} | {row.megabytes:.0f} |",
                flush=True,
            )
            found.setdefault(row.what, []).append(row)
    for what, of_it in found.items():
        if len(of_it) > 1:
            few, many = of_it[0], of_it[-1]
            growth = f"{few.items:,} to {many.items:,}: exponent {exponent(few, many):.2f}"
            print(f"\nGrowth of {what} from {growth}")


def print_duels(cases: Sequence[tuple[int, int]]) -> None:
    """Print peers beside us; a peer that was too slow is not asked for more."""
    print("| peer | items a side | items a document | peer cpu s | ours | x ours | equal numbers |")
    print("|---|---:|---:|---:|---:|---:|---|")
    for name in PEERS:
        for items, per_document in cases:
            found = duel(name, items, per_document)
            if isinstance(found, str):
                print(f"| {name} | {items:,} | {per_document:,} | {found} | | | |", flush=True)
                break
            print(
                f"| {name} | {items:,} | {per_document:,} | {found.peer_seconds:.3f} "
                f"| {found.our_seconds:.4f} | {found.ratio:.0f} "
                f"| {'yes' if found.equal else 'NO'} |",
                flush=True,
            )


def _child(*arguments: str, limit: float | None = None) -> str:
    return in_a_process("benchmarks.scoring", *arguments, limit=limit)


def main(arguments: Sequence[str]) -> None:
    """Print all tables; `--quick` measures small sizes only."""
    if arguments and arguments[0] in {"whole", "duel"}:
        {"whole": _whole, "duel": _duel}[arguments[0]](*arguments[1:])
        return
    quick = "--quick" in arguments
    sizes = SIZES[:1] if quick else SIZES
    print_whole(sizes, 3 if quick else ROUNDS)
    print("\n## In process, the same spans in memory\n")
    print_duels([(size, PER_DOCUMENT) for size in sizes])
    print("\n## In process, by length of document\n")
    print_duels([(IN_DOCUMENTS, length) for length in DOCUMENT_SIZES])


if __name__ == "__main__":
    main(sys.argv[1:])
