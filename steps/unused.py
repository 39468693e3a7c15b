"""Step definitions that no feature uses: words that nobody says any more."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_bdd.feature import features
from pytest_bdd.steps import step_function_context_registry

if TYPE_CHECKING:
    from collections.abc import Iterator


def unused_definitions() -> list[str]:
    """Return the definitions of ours that fit no line of the features that were read, as `file:line pattern`."""
    lines = set(_lines())
    found = []
    for context in list(step_function_context_registry.values()):
        module = context.step_func.__module__
        if not module.startswith("steps."):
            continue
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
