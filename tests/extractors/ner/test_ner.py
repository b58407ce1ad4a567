"""What `ner` learns, what it must never know, and how it is kept."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from harness import evaluate, load_goldset, run
from harness.errors import ExtractorError
from harness.extractors.base import Extractor, Trainable
from harness.extractors.ner import FittedNer, Ner
from harness.extractors.ner.learning import learn
from harness.extractors.ner.tagger import TaggerTrainer
from harness.extractors.registry import load_extractor
from harness.model.facts import GoldSet, Prediction
from harness.model.results import Extraction, Level
from tests.extractors.ner.articles import goldset

MADE = goldset()


@pytest.fixture(scope="module")
def fitted() -> FittedNer:
    return Ner().fit(MADE)


def read(extractor: Extractor, gold: GoldSet, article: str) -> list[Prediction]:
    return list(extractor.extract(gold.articles[article], tuple(gold.predicates.values())))


def test_a_new_article_is_read() -> None:
    """Fitted on three articles, the facts of a fourth firm are found, and no chair is counted."""
    found = read(Ner().fit(MADE.without("003-text")), MADE, "003-text")
    assert {(one.predicate, one.subject, str(one.value)) for one in found} == {
        (fact.predicate, fact.subject, str(fact.value))
        for fact in MADE.facts
        if fact.article == "003-text"
    }


def test_it_is_trainable(fitted: FittedNer) -> None:
    """`ner` learns and does not read; what it learned reads and does not learn."""
    ner = load_extractor("ner")
    assert isinstance(ner, Trainable)
    assert not isinstance(ner, Extractor)
    assert isinstance(fitted, Extractor)
    assert not isinstance(fitted, Trainable)


def test_the_same_gold_gives_the_same_model(fitted: FittedNer) -> None:
    """Nothing is left to chance: a second fit says the same with the same confidence."""
    assert Ner().fit(goldset()).fingerprint() == fitted.fingerprint()
    again = FittedNer("ner", "anew", learn(goldset(), TaggerTrainer()))
    for article in MADE.articles:
        assert read(again, MADE, article) == read(fitted, MADE, article)


def test_the_fingerprint_tells_what_it_was_fitted_on(fitted: FittedNer) -> None:
    """Fewer articles are another fingerprint of what was learned, and the same of who learns."""
    fewer = Ner().fit(MADE.without("003-text"))
    assert fewer.fingerprint() != fitted.fingerprint()
    assert fitted.fingerprint().startswith(Ner().fingerprint())
    assert fewer.fingerprint().startswith(Ner().fingerprint())


def test_confidence_is_a_probability(fitted: FittedNer) -> None:
    """Every prediction has a confidence, none below the threshold, and evidence in the text."""
    for article in MADE.articles.values():
        found = read(fitted, MADE, article.id)
        assert found
        for one in found:
            assert one.confidence is not None
            assert fitted.learned.threshold <= one.confidence <= 1
            start, end = one.evidence[0]
            assert 0 <= start < end <= len(article.text)


def test_no_name_is_learned_as_somebodys_fact() -> None:
    """The pair classifier sees kinds in place of gold's names: it cannot recite who sits where."""
    pairs = Ner().fit(load_goldset()).learned.pairs
    for feature in (*pairs.predicate.features, *pairs.subject.features):
        for name in ("deepse", "liang", "wenfen", "nvidia", "hangzh", "openai", "trump"):
            assert name not in feature.lower(), feature


@pytest.mark.parametrize("text", ["", "\n\n", "x", "1991", "„“", "Die Alvera AG."])
def test_any_text_is_read(fitted: FittedNer, text: str) -> None:
    """A text without facts yields none, and nothing fails."""
    article = msgspec.structs.replace(MADE.articles["000-text"], text=text)
    assert list(fitted.extract(article, tuple(MADE.predicates.values()))) == []


