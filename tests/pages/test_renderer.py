"""What the renderer sees to on every page."""

from __future__ import annotations

import pytest

from stapsgewijs.pages.renderer import with_one_focus


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<input id="a" autofocus><select id="b" autofocus>', '<input id="a" autofocus><select id="b">'),
        ("<button autofocus>a</button><input autofocus value='b'>", "<button autofocus>a</button><input value='b'>"),
        ('<input autofocus><p>an autofocus of a page</p><input value="x autofocus y">', None),
        ("<p>nothing asks autofocus</p>", None),
    ],
)
def test_only_the_first_field_has_the_focus(html: str, expected: str | None) -> None:
    assert with_one_focus(html) == (expected or html)
