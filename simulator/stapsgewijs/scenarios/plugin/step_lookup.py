"""Looks up step definitions: those that no feature uses, and the nearest to an undefined line."""

from __future__ import annotations

import difflib
import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_bdd import parsers
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.feature import features
from pytest_bdd.steps import StepNamePrefix, step_function_context_registry

from stapsgewijs.scenarios.gherkin_line import Line, fold
from stapsgewijs.scenarios.plugin.step_modules import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from _pytest.fixtures import FixtureDef, FixtureManager, FixtureRequest
    from _pytest.nodes import Node
    from pytest_bdd.parser import Step
    from pytest_bdd.parsers import StepParser
    from pytest_bdd.steps import StepFunctionContext


running: Final[Any] = importlib.import_module("pytest_bdd.scenario")
"""The module: as an attribute of the package, its name is that of a function."""
_PLACEHOLDER: Final = re.compile(r"\{[^}]*\}")
_QUOTED: Final = re.compile(r'"[^"]*"')
_NUMBER: Final = re.compile(r"_\d+$")
_NEAR: Final = 0.6
"""From here on two lines are taken for the same one with a slip of the pen, 0 to 1."""


class StepTable:
    """Finds the definition of a line as pytest-bdd does, and tries each pattern on each line once.

    pytest-bdd tries the pattern of every definition, asks for every fixture there is, and makes one that lasts for the
    line, each time that a line is run: a millisecond a line. Which definitions a test can see is still found out for
    each test.
    """

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._names: dict[str, list[str]] = {}
        self._fitting: dict[tuple[str, str], tuple[list[str], list[StepFunctionContext]]] = {}
        self._defined = 0
        self._slow = running.get_step_function

    def pytest_collection_finish(self) -> None:
        """Stand in for pytest-bdd's own search, now that every definition is known."""
        running.get_step_function = self.get

    def pytest_unconfigure(self) -> None:
        """Put back what was there."""
        running.get_step_function = self._slow

    def get(self, request: FixtureRequest, step: Step) -> StepFunctionContext | None:
        """Return the definition that fits a line and is nearest to its test; None when none does.

        Of two that are as near the one counts whose pattern says more, and then the one that was loaded later.
        """
        found = list(self._find(step, request._fixturemanager, request.node))  # noqa: SLF001  # as pytest-bdd does
        found.sort(key=lambda each: (list(running.iterparentnodeids(each[0].baseid)), _weight(each[1])))
        return found[-1][1] if found else None

    def _find(
        self, step: Step, fixturemanager: FixtureManager, node: Node
    ) -> Iterator[tuple[FixtureDef[object], StepFunctionContext]]:
        """Give the definitions that fit a line and that `node` can see."""
        if self._defined != len(step_function_context_registry):
            self._read(fixturemanager)
        key = (step.type, step.name)
        if key not in self._fitting:
            fitting = [each for each in step_function_context_registry.values() if _fits(each, *key)]
            found = {name for each in fitting for name in self._names.get(_fixture_name(each), ())}
            self._fitting[key] = sorted(found, key=list(self._names).index), fitting
        names, fitting = self._fitting[key]
        for name in names:
            for definition in getfixturedefs(fixturemanager, name, node) or ():
                context = step_function_context_registry.get(definition.func)
                if context is not None and any(context is each for each in fitting):
                    yield definition, context

    def _read(self, fixturemanager: FixtureManager) -> None:
        """Note which fixtures stand for a definition: two of one pattern have a number behind their names."""
        self._fitting.clear()
        self._names = {}
        for name in get_fixture_names(fixturemanager=fixturemanager):
            if name.startswith(StepNamePrefix.step_def.value):
                for each in {name, _NUMBER.sub("", name)}:
                    self._names.setdefault(each, []).append(name)
        for context in step_function_context_registry.values():
            # pytest-bdd asks for it twice for each line; a function that says its own is not analysed again.
            context.step_func.__signature__ = inspect.signature(context.step_func)  # type: ignore[attr-defined]
        self._defined = len(step_function_context_registry)


def _weight(context: StepFunctionContext) -> int:
    """Return the number of letters that are the same in each line."""
    return context.parser.weight if isinstance(context.parser, Line) else len(_PLACEHOLDER.sub("", context.parser.name))


