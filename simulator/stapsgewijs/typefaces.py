"""Whether this machine has letters for a language, and getting them: without, pictures of pages show boxes.

On macOS and Windows the system has them. Elsewhere fontconfig says what there is; Debian and Ubuntu have the Noto
typefaces as packages, and of some scripts there is one on PyPI, which needs no root.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.browser import Machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_WITH_CJK: Final = frozenset({"ja", "ko", "zh"})
_CJK: Final = "fonts-noto-cjk"
_CORE: Final = "fonts-noto-core"
_ON_PYPI: Final = {
    "ar": "arabic", "fa": "arabic", "ur": "arabic", "hi": "devanagari", "mr": "devanagari", "ne": "devanagari",
    "km": "khmer", "ta": "tamil", "te": "telugu", "th": "thai",
}  # fmt: skip
"""Languages, and the script in the name of the package that has its letters."""


def is_covered(language: str, machine: Machine | None = None) -> bool:
    """Return whether there are letters for a language; yes where that cannot be told."""
    machine = machine or Machine()
    if machine.system != "Linux" or not machine.which("fc-list"):
        return True
    done = machine.run(["fc-list", f":lang={_base(language)}", "family"])
    return done.returncode != 0 or bool(done.stdout.strip())


def missing_for(languages: Iterable[str], machine: Machine | None = None) -> list[str]:
    """Return those of the languages that there are no letters for."""
    return [each for each in dict.fromkeys(map(_base, languages)) if not is_covered(each, machine)]


def get_typefaces(languages: Iterable[str], tell: Callable[[str], None], machine: Machine | None = None) -> list[str]:
    """Install letters for the languages that have none; `tell` gets a line about what is done.

    Returns the languages that still have none.
    """
    machine = machine or Machine()
    for language in missing_for(languages, machine):
        for command in _ways(language, machine):
            tell(f"no typeface for {language} yet; {' '.join(command)} …")
            if machine.run(command).returncode != 0:
                continue
            if "--target" in command:
                _lay(Path(command[command.index("--target") + 1]), machine)
            if is_covered(language, machine):
                break
    return missing_for(languages, machine)


def advice(language: str) -> str:
    """Return how somebody gets the letters of a language."""
    package = _CJK if _base(language) in _WITH_CJK else _CORE
    return f"sudo apt-get install {package}  (Debian, Ubuntu), or the Noto typefaces of your system"


def _ways(language: str, machine: Machine) -> Iterator[list[str]]:
    if machine.is_root and machine.which("apt-get"):
        package = _CJK if language in _WITH_CJK else _CORE
        yield ["apt-get", "update"]
        yield ["apt-get", "install", "-y", "--no-install-recommends", package]
    if script := _ON_PYPI.get(language):
        folder = tempfile.mkdtemp(prefix="stapsgewijs-")
        package = f"fontpkg-noto-sans-{script}"
        yield [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, package]


def _lay(folder: Path, machine: Machine) -> None:
    """Put the typefaces of a package where fontconfig finds them."""
    place = machine.home / ".local" / "share" / "fonts" / "stapsgewijs"
    place.mkdir(parents=True, exist_ok=True)
    for each in sorted([*folder.rglob("*.ttf"), *folder.rglob("*.otf")]):
        shutil.copyfile(each, place / each.name)
    shutil.rmtree(folder, ignore_errors=True)
    machine.run(["fc-cache", str(place)])


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
