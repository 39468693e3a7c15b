"""JUnit XML: a suite for each document, a case for each finding; errors and warnings are failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from stapsgewijs.lint.findings import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.lint.findings import LintFinding
    from stapsgewijs.lint.result import LintResult

_FORBIDDEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
"""Characters that XML 1.0 cannot hold."""

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render(result: LintResult, *, every: bool) -> str:  # noqa: ARG001  # JUnit is always whole
    """Return the document as XML; when nothing is wrong there is one case, which passed."""
    failed = len(result.findings) - result.counts[Level.NOTE]
    whole = ET.Element("testsuites", name=result.title, failures=str(failed))
    for path, findings in result.by_document().items():
        _suite(whole, path, findings)
    if not result.findings:
        suite = ET.SubElement(whole, "testsuite", name=result.title, tests="1", failures="0")
        ET.SubElement(suite, "testcase", name=f"{result.documents} documents", classname=result.title.replace(" ", "."))
    whole.set("tests", str(sum(1 for _ in whole.iter("testcase"))))
    ET.indent(whole)
    return f"{_DECLARATION}{ET.tostring(whole, encoding='unicode')}\n"


def _suite(whole: ET.Element, path: str, findings: Sequence[LintFinding]) -> None:
    failed = sum(each.level is not Level.NOTE for each in findings)
    suite = ET.SubElement(whole, "testsuite", name=_clean(path), tests=str(len(findings)), failures=str(failed))
    for each in findings:
        name = f"{each.rule} {each.line}:{each.column}"
        case = ET.SubElement(
            suite, "testcase", name=name, classname=_clean(path), file=_clean(path), line=str(each.line)
        )
        text = _clean("\n".join(filter(None, (f"{each.place}: {each.message}", each.sentence, each.suggestion))))
        if each.level is Level.NOTE:
            ET.SubElement(case, "system-out").text = text
        else:
            ET.SubElement(case, "failure", type=each.level.value, message=_clean(each.message)).text = text


def _clean(text: str) -> str:
    return text.translate(_FORBIDDEN)
