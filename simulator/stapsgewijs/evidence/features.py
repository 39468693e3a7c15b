"""The scenarios of feature files as they are written, before they are run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gherkin.dialect import Dialect
from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import read_bytes, read_text
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

FOLLOWS: Final = ("gids:", "guide:")
"""How the tag begins, in Dutch or in English, that says which procedure of the guide a scenario follows."""
FOLLOWS_MARKER: Final = "gids"
"""The marker that a test has of either tag, with the procedure as its argument."""
DOCUMENT: Final = ("document:",)
"""The tag `@document:<name of the file, without .md>` says which document, in any language, a scenario is about."""
VERSION: Final = ("versie:", "version:")
"""The tag `@versie:<version>`, or `@version:…`, says which version of it."""

_LINE: Final = re.compile(r"[0-9]{1,9}")
_NAMED: Final = re.compile(r"^([^:#@\"|\n]+):([^\n]*\S)", re.MULTILINE)
"""A line that gives something a name, whatever the language: a keyword, a colon, and words."""


@dataclass(frozen=True, slots=True)
class WrittenScenario:
    """A scenario in a file: `line` is that of its keyword, `first` that of its tags, `last` the one behind its end.

    `tags` are its own and those of what it stands in, without `@`; `tests` is how many tests it makes: the examples
    of an outline, or one.
    """

    feature: Path
    line: int
    name: str
    first: int
    last: int
    tags: tuple[str, ...] = ()
    tests: int = 1

    @property
    def follows(self) -> bool:
        """Whether it says that it follows a procedure of the guide."""
        return bool(followed_by(self.tags))


def followed_by(tags: Iterable[str]) -> list[str]:
    """Return the procedures that a scenario with these tags (without `@`) follows, in the order of the tags."""
    return [each.partition(":")[2] for each in tags if each.startswith(FOLLOWS)]


def is_about(tags: Iterable[str], document: str, version: str) -> bool:
    """Return whether a scenario with these tags is about this version of a document; without such tags it is."""
    tags = tuple(each.removeprefix("@") for each in tags)
    named = [{each.partition(":")[2] for each in tags if each.startswith(names)} for names in (DOCUMENT, VERSION)]
    return all(not names or this in names for names, this in zip(named, (document, version), strict=True))


def features_in(place: Path) -> list[Path]:
    """Return the feature files in a folder and the folders in it, or the one file, in order of their names."""
    return sorted(place.rglob("*.feature")) if place.is_dir() else [place]


def scenarios_in(place: Path) -> list[WrittenScenario]:
    """Return the scenarios in a folder of features or in one file; a file that is no Gherkin has none."""
    return [scenario for feature in features_in(place) for scenario in _written(feature)]


def find_scenarios(written: Sequence[WrittenScenario], wanted: str) -> list[WrittenScenario]:
    """Return the scenario at `FILE:LINE`, or those with this name; raises `StapsgewijsError` when there is none."""
    file, _, line = wanted.rpartition(":")
    if file and _LINE.fullmatch(line):
        here = [each for each in written if _is_at(each, file)]
        found = [each for each in here if each.first <= int(line) < each.last]
        if found:
            return found
        begin = ", ".join(str(each.line) for each in here)
        known = f"there scenarios begin at {begin}" if here else f"there is no such file among the features: {file}"
        msg = f"{wanted}: no scenario at this line; {known}"
        raise StapsgewijsError(msg)
    folded = wanted.casefold()
    found = [each for each in written if each.name == wanted] or [
        each for each in written if each.name.casefold() == folded
    ]
    if not found:
        near = nearest(wanted, (each.name for each in written))
        msg = f"no scenario is called “{wanted}”" + (f"; nearest: “{near}”" if near else "")
        raise StapsgewijsError(msg)
    return found


def same_names(place: Path, show: Callable[[Path], str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each name that several scenarios have, with their places as `file:line`; `show` names a file."""
    if not _may_have_same_names(place):
        return []
    places: dict[str, list[str]] = {}
    for each in scenarios_in(place):
        places.setdefault(_plain(each.name), []).append(f"{show(each.feature)}:{each.line}")
    return [(name, tuple(found)) for name, found in places.items() if name and len(found) > 1]


def _may_have_same_names(place: Path) -> bool:
    """Return whether two lines have the same words behind a keyword: parsing takes a hundred times as long."""
    seen: set[str] = set()
    for feature in features_in(place):
        try:
            text = read_bytes(feature).decode("utf-8-sig", "replace")
        except StapsgewijsError:
            continue
        for keyword, name in _NAMED.findall(text):
            if keyword.strip() and (words := _plain(name)) in seen:
                return True
            seen.add(words)
    return False


def _plain(name: str) -> str:
    return " ".join(name.split())


DEFAULT_DIALECT: Final = "en"
"""The language of a feature that names none (Gherkin's own rule)."""


def keywords(language: str) -> tuple[str, str]:
    """Return what a feature and a scenario are called in the Gherkin of a language, in English where there is none."""
    dialect: Any = Dialect.for_name(language) or Dialect.for_name(DEFAULT_DIALECT)
    return dialect.feature_keywords[0], dialect.scenario_keywords[-1]


def _is_at(scenario: WrittenScenario, file: str) -> bool:
    named = file.replace("\\", "/").removeprefix("./")
    path = scenario.feature.absolute().as_posix()
    return path == named or path.endswith(f"/{named}")


def _written(feature: Path) -> Iterator[WrittenScenario]:
    try:
        text = read_text(feature)
        document: Any = Parser().parse(text)
    except (StapsgewijsError, CompositeParserException, ParserException):
        return  # whoever runs it says what is wrong with it
    top = document.get("feature") or {"children": [], "tags": []}
    found = list(_scenarios(top))
    begins = [
        min(line, *(each["location"]["line"] for each in tags)) if tags else line for line, _, tags, _, _ in found
    ]
    for place, (line, name, _, every, tests) in enumerate(found):
        last = begins[place + 1] if place + 1 < len(found) else text.count("\n") + 2
        tags = tuple(each["name"].removeprefix("@") for each in every)
        yield WrittenScenario(feature, line, name, begins[place], last, tags, tests)


def _scenarios(top: Any, inherited: Sequence[Any] = ()) -> Iterator[tuple[int, str, list[Any], list[Any], int]]:  # noqa: ANN401  # what the parser returns
    """Give line, name, its own tags, its tags with those of what it stands in, and how many tests it makes."""
    outer = [*inherited, *top.get("tags", ())]
    for each in top["children"]:
        if "rule" in each:
            yield from _scenarios(each["rule"], outer)
        elif "scenario" in each:
            scenario = each["scenario"]
            tests = sum(len(one.get("tableBody", ())) for one in scenario.get("examples", ())) or 1
            yield scenario["location"]["line"], scenario["name"], scenario["tags"], [*outer, *scenario["tags"]], tests
