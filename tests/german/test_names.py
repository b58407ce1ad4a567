"""Proper names: lists, shapes and cues find them; common nouns are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.german import find_names

CASES = [
    # A compound names its head, a genitive loses its s.
    ("Der Siemens-Chef lobt Nvidias Chips.", ["Siemens ORG", "Nvidia ORG"]),
    # A first name and what follows.
    ("Roland Busch traf Ursula von der Leyen.", ["Roland Busch PER", "Ursula von der Leyen PER"]),
    # „von“ before a firm is no part of a person's name.
    ("Der Analyst Peter Kowalski von Goldman Sachs rät ab. Kowalski verkauft.",
     ["Peter Kowalski PER", "Goldman Sachs ORG", "Kowalski PER"]),
    # Legal forms, with and without an article before.
    ("Die Muster Maschinenbau GmbH kauft die Kramer AG & Co. KG.",
     ["Muster Maschinenbau GmbH ORG", "Kramer AG & Co. KG ORG"]),
    # What a cue has introduced is a name everywhere, before and behind it.
    ("Moonlight wächst. Das Start-up Moonlight aus Hangzhou baut aus; Moonlights App hilft.",
     ["Moonlight ORG", "Moonlight ORG", "Hangzhou LOC", "Moonlight ORG"]),
    # Role nouns introduce persons, also in an apposition.
    ("Gründer Liang Wenheng schweigt.", ["Liang Wenheng PER"]),
    ("Der Gründer von Huawei, Ren Zhengfei, kam.", ["Huawei ORG", "Ren Zhengfei PER"]),
    # A surname names again who was named in full.
    ("Peter Carlsson ging. Später kam Carlsson zurück.", ["Peter Carlsson PER", "Carlsson PER"]),
    # What calls itself a maker is one.
    ("Northvolt, ein schwedischer Batteriehersteller, wankt.", ["Northvolt ORG"]),
    # Shapes that no German word has.
    ("OpenAI stellt GPT-4o vor, TSMC liefert.", ["OpenAI ORG", "GPT-4o PRODUCT", "TSMC ORG"]),
    # A product carries its version.
    ("Meta zeigt Llama 3.1 und das Sprachmodell Yuki 2.", ["Meta ORG", "Llama 3.1 PRODUCT", "Yuki 2 PRODUCT"]),
    # Countries come from CLDR, in the genitive too.
    ("Chinas Regierung und die Vereinigten Staaten, auch Neuseeland.",
     ["China LOC", "Vereinigten Staaten LOC", "Neuseeland LOC"]),
    # Names of several words win over their parts.
    ("Er zog von New York nach Frankfurt am Main.", ["New York LOC", "Frankfurt am Main LOC"]),
    # An index has a name of no kind.
    ("Der Dax und der S&P 500 fielen.", ["Dax None", "S&P 500 None"]),
    # Common nouns behind a cue are none.
    ("Dass der Konzern Mitarbeiter entlässt, der Hersteller Preise senkt.", []),
    ("Die Firma Leistungen streicht, das Modell Vorteile hat.", []),
    # Abbreviations, plurals and inclusive forms are none.
    ("KI und IT für CEOs: CPUs, GPUs, MitarbeiterInnen.", []),
    ("Covid-19, 5G und CO2 im Q3.", []),
    # A headline in capitals says nothing.
    ("GROSSE WORTE MIT KRAFT", []),
    # The beginning of a sentence is no name.
    ("Zölle steigen. Heute fällt Regen. Banken warnen.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names(text: str, expected: list[str]) -> None:
    """A sentence holds these names of these kinds, and no others."""
    assert [f"{name.text} {name.kind_hint}" for name in find_names(text)] == expected


_PIECES = "Siemens Siemens-Chef AG GmbH & Co. KG der Gründer Anna von Meier, „ OpenAIs GPT-4 Llama 3 S US Firma"


@given(
    st.one_of(
        st.text(max_size=100),
        st.lists(st.sampled_from(_PIECES.split(" "))).map(" ".join),
    )
)
def test_spans_hold_the_names(text: str) -> None:
    """Spans are in order and apart, and hold the text of the name."""
    end = 0
    for name in find_names(text):
        assert end <= name.span.start < name.span.end <= len(text)
        assert text[name.span.start : name.span.end] == name.text
        end = name.span.end
