"""Values in running text: what is found, what is left alone, and laws that hold for any text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from harness.german import UNITS, find, normalise
from harness.model.dates import parse_edtf
from harness.model.values import DateValue, QuantityValue
from tests.german.notation import told

TODAY = "2025-01-27/2025-01-28"

SENTENCES = [
    (
        "Der Konzern steckt rund 5,5 Millionen Euro in 2000 neue KI-Chips.",
        ["rund 5,5 Millionen Euro = ~5500000 EUR", "2000 neue KI-Chips = 2000 chip"],
    ),
    # A span covers the limiting words, but no emphasis before them.
    ("Er braucht nur gut 2000 Chips.", ["gut 2000 Chips = >2000 chip near"]),
    # The full stop of a sentence is no decimal point.
    ("Das Werk entstand 2015. Es kostet 3 Mrd. Euro.", ["2015 = 2015", "3 Mrd. Euro = 3000000000 EUR"]),
    # A yearless day is the nearest one, before or after the article.
    ("Am 5. April und am 20. Dezember.", ["5. April = 2025-04-05", "20. Dezember = 2024-12-20"]),
    # „vor … Jahren“ is a date, „seit … Jahren“ a duration.
    (
        "Vor knapp zwei Jahren begann er, seit drei Monaten läuft es.",
        ["Vor knapp zwei Jahren = 2023~", "drei Monaten = 3 month"],
    ),
    # A weekday needs no preposition, a month does.
    ("Montag fiel der Kurs, im Dezember stieg er.", ["Montag = 2025-01-27", "Dezember = 2024-12"]),
    ("August Muster und Mai Beispiel heirateten.", []),
    # Digits of names, versions, indices and times are no values.
    ("GPT-4, Llama 3 und der S&P 500 um 10:38 Uhr in Version 2.5.1.", []),
    ("Das A100-Modul und der 5G-Mast, Windows 11.", []),
    ("Das Spiel endete 3:1 um 20.15 Uhr.", []),
    # A hyphen before letters makes a compound of the number.
    ("Eine 3-Zimmer-Wohnung in den 1990er Jahren.", ["1990er Jahren = 199X"]),
    # „dreimal“ counts how often, unless something is compared.
    ("Er rief dreimal an.", []),
    ("Es ist dreimal so teuer.", ["dreimal so teuer = 3 ratio"]),
    # Articles are no numbers before other nouns.
    ("Eine Firma und ein Unternehmen teilen sich eine Million Euro.", ["eine Million Euro = 1000000 EUR"]),
    # A round number before a noun counts, a year with a cue dates.
    ("Dort parken 2000 Autos, das war seit 2000 so.", ["2000 = 2000 number", "2000 = 2000"]),
    ("Von 2019 bis 2023 stieg der Wert.", ["2019 bis 2023 = 2019/2023"]),
    # „von … auf …“ are two values.
    ("Der Kurs fiel von 140 auf 118 Dollar.", ["140 = 140 number", "118 Dollar = 118 USD"]),
    ("Auf Platz 3 liegt der drittgrößte Hersteller.", ["Platz 3 = 3 rank", "drittgrößte = 3 rank"]),
    ("Der 39-Jährige besitzt mehrere Milliarden Yuan.",
     ["39-Jährige = 39 year", "mehrere Milliarden Yuan = 1000000000..10000000000 CNY vague"]),
    ("Es sank um 0,5 Prozent auf 21.282,18 Punkte.",
     ["0,5 Prozent = 0.5 PERCENT", "21.282,18 = 21282.18 number"]),
    # No value crosses a line: paragraphs are lines.
    ("Es waren 5\nMillionen Euro.", ["5 = 5 number", "Millionen Euro = 1000000..10000000 EUR vague"]),
    ("Es waren 2023 Mitarbeiter.", ["2023 Mitarbeiter = 2023 employee"]),
    # A year before a participle counts nothing.
    ("Das 2017 gegründete Unternehmen wächst.", ["2017 = 2017"]),
    # Verbs end the phrase.
    ("Seit 2023 arbeiten Menschen dort.", ["2023 = 2023"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_values_in_sentences(text: str, expected: list[str]) -> None:
    """Running text yields these phrases with these first readings, and no others."""
    found = find(text, TODAY)
    assert [f"{text[f.span.start : f.span.end]} = {told(f.values[0])}" for f in found] == expected


@pytest.mark.parametrize(
    ("doc_date", "expected"),
    [
        # The last day of the article counts.
        ("2025-01-27/2025-01-28", "2025-01-28"),
        ("2025-01-27", "2025-01-21"),
        # A month as date of the article ends with its last day.
        ("2025-01", "2025-01-28"),
    ],
)
def test_days_are_told_from_the_article(doc_date: str, expected: str) -> None:
    """„am Dienstag“ is the latest Tuesday not after the end of the article's date."""
    assert find("Es geschah am Dienstag.", doc_date)[0].values == (DateValue(expected),)


