"""Mentions by models that others trained: spaCy pipelines and transformers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.cli.main import run_command_line
from harness.errors import ExtractorError
from harness.extractors.ner import FittedNer, Ner
from harness.extractors.ner.given import kind_of
from harness.extractors.registry import load_extractor
from tests.extractors.ner.articles import CITIES, FIRMS, goldset

MADE = goldset()


def loaded(name: str) -> Ner:
    extractor = load_extractor(name)
    assert isinstance(extractor, Ner)
    return extractor


def said(fitted: FittedNer, article: str) -> set[tuple[str, str, str]]:
    found = fitted.extract(MADE.articles[article], tuple(MADE.predicates.values()))
    return {(one.predicate, one.subject, str(one.value)) for one in found}


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PER", "PER"), ("PERSON", "PER"), ("GPE", "LOC"), ("B-ORG", "ORG"), ("I-LOC", "LOC"),
        # GermEval's derived and partial names keep the kind of the name.
        ("LOCderiv", "LOC"), ("ORGpart", "ORG"),
        # The rest of a scheme says nothing of a kind.
        ("MISC", "NAME"), ("OTH", "NAME"), ("LABEL_0", "NAME"),
    ],
)  # fmt: skip
def test_labels_of_other_schemes(label: str, kind: str) -> None:
    """The labels that models are trained with are translated to gold's kinds."""
    assert kind_of(label) == kind


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a real pipeline on a few sentences, and save it."""
    spacy = pytest.importorskip("spacy")
    training = pytest.importorskip("spacy.training")
    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("de")
    nlp.add_pipe("ner")
    examples = []
    for firm in (*FIRMS, "Eibsee AG", "Falken AG"):
        for city in (*CITIES, "Wien"):
            text = f"Die {firm} hat ihren Sitz in {city} ."
            entities = [
                (text.index(firm), text.index(firm) + len(firm), "ORG"),
                (text.index(city), text.index(city) + len(city), "LOC"),
            ]
            document = nlp.make_doc(text)
            examples.append(training.Example.from_dict(document, {"entities": entities}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(10):
        nlp.update(examples, sgd=optimizer, drop=0.0)
    folder = tmp_path_factory.mktemp("spacy") / "pipeline"
    nlp.to_disk(folder)
    return folder


def test_a_spacy_pipeline_gives_the_mentions(pipeline: Path) -> None:
    """A saved pipeline is loaded by its folder, finds the names, and facts are learned on them."""
    extractor = loaded(f"spacy:{pipeline}")
    assert extractor.name == f"spacy:{pipeline}"
    assert "spacy " in extractor.fingerprint()
    found = said(extractor.fit(MADE.without("003-text")), "003-text")
    assert ("location", "Dornach AG", "EntityValue(name='Kiel')") in found


def test_a_fit_on_a_pipeline_is_saved_without_it(pipeline: Path, tmp_path: Path) -> None:
    """The model's folder holds what was learned; the pipeline is loaded again by its name."""
    fitted = loaded(f"spacy:{pipeline}").fit(MADE)
    fitted.save(tmp_path)
    assert said(FittedNer.load(tmp_path), "000-text") == said(fitted, "000-text")


def test_a_pipeline_without_names_is_refused(tmp_path: Path) -> None:
    """A pipeline that finds no names cannot give any."""
    nlp = pytest.importorskip("spacy").blank("de")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    with pytest.raises(ExtractorError, match="no component that finds names"):
        load_extractor(f"spacy:{tmp_path}")


@pytest.mark.parametrize(
    ("named", "way_out"),
    [
        ("de_no_such_pipeline", "python -m spacy download de_no_such_pipeline"),
        ("", "write spacy:de_core_news_sm"),
        (".", "it holds no spaCy pipeline"),
    ],
)
def test_a_missing_pipeline_says_what_to_do(named: str, way_out: str) -> None:
    """The error is one line with the way out."""
    pytest.importorskip("spacy")
    with pytest.raises(ExtractorError) as caught:
        load_extractor(f"spacy:{named}")
    assert way_out in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("named", "package", "extra"),
    [
        ("spacy:de_core_news_sm", "spacy", "factharness[spacy]"),
        ("transformers:some/model", "torch", "factharness[transformers]"),
    ],
)
def test_without_the_extra_the_error_names_it(
    monkeypatch: pytest.MonkeyPatch, named: str, package: str, extra: str
) -> None:
    """Where the package is not installed, one line says how to install it."""
    monkeypatch.setitem(sys.modules, package, None)  # importing it fails then
    with pytest.raises(ExtractorError) as caught:
        load_extractor(named)
    assert f"pip install '{extra}'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_run_with_a_missing_pipeline_ends_with_4(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The extractor failed, so the exit code is 4, and the way out is on the screen."""
    monkeypatch.setitem(sys.modules, "spacy", None)
    arguments = ["run", "spacy:de_core_news_sm", "--out", str(tmp_path / "run")]
    assert run_command_line(arguments) == 4
    assert "pip install 'factharness[spacy]'" in capfd.readouterr().err


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a tiny token classifier with random weights, and save it."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("transformers")
    words = sorted({word for article in MADE.articles.values() for word in article.text.split()})
    vocabulary = list(dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *words]))
    numbered = {word: number for number, word in enumerate(vocabulary)}
    tokenizer = transformers.BertTokenizerFast(vocab=numbered, do_lower_case=False)
    labels = {0: "O", 1: "B-ORG", 2: "I-ORG", 3: "B-LOC"}
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        id2label=labels,
        label2id={label: number for number, label in labels.items()},
    )
    torch.manual_seed(0)
    transformers.BertForTokenClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_a_transformer_gives_the_mentions(model: Path) -> None:
    """A saved model is loaded by its folder, and facts are learned on what it finds."""
    extractor = loaded(f"transformers:{model}")
    assert "transformers " in extractor.fingerprint()
    fitted = extractor.fit(MADE.without("003-text"))
    assert said(fitted, "003-text")  # by names at random, and those that lists tell


def test_a_missing_transformer_says_what_to_do(tmp_path: Path) -> None:
    """A folder without a model is told as such."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    with pytest.raises(ExtractorError, match="holds no token classification model"):
        load_extractor(f"transformers:{tmp_path}")
