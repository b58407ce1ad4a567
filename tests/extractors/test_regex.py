"""The rules of the extractor `regex`: every one keeps its example, and circumstances are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.extractors.base import Extractor
from harness.extractors.regex import Regex
from harness.extractors.regex.rules import Compiled, rule_book
from harness.extractors.regex.sentences import read
from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction
from tests.german.notation import told

PREDICATES = tuple(sorted({rule.rule.predicate for rule in rule_book().rules} | {"compares_to"}))


def _article(text: str) -> Article:
    return Article("a", "original", "de", "2025-01-27/2025-01-28", text)


def _facts(text: str, *predicates: str) -> list[Prediction]:
    asked = [Predicate(name, "text", (), "") for name in predicates or PREDICATES]
    return list(Regex().extract(_article(text), asked))


def _lines(text: str, *predicates: str) -> list[str]:
    return [
        f"{fact.predicate}: {fact.subject} | {told(fact.value)}"
        for fact in _facts(text, *predicates)
    ]


@pytest.mark.parametrize("rule", rule_book().rules, ids=lambda rule: rule.rule.example)
def test_rules_keep_their_examples(rule: Compiled) -> None:
    """The example of a rule yields the facts that the file promises, in order."""
    predicate = rule.rule.predicate
    expected = [f"{predicate}: {fact}" for fact in rule.rule.facts]
    assert _lines(rule.rule.example, predicate) == expected


@pytest.mark.parametrize("rule", rule_book().comparisons, ids=lambda rule: rule.rule.example)
def test_comparisons_keep_their_examples(rule: Compiled) -> None:
    """The example of a comparison yields subject, ratio, reference and dimension as promised."""
    found = [
        f"{fact.subject} | {told(fact.value)} | {fact.qualifiers.than} | {fact.qualifiers.dimension}"
        for fact in _facts(rule.rule.example, "compares_to")
    ]
    assert found == list(rule.rule.facts)


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        # The sentence before gives the subject of „das Unternehmen“.
        ("Infineon enttäuscht. Das Unternehmen beschäftigt 58.000 Mitarbeiter.", "count",
         ["Infineon | 58000 employee"]),
        ("Infineon enttäuscht. An der Börse verlor die Aktie 4 Prozent.", "decline",
         ["Infineon | 4 PERCENT"]),
        ("Das Modell GPT-9 wächst. Die kostenlose App landete auf Platz 3.", "rank", ["GPT-9 | 3 rank"]),
        # In whom one invests does not invest, and the owner of a fund is not the fund.
        ("Amazon will 5 Milliarden Dollar in Anthropic investieren.", "investment",
         ["Amazon | 5000000000 USD"]),
        ("Der Hedgefonds Citadel des Milliardärs Ken Griffin verwaltet 65 Milliarden Dollar.", "assets",
         ["Citadel | 65000000000 USD"]),
        # A surname is enough for an office.
        ("Stefan Muster kam. Muster ist Chef von Bosch.", "affiliation", ["Muster | Bosch"]),
        # No name in sight, no fact.
        ("Gestern fiel der Kurs um 5 Prozent.", "decline", []),
        # What stands behind „auf“ is what is left, not what was lost.
        ("Die Aktie von Bosch fiel auf 50 Prozent des Ausgabepreises.", "decline", []),
        # A fall of turnover is no fall of the price.
        ("Der Umsatz von Bosch sank um 5 Prozent.", "decline", []),
        ("Die BMW-Aktie legte um 3 Prozent zu.", "decline", []),
        # A minus is told by the predicate; the amount is positive.
        ("Für Continental steht ein Minus von -4 Prozent.", "decline", ["Continental | 4 PERCENT"]),
        # A source is no subject.
        ("Laut Reuters kostete das Modell GPT-9 rund 50 Millionen Dollar.", "cost",
         ["GPT-9 | ~50000000 USD"]),
        # A source of chips does not own them.
        ("Die Firma Haneul nutzte 3000 Chips von Nvidia.", "count", ["Haneul | 3000 chip"]),
        # Former offices are left out.
        ("Der frühere Siemens-Chef Peter Muster warnt.", "affiliation", []),
        # US- before what is no organisation says nothing of its origin.
        ("Der US-Dollar und Siemens legten zu.", "country", []),
        ("Der französische Chef von Airbus, Guillaume Muster, lacht.", "country", []),
        # A country is no seat.
        ("Das Unternehmen Spotify aus Schweden wächst.", "location", []),
        # An article of a paper is no release.
        ("Der Bericht über GPT-9 wurde im Dezember veröffentlicht.", "release_date", []),
        # Ages in brackets.
        ("Christian Klein (44) bleibt.", "duration", ["Christian Klein | 44 year"]),
        ("Christian Klein (SPD) bleibt.", "duration", []),
        # The firm is founded, not the founder.
        ("Peter Muster gründete 1998 die Firma Zenova.", "founded", ["Zenova | 1998"]),
    ],
)  # fmt: skip
def test_news(text: str, predicate: str, expected: list[str]) -> None:
    """Sentences of the news yield these facts of a predicate, and no others."""
    assert _lines(text, predicate) == [f"{predicate}: {fact}" for fact in expected]


@pytest.mark.parametrize(
    ("text", "subject", "value", "than", "dimension"),
    [
        # What is saved of the other is taken from one.
        ("Das Modell GPT-9 braucht 40 Prozent weniger Strom als Llama 3.", "GPT-9", "0.6 ratio", "Llama 3", "energy"),
        ("Das Modell GPT-9 braucht ein Fünftel weniger Strom als Llama 3.", "GPT-9", "0.8 ratio", "Llama 3", "energy"),
        # Like with like: „es“ is the model where the reference is one.
        ("Celonis hat das Modell GPT-9 vorgestellt. Es ist schneller als Llama 3.", "GPT-9", ">1 ratio", "Llama 3",
         "performance"),
        ("Das Modell GPT-9 ist zwanzigmal billiger als Llama 3.", "GPT-9", "0.05 ratio", "Llama 3", "price"),
        ("Das Modell GPT-9 braucht nur ein Zehntel der Rechenleistung von Llama 3.", "GPT-9", "0.1 ratio",
         "Llama 3", "compute"),
        ("Der Chip GB9 ist doppelt so schnell wie der H100.", "GB9", "2 ratio", "H100", "performance"),
    ],
)  # fmt: skip
def test_comparisons(text: str, subject: str, value: str, than: str, dimension: str) -> None:
    """A comparison names whom it compares with, and in what."""
    (fact,) = _facts(text, "compares_to")
    assert (fact.subject, told(fact.value)) == (subject, value)
    assert (fact.qualifiers.than, fact.qualifiers.dimension) == (than, dimension)


def test_comparison_without_reference_is_none() -> None:
    """Without a reference there is nothing to compare with."""
    assert _facts("Das Modell GPT-9 ist zehnmal billiger.", "compares_to") == []


@pytest.mark.parametrize(
    ("text", "negated", "certainty", "source"),
    [
        ("Siemens verlor 5 Prozent.", False, "asserted", None),
        ("Siemens verlor nicht 5 Prozent.", True, "asserted", None),
        # „nicht nur“ denies nothing.
        ("Siemens verlor nicht nur 5 Prozent.", False, "asserted", None),
        ("Siemens soll 5 Prozent verloren haben.", False, "hedged", None),
        ("Offenbar verlor Siemens 5 Prozent.", False, "hedged", None),
        ("Siemens verlor laut Bloomberg 5 Prozent.", False, "asserted", "Bloomberg"),
        ("Nach Angaben von Goldman Sachs verlor Siemens 5 Prozent.", False, "asserted", "Goldman Sachs"),
        ("Siemens verlor nach eigenen Angaben 5 Prozent.", False, "asserted", "Siemens"),
        # What is denied in another clause is not this.
        ("Das ist kein Trost, aber Siemens verlor 5 Prozent.", False, "asserted", None),
    ],
)  # fmt: skip
def test_circumstances(text: str, negated: bool, certainty: str, source: str | None) -> None:
    """Negation, hedges and sources are read with the fact."""
    (fact,) = _facts(text, "decline")
    assert fact.qualifiers.negated is negated
    assert fact.qualifiers.certainty == certainty
    assert fact.qualifiers.attributed_to == source


def test_evidence_covers_subject_and_value_where_close() -> None:
    """Evidence is one span over both, or the value alone where the subject is far away."""
    close = "Siemens verlor am Montag 5 Prozent."
    far = f"Siemens, {'sehr ' * 20}gefragt, verlor 5 Prozent."
    spans = [_facts(text, "decline")[0].evidence[0] for text in (close, far)]
    assert close[slice(*spans[0])] == "Siemens verlor am Montag 5 Prozent"
    assert far[slice(*spans[1])] == "5 Prozent"


def test_only_asked_predicates_are_answered() -> None:
    """What is not in the list of predicates is not answered."""
    text = "Celonis wurde 2011 gegründet und beschäftigt 3000 Mitarbeiter."
    assert _lines(text, "count") == ["count: Celonis | 3000 employee"]


def test_sentences_do_not_end_at_abbreviations() -> None:
    """Points of dates, abbreviations and numbers end no sentence; question marks do."""
    text = "Am 28. Januar zahlte z. B. SAP 5 Mio. Euro. Warum? Das weiß Dr. Muster nicht.\nNeu."
    assert len(read(_article(text)).sentences) == 4


def test_contract() -> None:
    """It is an extractor with a stable fingerprint."""
    assert isinstance(Regex(), Extractor)
    assert Regex().fingerprint() == Regex().fingerprint()


_PIECES = st.lists(
    st.sampled_from(
        [rule.rule.example for rule in rule_book().rules]
        + [
            "⟨n0|ORG⟩",
            "⟨v9|date⟩",
            "\n",
            "\n\n",
            " ",
            "„",
            "(",
            "2023",
            "Siemens",
            "5 Prozent",
            "als",
        ]
    ),
    max_size=5,
)


@given(st.one_of(st.text(max_size=80), _PIECES.map(" ".join), _PIECES.map("".join)))
def test_any_text_is_read(text: str) -> None:
    """No text makes it crash, and every span lies in the text."""
    for fact in _facts(text):
        assert all(0 <= span.start < span.end <= len(text) for span in fact.evidence)
        assert fact.confidence is None
