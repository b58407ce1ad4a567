"""Names: when two spellings mean the same entity. No edit distance, gold's aliases decide."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # facts need names too, to tell which of them a text holds
    from harness.model.facts import Entity, Kind

_HYPHENS = re.compile("[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d\\s]+")
_NO_GENITIVE = ("ss", "xs", "zs")
_MARKS = re.compile("[\"'`\u00ab\u00bb\u00b4\u2018-\u201f\u2039\u203a\u00ad]")


@lru_cache(maxsize=1 << 14)
def normal_form(name: str) -> str:
    """Fold what never tells two names apart: NFC, case, ß/ss, hyphens, quotation marks, spaces."""
    return folded(name)


def folded(text: str) -> str:
    """Give the normal form of a whole text, which is not remembered as those of names are."""
    caseless = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return _HYPHENS.sub(" ", _MARKS.sub("", caseless)).strip()


class NameTable:
    """Looks up which entity a name means; where a name has several, the kinds decide."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._bearers: dict[str, list[Entity]] = defaultdict(list)
        self._canonical: dict[tuple[str, tuple[Kind, ...]], str] = {}  # names asked for before
        for entity in sorted(entities, key=lambda entity: entity.name):
            for form in {normal_form(name) for name in (entity.name, *entity.aliases)}:
                self._bearers[form].append(entity)

    def bearers(self, name: str, kinds: Sequence[Kind] = ()) -> list[Entity]:
        """List the entities of the given kinds (none given: of any) that the name may mean.

        A genitive -s is dropped only where the raw form is nobody's name, and never after an s, x
        or z, where German writes none.
        """
        form = normal_form(name)
        found = self._bearers.get(form)
        if found is None and form.endswith("s") and not form.endswith(_NO_GENITIVE):
            found = self._bearers.get(form[:-1])
        return [entity for entity in found or () if not kinds or entity.kind in kinds]

    def canonical(self, name: str, kinds: Sequence[Kind] = ()) -> str:
        """Give the canonical name; a name that nobody bears is its own normal form.

        A name borne only by entities of other kinds stays with the first of them: it is known,
        and wrong.
        """
        asked = (name, tuple(kinds))
        if asked not in self._canonical:
            found = self.bearers(name, kinds) or self.bearers(name)
            self._canonical[asked] = found[0].name if found else normal_form(name)
        return self._canonical[asked]

    def collisions(self, kinds: Sequence[Kind]) -> list[tuple[str, list[Entity]]]:
        """List the names that more than one entity of the given kinds bears."""
        found = []
        for form, bearers in sorted(self._bearers.items()):
            fitting = [entity for entity in bearers if not kinds or entity.kind in kinds]
            if len(fitting) > 1:
                found.append((form, fitting))
        return found
