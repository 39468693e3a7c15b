from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from stapsgewijs.cli.main import COMMANDS
from stapsgewijs.cli.options import RUNNING, access_token, option, token_option, warn_of_secret
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_token_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("sleutel \nmeer\n")
    assert access_token("ander", file) == "sleutel"
    assert access_token("ander", None) == "ander"
    assert access_token(None, None) is None


@pytest.mark.parametrize(("mode", "is_told"), [(0o600, False), (0o640, False), (0o644, True)])
def test_a_token_in_a_file_that_others_can_read_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mode: int, *, is_told: bool
) -> None:
    file = tmp_path / "token"
    file.write_text("sleutel")
    file.chmod(mode)
    assert access_token(None, file) == "sleutel"
    assert (f"chmod 600 {file}" in capsys.readouterr().err) is is_told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--token", "geheim"], "--token: what stands on a command line"),
        (["--account", "anna:geheim"], "--account: what stands on a command line"),
        ([], ""),
    ],
)
def test_a_secret_on_the_command_line_is_said_to_be_none(arguments: list[str], told: str) -> None:
    @click.command()
    @token_option
    @option(RUNNING, "--account", multiple=True, callback=warn_of_secret)
    def command(token: str | None, account: tuple[str, ...]) -> None:
        click.echo(f"{token} {len(account)}")

    result = CliRunner().invoke(command, arguments, env={"STAPSGEWIJS_TOKEN": "uit de omgeving"})
    assert result.exit_code == 0
    assert result.stderr.startswith(told)
    assert bool(result.stderr) is bool(told)
    assert "geheim" not in result.stderr


def test_every_option_that_takes_a_secret_warns() -> None:
    options = {
        (command, each.opts[-1]): each.callback
        for command in COMMANDS
        for each in getattr(import_module(f"stapsgewijs.cli.{command}"), command).params
        if any(word in (each.metavar or "") for word in ("TOKEN", "PASSWORD"))
    }
    assert {("serve", "--token"), ("proxy", "--token"), ("proxy", "--account"), ("verify", "--account")} <= set(options)
    assert set(options.values()) == {warn_of_secret}


@pytest.mark.parametrize(
    ("content", "told"), [(b"", ":1:1: no token"), (b"\n", ":1:1: no token"), (b"\xff", "not UTF-8")]
)
def test_a_file_without_a_token_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(StapsgewijsError, match=told):
        access_token(None, tmp_path / "token")
    with pytest.raises(StapsgewijsError, match="cannot be read"):
        access_token(None, tmp_path / "nergens")
