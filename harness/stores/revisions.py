"""Earlier versions of a folder, out of git."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.errors import UsageError


@contextmanager
def at_revision(folder: Path, revision: str) -> Iterator[Path]:
    """Give a folder as it was at a git revision, with the whole tree around it, for a while.

    Raises UsageError where the folder is not under git, or the revision is none or lacks it.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    inside = folder.resolve().relative_to(top.resolve())
    commit = _git(top, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    archive = _git(top, "archive", "--format=tar", commit.decode().strip())
    with TemporaryDirectory(prefix="factharness-") as temporary:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            plain = [member for member in tar if member.isfile() or member.isdir()]
            tar.extractall(temporary, members=plain, filter="data")
        found = Path(temporary) / inside
        if not found.is_dir():
            raise UsageError(f"{inside} is not there at revision {revision}")
        yield found


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - fixed program, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise UsageError("git is not installed, so there are no revisions to look at") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(f"git {arguments[0]}: {told[-1] if told else 'failed'}")
    return done.stdout


def current_commit(folder: Path = Path()) -> str | None:
    """Name the commit that a folder is at, with "+changes" where files differ from it.

    None where it is under no git, or git is not there.
    """
    try:
        commit = _git(folder, "rev-parse", "--verify", "HEAD").decode().strip()
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no").strip()
    except UsageError:
        return None
    return f"{commit}+changes" if changed else commit


def author(folder: Path = Path()) -> str | None:
    """Name who git takes the user for; None where it knows nobody."""
    try:
        return _git(folder, "config", "user.name").decode(errors="replace").strip() or None
    except UsageError:
        return None
