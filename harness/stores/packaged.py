"""Where the articles and gold sets that come with the harness lie."""

from __future__ import annotations

from pathlib import Path

from harness.errors import UsageError

DEFAULT_GOLDSET = "deepseek-2025"


def shipped_goldsets() -> Path:
    """Give the folder of the shipped gold sets: in the wheel, or beside a checkout's package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_packaged" / "goldsets"
    return installed if installed.is_dir() else package.parent / "goldsets"


def goldset_folder(named: str | Path | None) -> Path:
    """Resolve a gold set by path, else by name among ./goldsets and the shipped ones.

    Raises UsageError, naming what there is.
    """
    name = Path(named or DEFAULT_GOLDSET)
    candidates = (name, Path("goldsets") / name, shipped_goldsets() / name)
    for folder in candidates:
        if (folder / "goldset.yaml").is_file():
            return folder
    if name.is_dir():
        raise UsageError(f"{name}: no gold set, for it holds no goldset.yaml")
    known = sorted({path.name for path in available_goldsets()})
    raise UsageError(f"no gold set {str(name)!r}; known are: {', '.join(known) or 'none'}")


def available_goldsets() -> list[Path]:
    """List the folders of the gold sets at hand: under ./goldsets, then shipped ones."""
    found: dict[str, Path] = {}
    for root in (Path("goldsets"), shipped_goldsets()):
        for path in sorted(root.glob("*/goldset.yaml")):
            found.setdefault(path.parent.name, path.parent)
    return [found[name] for name in sorted(found)]
