from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.browser import Browser, Machine, describe, ensure_browser, find_browser, launch_arguments
from stapsgewijs.errors import BrowserNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def machine(folder: Path, system: str = "Linux", **parts: object) -> Machine:
    """Return a machine with nothing on it but what is said."""
    nothing: dict[str, object] = {
        "system": system,
        "environment": {},
        "home": folder / "home",
        "root": folder / "root",
        "is_root": False,
        "which": lambda _: None,
        "run": lambda command: subprocess.CompletedProcess(command, 1, "", "no network"),
        "revisions": lambda: {"chromium-headless-shell": "1200", "chromium": "1200"},
    }
    return Machine(**{**nothing, **parts})  # type: ignore[arg-type]  # named parts of a dataclass


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    return path


def playwrights(folder: Path, revision: str = "1200") -> Path:
    cache = folder / "home" / ".cache" / "ms-playwright" / f"chromium_headless_shell-{revision}"
    put(cache / "INSTALLATION_COMPLETE")
    return put(cache / "chrome-linux" / "headless_shell")


def test_playwrights_own_comes_first_and_needs_no_path(tmp_path: Path) -> None:
    path = playwrights(tmp_path)
    found = find_browser(machine(tmp_path, which=lambda name: f"/usr/bin/{name}"))
    assert (found.path, found.is_playwrights) == (path, True)
    assert "executable_path" not in launch_arguments(found, machine(tmp_path))


def test_one_of_another_revision_is_not_playwrights_own(tmp_path: Path) -> None:
    playwrights(tmp_path, "1100")
    with pytest.raises(BrowserNotFoundError):
        find_browser(machine(tmp_path))


def test_the_headless_shell_on_the_path_comes_before_chrome(tmp_path: Path) -> None:
    there = {"google-chrome": "/usr/bin/google-chrome", "chromium-headless-shell": "/usr/bin/chromium-headless-shell"}
    found = find_browser(machine(tmp_path, which=there.get))
    assert found.path == Path("/usr/bin/chromium-headless-shell")
    assert launch_arguments(found, machine(tmp_path))["executable_path"] == str(found.path)


@pytest.mark.parametrize(
    ("system", "place", "environment"),
    [
        ("Linux", "root/usr/lib/chromium/chromium-headless-shell", {}),
        ("Darwin", "root/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", {}),
        ("Darwin", "home/Applications/Chromium.app/Contents/MacOS/Chromium", {}),
        ("Windows", "programs/Microsoft/Edge/Application/msedge.exe", {"PROGRAMFILES(X86)": "programs"}),
        ("Windows", "local/Google/Chrome/Application/chrome.exe", {"LOCALAPPDATA": "local"}),
    ],
)
def test_the_usual_places_of_each_system(tmp_path: Path, system: str, place: str, environment: dict[str, str]) -> None:
    path = put(tmp_path / place)
    there = {name: str(tmp_path / value) for name, value in environment.items()}
    assert find_browser(machine(tmp_path, system, environment=there)).path == path


def test_a_named_browser_wins_and_has_to_be_there(tmp_path: Path) -> None:
    playwrights(tmp_path)
    named = put(tmp_path / "mine")
    assert find_browser(machine(tmp_path, environment={"STAPSGEWIJS_BROWSER": str(named)})).path == named
    with pytest.raises(BrowserNotFoundError, match="gone, which is not there; correct it or unset it"):
        ensure_browser(machine(tmp_path, environment={"STAPSGEWIJS_BROWSER": str(tmp_path / "gone")}))


@pytest.mark.parametrize(("system", "command"), [("Linux", "apt-get"), ("Darwin", "brew"), ("Windows", "winget")])
def test_without_a_browser_there_is_a_command_for_this_system(tmp_path: Path, system: str, command: str) -> None:
    with pytest.raises(BrowserNotFoundError, match=command):
        find_browser(machine(tmp_path, system))


def runs(done: list[list[str]], work: Callable[[Sequence[str]], bool]) -> Callable[[Sequence[str]], object]:
    def run(command: Sequence[str]) -> object:
        done.append(list(command))
        return subprocess.CompletedProcess(command, 0 if work(command) else 1, "", "no network")

    return run


def test_playwright_is_asked_for_a_browser_before_the_system(tmp_path: Path) -> None:
    done: list[list[str]] = []
    told: list[str] = []
    run = runs(done, lambda _: bool(playwrights(tmp_path)))
    assert ensure_browser(machine(tmp_path, is_root=True, run=run), told.append).is_playwrights
    assert [command[1:] for command in done] == [["-m", "playwright", "install", "--only-shell", "chromium"]]
    assert len(told) == 1


def test_root_with_apt_gets_the_package_of_debian(tmp_path: Path) -> None:
    done: list[list[str]] = []
    place = tmp_path / "root/usr/lib/chromium/chromium-headless-shell"
    run = runs(done, lambda command: command[0] == "apt-get" and bool(command[1] == "update" or put(place)))
    which = {"apt-get": "/usr/bin/apt-get"}.get
    assert ensure_browser(machine(tmp_path, is_root=True, run=run, which=which)).path == place
    assert [command[:2] for command in done[1:]] == [["apt-get", "update"], ["apt-get", "install"]]


def test_who_is_not_root_is_told_what_was_tried(tmp_path: Path) -> None:
    done: list[list[str]] = []
    run = runs(done, lambda _: False)
    with pytest.raises(BrowserNotFoundError, match=r"tried: .*playwright install.*: no network"):
        ensure_browser(machine(tmp_path, run=run, which={"apt-get": "/usr/bin/apt-get"}.get))
    assert len(done) == 1


def test_the_sandbox_is_off_for_root_on_linux_only(tmp_path: Path) -> None:
    browser = Browser(tmp_path, "")
    for system, is_root, off in (("Linux", True, True), ("Linux", False, False), ("Darwin", True, False)):
        flags = launch_arguments(browser, machine(tmp_path, system, is_root=is_root))["args"]
        assert ("--no-sandbox" in flags) is off
        assert any("host-resolver-rules=MAP * ~NOTFOUND" in each for each in flags)


def test_doctor_says_what_is_there_and_what_was_chosen(tmp_path: Path) -> None:
    playwrights(tmp_path)
    said = "\n".join(describe(machine(tmp_path, which={"chromium": "/usr/bin/chromium"}.get)))
    assert "Playwright's own" in said
    assert "/usr/bin/chromium" in said
    assert "chosen   none" in "\n".join(describe(machine(tmp_path / "empty")))


@pytest.mark.parametrize(
    ("target", "leaves"),
    [
        ("", False),
        ("http://127.0.0.1:8000", False),
        ("http://localhost/a", False),
        ("http://[::1]:8000", False),
        ("https://qa.example.org", True),
        ("http://app.localhost:3000", True),
    ],
)
def test_names_are_looked_up_for_a_product_on_another_host_only(
    tmp_path: Path,
    target: str,
    leaves: bool,  # noqa: FBT001  # a case
) -> None:
    flags = launch_arguments(Browser(tmp_path, ""), machine(tmp_path), target=target)["args"]
    assert any(each.startswith("--host-resolver-rules") for each in flags) is not leaves