def test_only_what_is_asked_is_answered(fitted: FittedNer) -> None:
    """A predicate that is not in the list is not answered."""
    found = list(fitted.extract(MADE.articles["000-text"], [MADE.predicates["founded"]]))
    assert {one.predicate for one in found} == {"founded"}


def test_one_article_is_enough_to_fit() -> None:
    """With a single article there is nothing to leave out; it is fitted all the same."""
    assert isinstance(Ner().fit(goldset(1)), FittedNer)


def test_gold_without_facts_teaches_nothing() -> None:
    """The error says so."""
    with pytest.raises(ExtractorError, match="nothing to learn from"):
        Ner().fit(msgspec.structs.replace(MADE, facts=()))


def test_a_saved_model_says_the_same(fitted: FittedNer, tmp_path: Path) -> None:
    """What is loaded reads as what was saved, with the same fingerprint."""
    fitted.save(tmp_path / "model")
    loaded = FittedNer.load(tmp_path / "model")
    assert loaded.fingerprint() == fitted.fingerprint()
    for article in MADE.articles:
        assert read(loaded, MADE, article) == read(fitted, MADE, article)


def test_nothing_saved_can_run(fitted: FittedNer, tmp_path: Path) -> None:
    """A model is JSON and arrays of floats: no file holds a pickle."""
    fitted.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", "weights.npz"]
    with zipfile.ZipFile(tmp_path / "weights.npz") as archive:
        assert archive.namelist()
        for name in archive.namelist():
            assert b"'descr': '<f8'" in archive.read(name)[:128], name


def _pickled(folder: Path) -> None:
    harmful = np.array([{}], dtype=object)
    np.savez(folder / "weights.npz", predicate=harmful, subject=harmful, tagger=harmful)


def _changed(**parts: object) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / "model.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | parts), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "model.json").unlink(), "no model to load"),
        (lambda folder: (folder / "weights.npz").write_bytes(b""), "no model to load"),
        (lambda folder: (folder / "weights.npz").write_bytes(b"PK\3\4"), "no model to load"),
        (lambda folder: (folder / "model.json").write_text("{}"), "no model to load"),
        # A pickle is refused before anything in it runs.
        (_pickled, "no model to load"),
        (_changed(format=99), "format 99"),
        (_changed(features={}), "lacks predicate"),
        (_changed(classes=["O"]), "classes do not fit"),
        (_changed(features={"predicate": ["a"]}), "do not fit its features"),
    ],
)
def test_a_broken_model_is_refused(
    fitted: FittedNer, tmp_path: Path, change: Callable[[Path], object], message: str
) -> None:
    """Whatever is wrong with a folder is told with its name."""
    fitted.save(tmp_path)
    change(tmp_path)
    with pytest.raises(ExtractorError, match=message) as caught:
        FittedNer.load(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_nothing_heavy_is_imported_before_it_learns() -> None:
    """Loading `ner` and making it imports neither numpy nor scikit-learn."""
    code = (
        "import sys; from harness.extractors.registry import load_extractor, known_extractors;"
        "load_extractor('ner'); list(known_extractors());"
        "print([name for name in ('numpy', 'scipy', 'sklearn', 'spacy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_leaving_out_is_no_better_than_having_seen() -> None:
    """The scores of `ner` are of articles it has not seen: having seen them would score higher.

    If leaving an article out scored as well as learning it, something of the article would have
    leaked into what was learned.
    """
    gold = load_goldset()
    left_out = run(["ner"], gold).extractions[0]
    assert left_out.errors == ()
    seen = Ner().fit(gold)
    said = tuple(one for article in gold.articles for one in read(seen, gold, article))
    honest = evaluate(gold, left_out)
    knowing = evaluate(gold, Extraction("seen", seen.fingerprint(), said))
    for level in (Level.SLOT, Level.FACT):
        unseen, known = honest.counts(level).f1, knowing.counts(level).f1
        assert unseen is not None
        assert known is not None
        assert 0 < unseen < known
