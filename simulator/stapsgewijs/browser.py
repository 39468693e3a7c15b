"""Finds a browser that scenarios can run in, installs one, or says how to install one.

Nothing here imports Playwright: a browser has to be found on a machine where Playwright is broken, too.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from stapsgewijs.errors import BrowserNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

OVERRIDE: Final = "STAPSGEWIJS_BROWSER"
"""The environment variable that names the browser to use."""

_LOCAL_DOWNLOADS: Final = "0"
_COMMANDS: Final = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_PLACES: Final = {
    "Linux": (
        "/usr/lib/chromium/chromium-headless-shell",
        "/usr/lib/chromium/chromium",
        "/usr/lib/chromium-browser/chromium-browser",
        "/usr/lib64/chromium-browser/headless_shell",
        "/snap/bin/chromium",
        "/opt/google/chrome/chrome",
        "/opt/microsoft/msedge/msedge",
    ),
    "Darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "Windows": (
        "Chromium/Application/chrome.exe",
        "Google/Chrome/Application/chrome.exe",
        "Microsoft/Edge/Application/msedge.exe",
    ),
}
_WINDOWS_ROOTS: Final = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_CACHES: Final = {
    "Linux": ".cache/ms-playwright",
    "Darwin": "Library/Caches/ms-playwright",
    "Windows": "AppData/Local/ms-playwright",
}
_DOWNLOADED: Final = {"chromium-headless-shell": "*headless*shell*", "chromium": "*/chrome*"}
_INSTALL_TIMEOUT_S: Final = 600.0
"""Seconds that installing a browser may take."""

DETERMINISTIC: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-lcd-text",
    "--disable-sync",
    "--disable-quic",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-first-run",
    # Nothing leaves the machine: no name but these is looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]",
)
_HERE: Final = frozenset({"", "127.0.0.1", "localhost", "::1"})
"""The hosts that are looked up all the same, and that of no address."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is installed. `is_playwrights`: Playwright finds it without a path."""

    path: Path
    source: str
    is_playwrights: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """What finding a browser depends on, so that tests can pass another machine."""

    system: str = field(default_factory=platform.system)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    home: Path = field(default_factory=Path.home)
    root: Path = Path("/")
    is_root: bool = field(default_factory=lambda: getattr(os, "geteuid", lambda: 1)() == 0)
    which: Callable[[str], str | None] = shutil.which
    run: Callable[[Sequence[str]], subprocess.CompletedProcess[str]] = field(default_factory=lambda: _run)
    revisions: Callable[[], Mapping[str, str]] = field(default_factory=lambda: _playwright_revisions)


def find_browser(machine: Machine | None = None) -> Browser:
    """Return the browser to use: the one named by `STAPSGEWIJS_BROWSER`, Playwright's own, or the system's.

    Raises `BrowserNotFoundError` with the command that installs one on this system.
    """
    machine = machine or Machine()
    if named := machine.environment.get(OVERRIDE):
        if not Path(named).is_file():
            msg = f"{OVERRIDE} names {named}, which is not there; correct it or unset it"
            raise BrowserNotFoundError(msg)
        return Browser(Path(named), f"named by {OVERRIDE}")
    found = next(candidates(machine), None)
    if found is None:
        raise BrowserNotFoundError(_advice(machine))
    return found


def candidates(machine: Machine) -> Iterator[Browser]:
    """Yield every installed browser, in order of preference."""
    yield from _playwrights_own(machine)
    for command in _COMMANDS:
        if there := machine.which(command):
            yield Browser(Path(there), "on the PATH")
    for path in _usual_places(machine):
        if path.is_file():
            yield Browser(path, "at its usual place")


def ensure_browser(machine: Machine | None = None, tell: Callable[[str], None] = lambda _: None) -> Browser:
    """Return the browser to use, and install one if there is none; `tell` gets a line about what is done.

    Raises `BrowserNotFoundError` when none could be installed, with the command for this system.
    """
    machine = machine or Machine()
    try:
        return find_browser(machine)
    except BrowserNotFoundError:
        if OVERRIDE in machine.environment:
            raise
    failures = []
    for command in _ways_to_get_one(machine):
        tell(f"no browser yet; {' '.join(command)} …")
        done = machine.run(command)
        if done.returncode == 0 and (found := next(candidates(machine), None)):
            return found
        failures.append(f"{' '.join(command)}: {_last_line(done)}")
    msg = "\n".join([_advice(machine), *(f"tried: {each}" for each in failures)])
    raise BrowserNotFoundError(msg)


