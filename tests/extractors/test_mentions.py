"""Who is meant: names, and what takes them up."""

from __future__ import annotations

import pytest

from harness.extractors.regex.sentences import read
from harness.model.corpus import Article

TABLE = [
    # A description is the firm that was told before.
    ("Infineon wächst. Das Unternehmen baut aus.", ["Infineon ORG", "Infineon ORG"]),
    # What leads the sentence is taken up, not what stands behind „von“.
    ("Celonis kauft Chips von Nvidia. Die Firma wächst.", ["Celonis ORG", "Nvidia ORG", "Celonis ORG"]),
    # Behind a name and a comma a description is an apposition.
    ("Bosch verhandelt mit Siemens, dem Konzern aus München.",
     ["Bosch ORG", "Siemens ORG", "Siemens ORG", "München LOC"]),
    # A description with a name of its own takes nothing up.
    ("Bosch wächst. Das Unternehmen Celonis auch.", ["Bosch ORG", "Celonis ORG"]),
    # Relative pronouns follow their name.
    ("Sabine Muster, die den Konzern Bosch leitet, reist.", ["Sabine Muster PER", "Sabine Muster PER", "Bosch ORG"]),
    # „er“ is a person, „sie“ a firm that was called „die Firma“.
    ("Peter Muster führt die Firma Celonis. Er bleibt.", ["Peter Muster PER", "Celonis ORG", "Peter Muster PER"]),
    # Models are called after who builds them.
    ("Die Modelle von OpenAI rechnen.", ["OpenAI-Modell PRODUCT"]),
    ("Meta öffnet seine Modelle.", ["Meta ORG", "Meta-Modell PRODUCT"]),
    # A model with a name of its own is no X-Modell.
    ("Das R7-Modell von OpenAI rechnet.", ["R7 PRODUCT", "OpenAI ORG"]),
    # The share is told of whom the text speaks; the mark stands for its article.
    ("Infineon enttäuscht. Die Aktie fällt.", ["Infineon ORG", "Infineon ORG"]),
    # Plurals are groups, with their origin.
    ("Das sagen amerikanische Anbieter und Rivalen aus Kanada.", ["amerikanische Anbieter GROUP", "Rivalen aus Kanada GROUP"]),
    # A source is not what the news is about.
    ("Bosch baut um. Das meldet Reuters. Das Unternehmen schweigt.", ["Bosch ORG", "Reuters ORG", "Bosch ORG"]),
    # „es gibt“ speaks of nobody.
    ("Bosch wächst. Es gibt Streit.", ["Bosch ORG"]),
    # Nothing before, nothing taken up.
    ("Das Unternehmen wächst. Sie lacht.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_mentions(text: str, expected: list[str]) -> None:
    """A text speaks of these, in this order."""
    names = read(Article("a", "original", "de", "2025-01-28", text)).names
    assert [f"{name.text} {name.kind}" for name in names] == expected


def test_both_are_two() -> None:
    """„Beide Unternehmen“ stands for the two firms told last."""
    text = "Bosch klagt gegen Siemens. Beide Unternehmen schweigen."
    both = read(Article("a", "original", "de", "2025-01-28", text)).names[-1]
    assert {both.text, both.also} == {"Bosch", "Siemens"}
