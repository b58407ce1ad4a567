"""Which names occur in a text: as whole words, in any spelling that means the same name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from harness.model.names import normal_form

_WORD = re.compile(r"\w+")


class Occurrences:
    """Tells whether a name occurs in some texts; the texts are read once.

    Spelling counts as little as in scoring: case, ß/ss, hyphens and quotation marks do not tell,
    and a genitive -s may follow.
    """

    def __init__(self, texts: Iterable[str], longest: int) -> None:
        """Read the texts for names of up to `longest` words."""
        self._runs: set[tuple[str, ...]] = set()
        for text in texts:
            words = words_of(text)
            for start in range(len(words)):
                self._runs.update(
                    tuple(words[start:end]) for end in range(start + 1, start + longest + 1)
                )

    def __contains__(self, name: str) -> bool:
        """Whether the name occurs, in its own form or in the genitive."""
        words = tuple(words_of(name))
        return bool(words) and (words in self._runs or (*words[:-1], f"{words[-1]}s") in self._runs)


def words_of(text: str) -> Sequence[str]:
    """Split a text or a name into its words in normal form."""
    return _WORD.findall(normal_form(text))
