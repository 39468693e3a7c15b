"""Feature files as test files: `pytest features/` and nothing else, no Python file beside them."""

from __future__ import annotations

import types
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser
from pytest_bdd import scenario
from pytest_bdd.feature import get_feature
from pytest_bdd.scenario import make_python_name

from stapsgewijs.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class FeatureFile(pytest.Module):
    """A `.feature` file, collected as if it were a module with one test per scenario."""

    def _getobj(self) -> types.ModuleType:
        try:
            return _module_of(self.path)
        except DocumentError as error:
            raise self.CollectError(str(error)) from error

    def _importtestmodule(self) -> types.ModuleType:
        return self._getobj()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
    """Collect feature files next to pytest's own test files."""
    if file_path.suffix != ".feature":
        return None
    return FeatureFile.from_parent(parent, path=file_path)


def _module_of(path: Path) -> types.ModuleType:
    names = check_feature(path)
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    folder = str(path.parent)
    feature = get_feature(folder, path.name)
    for number, name in enumerate(names):
        function = f"test_{make_python_name(name)}"
        if hasattr(module, function):
            function = f"{function}_{number}"
        bound = scenario(path.name, name, features_base_dir=folder)(_nothing_more)
        setattr(module, function, bound)
    if not feature.scenarios:
        raise DocumentError(path, "no scenario in this feature; write one, or remove the file")
    return module


def _nothing_more() -> None:
    """All of a scenario is in its feature file."""


def check_feature(path: Path) -> list[str]:
    """Return the names of the scenarios in a feature file, in order.

    Raises `DocumentError` for a file that is no Gherkin, and for two scenarios of one name: pytest-bdd
    would run only one of them, in silence.
    """
    try:
        document: Any = Parser().parse(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DocumentError(path, f"not UTF-8 ({error.reason}); save the file as UTF-8") from error
    except CompositeParserException as error:
        raise _as_document_error(path, error.errors[0]) from error
    except ParserException as error:
        raise _as_document_error(path, error) from error
    children = (document.get("feature") or {"children": []})["children"]
    inner = [each for rule in children if "rule" in rule for each in rule["rule"]["children"]]
    found = [each["scenario"] for each in [*children, *inner] if "scenario" in each]
    counted = Counter(each["name"] for each in found)
    for each in found:
        if not each["name"]:
            raise DocumentError(path, "a scenario without a name; name it", **_place(each["location"]))
        if counted[each["name"]] > 1:
            last = [other for other in found if other["name"] == each["name"]][-1]
            what = f"two scenarios are called “{each['name']}”; give each a name of its own"
            raise DocumentError(path, what, **_place(last["location"]))
    return [each["name"] for each in found]


def _as_document_error(path: Path, error: ParserException) -> DocumentError:
    words = str(error).partition("): ")[2] or str(error)
    return DocumentError(path, f"not Gherkin: {words}", **_place(error.location))


def _place(location: Mapping[str, Any]) -> dict[str, int]:
    return {"line": location["line"], "column": location.get("column") or 1}
