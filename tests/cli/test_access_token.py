from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.cli.options import access_token
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_token_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("sleutel \nmeer\n")
    assert access_token("ander", file) == "sleutel"
    assert access_token("ander", None) == "ander"
    assert access_token(None, None) is None


@pytest.mark.parametrize(
    ("content", "told"), [(b"", ":1:1: no token"), (b"\n", ":1:1: no token"), (b"\xff", "not UTF-8")]
)
def test_a_file_without_a_token_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(StapsgewijsError, match=told):
        access_token(None, tmp_path / "token")
    with pytest.raises(StapsgewijsError, match="cannot be read"):
        access_token(None, tmp_path / "nergens")
