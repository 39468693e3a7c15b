"""Renders a view as HTML. The only importer of Jinja2.

A template may use its view, `label` and `text`, and nothing else: a missing name is an error (`StrictUndefined`), and
all values are escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Protocol

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateError, pass_context
from markupsafe import Markup

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.labels import MissingWordingError, Role

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.runtime import Context

    from stapsgewijs.labels import Catalogue

_FOCUS = re.compile(r'(<(?:input|select|textarea|button)(?:\s+[\w-]+(?:="[^"]*")?)*?) autofocus(?=[\s>])')
"""A tag up to its attribute of that name; values are in quotation marks, which in a value are escaped."""


class View(Protocol):
    """What one template shows: a frozen value that names its template.

    One that has a `surface: ClassVar[str]` is a page of that program, as the catalogue names it: of several controls
    with one English label it shows that one.
    """

    template: ClassVar[str]


class Renderer:
    """Renders views with the templates of `site`, in the words of `catalogue`."""

    def __init__(self, site: Path, catalogue: Catalogue) -> None:
        """Use the folder `site/templates`; nothing is read before the first page."""
        self.catalogue = catalogue
        self.site = site
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

        Raises `MissingWordingError` for a label or wording that the catalogue lacks, `StapsgewijsError` for a template
        that is none, or that mentions anything else that its view does not have.
        """
        try:
            return with_one_focus(self._environment.get_template(view.template).render(view=view))
        except KeyError as error:
            if isinstance(error, MissingWordingError):
                raise
            locale = self.catalogue.locale
            msg = (
                f"{view.template}: the catalogue of {locale!r} has no label {error}: add it to {locale}.po, as in en.po"
            )
            raise MissingWordingError(msg) from None
        except TemplateError as error:
            place = getattr(error, "filename", None) or view.template
            msg = f"{place}:{getattr(error, 'lineno', None) or 1}:1: no template that can be shown: {error}"
            raise StapsgewijsError(msg) from error

    @pass_context
    def _label(self, context: Context, msgid: str, role: str = "", **placeholders: object) -> str:
        """Return what the page calls a control: the one on the surface of the view, else one on any other.

        A placeholder is a word of the label that stands for a value: `label("Ask in X days", X=14)`.
        """
        known = self.catalogue
        surface = getattr(context.get("view"), "surface", "")
        label = known.label(known.nearby(msgid, surface, Role(role) if role else None))
        return " ".join(str(placeholders.get(word, word)) for word in label.split(" ")) if placeholders else label


def with_one_focus(html: str) -> str:
    """Return a page on which only the first field that asks for the focus has it: every field that is wrong asks.

    HTML allows the attribute once in a page.
    """
    first = _FOCUS.search(html)
    return html[: first.end()] + _FOCUS.sub(r"\1", html[first.end() :]) if first else html


def trusted(html: str) -> Markup:
    """Mark HTML that we made ourselves, of escaped parts, so that a template shows it as it is."""
    return Markup(html)  # noqa: S704  # the callers build it of tokens and escape every text
