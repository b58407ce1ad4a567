"""Colours of the charts can be told from what they stand on (WCAG 2.2: 3 to 1; text 4.5 to 1)."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest

STYLE = files("harness.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
LIGHT, DARK = STYLE.split("prefers-color-scheme: dark", 1)


def colours(scheme: str) -> dict[str, str]:
    """Read the colours of a scheme by name; the first that is said counts."""
    found: dict[str, str] = {}
    for name, digits in re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", scheme):
        found.setdefault(name, digits if len(digits) == 6 else "".join(2 * one for one in digits))
    return found


def luminance(digits: str) -> float:
    """Give the relative luminance of WCAG 2 for rrggbb."""
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_charts_can_be_told_from_what_they_stand_on(scheme: str) -> None:
    found = colours(scheme)
    for tone in range(1, 9):
        assert contrast(found[f"t{tone}"], found["paper"]) >= 3, tone  # whiskers are thin lines
    assert contrast(found["bar"], found["bar-back"]) >= 3
    assert contrast(found["step"], found["paper"]) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_heat_map_tells_nothing_from_little_and_can_be_read(scheme: str) -> None:
    found = colours(scheme)
    shades = [found[f"h{step}"] for step in range(9)]
    assert contrast(shades[0], shades[1]) >= 1.15  # 0 and 5 % are not the same
    assert all(contrast(one, other) >= 1.08 for one, other in pairwise(shades))
    assert all(contrast(one, found["heat-ink"]) >= 4.5 for one in shades)
