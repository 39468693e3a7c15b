"""The last run, kept in a file, which `--last-failed` merges with the next one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.evidence.run import ScenarioEvidence
from stapsgewijs.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FILE_NAME: Final = "last-run.json"
"""The name of the file; it lies beside the pictures of the run."""

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class LastRun:
    """A run that was.

    `conditions` are digests of what every scenario depends on, by name; `features` and `pictures` those of the
    files, by path; `unused` are step definitions that no feature used.
    """

    conditions: Mapping[str, str]
    environment: Mapping[str, str]
    features: Mapping[str, str]
    scenarios: tuple[ScenarioEvidence, ...]
    pictures: Mapping[str, str]
    unused: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        conditions: Mapping[str, str],
        environment: Mapping[str, str],
        features: Mapping[str, str],
        scenarios: Sequence[ScenarioEvidence],
        unused: Sequence[str] = (),
    ) -> LastRun:
        """Make it of a run that ended just now; `features` are digests of before it began."""
        pictures = sorted({capture.file for each in scenarios for capture in each.captures})
        return cls(
            conditions,
            environment,
            features,
            tuple(scenarios),
            {each: digest_of(Path(each)) for each in pictures},
            tuple(unused),
        )

    def lost_pictures(self) -> list[str]:
        """Return the pictures of the run that are gone, or are others by now."""
        return [file for file, digest in self.pictures.items() if digest_of(Path(file)) != digest]


def save_last_run(file: Path, run: LastRun) -> None:
    """Keep a run in `file`, in place of the one before; raises `StapsgewijsError` when it cannot be written."""
    plain = {
        "version": _VERSION,
        "conditions": dict(run.conditions),
        "environment": dict(run.environment),
        "features": dict(run.features),
        "pictures": dict(run.pictures),
        "unused": list(run.unused),
        "scenarios": [each.to_plain() for each in run.scenarios],
    }
    write_text(file, json.dumps(plain))


def load_last_run(file: Path) -> LastRun | None:
    """Return the run that is kept in `file`, or None when there is none that can be used."""
    try:
        plain: Any = json.loads(file.read_text(encoding="utf-8"))
        if plain["version"] != _VERSION:
            return None
        return LastRun(
            _words(plain["conditions"]),
            _words(plain["environment"]),
            _words(plain["features"]),
            tuple(ScenarioEvidence.from_plain(each) for each in plain["scenarios"]),
            _words(plain["pictures"]),
            tuple(str(each) for each in plain["unused"]),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # There is none, or somebody wrote in it: then everything is run, which is always right.
        return None


def digest_of(file: Path) -> str:
    """Return the digest of a file, empty when it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


def digests_of(files: Iterable[Path]) -> dict[str, str]:
    """Return the digest of each file, by its path."""
    return {str(each): digest_of(each) for each in files}


def digest_of_all(*places: Path) -> str:
    """Return one digest of files, and of all files in folders, with their names."""
    whole = hashlib.sha256()
    for name, file in _files(places, "*"):
        whole.update(f"{name}\0{digest_of(file)}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def state_of_all(*places: Path, pattern: str = "*") -> str:
    """Return one digest of when files were written and how long they are: for many files, which nobody may touch."""
    whole = hashlib.sha256()
    for name, file in _files(places, pattern):
        status = file.stat()
        whole.update(f"{name}\0{status.st_mtime_ns} {status.st_size}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _files(places: Iterable[Path], pattern: str) -> Iterator[tuple[str, Path]]:
    for place in places:
        if not place.is_dir():
            yield place.name, place
            continue
        for each in sorted(place.rglob(pattern)):
            if each.is_file():
                yield each.relative_to(place).as_posix(), each


def _words(plain: Any) -> dict[str, str]:  # noqa: ANN401  # what was read
    return {str(name): str(value) for name, value in plain.items()}
