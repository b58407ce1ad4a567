"""lock.json: the hash of each fact and text, so that a change of gold cannot go unseen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError
from harness.model.facts import GoldFact, GoldSet
from harness.stores.runs import write_whole
from harness.stores.seeds import text_hash

LOCK_FILE = "lock.json"
FORMAT = 1


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hashes of a gold set; `hash` is the one that runs on the retellings name.

    `originals` are the files of stand-off labels, which decide figures on the originals.
    """

    format: int
    goldset: str
    version: str
    hash: str
    texts: dict[str, str]
    facts: dict[str, str]
    originals: dict[str, str] = {}


def fact_content(gold: GoldSet, fact: GoldFact) -> dict[str, Any]:
    """Give all that a fact says, with quotes in place of offsets, so that text may move."""
    text = gold.articles[fact.article].text
    content: dict[str, Any] = msgspec.to_builtins(fact)
    content["evidence"] = [[text[slice(*item.span)], item.role] for item in fact.evidence]
    return content


def fact_hash(gold: GoldSet, fact: GoldFact) -> str:
    """Give the SHA-256 of a fact, whatever the order and layout of its file."""
    canonical = msgspec.json.encode(fact_content(gold, fact), order="sorted")
    return hashlib.sha256(canonical).hexdigest()


def lock_of(gold: GoldSet, folder: Path) -> Lock:
    """Compute the lock of a gold set that lies in a folder."""
    originals = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "originals").glob("*.yaml"))
    }
    facts = {f"{fact.article}/{fact.id}": fact_hash(gold, fact) for fact in gold.facts}
    texts = {name: text_hash(article.text) for name, article in gold.articles.items()}
    return Lock(
        FORMAT,
        gold.name,
        gold.version,
        gold.hash,
        texts,
        dict(sorted(facts.items())),
        originals,
    )


def lock_bytes(lock: Lock) -> bytes:
    """Write a lock as JSON, one hash a line."""
    return msgspec.json.format(msgspec.json.encode(lock), indent=1) + b"\n"


def write_lock(path: Path, lock: Lock) -> None:
    """Write a lock file whole or not at all."""
    write_whole(path, lock_bytes(lock))


def read_lock(path: Path) -> Lock:
    """Read a lock file; raises InvalidFileError, UsageError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Lock)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except msgspec.DecodeError as error:
        raise InvalidFileError([Fault(str(path), 1, 1, str(error))]) from error
