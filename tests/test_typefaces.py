"""Letters for languages, on machines that are made up."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.browser import Machine
from stapsgewijs.typefaces import advice, get_typefaces, is_covered, missing_for

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class Commands:
    """What is run on a machine; `brings` are languages that a package brings, by a part of its name."""

    has: set[str]
    brings: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        line = " ".join(command)
        if command[0] == "fc-list":
            language = command[1].removeprefix(":lang=")
            return subprocess.CompletedProcess(command, 0, "Noto\n" if language in self.has else "", "")
        self.asked.append(command[0] if command[0] in {"apt-get", "fc-cache"} else "pip")
        if command[0] == "fc-cache":
            self.has |= self.waiting
        for part, language in self.brings.items():
            if part in line and "install" in line:
                if "--target" in command:
                    file = Path(command[command.index("--target") + 1], "files", "Noto.ttf")
                    file.parent.mkdir(parents=True)
                    file.write_bytes(b"letters")
                    self.waiting.add(language)
                else:
                    self.has.add(language)
        return subprocess.CompletedProcess(command, 0, "", "")


def machine(home: Path, commands: Commands, *, is_root: bool = False, tools: Sequence[str] = ("fc-list",)) -> Machine:
    return Machine(
        system="Linux",
        environment={},
        home=home,
        is_root=is_root,
        run=commands,
        which=lambda each: each if each in tools else None,
    )


def test_a_language_without_letters_is_named_once(tmp_path: Path) -> None:
    there = machine(tmp_path, Commands({"nl"}))
    assert missing_for(["nl-NL", "ja-JP", "ja", "nl"], there) == ["ja"]


@pytest.mark.parametrize(("system", "tools"), [("Darwin", ("fc-list",)), ("Linux", ())])
def test_where_it_cannot_be_told_nothing_is_missing(tmp_path: Path, system: str, tools: Sequence[str]) -> None:
    there = Machine(
        system=system, home=tmp_path, run=Commands(set()), which=lambda each: each if each in tools else None
    )
    assert is_covered("ja", there)


def test_root_gets_the_package_of_the_system(tmp_path: Path) -> None:
    commands = Commands(set(), {"fonts-noto-cjk": "ja"})
    told: list[str] = []
    there = machine(tmp_path, commands, is_root=True, tools=("fc-list", "apt-get"))
    assert get_typefaces(["ja"], told.append, there) == []
    assert commands.asked == ["apt-get", "apt-get"]
    assert told[-1].startswith("no typeface for ja yet; apt-get install")


def test_who_is_not_root_gets_it_in_his_own_folder(tmp_path: Path) -> None:
    commands = Commands(set(), {"fontpkg-noto-sans-thai": "th"})
    assert get_typefaces(["th"], lambda _: None, machine(tmp_path, commands)) == []
    assert (tmp_path / ".local/share/fonts/stapsgewijs/Noto.ttf").read_bytes() == b"letters"
    assert commands.asked == ["pip", "fc-cache"]


def test_what_cannot_be_got_is_told_with_the_way_to_get_it(tmp_path: Path) -> None:
    assert get_typefaces(["ko"], lambda _: None, machine(tmp_path, Commands(set()))) == ["ko"]
    assert "fonts-noto-cjk" in advice("ko-KR")
    assert "fonts-noto-core" in advice("he")
