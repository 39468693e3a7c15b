"""Labels against the product's own strings: the source guide's label, its key, and the key's string in the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

NO_TRANSLATION: Final = Rule("label-no-translation", Severity.WARNING, "A label that the product does not translate.")
NOT_CHECKED: Final = Rule("label-not-checked", Severity.WARNING, "Labels that were compared with nothing.")
RULES: Final = (NO_TRANSLATION, NOT_CHECKED)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family; none where the settings name no product strings."""
    if context.product is not None and document.guide is not None:
        from stapsgewijs.lint.string_check import check_labels

        yield from check_labels(document, document.guide, context.product, context)
