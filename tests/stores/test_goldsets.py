"""A gold set is read whole or refused with the place of every fault."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from harness.errors import InvalidFileError, UsageError
from harness.stores.goldsets import load_goldset
from tests import goldfiles
from tests.goldfiles import ORIGINAL, RETELLING, write_goldset


def test_quotes_become_offsets(tmp_path: Path) -> None:
    gold = load_goldset(write_goldset(tmp_path))
    text = gold.articles["a1"].text
    quotes = {fact.id: [text[slice(*span)] for span in fact.spans] for fact in gold.facts}
    assert quotes == {
        "founded-alpha": ["wurde 1999 gegründet"],
        "location-alpha": ["Alpha AG aus Bonn"],
        "assets-alpha": ["5 Millionen Euro"],
    }
    assert gold.rendition == "retelling"


def test_originals_are_recognised_by_their_hash(tmp_path: Path) -> None:
    """The file is called otherwise than source.yaml says; other files beside it do not matter."""
    folder = write_goldset(tmp_path)
    (tmp_path / "originals" / "other.txt").write_text("something else")
    (tmp_path / "originals" / "folder").mkdir()
    gold = load_goldset(folder, tmp_path / "originals")
    article = gold.articles["a1"]
    assert gold.rendition == "original"
    spans = {fact.id: [article.text[slice(*span)] for span in fact.spans] for fact in gold.facts}
    assert spans["assets-alpha"] == ["5 Mio. Euro"]  # context is no evidence of its own
    assert spans["founded-alpha"] == ["gegründet 1999"]


def test_what_is_out_of_scope_is_blanked_and_moves_nothing(tmp_path: Path) -> None:
    gold = load_goldset(write_goldset(tmp_path), tmp_path / "originals")
    text = gold.articles["a1"].text
    assert len(text) == len(ORIGINAL)
    assert text == ORIGINAL.replace("14", "  ")
    assert [text[slice(*line)] for line in gold.articles["a1"].paragraphs] == [
        "Altes Haus",
        "Alpha ist eine Firma aus Bonn, gegründet 1999.",
        "Ihr gehören 5 Mio. Euro.",
    ]
    assert gold.articles["a1"].paragraph_at(12) is None


def test_line_ends_are_kept_as_they_are(tmp_path: Path) -> None:
    windows = RETELLING.replace("\n", "\r\n")
    gold = load_goldset(write_goldset(tmp_path, retelling=windows))
    article = gold.articles["a1"]
    assert article.text == windows
    fact = next(fact for fact in gold.facts if fact.id == "assets-alpha")
    assert article.text[slice(*fact.spans[0])] == "5 Millionen Euro"


def changed(old: str, new: str, text: str = goldfiles.FACTS) -> str:
    assert old in text
    return text.replace(old, new, 1)


BROKEN_FACTS = [
    # what is changed, to what, line, what the message must say
    ("wurde 1999 gegründet", "wurde 1998 gegründet", 7, "does not stand in a1"),
    ("[Alpha AG aus Bonn]", "[aus]", 12, "stands 2 times"),
    ("quote: 5 Millionen Euro", "{quote: e, nth: 99}", 18, "nth is 99"),
    ("quote: 5 Millionen Euro", "{quote: 5 Millionen Euro, role: context}", 13, "no main evidence"),
    ("predicate: founded", "predicate: foundet", 4, "did you mean 'founded'"),
    ("subject: Alpha", "subject: Alfa", 5, "did you mean 'Alpha'"),
    ("subject: Alpha", "subject: Bonn", 5, "is of kind LOC"),
    ("name: Bonn", "name: Alpha", 11, "is of kind ORG"),
    ("name: Bonn", "name: Köln", 11, "known: Alpha, Bonn"),
    ("name: Bonn", "nam: Bonn", 11, "unknown key 'nam'"),
    ('edtf: "1999"', "edtf: 1999", 6, "quote it"),
    ('edtf: "1999"', 'edtf: "99"', 6, "no EDTF"),
    ('edtf: "1999"', "edtf: 2025-01-27", 6, "would be changed"),
    ("amount: 5000000", "amount: 5.5", 16, "would be changed"),
    ("amount: 5000000", "amount: viel", 16, "amount: 'viel' is no decimal"),
    ("amount: 5000000", 'amount: "NaN"', 16, "is no decimal"),
    ("unit: EUR", "unit: EURO", 16, "did you mean 'EUR'"),
    ('comparator: "="', 'comparator: "=="', 16, "write one of =, ~, >"),
    ('comparator: "="', "comparator: ~", 16, "would be changed"),
    ("type: quantity", "type: quantities", 16, "write one of entity, quantity, date, text"),
    ("type: quantity, ", "", 16, "'type' is missing"),
    ("id: location-alpha", "id: founded-alpha", 8, "stands twice"),
    ("id: location-alpha", "id: 000", 8, "would be changed"),
    ("    subject: Alpha\n", "", 3, "'subject' is missing"),
    ("    subject: Alpha\n", "    subject: Alpha\n    subject: Alpha\n", 6, "duplicate key"),
    (
        "    subject: Alpha\n",
        "    subject: Alpha\n    confidence: 1\n",
        6,
        "unknown key 'confidence'",
    ),
    ("    subject: Alpha\n", "    subject: Alpha\n    tags: [nmber-word]\n", 6, "did you mean"),
    ("    subject: Alpha\n", "    subject: Alpha\n    optional: no\n", 6, "would be changed"),
    ("    subject: Alpha\n", "    subject: Alpha\n    optional: ja\n", 6, "bool"),
    ("    subject: Alpha\n", "    subject: Alpha\n    accept: {subject: [Beta]}\n", 6, "Beta"),
    (
        "    subject: Alpha\n",
        "    subject: Alpha\n    qualifiers: {attributed_to: Beta}\n",
        6,
        "unknown entity 'Beta'",
    ),
    (
        "    subject: Alpha\n",
        "    subject: Alpha\n    qualifiers: {certainty: vielleicht}\n",
        6,
        "write one of asserted, hedged",
    ),
    ("    subject: Alpha\n", '    subject: Alpha\n    qualifiers: {as_of: "x"}\n', 6, "EDTF"),
    ('comparator: "="', 'comparator: "=", vague: true', 16, "'upper' is missing"),
    ('comparator: "="', 'comparator: "=", near: true', 16, "near with '='"),
    ("amount: 5000000", 'amount: "5_000_000"', 16, "is no decimal"),
    ("amount: 5000000", 'amount: "５"', 16, "is no decimal"),
    ("id: location-alpha", 'id: ""', 8, "the id is empty"),
    ("quote: 5 Millionen Euro", "{quote: Euro, nth: 0}", 18, "nth is 0"),
    ('type: date, edtf: "1999"', "type: text, text: x", 6, "founded takes date"),
    ("predicate: assets", "predicate: compares_to", 13, "'than' or 'dimension' is missing"),
    ("article: a1", "article: a2", 1, "in the file of 'a1'"),
    ("article: a1", "artikel: a1", 1, "unknown key 'artikel'"),
    ("facts:", "fact:", 2, "unknown key 'fact'"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), BROKEN_FACTS)
def test_a_broken_fact_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    folder = write_goldset(tmp_path, facts=changed(old, new))
    with pytest.raises(InvalidFileError) as caught:
        load_goldset(folder)
    told = [str(fault) for fault in caught.value.faults]
    place = f"{folder / 'facts' / 'a1.yaml'}:{line}:"
    assert any(one.startswith(place) and says in one for one in told), told


def test_two_facts_of_one_identity_are_refused(tmp_path: Path) -> None:
    again = goldfiles.FACTS + goldfiles.FACTS.split("facts:\n")[1].replace("id: ", "id: other-")
    with pytest.raises(InvalidFileError) as caught:
        load_goldset(write_goldset(tmp_path, facts=again))
    assert len(caught.value.faults) == 3
    assert "the same fact as 'founded-alpha'" in str(caught.value)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    broken = goldfiles.FACTS
    for old, new in (
        ("predicate: founded", "predicate: foundet"),
        ("[Alpha AG aus Bonn]", "[Beta]"),
        ("name: Bonn", "name: Berlin"),
        ("unit: EUR", "unit: EURO, near: 1"),
    ):
        broken = changed(old, new, broken)
    with pytest.raises(InvalidFileError) as caught:
        load_goldset(write_goldset(tmp_path, facts=broken))
    assert [fault.line for fault in caught.value.faults] == [4, 11, 12, 16]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("goldset", "units: [EUR", "unit: [EUR", "goldset.yaml:6:1: unknown key 'unit'"),
        ("goldset", "name: small\n", "", "'name' is missing"),
        ("goldset", "articles: [a1]", "articles: [a9]", "cannot be read"),
        ("predicates", "predicates:", "predicate:", "must hold one list 'predicates'"),
        ("predicates", "value_type: date", "value_type: day", "predicates.yaml:2:"),
        ("predicates", "name: location", "name: founded", "'founded' stands twice"),
        ("entities", "kind: LOC", "kind: TOWN", "entities.yaml:3:"),
        (
            "entities",
            "name: Bonn, kind: LOC",
            "name: Beta, kind: ORG, aliases: [Alpha]",
            "may mean",
        ),
        ("source", "article: a1", "article: a2", "says article 'a2'"),
        ("source", '"2025-01-28"', '"28.1.2025"', "no EDTF date"),
        (
            "source",
            "original:",
            "retelling_sha256: abc\noriginal:",
            "not the text that was labelled",
        ),
    ],
)
def test_other_files_are_held_to_their_rules(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    content: str = getattr(goldfiles, file.upper())
    folder = write_goldset(tmp_path, **{file: changed(old, new, content)})
    with pytest.raises(UsageError) as caught:
        load_goldset(folder)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sha256: ", "sha256: 0", "labels another text"),
        ("[counter, false, 11, 13]", "[counter, false, 11, 999]", "is outside"),
        ("[counter, false, 11, 13]", "[counter, false, 11, 60]", "lies in the zone 'counter'"),
        ("founded-alpha", "founded-beta", "no fact has the id 'founded-beta'"),
        (", context]", ", contxt]", "contxt"),
        ("assets-alpha:\n    - [", "assets-alpha:\n    - [1", "is outside"),
        ("founded-alpha: [[", 'founded-alpha: [[1, 3, "000000000000"], [', "other words"),
        ("zones:", "sone:", "unknown key 'sone'"),
    ],
)
def test_stand_off_labels_are_checked_against_the_text(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    folder = write_goldset(tmp_path, standoff=changed(old, new, goldfiles.STANDOFF))
    with pytest.raises(InvalidFileError) as caught:
        load_goldset(folder, tmp_path / "originals")
    assert says in str(caught.value)
    assert f"{folder / 'originals' / 'a1.yaml'}:" in str(caught.value)


def test_a_changed_original_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_goldset(tmp_path, original=ORIGINAL.replace("\n", "\r\n"))
    (tmp_path / "originals" / "renamed.txt").rename(tmp_path / "originals" / "haus.txt")
    with pytest.raises(UsageError, match=r"haus\.txt: changed"):
        load_goldset(folder, tmp_path / "originals")


def test_a_missing_original_is_named(tmp_path: Path) -> None:
    folder = write_goldset(tmp_path)
    (tmp_path / "originals" / "renamed.txt").unlink()
    with pytest.raises(UsageError, match=r"the original of a1 .*once haus\.txt"):
        load_goldset(folder, tmp_path / "originals")
    with pytest.raises(UsageError, match="no such folder"):
        load_goldset(folder, tmp_path / "nowhere")


def test_the_hash_is_of_the_gold_and_not_of_its_files(tmp_path: Path) -> None:
    """Order, comments and layout change nothing; a value, an alias or the text does."""
    hashes = {}
    head, *facts = goldfiles.FACTS.split("  - id: ")
    shuffled = list(facts)
    random.Random(1).shuffle(shuffled)
    assert shuffled != facts
    for name, files in {
        "same": {},
        "order": {"facts": head + "".join(f"  - id: {one}" for one in shuffled)},
        "layout": {"facts": "# a comment\n" + goldfiles.FACTS.replace('"="', "'='")},
        "value": {"facts": goldfiles.FACTS.replace("5000000", "5000001")},
        "alias": {"entities": goldfiles.ENTITIES.replace("Alpha AG", "Alpha SE")},
        "text": {"retelling": RETELLING + "Ende.\n"},
    }.items():
        hashes[name] = load_goldset(write_goldset(tmp_path / name, **files)).hash
    assert hashes["same"] == hashes["order"] == hashes["layout"]
    assert len(set(hashes.values())) == 4


def test_a_gold_set_is_found_by_path_or_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_goldset(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert load_goldset("small").hash == load_goldset(tmp_path / "goldsets" / "small").hash
    assert load_goldset().name == "deepseek-2025"
    with pytest.raises(UsageError, match="known are: deepseek-2025, deepseek-2025-traps, small"):
        load_goldset("smal")
    with pytest.raises(UsageError, match=r"holds no goldset\.yaml"):
        load_goldset(os.fspath(tmp_path))
