"""Numbers and values as people read them: rounded once, at the end, and never to a lie."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import Qualifiers
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from harness.report.words import (
    apart,
    limits,
    percent,
    rest_of,
    shortened,
    told,
    told_commit,
    visible,
)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (None, "–"),
        (Fraction(0), "0.0"),
        (Fraction(1), "100.0"),
        (Fraction(99_999, 100_000), "99.9"),  # nearly all is not all
        (Fraction(1, 100_000), "0.1"),  # nearly nothing is not nothing
        (Fraction(1, 3), "33.3"),
        (Fraction(2, 3), "66.7"),
    ],
)
def test_per_cent(ratio: Fraction | None, text: str) -> None:
    assert percent(ratio) == text


@given(st.fractions(min_value=0, max_value=1))
def test_0_and_100_appear_only_where_they_are_true(ratio: Fraction) -> None:
    assert (percent(ratio) == "0.0") == (ratio == 0)
    assert (percent(ratio) == "100.0") == (ratio == 1)


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ((Fraction(1, 2), Fraction(1, 4)), ["50.0", "25.0"]),
        ((Fraction(2, 3), Fraction("0.667")), ["66.67", "66.70"]),  # not 66.7 below 66.7
        ((Fraction(2, 3), Fraction(2, 3)), ["66.7", "66.7"]),
        ((Fraction("0.99981"), Fraction("0.99999")), ["99.98", "99.99"]),  # and not 100.00
        ((Fraction(0), Fraction(1, 10**6)), ["0.0", "0.1"]),
    ],
)
def test_unequal_ratios_look_unequal(numbers: tuple[Fraction, ...], written: list[str]) -> None:
    assert apart(*numbers) == written


@given(st.fractions(min_value=0, max_value=1, max_denominator=9999), st.integers(1, 9999))
def test_what_differs_is_written_differently(ratio: Fraction, other: int) -> None:
    below = ratio - Fraction(1, other * 10) / 1000
    written = apart(ratio, max(below, Fraction(0)))
    assert (written[0] == written[1]) == (ratio == max(below, Fraction(0)))


@pytest.mark.parametrize(
    ("commit", "text"),
    [
        ("0123456789abcdef", "0123456789ab"),
        ("0123456789abcdef+changes", "0123456789ab+changes"),
        ("c0ffee", "c0ffee"),
    ],
)
def test_commits(commit: str, text: str) -> None:
    assert told_commit(commit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (QuantityValue(Decimal(5_500_000), "EUR", "~"), "~ 5,500,000 EUR"),
        (QuantityValue(Decimal("5.50"), "PERCENT"), "5.5 PERCENT"),
        (QuantityValue(Decimal("1E+9"), "USD"), "1,000,000,000 USD"),
        (QuantityValue(Decimal(50), "EUR", upper=Decimal(60)), "50 to 60 EUR"),
        (QuantityValue(Decimal(2000), "chip", ">", near=True), "> 2,000 chip (near)"),
        (QuantityValue(Decimal(0), "PERCENT", ">", vague=True), "> 0 PERCENT (vague)"),
        (DateValue("2025-01-20/2025-01-21"), "2025-01-20/2025-01-21"),
        (EntityValue("Nvidia"), "Nvidia"),
        (TextValue("Open\x00Source"), "Open⟨U+0000⟩Source"),
    ],
)
def test_values(value: Value, text: str) -> None:
    assert told(value) == text


def test_what_acts_instead_of_being_read_is_shown() -> None:
    assert visible("a\u202eb\u2066c\x1b[0m") == "a⟨U+202E⟩b⟨U+2066⟩c⟨U+001B⟩[0m"
    assert visible("Zeile\n\tTab 😀 עברית") == "Zeile\n\tTab 😀 עברית"
    assert visible("\ud800").isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200bb", "a⟨U+200B⟩b"),  # no width
        ("a\u00adb", "a⟨U+00AD⟩b"),  # a soft hyphen
        ("a\u2028b", "a⟨U+2028⟩b"),  # a line that is none of ours
        ("a\u034fb", "a⟨U+034F⟩b"),  # printable, says Python
        ("a\ufff9b", "a⟨U+FFF9⟩b"),
        ("a\u180eb", "a⟨U+180E⟩b"),
        ("a\U000e0041b", "a⟨U+E0041⟩b"),  # a tag: text that nobody sees
        ("a\ue000b", "a⟨U+E000⟩b"),  # private use
        ("a\u3164b", "a⟨U+3164⟩b"),  # a letter that is drawn as nothing
        ("überall\rdas Ende", "überall⟨U+000D⟩das Ende"),  # overwrites the line in a terminal
        ("eins\r\nzwei", "eins\nzwei"),
        # Joiners within an emoji are what makes it one, and nowhere else.
        (
            "👩\u200d💻 ❤\ufe0f\u200d🔥 👍🏽 1\ufe0f\u20e3",
            "👩\u200d💻 ❤\ufe0f\u200d🔥 👍🏽 1\ufe0f\u20e3",
        ),
        ("a\u200db\ufe0f", "a⟨U+200D⟩b⟨U+FE0F⟩"),
        ("👩\u200d\u200d💻\ufe0f\ufe0f", "👩⟨U+200D⟩⟨U+200D⟩💻\ufe0f⟨U+FE0F⟩"),
        ("\u200d\ufe0f", "⟨U+200D⟩⟨U+FE0F⟩"),
    ],
)
def test_what_nobody_would_see_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters() | st.sampled_from("\u200d\ufe0f\u034f👩💻a\n\r")))
def test_nothing_invisible_is_left(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    for at, char in enumerate(shown):
        if char in "\u200d\ufe0f":
            assert unicodedata.category(shown[at - 1]) in ("So", "Sk", "Sm") or (
                shown[at - 1] == "\ufe0f" or shown[at + 1] == "\u20e3"
            )
        else:
            seen = unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
            assert seen or char in "\t\n"


def test_a_long_text_is_cut_and_nothing_of_it_is_lost() -> None:
    text = "".join(map(str, range(5_000)))
    rest = rest_of(text, "value")
    assert rest is not None
    assert shortened(text).removesuffix("…") + rest.text == text
    assert rest.tells == f"value: {len(text) - 300:,} more characters"
    assert rest_of("x" * 300, "value") is None
    assert shortened("x" * 300) == "x" * 300


def test_limits_name_what_belongs_to_the_fact() -> None:
    said = Qualifiers(negated=True, attributed_to="Wu", than="Meta", dimension="cost", as_of="2024")
    assert limits(said) == "not; than Meta in cost; says Wu; as of 2024"
    assert limits(Qualifiers()) == ""
