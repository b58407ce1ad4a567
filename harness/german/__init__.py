"""How German news writes values and names: text in, values out."""

from harness.german.names import Name, find_names
from harness.german.phrase import Reading, normalise
from harness.german.scan import Found, find
from harness.german.units import DURATIONS, MONEY, UNITS

__all__ = [
    "DURATIONS",
    "MONEY",
    "UNITS",
    "Found",
    "Name",
    "Reading",
    "find",
    "find_names",
    "normalise",
]
