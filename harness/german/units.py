"""Units of measure: the closed list, and the words and signs that German news writes for them."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from harness.german.lexis import words

# Readings of a unit: (name, factor into base units), best first.
Readings: TypeAlias = tuple[tuple[str, Decimal], ...]

# Words and signs of each currency as patterns; the longest words of the dollars come first.
CURRENCIES: dict[str, str] = {
    "AUD": r"AUD|[Aa]ustralischen? Dollar|A\$",
    "CAD": r"CAD|[Kk]anadischen? Dollar|C\$",
    "HKD": r"HKD|Hong-?[Kk]ong-Dollar|HK\$",
    "SGD": r"SGD|Singapur-Dollar|S\$",
    "TWD": r"TWD|(?:Neuen? )?Taiwan-Dollar|[Tt]aiwanischen? Dollar|NT\$",
    "USD": r"USD|US-?\$|\$|(?:US-|[Uu][Ss] |[Aa]merikanischen? )?Dollars?",
    "EUR": r"EUR|€|Euros?",
    "GBP": r"GBP|£|(?:[Bb]ritischen? )?Pfund(?: Sterling)?",
    "CHF": r"CHF|S?Fr\.|(?:[Ss]chweizer )?Franken",
    "CNY": r"CNY|RMB|Yuan|Renminbi",
    "JPY": r"JPY|¥|Yen",
    "KRW": r"KRW|₩|(?:[Ss]üdkoreanischen? )?Won",
    "INR": r"INR|₹|(?:[Ii]ndischen? )?Rupien?",
    "RUB": r"RUB|₽|Rubel",
    "TRY": r"TRY|₺|(?:[Tt]ürkischen? )?Lira",
    "PLN": r"PLN|Z[lł]oty",
    "HUF": r"HUF|Forint",
    "SEK": r"SEK|[Ss]chwedischen? Kronen?",
    "NOK": r"NOK|[Nn]orwegischen? Kronen?",
    "DKK": r"DKK|[Dd]änischen? Kronen?",
    "CZK": r"CZK|[Tt]schechischen? Kronen?",
    "BRL": r"BRL|Reais|[Bb]rasilianischen? Real",
    "ZAR": r"ZAR|(?:[Ss]üdafrikanischen? )?Rand",
    "AED": r"AED|(?:Emirate-)?Dirham",
    "SAR": r"SAR|(?:[Ss]audi-)?Ri[yj]al",
    "ILS": r"ILS|₪|Schekel",
    "MXN": r"MXN|[Mm]exikanischen? Pesos?",
    "DEM": r"DEM|D-Mark|DM|Mark",
    "ATS": r"ATS|Schilling",
}
MONEY: frozenset[str] = frozenset(CURRENCIES)
DURATIONS: frozenset[str] = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
UNITS: frozenset[str] = MONEY | DURATIONS | words(
    "PERCENT percentage_point ratio rank chip gpu_hour parameter employee person aircraft company"
    " model number"
)  # fmt: skip


def _of(name: str, factor: str = "1") -> Readings:
    return ((name, Decimal(factor)),)


# Words that several currencies or scales share.
SHARED: dict[str, Readings] = {
    "krone": tuple((code, Decimal(1)) for code in ("SEK", "NOK", "DKK", "CZK")),
    "cent": (("EUR", Decimal("0.01")), ("USD", Decimal("0.01"))),
    "eurocent": _of("EUR", "0.01"),
    "us-cent": _of("USD", "0.01"),
    "rappen": _of("CHF", "0.01"),
    "pence": _of("GBP", "0.01"),
}
TIMES: dict[str, Readings] = {
    "jahr": _of("year"),
    "jahrzehnt": _of("year", "10"),
    "jahrhundert": _of("year", "100"),
    "monat": _of("month"),
    "woche": _of("week"),
    "tag": _of("day"),
    "werktag": _of("day"),
    "handelstag": _of("day"),
    "arbeitstag": _of("day"),
    "geschäftsjahr": _of("year"),
    "stunde": _of("hour"),
    "viertelstunde": _of("minute", "15"),
    "dreiviertelstunde": _of("minute", "45"),
    "vierteljahr": _of("month", "3"),
    "minute": _of("minute"),
    "sekunde": _of("second"),
    "millisekunde": _of("second", "0.001"),
}
# What ends in one of these words is counted in the unit („Sprachmodelle“, „KI-Chips“).
NOUNS: dict[str, str] = {
    "gpu_hour": r"(?:gpu|grafikprozessor|grafikkarten|chip)s?-?stunden?",
    "chip": r"chips?|gpus?|grafikprozessor(?:en)?|grafikkarten?|prozessor(?:en)?|halbleitern?",
    # A job counts as an employee: „3000 Stellen“ and „3000 Mitarbeiter“ are the same size.
    "employee": r"mitarbeiter(?:innen|in|n)?|beschäftigte[rn]?|angestellte[rn]?|arbeitnehmern?"
    r"|arbeitsplätzen?|vollzeitstellen|arbeitskräften?|\bstellen|\bjobs",
    "person": r"menschen|nutzer(?:innen|n)?|personen|person|kund(?:en|innen)|anwendern?|besuchern?"
    r"|einwohnern?|forschern?|entwicklern?|ingenieuren?|passagieren?|wissenschaftlern?|\bleuten?",
    "aircraft": r"flugzeuge?n?|jets|verkehrsmaschinen",
    "company": r"unternehmen|firmen|start-?ups?|konzernen?|betrieben?|gesellschaften",
    "model": r"modelle?n?",
    "parameter": r"parametern?",
}
# Counted words that take a factor with them.
PARTS_OF_HUNDRED: dict[str, Readings] = {
    "percentage_point": _of("percentage_point"),
    "basis_point": _of("percentage_point", "0.01"),
    "percent": _of("PERCENT"),
    "permille": _of("PERCENT", "0.1"),
}
