"""The last run, kept in a file, which `--last-failed` merges with the next one."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.run import ScenarioEvidence
from stapsgewijs.evidence.shard import Part
from stapsgewijs.evidence.value_types import check_types
from stapsgewijs.files import digest_of, read_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FILE_NAME: Final = "last-run.json"
"""The name of the file; it lies beside the pictures of the run."""

_VERSION: Final = 2
_READ: Final = (1, _VERSION)
"""Version 1 had the same fields but for `root` and `part`, and all paths were absolute."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """A run that was.

    `conditions` are digests of what every scenario depends on, by name; `features` and `pictures` those of the
    files, by path; `unused` are step definitions that no feature used. `root` is the folder of the features, and
    `part` says which part of several the run was, if it was one; `version` is that of the program, `commit` that of the
    guide. Paths are absolute here; in the file those of
    features are as seen from `root`, those of pictures as seen from the folder of the file, so that it can be moved.
    """

    conditions: Mapping[str, str]
    environment: Mapping[str, str]
    features: Mapping[str, str]
    scenarios: tuple[ScenarioEvidence, ...]
    pictures: Mapping[str, str]
    unused: tuple[str, ...] = ()
    root: str = ""
    part: Part | None = None
    version: str = ""
    commit: str = ""

    @classmethod
    def of(  # noqa: PLR0913  # all that is kept of a run
        cls,
        conditions: Mapping[str, str],
        environment: Mapping[str, str],
        features: Mapping[str, str],
        scenarios: Sequence[ScenarioEvidence],
        unused: Sequence[str] = (),
        *,
        root: Path | None = None,
        part: Part | None = None,
        version: str = "",
        commit: str = "",
    ) -> LastRun:
        """Make it of a run that ended just now; `features` are digests of before it began."""
        pictures = sorted({file for each in scenarios for file in each.pictures})
        return cls(
            conditions,
            environment,
            features,
            tuple(scenarios),
            {each: digest_of(Path(each)) for each in pictures},
            tuple(unused),
            "" if root is None else str(root),
            part,
            version,
            commit,
        )

    def lost_pictures(self) -> list[str]:
        """Return the pictures of the run that are gone, or are others by now."""
        return [file for file, digest in self.pictures.items() if digest_of(Path(file)) != digest]


def save_last_run(file: Path, run: LastRun) -> None:
    """Keep a run in `file`, in place of the one before; raises `StapsgewijsError` when it cannot be written."""

    def feature(path: str) -> str:
        return _seen_from(run.root, path)

    def picture(path: str) -> str:
        return _seen_from(str(file.absolute().parent), path)

    plain = {
        "version": _VERSION,
        "root": run.root,
        "part": run.part.to_plain() if run.part else {},
        "program": run.version,
        "commit": run.commit,
        "conditions": dict(run.conditions),
        "environment": dict(run.environment),
        "features": {feature(path): digest for path, digest in run.features.items()},
        "pictures": {picture(path): digest for path, digest in run.pictures.items()},
        "unused": list(run.unused),
        "scenarios": [_placed(each, feature, picture).to_plain() for each in run.scenarios],
    }
    write_text(file, json.dumps(plain))


def load_last_run(file: Path, root: Path | None = None) -> LastRun | None:
    """Return the run that is kept in `file`, or None when there is none that can be used.

    `root` is where its features are here; without, they are where they were.
    """
    try:
        plain: Any = json.loads(read_bytes(file))
        if plain["version"] not in _READ:
            return None
        if plain["version"] == 1:
            plain = {"root": "", "part": {}, **plain}
        there = os.fspath(plain["root"] if root is None else root)
        folder = file.absolute().parent

        def feature(path: str) -> str:
            return os.path.join(there, path) if there else path  # noqa: PTH118  # Path would make it another text

        def picture(path: str) -> str:
            return str(folder / path)

        run = LastRun(
            _words(plain["conditions"]),
            _words(plain["environment"]),
            {feature(path): digest for path, digest in _words(plain["features"]).items()},
            tuple(_placed(ScenarioEvidence.from_plain(each), feature, picture) for each in plain["scenarios"]),
            {picture(path): digest for path, digest in _words(plain["pictures"]).items()},
            tuple(str(each) for each in plain["unused"]),
            there,
            Part.from_plain(plain["part"]) if plain["part"] != {} else None,
            *(_text(plain.get(each, "")) for each in ("program", "commit")),
        )
        check_types(run.scenarios, tuple[ScenarioEvidence, ...])
    except (StapsgewijsError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
        # There is none, or somebody wrote in it: then everything is run, which is always right.
        return None
    return run


def _seen_from(folder: str, path: str) -> str:
    """Return a path as seen from a folder that it is in, with slashes; elsewhere as it is."""
    if not folder or not Path(path).is_relative_to(folder):
        return path
    return Path(path).relative_to(folder).as_posix()


def _placed(
    scenario: ScenarioEvidence, feature: Callable[[str], str], picture: Callable[[str], str]
) -> ScenarioEvidence:
    """Return a scenario with its paths written in another way."""
    return replace(scenario.with_files(picture), feature=feature(scenario.feature))


def _text(plain: Any) -> str:  # noqa: ANN401  # what was read
    if not isinstance(plain, str):
        raise TypeError
    return plain


def _words(plain: Any) -> dict[str, str]:  # noqa: ANN401  # what was read
    return {str(name): str(value) for name, value in plain.items()}
