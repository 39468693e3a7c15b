"""Feature files as test files: `pytest features/` and nothing else, no Python file beside them."""

from __future__ import annotations

import types
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser
from pytest_bdd import scenario
from pytest_bdd.feature import features
from pytest_bdd.gherkin_parser import GherkinDocument
from pytest_bdd.parser import FeatureParser
from pytest_bdd.scenario import make_python_name

from stapsgewijs.errors import DocumentError
from stapsgewijs.evidence.features import FOLLOWS_MARKER, followed_by
from stapsgewijs.files import read_text
from stapsgewijs.scenarios.plugin.guides import GUIDES, PARAMETER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pytest_bdd.parser import Feature, ScenarioTemplate

    from stapsgewijs.scenarios.plugin.guides import Guides


class FeatureFile(pytest.Module):
    """A `.feature` file, collected as if it were a module with one test per scenario."""

    def _getobj(self) -> types.ModuleType:
        try:
            guides = self.config.stash[GUIDES]
            # With `-m gids` and nothing else, no test is made of the others.
            return _module_of(self.path, guides, follows_only=self.config.option.markexpr == FOLLOWS_MARKER)
        except DocumentError as error:
            raise self.CollectError(str(error)) from error

    def _importtestmodule(self) -> types.ModuleType:
        return self._getobj()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
    """Collect feature files next to pytest's own test files."""
    if file_path.suffix != ".feature":
        return None
    return FeatureFile.from_parent(parent, path=file_path)


def _module_of(path: Path, guides: Guides, *, follows_only: bool) -> types.ModuleType:
    """Make a test of each scenario of a feature that is about one of the guides, or only of those that follow one."""
    document = read_document(path)
    names = check_names(path, document)
    if not names:
        raise DocumentError(path, "no scenario in this feature; write one, or remove the file")
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    folder = str(path.parent)
    # Where `scenario` looks before it reads a file: each is parsed once.
    parser = _Parsed(folder, path.name, document)
    feature = features[parser.abs_filename] = parser.parse()
    taken: set[str] = set()
    for number, name in enumerate(names):
        function = f"test_{make_python_name(name)}"
        if function in taken:
            function = f"{function}_{number}"
        taken.add(function)
        tags = _tags(feature, feature.scenarios[name])
        if (follows_only and not followed_by(tags)) or not guides.meant_by(tags):
            continue
        bound = scenario(path.name, name, features_base_dir=folder)(_nothing_more)
        setattr(module, function, pytest.mark.usefixtures(PARAMETER)(bound))
    return module


def _tags(feature: Feature, scenario: ScenarioTemplate) -> frozenset[str]:
    rule = scenario.rule.tags if scenario.rule else ()
    return frozenset((*scenario.tags, *feature.tags, *rule))


class _Parsed(FeatureParser):
    """Makes pytest-bdd's feature of what was parsed already."""

    def __init__(self, folder: str, name: str, document: Mapping[str, Any]) -> None:
        super().__init__(folder, name)
        self._document = document

    def _parse_feature_file(self) -> GherkinDocument:
        return GherkinDocument.from_dict(dict(self._document))


def _nothing_more() -> None:
    """All of a scenario is in its feature file."""


def read_document(path: Path, text: str | None = None) -> dict[str, Any]:
    """Return what Gherkin's own parser makes of a feature; raises `DocumentError` for a file that is no Gherkin.

    `text` is that of a feature that was not saved yet.
    """
    try:
        document: Any = Parser().parse(read_text(path) if text is None else text)
    except CompositeParserException as error:
        raise _as_document_error(path, error.errors[0]) from error
    except ParserException as error:
        raise _as_document_error(path, error) from error
    return dict(document)


def check_names(path: Path, document: Mapping[str, Any]) -> list[str]:
    """Return the names of the scenarios in a feature, in order.

    Raises `DocumentError` for two scenarios of one name (pytest-bdd would run only one of them, in silence), and for
    one without a name.
    """
    found = list(_scenarios((document.get("feature") or {"children": []})["children"]))
    counted = Counter(each["name"] for each in found)
    for each in found:
        if not each["name"]:
            raise DocumentError(path, "a scenario without a name; name it", **_place(each["location"]))
        if counted[each["name"]] > 1:
            last = [other for other in found if other["name"] == each["name"]][-1]
            what = f"two scenarios are called “{each['name']}”; give each a name of its own"
            raise DocumentError(path, what, **_place(last["location"]))
    return [each["name"] for each in found]


def _scenarios(children: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Give the scenarios as pytest-bdd orders them: those of a rule where the rule stands."""
    for each in children:
        if "rule" in each:
            yield from _scenarios(each["rule"]["children"])
        elif "scenario" in each:
            yield each["scenario"]


def _as_document_error(path: Path, error: ParserException) -> DocumentError:
    words = str(error).partition("): ")[2] or str(error)
    return DocumentError(path, f"not Gherkin: {words}", **_place(error.location))


def _place(location: Mapping[str, Any]) -> dict[str, int]:
    return {"line": location["line"], "column": location.get("column") or 1}
