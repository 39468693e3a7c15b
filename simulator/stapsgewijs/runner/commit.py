"""The commit that a guide is of, so that a report says what it is about."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_TIMEOUT_S: Final = 5.0


def commit_of(file: Path) -> str:
    """Return the short name of the commit that is checked out where `file` lies; empty where git knows of none."""
    git = shutil.which("git")
    if git is None or not file.parent.is_dir():
        return ""
    try:
        done = subprocess.run(  # noqa: S603  # it reads, and runs nothing of the repository
            [git, "-C", str(file.parent), "rev-parse", "--short=12", "HEAD"],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    said = done.stdout.strip()
    return said if done.returncode == 0 and said.isalnum() else ""
