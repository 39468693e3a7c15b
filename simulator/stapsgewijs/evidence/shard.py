"""Parts of one run, each followed on a machine of its own: which scenarios each has, the same wherever it is asked."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.files import read_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_WRITTEN: Final = re.compile(r"([1-9]\d{0,4})/([1-9]\d{0,4})")
_VERSION: Final = 1


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """One of `count` parts of a run; `number` counts from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `2/8`; raises `StapsgewijsError` for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        made = cls(int(found[1]), int(found[2])) if found else None
        if made is None or made.number > made.count:
            msg = f"--shard {text}: write which part of how many it is, such as 2/8 (1/8 is the first, 8/8 the last)"
            raise StapsgewijsError(msg)
        return made

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One scenario for one guide; the examples of an outline stay together.

    `guide` and `feature` are paths that are the same on every machine; `lines` are those of the scenario in its file.
    """

    guide: str
    feature: str
    line: int
    name: str
    lines: int = 1

    @property
    def place(self) -> str:
        """Where it is written, as `feature:line`."""
        return f"{self.feature}:{self.line}"


@dataclass(frozen=True, slots=True)
class Durations:
    """How long scenarios took in a former run: seconds by guide, feature and name of the scenario."""

    seconds: Mapping[str, Mapping[str, Mapping[str, float]]]

    def of(self, unit: Unit) -> float | None:
        """Return seconds; None for a scenario that was not measured."""
        return self.seconds.get(unit.guide, {}).get(unit.feature, {}).get(unit.name)

    def save(self, file: Path) -> None:
        """Write them; raises `StapsgewijsError` when that cannot be done."""
        write_text(
            file, json.dumps({"version": _VERSION, "seconds": self.seconds}, ensure_ascii=False, indent=1) + "\n"
        )

    @classmethod
    def load(cls, file: Path) -> Durations:
        """Read what `save` wrote; raises `StapsgewijsError` for a file that is something else or cannot be read."""
        try:
            plain: Any = json.loads(read_bytes(file))
            known: Any = plain["seconds"] if plain["version"] == _VERSION else None
            seconds = {
                str(guide): {
                    str(feature): {str(name): max(0.0, float(took)) for name, took in scenarios.items()}
                    for feature, scenarios in features.items()
                }
                for guide, features in known.items()
            }
        except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
            what = "no durations that can be read; `stapsgewijs merge --durations FILE` writes them"
            raise DocumentError(file, what) from None
        return cls(seconds)


PLACES: Final = ("guide", "features", "site")
"""What a part says of where it was."""

NOT_MEASURED: Final = Durations({})


def divide(units: Iterable[Unit], count: int, durations: Durations = NOT_MEASURED) -> list[list[Unit]]:
    """Return the units of each of `count` parts, such that the parts take about as long.

    The longest first, each to the part that has the least until then. Of a scenario that was not measured its lines
    are counted, each as long as a line of those that were measured. Nothing but the arguments has a part in it, in
    whatever order they come: all parts are divided in the same way on all machines.
    """
    every = sorted(set(units))
    cost = _costs(every, durations)
    parts: list[list[Unit]] = [[] for _ in range(count)]
    loads = [0.0] * count
    for each in sorted(every, key=lambda unit: (-cost[unit], unit)):
        least = min(range(count), key=lambda part: (loads[part], len(parts[part]), part))
        parts[least].append(each)
        loads[least] += cost[each]
    return [sorted(each) for each in parts]


def cut(units: Sequence[Unit], count: int, durations: Durations = NOT_MEASURED) -> list[list[Unit]]:
    """Return units in about `count` parts that take about as long, in the order in which they come.

    What belongs to one guide comes together, and stays together unless it is longer than a part. Durations count as in
    `divide`.
    """
    cost = _costs(units, durations)
    share = sum(cost.values()) / max(1, count)
    parts: list[list[Unit]] = []
    load = 0.0
    for _, group in groupby(units, lambda unit: unit.guide):
        guide = list(group)
        whole = sum(cost[each] for each in guide)
        if not parts or load + whole > share:
            parts.append([])
            load = 0.0
        for each in guide:
            if parts[-1] and load + cost[each] > share:
                parts.append([])
                load = 0.0
            parts[-1].append(each)
            load += cost[each]
    return [each for each in parts if each]


def _costs(units: Iterable[Unit], durations: Durations) -> dict[Unit, float]:
    """Return how long each takes: as measured, or by its lines, each as long as a line of those that were measured."""
    every = list(units)
    measured = [(took, each.lines) for each in every if (took := durations.of(each)) is not None]
    lines = sum(count for _, count in measured)
    a_line = (sum(took for took, _ in measured) / lines if lines else 0.0) or 1.0
    return {each: each.lines * a_line if (took := durations.of(each)) is None else took for each in every}


@dataclass(frozen=True, slots=True)
class Part:
    """What a run that is one of several parts knows of itself and of the whole, for one guide.

    `guides` are the names of the reports of all guides of the run, in order. `places` say where the guide, the features
    and the site are, in a way that another machine understands; `labels` and `system` are what the run was started
    with. `digests` are of what every scenario depends on, by the name by which a person knows it: of contents, so that
    they are the same on another machine. `whole` are the scenarios of all parts for this guide, `mine` those of this
    one, as `feature:line` with the path as seen from the features. `is_whole` says that all of `mine` were run.
    """

    shard: Shard
    guides: tuple[str, ...]
    places: Mapping[str, str]
    labels: str
    system: tuple[str, ...]
    digests: Mapping[str, str]
    whole: tuple[str, ...]
    mine: tuple[str, ...]
    is_whole: bool = False

    def to_plain(self) -> dict[str, Any]:
        """Return it as dictionaries, lists, strings and numbers."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Part:
        """Make it again; raises `ValueError`, `LookupError`, `TypeError` or `AttributeError` for what is none."""
        shard = Shard(int(plain["shard"]["number"]), int(plain["shard"]["count"]))
        if not 1 <= shard.number <= shard.count:
            raise ValueError

        def words(name: str) -> tuple[str, ...]:
            found = plain[name]
            if not isinstance(found, list):
                raise TypeError
            return tuple(map(str, found))

        return cls(
            shard,
            words("guides"),
            {name: str(plain["places"][name]) for name in PLACES},
            str(plain["labels"]),
            words("system"),
            {str(name): str(value) for name, value in plain["digests"].items()},
            words("whole"),
            words("mine"),
            plain["is_whole"] is True,
        )
