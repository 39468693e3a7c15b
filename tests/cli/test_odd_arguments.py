"""Whatever is given to any option or argument of any command: a result, or a line that says what is wrong."""

from __future__ import annotations

import contextlib
import os
import random
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import pytest

from stapsgewijs.cli.main import COMMANDS, command_line
from stapsgewijs.runner import target
from tests.test_bad_files import check, no_browser, project

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["no_browser", "project"]

NUMBERS: Final = (
    "", " ", "0", "-1", "1", "1.5", "NaN", "inf", "-inf", "1e999", "9" * 400, "9" * 5000, "-" + "9" * 30, "0x10", "1_0",
    "\u00b2", "\u0661", "x", "65536", "2/1", "0/0", "1/1", "1/1/1", "-1/2", "1/" + "9" * 5000,
)  # fmt: skip
ADDRESSES: Final = (
    "http://", "http://[", "http://]", "http://[::1", "http://a b", "http://\udcff", "http://a\0b", "http://a\nb",
    "http://a:x", "http://a:99999", "http://a:-1", "http://a:\u00b2", "http://" + "a" * 3000 + ".invalid", "http:a",
    "http://.", "http://..invalid", "http://-.invalid", "http://user:pw@a.invalid", "//a.invalid", "file:///etc/passwd",
    "ftp://a.invalid", "javascript:alert(1)", "data:text/html,x", "ws://", "ws://[", "ws://a b", "ws://a:x", "tcp://",
    "tcp://[", "tcp://a b:1", "tcp://a:x", "tcp://a:99999", "tcp://127.0.0.1:1", "ws://127.0.0.1:1", "http://127.0.0.1:1",
    "postgresql://", "postgresql://[", "postgresql://a:x/b", "sqlite://", "nonsense://x", "mysql://a/b",
    "postgresql://user:pw@a.invalid/x", "http://127.0.0.1:1/\u00e9?a=%ff#b", "http://xn--a.invalid", "http://\u2603.invalid",
)  # fmt: skip
TEXTS: Final = (
    "", " ", "\0", "a\0b", "\udcff", "\u202e", "\x1b[2J", "a\nb", "x" * 300, "x" * 100_000, "-", "--", "-x", "--help",
    "{", "{0}", "%s%n", "*", "[", "**", "?", "~", "$(id)", ":", ":9", "a:" + "9" * 5000, "=", "a=b", "\u00e9" * 300,
)  # fmt: skip
FILES: Final = (
    "docs", "docs/", ".", "..", "/dev/null", "/dev/zero", "/dev/stdin", "/proc/self/mem", "pipe", "socket", "loop",
    "gone", "gone/gone", "docs/gids.md/x", "-gids.md", "./-gids.md", "unreadable", "unreadable/x", "empty", "binary",
    "docs/*.md", "docs/[", "x" * 300 + ".md", "docs/gids.md", "a b.md", "\udcff.md", "nl\nnl.md", "stapsgewijs.toml",
)  # fmt: skip
"""Names of what `things` makes."""
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "labels": ("docs/gids.md",), "export": ("out",), "merge": ("docs",), "completion": ("bash",),
}  # fmt: skip
"""What a command needs besides."""
FEW: Final = 1
OPEN_TARGET: Final = target.open_target


@pytest.fixture
def things(project: Path) -> Iterator[Path]:
    """Make files as they should not be, beside those of the project."""
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    Path("empty").touch()
    Path("binary").write_bytes(bytes(range(256)) * 40)
    for name in ("-gids.md", "a b.md", "unreadable"):
        Path(name).write_text("# T\n\n1. a\n", encoding="utf-8")
    Path("unreadable").chmod(0)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        yield project


@pytest.fixture
def reached(no_browser: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no name be looked up and nobody be called; returns who would have been."""
    del no_browser
    hosts: list[str] = []

    def refuse(host: Any, *_: object, **__: object) -> Any:  # noqa: ANN401  # as of the library
        hosts.append(str(host))
        raise socket.gaierror(socket.EAI_NONAME, "there is no network here")

    def refuse_address(_: socket.socket, address: Any) -> Any:  # noqa: ANN401  # as of the library
        hosts.append(str(address))
        raise ConnectionRefusedError(111, "there is no network here")

    @contextlib.contextmanager
    def network(*_: object, **__: object) -> Iterator[object]:
        yield target._Network("http://127.0.0.1:1")  # noqa: SLF001  # in the place of one that runs

    monkeypatch.setattr(target, "open_target", OPEN_TARGET)
    monkeypatch.setattr(target, "_network", network)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse_address)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse_address)
    return hosts


def places() -> Iterator[tuple[str, click.Parameter]]:
    """Give each option that takes a value, and each argument, of each command."""
    group = command_line()
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield from ((name, each) for each in command.params if not getattr(each, "is_flag", False))


def odd(parameter: click.Parameter) -> tuple[str, ...]:
    """Return the values for a parameter: of its own kind first, then all others."""
    name = parameter.name or ""
    if isinstance(parameter.type, click.Path):
        return (*FILES, *TEXTS)
    if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType) or name == "shard":
        return NUMBERS
    return (*ADDRESSES, *TEXTS, *FILES) if isinstance(parameter.type, click.types.StringParamType) else (*TEXTS, "docs")


def given(command: str, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    needed = NEEDED.get(command, ())
    if isinstance(parameter, click.Argument):
        return (command, *(() if parameter.required else needed), "--", value)
    return (command, *needed, f"{parameter.opts[-1]}={value}" if parameter.opts[-1].startswith("--") else f"-j{value}")


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("command", COMMANDS)
def test_an_odd_value_is_told_in_a_line(command: str, every: bool, reached: list[str]) -> None:  # noqa: FBT001  # pytest's
    dice = random.Random(command)  # noqa: S311  # repeatable
    for name, parameter in places():
        if name != command:
            continue
        values = odd(parameter)
        for value in values if every else dice.sample(values, FEW):
            arguments = given(command, parameter, value)
            try:
                check(arguments)
            except BaseException as error:
                error.add_note(repr(arguments)[:500])
                raise
    assert all("127.0.0.1" in each or "localhost" in each or ".invalid" in each for each in reached), set(reached)
