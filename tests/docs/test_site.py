"""The documentation as a site: every page is in the menu, every link leads somewhere, the reference is complete."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from stapsgewijs.cli.main import COMMANDS, command_line
from stapsgewijs.guide.markdown.inline import slug_of

if TYPE_CHECKING:
    from types import ModuleType

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGES: Final = sorted(DOCS.rglob("*.md"))
_FENCE: Final = re.compile(r"^(`{3,})(.*?)^\1`*\s*$", re.DOTALL | re.MULTILINE)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_TREE: Final = re.compile(r"```\{toctree\}\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_pages", DOCS / "reference_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors_of(page: Path) -> set[str]:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return {slug_of(re.sub(r"[`*]", "", each)) for each in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda each: each.relative_to(DOCS).as_posix())
def test_every_link_leads_to_what_is_there(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", page.read_text(encoding="utf-8")))
    for target in _LINK.findall(text):
        path, _, anchor = target.partition("#")
        if "://" in target or path.startswith("mailto:"):
            continue
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert not anchor or found.suffix != ".md" or anchor in anchors_of(found), target


def test_every_page_is_in_the_menu() -> None:
    listed = set()
    for page in PAGES:
        for tree in _TREE.findall(page.read_text(encoding="utf-8")):
            names = [each for each in tree.splitlines() if each and not each.startswith(":")]
            for name in names:
                found = list(page.parent.glob(f"{name}.md"))
                assert found or name == "self" or name.startswith("made/"), name
                listed |= set(found)
    rules = {each for each in PAGES if each.parent.name == "rules"}  # listed by docs/conf.py
    assert {each.relative_to(DOCS).as_posix() for each in set(PAGES) - rules - listed} == {"index.md"}


def test_the_reference_has_every_command_with_all_its_options(reference: ModuleType) -> None:
    pages = reference.command_pages()
    assert set(pages) == {"index", *COMMANDS}
    group = command_line()
    for name in COMMANDS:
        command = group.commands.get(name) or group.get_command(None, name)
        for option in (one for each in command.params for one in each.opts if one.startswith("--")):
            assert option in pages[name], f"{name} {option}"


def test_the_reference_has_every_operation_of_the_api(reference: ModuleType) -> None:
    page = reference.api_page()
    assert "### `GET /api/v1/handsets/{number}/code`" in page
    assert page.count("### `") > 50


@pytest.mark.long
@pytest.mark.parametrize("kind", ["html", "man"])
def test_the_site_and_the_man_pages_are_made_without_a_warning(kind: str, tmp_path: Path) -> None:
    sphinx = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "-d", str(tmp_path / "d")]
    made = subprocess.run(
        [*sphinx, "-b", kind, str(DOCS), str(tmp_path / kind)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    if kind == "html":
        text = (tmp_path / kind / "index.html").read_text(encoding="utf-8")
        assert not re.search(r'(?:src|href)="https?://(?!github\.com/pradyunsg/furo)[^"]*\.(?:js|css|woff2?)"', text)
    else:
        assert (tmp_path / kind / "stapsgewijs-verify.1").is_file()
