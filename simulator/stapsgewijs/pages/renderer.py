"""Renders a view as HTML. The only importer of Jinja2.

A template may use its view, `label` and `text`, and nothing else: a missing name is an error (`StrictUndefined`), and
all values are escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.labels import Catalogue


class View(Protocol):
    """What one template shows: a frozen value that names its template."""

    template: ClassVar[str]


class Renderer:
    """Renders views with the templates of `site`, in the words of `catalogue`."""

    def __init__(self, site: Path, catalogue: Catalogue) -> None:
        """Use the folder `site/templates`; nothing is read before the first page."""
        self.catalogue = catalogue
        self._environment = Environment(
            loader=FileSystemLoader(site / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            # Compiled templates are kept between runs, as Python keeps its own bytecode.
            bytecode_cache=FileSystemBytecodeCache(),
        )
        self._environment.globals.update(
            label=self._label, text=catalogue.text, locale=catalogue.locale, direction=catalogue.direction
        )

    def render(self, view: View) -> str:
        """Return the HTML of `view`.

        Raises `KeyError` for a label or wording that the catalogue lacks, Jinja's `UndefinedError` for
        anything else that a template mentions and its view does not have.
        """
        return self._environment.get_template(view.template).render(view=view)

    def _label(self, msgid: str) -> str:
        return self.catalogue.label(self.catalogue.named(msgid))


def trusted(html: str) -> Markup:
    """Mark HTML that we made ourselves, of escaped parts, so that a template shows it as it is."""
    return Markup(html)  # noqa: S704  # the callers build it of tokens and escape every text
