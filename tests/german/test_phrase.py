"""The forms in which German news writes values: every phrase is read as a whole."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from harness.german import UNITS, normalise
from harness.model.values import DateValue, QuantityValue, Value
from tests.german.notation import told

TODAY = "2025-01-27/2025-01-28"  # a Monday and a Tuesday
REFERENCE = [
    json.loads(line)
    for line in Path(__file__).with_name("german-values.jsonl").read_text("utf-8").splitlines()
]


def _expected(case: dict[str, str]) -> Value:
    kind, value = case["kind"], case["value"]
    if kind in ("date", "month", "date_noyear", "year_word"):
        return DateValue(value.replace("--", "XXXX-"))
    if kind == "ordinal_word":
        return QuantityValue(Decimal(value), "rank")
    unit = case.get("unit", "number")
    return QuantityValue(Decimal(value), "PERCENT" if unit == "percent" else unit)


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in REFERENCE}))
def test_reference_forms(kind: str) -> None:
    """Every form that CLDR and num2words write reads as the value it was written from."""
    cases = [case for case in REFERENCE if case["kind"] == kind]
    assert cases
    for case in cases:
        readings = normalise(case["text"], TODAY)
        if kind == "time":
            assert readings == (), case
        else:
            assert _expected(case) in readings[:2], (case, readings)


NUMBERS = [
    # German groups thousands with points; the decimal reading stays possible.
    ("175.000", "175000 number"),
    ("1.234.567,89", "1234567.89 number"),
    ("5,5", "5.5 number"),
    # A group of three behind a zero is none.
    ("0.123", "0.123 number"),
    # Swiss and Liechtenstein notation, both apostrophes.
    ("1'234'567.89", "1234567.89 number"),
    ("1’234", "1234 number"),
    # DIN 5008 and typographers group with blanks.
    ("1\u00a0234\u00a0567", "1234567 number"),
    ("12\u202f500", "12500 number"),
    ("15 000 Euro", "15000 EUR"),
    # Signs: hyphen, minus, and a dash as many editors set it.
    ("-5 %", "-5 PERCENT"),
    ("−0,7 Prozent", "-0.7 PERCENT"),
    ("–3 Prozent", "-3 PERCENT"),
    ("+4,2 %", "4.2 PERCENT"),
    # Price tags.
    ("500,- Euro", "500 EUR"),
    ("20,– €", "20 EUR"),
    # Vulgar fractions.
    ("2½ Stunden", "2.5 hour"),
    # Scales and their abbreviations; the German Billion is 10^12.
    ("3 Tsd.", "3000 number"),
    ("5,5 Mio. Euro", "5500000 EUR"),
    ("5,5 Mio Euro", "5500000 EUR"),
    ("1,2 Mrd. US-Dollar", "1200000000 USD"),
    ("2 Bio. Euro", "2000000000000 EUR"),
    ("eine Billion Dollar", "1000000000000 USD"),
    ("hundert Millionen", "100000000 number"),
    ("300 Tausend Franken", "300000 CHF"),
    # A compound holds number, scale and unit.
    ("500-Milliarden-Dollar", "500000000000 USD"),
    ("70-Milliarden-Parameter", "70000000000 parameter"),
    # Words.
    ("einundzwanzig", "21 number"),
    ("zwei Milliarden Euro", "2000000000 EUR"),
    ("zwölf Komma fünf Prozent", "12.5 PERCENT"),
    ("eine Million", "1000000 number"),
    ("fünfeinhalb Millionen", "5500000 number"),
    ("anderthalb Jahre", "1.5 year"),
    ("eineinhalb Milliarden Yuan", "1500000000 CNY"),
    ("zweieinhalb", "2.5 number"),
    ("eine halbe Million", "500000 number"),
    ("ein Dutzend", "12 number"),
    ("zwei Dutzend Firmen", "24 company"),
    ("ein halbes Dutzend", "6 number"),
    ("dreissig", "30 number"),
]
LIMITS = [
    # Approximations.
    ("rund 5,5 Millionen Euro", "~5500000 EUR"),
    ("etwa 300 Mitarbeiter", "~300 employee"),
    ("ca. 40 %", "~40 PERCENT"),
    ("circa 40 Prozent", "~40 PERCENT"),
    ("ungefähr drei Monate", "~3 month"),
    ("schätzungsweise 50.000 Chips", "~50000 chip"),
    ("umgerechnet 5,3 Millionen Euro", "~5300000 EUR"),
    ("um die 20 Firmen", "~20 company"),
    # Bounds.
    ("mehr als 100 Millionen Nutzer", ">100000000 person"),
    ("über 50 Prozent", ">50 PERCENT"),
    ("weit über 1000 Menschen", ">1000 person"),
    ("weniger als sechs Millionen Dollar", "<6000000 USD"),
    ("unter 100 Euro", "<100 EUR"),
    ("mindestens 20 Prozent", ">=20 PERCENT"),
    ("wenigstens drei Tage", ">=3 day"),
    ("bis zu 13 Prozent", "<=13 PERCENT"),
    ("höchstens 10 Euro", "<=10 EUR"),
    ("maximal 2 Wochen", "<=2 week"),
    # Bounds that are also close.
    ("gut 2000 Chips", ">2000 chip near"),
    ("nur gut 2000 Chips", ">2000 chip near"),
    ("etwas mehr als 5 Milliarden Euro", ">5000000000 EUR near"),
    ("knapp 600 Milliarden Dollar", "<600000000000 USD near"),
    ("fast 17 Prozent", "<17 PERCENT near"),
    ("beinahe drei Jahre", "<3 year near"),
    ("knapp über 100 Euro", ">100 EUR near"),
    # Two negations make a bound that includes its end.
    ("nicht mehr als 5 Euro", "<=5 EUR"),
    ("nicht weniger als 5 Euro", ">=5 EUR"),
    # Emphasis limits nothing.
    ("nur 5 Millionen Dollar", "5000000 USD"),
    ("lediglich 200 Beschäftigte", "200 employee"),
    ("genau 12 Monate", "12 month"),
    # A bound behind the value.
    ("5 Millionen Euro oder mehr", ">=5000000 EUR"),
    # A bound says more than an approximation.
    ("umgerechnet mehr als 7 Milliarden Euro", ">7000000000 EUR"),
]
RANGES = [
    ("50–60 Millionen", "50000000..60000000 number"),
    ("50-60 Millionen Euro", "50000000..60000000 EUR"),
    ("50 bis 60 Millionen", "50000000..60000000 number"),
    ("zwischen 50 und 60 Millionen Dollar", "50000000..60000000 USD"),
    ("zwei bis drei Jahre", "2..3 year"),
    ("5 bis 10 Prozent", "5..10 PERCENT"),
    # The lower end has a scale of its own.
    ("500.000 bis 1 Million Euro", "500000..1000000 EUR"),
    ("800 Millionen bis 1,2 Milliarden Euro", "800000000..1200000000 EUR"),
    # The unit may stand twice.
    ("5 Euro bis 8 Euro", "5..8 EUR"),
    ("von 50 bis 60 Euro", "50..60 EUR"),
    ("rund 20 bis 30 Prozent", "~20..30 PERCENT"),
    # Orders of magnitude.
    ("Hunderte", "100..1000 number vague"),
    ("Dutzende Firmen", "12..120 company vague"),
    ("Tausende Mitarbeiter", "1000..10000 employee vague"),
    ("Zehntausende Grafikprozessoren", "10000..100000 chip vague"),
    ("Millionen Nutzer", "1000000..10000000 person vague"),
    ("Hunderte Milliarden Euro", "100000000000..1000000000000 EUR vague"),
    ("mehrere Millionen", "1000000..10000000 number vague"),
    ("einige hundert Menschen", "100..1000 person vague"),
    ("Hunderte von Millionen Dollar", "100000000..1000000000 USD vague"),
    # Journalists count digits.
    ("dreistelliger Millionenbetrag", "100000000..1000000000 number vague"),
    ("zweistelliger Milliardenhöhe", "10000000000..100000000000 number vague"),
]
UNITS_AND_SIGNS = [
    ("€ 3,70", "3.7 EUR"),
    ("3,70 €", "3.7 EUR"),
    ("$ 5 Mrd.", "5000000000 USD"),
    ("US-$ 20", "20 USD"),
    ("CHF 37’024.68", "37024.68 CHF"),
    ("Fr. 12.50", "12.5 CHF"),
    ("20 Pfund", "20 GBP"),
    ("8 Milliarden Renminbi", "8000000000 CNY"),
    ("500 Yen", "500 JPY"),
    ("20 kanadische Dollar", "20 CAD"),
    ("300 Hongkong-Dollar", "300 HKD"),
    # A Cent is a hundredth, of the Euro first.
    ("55 Cent", "0.55 EUR"),
    ("80 Rappen", "0.8 CHF"),
    ("5 v. H.", "5 PERCENT"),
    ("fünfprozentige", "5 PERCENT"),
    ("2,5 Prozentpunkte", "2.5 percentage_point"),
    ("25 Basispunkte", "0.25 percentage_point"),
    ("2,8 Millionen GPU-Stunden", "2800000 gpu_hour"),
    ("671 Milliarden Parameter", "671000000000 parameter"),
    ("40 neue Flugzeuge", "40 aircraft"),
    ("200 Start-ups", "200 company"),
    ("drei Sprachmodelle", "3 model"),
    ("2000 H800-Grafikprozessoren", "2000 chip"),
    ("2000 Nvidia H800-Chips", "2000 chip"),
    ("3000 Stellen", "3000 employee"),
    ("zehn Jahre alt", "10 year"),
    ("39-Jährige", "39 year"),
    ("dreimonatige", "3 month"),
    ("48 Stunden", "48 hour"),
    ("10 Sekunden", "10 second"),
    # Unknown nouns leave a bare number.
    ("7", "7 number"),
]
RATIOS = [
    ("ein Zehntel", "0.1 ratio"),
    ("ein Sechstel", "0.1666666666666666666666666667 ratio"),  # sechs + tel, not sech + stel
    ("ein Zwanzigstel", "0.05 ratio"),
    ("zwei Drittel", "0.6666666666666666666666666667 ratio"),
    ("ein Drittel", "0.3333333333333333333333333333 ratio"),
    ("drei Viertel", "0.75 ratio"),
    ("die Hälfte", "0.5 ratio"),
    ("mehr als die Hälfte", ">0.5 ratio"),
    ("knapp ein Fünftel", "<0.2 ratio near"),
    ("doppelt so viel", "2 ratio"),
    ("halb so teuer", "0.5 ratio"),
    ("zehnmal so viel", "10 ratio"),
    ("10-mal höher", "10 ratio"),
    ("zehn Mal so schnell", "10 ratio"),
    # Less is the reciprocal, and an upper bound becomes a lower one.
    ("zehnmal weniger", "0.1 ratio"),
    ("20-mal billiger", "0.05 ratio"),
    ("mehr als zehnmal günstiger", "<0.1 ratio"),
    ("20- bis 50-mal günstiger", "0.02..0.05 ratio"),
    ("20 bis 50-mal günstiger", "0.02..0.05 ratio"),
    ("um das Dreifache", "3 ratio"),
    ("das Doppelte", "2 ratio"),
    ("verdreifacht", "3 ratio"),
    ("verdoppelte", "2 ratio"),
    ("halbiert", "0.5 ratio"),
    ("Faktor zehn", "10 ratio"),
    ("einen Bruchteil", "<1 ratio"),
    ("ein Vielfaches", ">1 ratio"),
    ("1/6", "0.1666666666666666666666666667 ratio"),
    # Ranks.
    ("Platz 3", "3 rank"),
    ("Rang zwei", "2 rank"),
    ("an dritter Stelle", "3 rank"),
    ("drittgrößte", "3 rank"),
    ("Nummer eins", "1 rank"),
    ("achtzehnte", "18 rank"),
    ("18.", "18 rank"),
]
DATES = [
    ("29. Januar 2025", "2025-01-29"),
    ("Mittwoch, 29. Januar 2025", "2025-01-29"),
    ("Mittwoch, den 29. Januar 2025", "2025-01-29"),
    ("28.01.2025", "2025-01-28"),
    ("28.1.2025", "2025-01-28"),
    ("2025-01-28", "2025-01-28"),
    # Two digits: eighty years back, nineteen on.
    ("01.05.64", "1964-05-01"),
    ("01.05.44", "2044-05-01"),
    ("3. Jänner 2024", "2024-01-03"),
    ("24. Dez. 2024", "2024-12-24"),
    ("Januar 2025", "2025-01"),
    ("Sept. 2023", "2023-09"),
    ("2023", "2023"),
    ("im Jahr 2023", "2023"),
    ("seit 2015", "2015"),
    # A day without a year.
    ("5. April", "XXXX-04-05"),
    # A day that does not exist is none.
    ("31.02.2025", None),
    # Months, alone: the latest that has begun.
    ("im Dezember", "2024-12"),
    ("im Januar", "2025-01"),
    ("im Dezember vergangenen Jahres", "2024-12"),
    ("im Mai dieses Jahres", "2025-05"),
    # Weekdays: the article's day itself counts.
    ("am Montag", "2025-01-27"),
    ("am Dienstag", "2025-01-28"),
    ("am Mittwoch", "2025-01-22"),
    ("Montagabend", "2025-01-27"),
    ("am vergangenen Montag", "2025-01-20"),
    ("am kommenden Freitag", "2025-01-31"),
    ("Dienstag vergangener Woche", "2025-01-21"),
    # Days near the article keep the width of its date.
    ("gestern", "2025-01-26/2025-01-27"),
    ("heute", "2025-01-27/2025-01-28"),
    ("vergangene Woche", "2025-01-20/2025-01-26"),
    ("dieser Woche", "2025-01-27/2025-02-02"),
    ("Anfang vergangener Woche", "2025-01-20/2025-01-21"),
    ("Anfang der Woche", "2025-01-27/2025-01-28"),
    ("am Wochenende", "2025-01-25/2025-01-26"),
    # Thirds of a month.
    ("Anfang Januar", "2025-01-01/2025-01-10"),
    ("Mitte Januar", "2025-01-11/2025-01-20"),
    ("Ende Januar", "2025-01-21/2025-01-31"),
    ("Ende Februar 2024", "2024-02-21/2024-02-29"),
    # Parts of a year.
    ("Anfang 2017", "2017-01/2017-03"),
    ("Mitte 2024", "2024-05/2024-08"),
    ("Ende 2017", "2017-10/2017-12"),
    ("Ende vergangenen Jahres", "2024-10/2024-12"),
    ("Anfang des Jahres", "2025-01/2025-03"),
    # Years from here.
    ("im vergangenen Jahr", "2024"),
    ("letztes Jahr", "2024"),
    ("dieses Jahr", "2025"),
    ("im kommenden Jahr", "2026"),
    ("im Vorjahr", "2024"),
    ("vor knapp zwei Jahren", "2023~"),
    ("vor zwei Jahren", "2023~"),
    ("vor drei Monaten", "2024-10~"),
    ("vor einem Jahrzehnt", "2015~"),
    ("vor zwei Wochen", "2025-01-14~"),
    ("vor zwei Tagen", "2025-01-25/2025-01-26"),
    # Quarters, halves, seasons.
    ("im dritten Quartal 2024", "2024-07/2024-09"),
    ("3. Quartal 2024", "2024-07/2024-09"),
    ("Q3 2024", "2024-07/2024-09"),
    ("im vierten Quartal", "2024-10/2024-12"),
    ("im ersten Halbjahr 2024", "2024-01/2024-06"),
    ("im vergangenen Quartal", "2024-10/2024-12"),
    ("Frühjahr 2024", "2024-21"),
    ("im Sommer 2023", "2023-22"),
    ("Winter 2024/25", "2024-24"),
    # Stretches.
    ("vom 27. bis 29. Januar", "2025-01-27/2025-01-29"),
    ("27./28. Januar 2025", "2025-01-27/2025-01-28"),
    ("28. Januar bis 3. Februar 2025", "2025-01-28/2025-02-03"),
    ("2019 bis 2023", "2019/2023"),
    ("2024/25", "2024/2025"),
    ("zwischen 2019 und 2023", "2019/2023"),
    ("Januar bis März 2024", "2024-01/2024-03"),
    ("in den 1990er Jahren", "199X"),
    ("80er-Jahre", "198X"),
    ("im 19. Jahrhundert", "18XX"),
]
NOTHING = [
    # Times of day are out of scope.
    ("10:38 Uhr", None),
    ("10.38 Uhr", None),
    ("um 9 Uhr", None),
    # More than a value.
    ("5 Euro und mehr Ärger", None),
    ("GPT-4", None),
    # No number of German.
    ("1,2,3", None),
    ("12.34.56.78", None),
    ("", None),
    ("   ", None),
    ("Ende", None),
    ("ein", None),
    ("ein Unternehmen", None),
]


@pytest.mark.parametrize(
    ("surface", "expected"),
    [*NUMBERS, *LIMITS, *RANGES, *UNITS_AND_SIGNS, *RATIOS, *DATES, *NOTHING],
)
def test_first_reading(surface: str, expected: str | None) -> None:
    """The first reading of a phrase is the one that German news means."""
    readings = normalise(surface, TODAY)
    assert (told(readings[0]) if readings else None) == expected


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        # A year may also count, a point may also be Swiss.
        ("2023", ["2023", "2023 number"]),
        ("1.500 Euro", ["1500 EUR", "1.5 EUR"]),
        # A yearless day is resolved second.
        ("5. April", ["XXXX-04-05", "2025-04-05"]),
        ("20. Dezember", ["XXXX-12-20", "2024-12-20"]),
        ("29. Februar", ["XXXX-02-29", "2024-02-29"]),
        ("im Dezember", ["2024-12", "XXXX-12"]),
        # Four crowns.
        ("100 Kronen", ["100 SEK", "100 NOK", "100 DKK", "100 CZK"]),
        ("5 Cent", ["0.05 EUR", "0.05 USD"]),
    ],
)
def test_all_readings(surface: str, expected: list[str]) -> None:
    """An ambiguous phrase keeps all its readings, best first."""
    assert [told(value) for value in normalise(surface, TODAY)] == expected


def test_units_are_closed() -> None:
    """No phrase of the tables has a unit outside the exported list."""
    for surface, _ in [*NUMBERS, *LIMITS, *RANGES, *UNITS_AND_SIGNS, *RATIOS]:
        for value in normalise(surface, TODAY):
            assert not isinstance(value, QuantityValue) or value.unit in UNITS


@pytest.mark.parametrize("doc_date", ["gestern", "2025-13-01", "XXXX-01-05", ""])
def test_doc_date_must_have_a_year(doc_date: str) -> None:
    """Nothing can be told relative to a day that is none."""
    with pytest.raises(ValueError, match=r".+"):
        normalise("gestern", doc_date)