def launch_arguments(browser: Browser, machine: Machine | None = None, *, target: str = "") -> dict[str, Any]:
    """Return the arguments of Playwright's `launch`: the browser, and flags for the same pixels everywhere.

    With a `target` on another host, names are looked up: what its pages take from other hosts is a part of it.
    """
    machine = machine or Machine()
    is_here = (urlsplit(target).hostname or "") in _HERE
    flags = [each for each in DETERMINISTIC if is_here or not each.startswith("--host-resolver-rules")]
    if machine.is_root and machine.system == "Linux":
        flags.append("--no-sandbox")  # Chromium refuses to run as root with its sandbox
    chosen: dict[str, Any] = {"args": flags}
    if not browser.is_playwrights:
        chosen["executable_path"] = str(browser.path)
    return chosen


def describe(machine: Machine | None = None) -> Iterator[str]:
    """Yield the lines about this machine that `stapsgewijs doctor` prints."""
    machine = machine or Machine()
    yield f"system   {machine.system} {platform.release()} ({platform.machine()})"
    yield f"python   {platform.python_version()}  {sys.executable}"
    for each in candidates(machine):
        yield f"browser  {each.path}  ({each.source})"
    try:
        chosen = find_browser(machine)
    except BrowserNotFoundError as error:
        yield f"chosen   none: {error}"
        return
    yield f"chosen   {chosen.path}  ({chosen.source})  {version_of(chosen, machine)}"


def version_of(browser: Browser, machine: Machine | None = None) -> str:
    """Return the version that the browser reports; empty if it reports none."""
    machine = machine or Machine()
    if machine.system == "Windows":  # there `--version` opens a window
        return ""
    done = machine.run([str(browser.path), "--version"])
    return done.stdout.strip() if done.returncode == 0 else ""


def _playwrights_own(machine: Machine) -> Iterator[Browser]:
    """Yield what `playwright install` installed, of the revision that this Playwright needs."""
    folder = machine.environment.get("PLAYWRIGHT_BROWSERS_PATH")
    if folder == _LOCAL_DOWNLOADS or machine.system not in _CACHES:
        return
    cache = Path(folder) if folder else machine.home / _CACHES[machine.system]
    for name, pattern in _DOWNLOADED.items():
        revision = machine.revisions().get(name)
        installed = cache / f"{name.replace('-', '_')}-{revision}"
        if revision and (installed / "INSTALLATION_COMPLETE").is_file():
            path = next((each for each in sorted(installed.rglob(pattern)) if each.is_file()), installed)
            yield Browser(path, "Playwright's own", is_playwrights=True)


def has_ffmpeg(machine: Machine | None = None) -> bool:
    """Return whether Playwright has the ffmpeg that makes its videos; yes where that cannot be told."""
    machine = machine or Machine()
    folder, revision = machine.environment.get("PLAYWRIGHT_BROWSERS_PATH"), machine.revisions().get("ffmpeg")
    if folder == _LOCAL_DOWNLOADS or machine.system not in _CACHES or not revision:
        return True
    cache = Path(folder) if folder else machine.home / _CACHES[machine.system]
    return (cache / f"ffmpeg-{revision}" / "INSTALLATION_COMPLETE").is_file()


def _playwright_revisions() -> dict[str, str]:
    found = importlib.util.find_spec("playwright")
    if found is None or not found.submodule_search_locations:
        return {}
    listed = Path(next(iter(found.submodule_search_locations))) / "driver" / "package" / "browsers.json"
    try:
        known = json.loads(listed.read_text(encoding="utf-8"))["browsers"]
        return {each["name"]: each["revision"] for each in known}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _usual_places(machine: Machine) -> Iterator[Path]:
    places = _PLACES.get(machine.system, ())
    if machine.system == "Windows":
        roots = [machine.environment[name] for name in _WINDOWS_ROOTS if name in machine.environment]
        yield from (Path(root) / place for place in places for root in roots)
    else:
        yield from (machine.root / place.lstrip("/") for place in places)
    if machine.system == "Darwin":
        yield from (machine.home / place.lstrip("/") for place in places)


def _ways_to_get_one(machine: Machine) -> Iterator[list[str]]:
    yield [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    if machine.is_root and machine.which("apt-get"):
        yield ["apt-get", "update"]
        yield ["apt-get", "install", "-y", "--no-install-recommends", "chromium-headless-shell"]


def _advice(machine: Machine) -> str:
    got = {
        "Linux": "sudo apt-get install chromium-headless-shell  (Debian, Ubuntu: or sudo snap install chromium)",
        "Darwin": "brew install --cask chromium",
        "Windows": "winget install Google.Chrome",
    }
    command = got.get(machine.system, "python -m playwright install --only-shell chromium")
    return (
        "no browser found to follow the guide in. Get one with\n"
        f"  {command}\nor\n  python -m playwright install --only-shell chromium\n"
        f"or name one: {OVERRIDE}=/path/to/chrome"
    )


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(  # noqa: S603  # commands of this module only
            command,
            capture_output=True,
            text=True,
            timeout=_INSTALL_TIMEOUT_S,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = [each for each in (done.stderr + "\n" + done.stdout).splitlines() if each.strip()]
    return lines[-1].strip() if lines else f"ended with {done.returncode}"
