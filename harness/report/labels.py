"""Names beside the points of a plane: each in the field, and on no other name or mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

_SIZE = 12  # of the letters, in units of the view box
_ABOVE, _BELOW = 10, 3  # what a line of letters takes above and below where it stands
_GAP, _MARK = 9, 6  # from a point to its name, and to the rim of its mark
_NEAR = (-6, 15, -9, 18)
_FAR = [-low for low in range(22, 300, 13)] + list(range(31, 300, 13))
_WIDTHS = {"narrow": 0.42, "usual": 0.7, "wide": 1.05}  # of a bold letter, in parts of its size
_NARROW, _WIDE = frozenset("fijlrtI.,:;|!'/()[] -1"), frozenset("mwMW@%…")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: Box) -> float:
        """Give the area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0) * max(high, 0)


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands; it ends there instead where `end` is set."""

    x: float
    y: float
    end: bool
    box: Box
    far: bool  # whether a line must tell whose it is


def width_of(name: str) -> float:
    """Estimate how wide a name is in bold letters; rather too wide than too narrow."""
    return _SIZE * sum(_WIDTHS[_kind(letter)] for letter in name)


def _kind(letter: str) -> str:
    if letter in _NARROW:
        return "narrow"
    return "wide" if letter in _WIDE or east_asian_width(letter) in "WF" else "usual"


def place_labels(points: Sequence[tuple[str, float, float]], field: Box) -> list[Label]:
    """Place the names of points, the first ones nearest to them."""
    taken = [Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for _, x, y in points]
    found = []
    for name, x, y in points:
        tries = _tries(width_of(name), x, y, field)
        best = min(tries, key=lambda one: sum(one.box.shared(other) for other in taken))
        taken.append(best.box)
        found.append(best)
    return found


def _tries(wide: float, x: float, y: float, field: Box) -> list[Label]:
    """List the places beside, above and below a point that are in the field, best ones first."""
    right = min(x + _GAP, field.right - wide)
    left = max(x - _GAP, field.left + wide)
    sides = [(False, right), (True, left)]
    if x > (field.left + field.right) / 2:
        sides.reverse()
    found = []
    for down in (*_NEAR, *_FAR):
        for end, at in sides:
            start = at - wide if end else at
            box = Box(start, y + down - _ABOVE, start + wide, y + down + _BELOW)
            if field.top <= box.top and box.bottom <= field.bottom:
                found.append(Label(at, y + down, end, box, down not in _NEAR))
    return found
