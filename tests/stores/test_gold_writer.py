"""Facts are written as people write them, and load as the very same facts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.model.corpus import Article, Span
from harness.model.facts import Alternatives, Evidence, GoldFact, Qualifiers, Restated
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue
from harness.stores.gold_facts import FactReader
from harness.stores.gold_writer import fact_lines, header_lines
from harness.stores.goldsets import load_goldset, load_ground
from harness.stores.packaged import shipped_goldsets
from harness.stores.strict_yaml import YamlFile
from tests.labelled import LISTS, NAMES, TEXTS, articles

ARTICLE = Article("a1", "retelling", "de", "2025-01-28", TEXTS[0])


def facts_yaml(article: Article, facts: Iterable[GoldFact]) -> str:
    rows = [line for fact in facts for line in fact_lines(article, fact)]
    return "\n".join([*header_lines(article, empty=not rows), *rows]) + "\n"


def loaded(content: str, article: Article) -> list[GoldFact]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a1.yaml"
        path.write_bytes(content.encode())
        return FactReader(path, article, LISTS).read()


@given(articles())
def test_what_is_written_loads_as_the_same(drawn: tuple[Article, list[GoldFact]]) -> None:
    """Equal to the byte of its encoding, so that the gold's hash is the same too."""
    article, facts = drawn
    again = loaded(facts_yaml(article, facts), article)
    assert again == facts
    assert msgspec.json.encode(again) == msgspec.json.encode(facts)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("\ud7ff\ue000\ufffd\U0010ffff\x7f\x9f\x80")
def test_any_text_survives(text: str) -> None:
    fact = GoldFact("f", "a1", "no", "Alpha", TextValue(text), (Evidence(Span(0, 5)),))
    assert loaded(facts_yaml(ARTICLE, [fact]), ARTICLE) == [fact]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_yaml_would_change_survive(name: str) -> None:
    fact = GoldFact(name, "a1", "owner", name, EntityValue(name), (Evidence(Span(0, 5)),))
    assert loaded(facts_yaml(ARTICLE, [fact]), ARTICLE) == [fact]


def test_the_shipped_gold_survives(tmp_path: Path) -> None:
    gold = load_goldset()
    for name, article in gold.articles.items():
        facts = [fact for fact in gold.facts if fact.article == name]
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(facts_yaml(article, facts).encode())
        assert FactReader(path, article, load_ground().lists).read() == facts


def test_it_looks_as_the_shipped_files_do() -> None:
    """Nearly all lines of the shipped files stand in what is written, letter by letter."""
    gold = load_goldset()
    lines, known = 0, 0
    for name, article in gold.articles.items():
        path = shipped_goldsets() / gold.name / "facts" / f"{name}.yaml"
        shipped = set(path.read_text(encoding="utf-8").splitlines())
        written = facts_yaml(article, [one for one in gold.facts if one.article == name])
        lines += len(written.splitlines())
        known += sum(line in shipped for line in written.splitlines())
    assert known / lines > 0.97


def test_a_fact_reads_well() -> None:
    fact = GoldFact(
        "cost-v3",
        "a1",
        "cost",
        "Öl & Gas",
        QuantityValue(Decimal(5), "EUR", "~", upper=Decimal("7.5"), vague=True),
        (Evidence(Span(0, 5)), Evidence(Span(6, 9), "context"), Evidence(Span(28, 34))),
        Qualifiers(as_of="2025-01", scope="im Jahr (netto)", negated=True),
        Alternatives(subject=("no", "Alpha"), value=(DateValue("1999"),)),
        Restated((DateValue("201X"),)),
        optional=True,
        tags=("hedge",),
    )
    assert facts_yaml(ARTICLE, [fact]) == (
        'article: "a1"\n'
        "facts:\n"
        "  - id: cost-v3\n"
        "    predicate: cost\n"
        '    subject: "Öl & Gas"\n'
        '    value: {type: quantity, amount: 5, upper: "7.5", unit: EUR, comparator: "~", vague: true}\n'
        '    qualifiers: {as_of: "2025-01", negated: true, scope: im Jahr (netto)}\n'
        "    evidence:\n"
        '      - {quote: "Alpha", nth: 1}\n'
        '      - {quote: "hat", nth: 1, role: context}\n'
        '      - "7 Euro"\n'
        '    accept: {subject: ["no", Alpha], value: [{type: date, edtf: "1999"}]}\n'
        '    restated: {value: [{type: date, edtf: "201X"}]}\n'
        "    optional: true\n"
        "    tags: [hedge]\n"
    )


def test_no_facts_are_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "a1.yaml").write_text(facts_yaml(ARTICLE, []))
    assert YamlFile(tmp_path / "a1.yaml").value == {"article": "a1", "facts": []}


@pytest.mark.parametrize("span", [(35, 37), (3, 3), (9, 4), (-5, -1), (30, 99)])
def test_evidence_without_words_is_refused(span: tuple[int, int]) -> None:
    fact = GoldFact("f", "a1", "no", "Alpha", TextValue("x"), (Evidence(Span(*span)),))
    with pytest.raises(UsageError, match="covers no words"):
        facts_yaml(ARTICLE, [fact])