_TOKENS = (
    "5,5 2023 10 Millionen Mrd. Euro € $ % Prozent rund mehr als knapp bis zu zwischen und – - 3. Januar"
    " Montag Ende Anfang vergangener Woche vor Jahren zwei ein Drittel mal so weniger Chips GPT-4 . , ( '"
    " Hunderte mehrere Platz 10:38 Uhr ½ 1/3 von der \n \u00a0 ’ 27. 9999 0001 -5 5- fach Faktor minus 1.500"
    " Quartal Q3 Sommer 90er Jahrzehnten 00.00.0000 1234567890123456789012345678901234567890123 hundert Billionen"
)
_WORDS = st.sampled_from(_TOKENS.split(" "))
_NEWS = st.lists(_WORDS, max_size=14).map(" ".join)


@given(st.one_of(st.text(max_size=120), _NEWS))
def test_find_holds_its_contract(text: str) -> None:
    """Spans lie in the text, in order and apart; every value is of the closed kinds."""
    end = 0
    for found in find(text, TODAY):
        assert end <= found.span.start < found.span.end <= len(text)
        end = found.span.end
        assert found.values
        for value in found.values:
            assert not isinstance(value, QuantityValue) or value.unit in UNITS
            assert not isinstance(value, DateValue) or parse_edtf(value.edtf)


@given(st.one_of(st.text(max_size=80), _NEWS))
def test_normalise_never_raises(text: str) -> None:
    """Any text is read or refused, but never an error."""
    assert isinstance(normalise(text, TODAY), tuple)


@given(_NEWS)
def test_what_is_found_reads_alone(text: str) -> None:
    """A phrase found in a text has the same value when it stands alone."""
    for found in find(text, TODAY):
        alone = normalise(text[found.span.start : found.span.end], TODAY)
        assert set(found.values) & set(alone), text[found.span.start : found.span.end]


_AMOUNTS = st.decimals(-(10**12), 10**12, places=2)


@given(_AMOUNTS, st.sampled_from(["de_DE", "de_AT", "de_CH"]))
def test_numbers_round_trip(amount: Decimal, locale: str) -> None:
    """What CLDR formats as a number reads as that number."""
    text = format_decimal(amount, locale=locale, format="#,##0.00")
    assert QuantityValue(amount, "number") in normalise(text, TODAY)


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["EUR", "USD", "CHF", "GBP", "JPY", "CNY"]),
    st.sampled_from(["de_DE", "de_CH"]),
)
def test_money_round_trips(amount: Decimal, code: str, locale: str) -> None:
    """What CLDR formats as money, or writes with the code, reads as that money."""
    for text in (
        format_currency(amount, code, locale=locale, format="#,##0.00 ¤¤", currency_digits=False),
        format_currency(amount, code, locale=locale, format="¤¤ #,##0.00", currency_digits=False),
    ):
        assert QuantityValue(amount, code) in normalise(text, TODAY)


@given(
    st.dates(date(1946, 1, 1), date(2043, 12, 31)),
    st.sampled_from(["full", "long", "medium", "short"]),
)
def test_dates_round_trip(day: date, style: str) -> None:
    """What CLDR formats as a date reads as that day, two-digit years included."""
    text = format_date(day, format=style, locale="de_DE")
    assert normalise(text, TODAY)[0] == DateValue(day.isoformat())