def _fixture_name(context: StepFunctionContext) -> str:
    return f"{StepNamePrefix.step_def.value}_{context.type or '*'}_{context.parser.name}"


def _fits(context: StepFunctionContext, kind: str, text: str) -> bool:
    return context.type in {None, kind} and _may_match(context.parser, text) and context.parser.is_matching(text)


def _may_match(parser: StepParser, text: str) -> bool:
    """Return False for a line that lacks a word of the pattern: to make a regular expression of each takes long."""
    folded = fold(text)
    return all(each in folded for each in _words_of(parser))


def _words_of(parser: StepParser) -> tuple[str, ...]:
    """Return what stands in every line that fits, folded; nothing for patterns of which that is not known."""
    if isinstance(parser, Line):
        return parser.words
    return _words_in(parser.name) if isinstance(parser, parsers.parse) else ()


@cache
def _words_in(pattern: str) -> tuple[str, ...]:
    """Return what stands in every line that fits a pattern of `parse`, which takes any capitals and any spaces."""
    return () if "{{" in pattern or "}}" in pattern else tuple(fold(_PLACEHOLDER.sub(" ", pattern)).split())


def definitions_of(kind: str, text: str) -> list[StepFunctionContext]:
    """Return the definitions of ours that fit a line of this kind (`given`, `when`, …), the one that counts first."""
    return sorted((each for each in _ours() if _fits(each, kind, text)), key=_weight, reverse=True)


def nearest_definition(line: str) -> str:
    """Return the words of the step definition that `line` most looks like, whatever it quotes; empty when none does."""
    bare = _QUOTED.sub('"…"', line)
    known = {_QUOTED.sub('"…"', _PLACEHOLDER.sub("…", each)): each for each in _patterns()}
    found = difflib.get_close_matches(bare, list(known), 1, _NEAR)
    return known[found[0]] if found else ""


def _patterns() -> Iterator[str]:
    for context in _ours():
        yield str(context.parser.name)


def _ours() -> Iterator[StepFunctionContext]:
    found = list(step_function_context_registry.values())
    return (each for each in found if each.step_func.__module__.startswith(PREFIX))


def unused_definitions(folder: Path) -> list[str]:
    """Return the definitions in a folder that fit no line of the features that were read, as `file:line pattern`.

    Lines in several languages do not count: they are there for anybody's features, which use some of them.
    """
    lines = [(*each, fold(each[1])) for each in set(_lines())]
    contexts: dict[object, list[StepFunctionContext]] = {}
    for context in _ours():
        if Path(inspect.unwrap(context.step_func).__code__.co_filename).parent == folder:
            contexts.setdefault(context.step_func, []).append(context)
    found = []
    for definition, patterns in contexts.items():
        languages = {each.parser.language for each in patterns if isinstance(each.parser, Line)}
        if len(languages) <= 1 and not any(_is_used(each, lines) for each in patterns):
            code = inspect.unwrap(definition).__code__  # type: ignore[arg-type]  # a function
            place = f"{folder.name}/{Path(code.co_filename).name}:{code.co_firstlineno}"
            found.append(f"{place} {patterns[0].parser.name}")
    return sorted(found)


def _is_used(context: StepFunctionContext, lines: Iterable[tuple[str, str, str]]) -> bool:
    longest = max(_words_of(context.parser), key=len, default="")
    return any(_fits(context, kind, text) for kind, text, folded in lines if longest in folded)


def ambiguous_lines() -> dict[str, list[str]]:
    """Return the lines of the features that were read that two definitions of ours fit as well, with the patterns.

    Which of them is run depends on the order in which files are loaded.
    """
    found: dict[str, list[str]] = {}
    for kind, text in _lines():
        fitting = [each for each in _ours() if _fits(each, kind, text)]
        most = max(map(_weight, fitting), default=0)
        if len(best := [str(each.parser.name) for each in fitting if _weight(each) == most]) > 1:
            found[text] = best
    return found


def _lines() -> Iterator[tuple[str, str]]:
    """Return kind and text of every line, with the examples of outlines filled in."""
    for feature in features.values():
        for template in feature.scenarios.values():
            rows = [row for examples in template.examples for row in examples.as_contexts()]
            for row in rows or [{}]:
                for step in template.render(row).steps:
                    yield step.type, step.name
