"""Names that only documents give to a control, on a page that the control is not on."""

from __future__ import annotations

from stapsgewijs.lint.document import document_of
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import find_settings
from stapsgewijs.project import default_project

GUIDE = default_project().guide


def test_another_name_of_a_button_in_the_app_is_none_of_a_button_on_the_page() -> None:
    text = GUIDE.read_text(encoding="utf-8").replace("**Verifiëren**", "**Controleren**", 1)
    found = Linter(find_settings(GUIDE.parent)).lint_document(document_of(GUIDE, GUIDE.name, text)).findings
    [told] = [each for each in found if each.rule == "label-differs"]
    assert "Verifiëren" in told.advice
    assert "Goedkeuren" not in told.advice
