"""How the documentation becomes a site (`make docs`): Sphinx, with Markdown as it is written here.

Pages about commands and about the API are made from the code each time, into `docs/made`, which is not committed.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from reference_pages import write_pages  # noqa: E402  # beside this file

from stapsgewijs import __version__  # noqa: E402

if TYPE_CHECKING:
    from sphinx.application import Sphinx

MADE = DOCS / "made"

project = "Stapsgewijs"
author = "the maintainers of Stapsgewijs"
copyright = author  # noqa: A001  # Sphinx's name for it
release = version = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
root_doc = "index"
exclude_patterns: list[str] = []
html_theme = "furo"
html_title = f"Stapsgewijs {__version__}"
html_copy_source = False
html_show_sphinx = False
html_static_path: list[str] = []
pygments_style = "default"
# A console session, and a feature in any language, are no errors of a page.
suppress_warnings = ["misc.highlighting_failure"]

write_pages(MADE)
man_pages = [
    (
        f"made/commands/{each.stem}",
        "stapsgewijs" if each.stem == "index" else f"stapsgewijs-{each.stem}",
        "",
        [author],
        1,
    )
    for each in sorted((MADE / "commands").glob("*.md"))
]

_OUTSIDE = re.compile(r"\[([^\]\n]+)\]\(((?:\.\./)+[^)\s]*|(?:\./)?[\w/-]+/)\)")
"""A link to a file of the checkout that is no page of the site, or to a folder."""

_LISTS = {"rules/README": "\n```{toctree}\n:hidden:\n:titlesonly:\n:glob:\n\n*\n```\n"}
"""What the site adds to a page: the pages below it, which the wheel finds by their names."""


def _outside(found: re.Match[str]) -> str:
    words, target = found[1], found[2]
    return f"{words} (in the repository: `{target.lstrip('./').rstrip('/') or '.'}`)"


def without_links_outside(app: Sphinx, name: str, source: list[str]) -> None:
    """Say where a file of the checkout is: on the site there is nothing that a link to it could open."""
    folder = Path(app.srcdir, name).parent

    def judged(found: re.Match[str]) -> str:
        target = (folder / found[2].partition("#")[0]).resolve()
        is_page = target.is_relative_to(DOCS) and target.is_file()
        return found[0] if is_page else _outside(found)

    source[0] = _OUTSIDE.sub(judged, source[0]) + _LISTS.get(name, "")


def setup(app: Sphinx) -> None:
    """Register what a page goes through before it is read."""
    app.connect("source-read", without_links_outside)
    app.connect("build-finished", lambda *_: shutil.rmtree(MADE, ignore_errors=True))
