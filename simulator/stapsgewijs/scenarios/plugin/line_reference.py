"""`docs/lines.md`, every line that features may have, and what lines of one's own can use, made of the code itself."""

from __future__ import annotations

import inspect
import sys
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from pytest_bdd.steps import step_function_context_registry

from stapsgewijs.project import default_project
from stapsgewijs.scenarios.actors.people import People
from stapsgewijs.scenarios.actors.person import Person
from stapsgewijs.scenarios.gherkin_line import Line
from stapsgewijs.scenarios.plugin.step_modules import load_step_modules
from stapsgewijs.testing.handset import Handset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_WIDTH: Final = 120
_ANYWHERE: Final = ("phones", "app", "pages")
"""The modules whose lines any product can have, in the order of the page."""
_ABOUT: Final = """\
What a feature may say. A line is written under any keyword: `Given`, `When`, `Then`, `And`, `*`; in a feature that
begins with `# language: nl` these are `Gegeven`, `Als`, `Dan`, `En`. The lines of both languages may be used in one
feature. `{who}` is a person, by any words that the feature gave one: `Anna`, `the employee`, `Mevrouw De Vries`. What
stands in quotation marks (`"…"`, `“…”`, `«…»`) is a text of your own, in which quotation marks may stand. Of words
between braces with `|` one is written, and what stands in parentheses may be missing. Of two lines that fit, the one
that says more counts. A line that nobody knows is reported with the nearest one. Lines of your own: see
[own lines](own-lines.md)."""


PUBLIC: Final[Mapping[type, tuple[str, ...]]] = {
    People: ("__getitem__", "follower", "join"),
    Person: (
        *("page", "handset", "account", "opens", "signs_in", "clicks", "follows_link", "chooses", "ticks", "types"),
        *("fills_in", "uploads", "sees", "sees_not", "sees_page", "sees_area", "sees_control", "sees_no_control"),
        *(
            "notices_call",
            "answers",
            "presses_keys",
            "hears",
            "says",
            "hangs_up",
            "reads_message",
            "reads_code",
            "hears_code",
        ),
        *("app_code", "types_code_in", "dials", "sends_message"),
    ),
    Handset: (
        *("number", "messages", "calls", "wait_for_message", "next_code", "reply", "wait_for_call", "answer", "press"),
        *("hang_up", "wait_to_hear", "expect_messages", "dial", "say", "call_code"),
    ),
}
"""What is described to those who write lines of their own."""


def api_reference() -> str:
    """Return the part of `docs/own-lines.md` about the people, the page and the phone, in Markdown."""
    lines: list[str] = []
    for kind, names in PUBLIC.items():
        lines += [f"## `{kind.__name__}`", "", "| | |", "|---|---|"]
        lines += [f"| `{_called(kind, name)}` | {_said(kind, name)} |" for name in names] + [""]
    return "\n".join(lines)


def _called(kind: type, name: str) -> str:
    member = inspect.getattr_static(kind, name, None)
    if not inspect.isfunction(member):
        return f".{name}"
    parts = [each for each in inspect.signature(member).parameters.values() if each.name != "self"]
    told = ", ".join(str(each.replace(annotation=inspect.Parameter.empty)).replace("=", " = ") for each in parts)
    return f"[{told}]" if name == "__getitem__" else f".{name}({told})"


def _said(kind: type, name: str) -> str:
    member = inspect.getattr_static(kind, name, None)
    said = inspect.getdoc(getattr(member, "func", member)) if member is not None else _ATTRIBUTES[name]
    return (said or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")


_ATTRIBUTES: Final = {"number": "The number of the phone."}


def lines_page() -> str:
    """Return the page, in Markdown."""
    modules = {each.__name__.rpartition(".")[2]: each.__name__ for each in load_step_modules(default_project().steps)}
    made = "This page is made from the program (`steps/`)."
    lines = ["# Lines of features", "", _ABOUT, "", made]
    for name in _ANYWHERE:
        lines += _section(modules[name])
    lines += ["", "## Of the simulator only", ""]
    lines += [
        *wrap("What only the system that ships can do: its policy, its clock, faults of its phone network.", _WIDTH)
    ]
    for name, module in modules.items():
        if name not in _ANYWHERE:
            lines += ["", *_table(module)]
    return "\n".join(lines) + "\n"


def _section(module: str) -> Iterator[str]:
    title, _, about = (inspect.getdoc(sys.modules[module]) or "").partition("\n\n")
    yield from ("", f"## {title.partition(':')[0]}", "")
    yield from wrap(" ".join(about.split()), _WIDTH, break_on_hyphens=False)
    yield from ("", *_table(module))


def _table(module: str) -> Iterator[str]:
    yield from ("| line | what it does |", "|---|---|")
    for definition, patterns in _definitions(module).items():
        said = (inspect.getdoc(definition) or "").partition("\n\n")[0].replace("\n", " ")
        shown = "<br>".join("`{}`".format(each.pattern.replace("|", "\\|")) for each in patterns)
        yield f"| {shown} | {said} |"


def _definitions(module: str) -> dict[Callable[..., object], list[Line]]:
    found: dict[Callable[..., object], list[Line]] = {}
    for each in step_function_context_registry.values():
        if each.step_func.__module__ == module and isinstance(each.parser, Line):
            found.setdefault(each.step_func, []).append(each.parser)
    return {definition: sorted(patterns, key=lambda each: each.language) for definition, patterns in found.items()}
