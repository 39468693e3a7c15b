"""What lines can say: the step definitions that no feature uses, and the one nearest to a line that nobody knows."""

from __future__ import annotations

import difflib
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_bdd.feature import features
from pytest_bdd.steps import step_function_context_registry

from stapsgewijs.scenarios.plugin.step_modules import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_bdd.steps import StepFunctionContext


_PLACEHOLDER: Final = re.compile(r"\{[^}]*\}")
_QUOTED: Final = re.compile(r'"[^"]*"')
_NEAR: Final = 0.6
"""From here on two lines are taken for the same one with a slip of the pen, 0 to 1."""


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


def unused_definitions() -> list[str]:
    """Return the definitions of ours that fit no line of the features that were read, as `file:line pattern`."""
    lines = set(_lines())
    found = []
    for context in _ours():
        if not any(context.type in {None, kind} and context.parser.is_matching(text) for kind, text in lines):
            code = inspect.unwrap(context.step_func).__code__
            found.append(f"steps/{Path(code.co_filename).name}:{code.co_firstlineno} {context.parser.name}")
    return sorted(found)


def _lines() -> Iterator[tuple[str, str]]:
    """Return kind and text of every line, with the examples of outlines filled in."""
    for feature in features.values():
        for template in feature.scenarios.values():
            rows = [row for examples in template.examples for row in examples.as_contexts()]
            for row in rows or [{}]:
                for step in template.render(row).steps:
                    yield step.type, step.name
