"""Answers about a feature: lines that nobody defined, where a line is defined, and which lines there are."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gherkin.dialect import Dialect
from pytest_bdd.steps import step_function_context_registry

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.evidence.features import DEFAULT_DIALECT, FOLLOWS
from stapsgewijs.findings import Severity
from stapsgewijs.guide import read_guide
from stapsgewijs.language_server.answers import Completion, Diagnostic, Hover, Place, Span
from stapsgewijs.project import default_project
from stapsgewijs.scenarios.gherkin_line import Line
from stapsgewijs.scenarios.plugin.collection import check_names, read_document
from stapsgewijs.scenarios.plugin.step_lookup import definitions_of, nearest_definition
from stapsgewijs.scenarios.plugin.step_modules import PREFIX, load_step_modules
from stapsgewijs.scenarios.walk.lines import LineKind, line_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_bdd.steps import StepFunctionContext

    from stapsgewijs.project import Project

UNDEFINED: Final = "step-undefined"
"""The id of the finding about a line that nobody defined."""
UNREADABLE: Final = "feature-unreadable"

_LANGUAGE: Final = re.compile(r"^\s*#\s*language\s*:\s*([\w-]+)", re.MULTILINE)
_TAG: Final = re.compile(rf"@(?:{'|'.join(FOLLOWS)})(?P<name>\S+)")
_PART: Final = re.compile(r'"\{([a-z]+)\}"|\{([a-z]+)(?::([^}]+))?\}|\(([^)]+)\)')
_OUTLINE: Final = re.compile(r"<([^<>\n]+)>")


class Written(NamedTuple):
    """A Gherkin line as it is written: where its text stands, its text, and its kind (`given`, `when`, `then`)."""

    span: Span
    text: str
    kind: str


def load_definitions(project: Project) -> None:
    """Load the step definitions that features of a project can use; raises `StapsgewijsError` for a broken file."""
    for folder in dict.fromkeys((default_project().steps, project.steps)):
        for _ in load_step_modules(folder):
            pass


def lines_of(text: str) -> Iterator[Written]:
    """Give the Gherkin lines of a feature, whether or not the rest can be parsed; those in doc strings are text."""
    kinds = _keywords(text)
    before, quote = "given", ""
    for number, line in enumerate(text.split("\n")):
        bare = line.lstrip()
        if bare.startswith(('"""', "```")) and quote in {"", bare[:3]}:
            quote = "" if quote else bare[:3]
        keyword = next((each for each in kinds if not quote and bare.startswith(each)), None)
        if keyword is None:
            continue
        before = kinds[keyword] or before
        at = line.index(keyword) + len(keyword)
        yield Written(Span(number, at, len(line.rstrip())), line[at:].strip(), before)


def _keywords(text: str) -> dict[str, str]:
    """Return the keywords of the feature's language, the longest first, each with its kind; empty for `And`."""
    named = _LANGUAGE.search(text)
    dialect: Any = Dialect.for_name(named[1] if named else DEFAULT_DIALECT) or Dialect.for_name(DEFAULT_DIALECT)
    found = {
        **dict.fromkeys(dialect.given_keywords, "given"),
        **dict.fromkeys(dialect.when_keywords, "when"),
        **dict.fromkeys(dialect.then_keywords, "then"),
        **dict.fromkeys((*dialect.and_keywords, *dialect.but_keywords, "* "), ""),
    }
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def closed_step(text: str) -> int:
    """Return the number of the documented step that a line closes, 0 for any other line."""
    line = line_in(text)
    return int(line.first) if line is not None and line.kind is LineKind.CLOSED else 0


def diagnostics(path: Path, text: str) -> list[Diagnostic]:
    """Return the lines that nobody defined, each with the nearest one that there is, and what is no Gherkin."""
    found = []
    examples: dict[int, list[str]] = {}
    try:
        document = read_document(path, text)
        examples = dict(_filled(document))
        check_names(path, document)
    except DocumentError as error:
        span = Span(max(error.line - 1, 0), max(error.column - 1, 0), max(error.column, 1))
        found.append(Diagnostic(span, Severity.ERROR, UNREADABLE, error.what))
    for line in lines_of(text):
        filled = examples.get(line.span.line) or [line.text]
        undefined = next((each for each in filled if each and not definitions_of(line.kind, each)), None)
        if undefined is None:
            continue
        near = nearest_definition(undefined)
        message = "No step definition fits this line." + (f" Nearest: {near}" if near else "")
        found.append(Diagnostic(line.span, Severity.ERROR, UNDEFINED, message))
    return found


