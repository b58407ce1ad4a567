"""Names of extractors, short where they are long: what fits over a column or beside a point."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 18
_HEAD, _TAIL = 10, 7  # `command:python …` and `llm:…` begin alike and differ at the end


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Give every name at most 18 characters, the middle left out; no two become one."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(dict.fromkeys(names), key=len):  # who is short keeps the own name
        short, number = name, 1
        if len(name) > LONGEST:
            short = f"{name[:_HEAD]}…{name[-_TAIL:]}"
        while short in taken:
            number += 1
            short = f"{name[:_HEAD]}…{number}"
        taken.add(short)
        found[name] = short
    return found