def _filled(document: Mapping[str, Any]) -> Iterator[tuple[int, list[str]]]:
    """Give the lines of outlines, each by its number from 0, with its text as each of the examples fills it in."""
    top = document.get("feature") or {"children": []}
    inner = [one for each in top["children"] for one in (each["rule"]["children"] if "rule" in each else [each])]
    for scenario in (each["scenario"] for each in inner if "scenario" in each):
        rows = [
            dict(zip(_cells(table["tableHeader"]), _cells(row), strict=False))
            for table in scenario["examples"]
            if table.get("tableHeader")
            for row in table["tableBody"]
        ]
        for step in scenario["steps"] if rows else ():
            filled = dict.fromkeys(_in_place(step["text"], row) for row in rows)
            yield step["location"]["line"] - 1, list(filled)


def _in_place(text: str, example: Mapping[str, str]) -> str:
    return _OUTLINE.sub(lambda found: example.get(found[1], found[0]), text)


def _cells(row: Mapping[str, Any]) -> list[str]:
    return [each["value"] for each in row["cells"]]


def _definition_at(text: str, line: int) -> tuple[Written, StepFunctionContext] | None:
    written = next((each for each in lines_of(text) if each.span.line == line), None)
    if written is None:
        return None
    try:
        examples = dict(_filled(read_document(Path(), text)))
    except DocumentError:
        examples = {}
    for each in examples.get(line) or [written.text]:
        if found := definitions_of(written.kind, each):
            return written, found[0]
    return None


def hover(text: str, line: int) -> Hover | None:
    """Return what the line does, and the pattern that it fits; None for a line that nobody defined."""
    found = _definition_at(text, line)
    if found is None:
        return None
    written, context = found
    said = inspect.getdoc(context.step_func) or ""
    return Hover(written.span, f"`{context.parser.name}`\n\n{said}".strip())


def places_of(project: Project, text: str, line: int) -> list[Place]:
    """Return where a line is defined; of a tag that names a procedure, and of the line that closes a step, the guide.

    A line that closes a step is answered with the guides first and its definition last.
    """
    written = text.split("\n")[line] if line < text.count("\n") + 1 else ""
    if written.lstrip().startswith("@"):
        return [place for each in _TAG.finditer(written) for place in _procedures(project, each["name"], 0)]
    found = _definition_at(text, line)
    if found is None:
        return []
    code = inspect.unwrap(found[1].step_func).__code__
    places = [Place(Path(code.co_filename), code.co_firstlineno - 1)]
    step = closed_step(found[0].text)
    followed = [*_TAG.finditer("\n".join(text.split("\n")[:line]))]
    if step and followed:
        places = [*_procedures(project, followed[-1]["name"], step), *places]
    return places


def _procedures(project: Project, name: str, step: int) -> Iterator[Place]:
    """Give the line of a procedure, or of one of its steps, in each guide of the project that has it."""
    for path in project.guides:
        try:
            guide = read_guide(path)
        except (OSError, StapsgewijsError):  # lint says what is wrong with it
            continue
        for each in guide.procedures:
            if name in {each.id, each.anchor}:
                line = next((one.line for one in each.steps if one.number == step), each.line)
                yield Place(path, line - 1)


def completions(text: str, line: int, column: int) -> list[Completion]:
    """Return the lines that could stand behind the keyword, in the language of the feature, then all others."""
    written = next((each for each in lines_of(text) if each.span.line == line), None)
    if written is None or column < written.span.start:
        return []
    span = Span(line, written.span.start, max(column, written.span.end))
    named = _LANGUAGE.search(text)
    language = (named[1] if named else DEFAULT_DIALECT).partition("-")[0]
    found: dict[str, tuple[bool, str]] = {}
    for context in step_function_context_registry.values():
        fits = context.type in {None, written.kind} and context.step_func.__module__.startswith(PREFIX)
        if fits:
            theirs = context.parser.language if isinstance(context.parser, Line) else ""
            said = (inspect.getdoc(context.step_func) or "").partition("\n\n")[0].replace("\n", " ")
            if theirs in {"", language}:
                found.setdefault(str(context.parser.name), (theirs != language, said))
    ordered = sorted(found.items(), key=lambda each: (each[1][0], each[0]))
    return [Completion(span, _plain(pattern), said, snippet_of(pattern)) for pattern, (_, said) in ordered]


def _plain(pattern: str) -> str:
    return _PART.sub(lambda each: f'"{each[1]}"' if each[1] else each[2] or each[4], pattern)


def snippet_of(pattern: str) -> str:
    """Return a pattern with places to fill in, in the order of the line; what may be missing is written."""
    pieces: Sequence[str] = []
    at = number = 0
    for each in _PART.finditer(pattern):
        literal = _escaped(pattern[at : each.start()])
        at = each.end()
        if each[4]:
            pieces = [*pieces, literal, _escaped(each[4])]
            continue
        number += 1
        if each[3] and each[3] != "d":
            choices = ",".join(one.replace(",", "\\,") for one in each[3].split("|"))
            part = f"${{{number}|{choices}|}}"
        else:
            part = f"${{{number}:{each[1] or each[2]}}}"
        pieces = [*pieces, literal, f'"{part}"' if each[1] else part]
    return "".join([*pieces, _escaped(pattern[at:])])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
