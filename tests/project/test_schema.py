"""What the settings may say, and where an error in them is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.project import Account, Target, find_project, load_project
from stapsgewijs.project.schema import SECTIONS, settings_page
from stapsgewijs.project.settings import read_file

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
MANY = """\
[project]
source-language = "en"
[target]
base-url = "http://127.0.0.1:8000/"
environment = { A = "{phone-network}" }
start-seconds = 0
check-certificate = false
[[accounts]]
user = "anna"
password = "a"
[[accounts]]
user = "bram"
password-env = "BRAM"
secret-env = "APP"
[values]
"Phone number" = "{phone.number}"
[phone]
country = "be"
network-port = 8025
[verify]
strict = true
workers = 2
"""


def write(folder: Path, text: str) -> Path:
    (folder / "stapsgewijs.toml").write_text(text, encoding="utf-8")
    return folder / "stapsgewijs.toml"


def test_the_page_of_settings_is_what_the_program_says() -> None:
    said = "python -c 'from stapsgewijs.project.schema import settings_page; print(settings_page(), end=\"\")'"
    assert PAGE.read_text(encoding="utf-8") == settings_page(), f"write docs/settings.md again: {said}"


def test_all_examples_of_the_page_are_settings(tmp_path: Path) -> None:
    path = write(tmp_path, "\n".join(each.partition("```")[0] for each in settings_page().split("```toml\n")[1:]))
    assert set(tomllib.loads(path.read_text(encoding="utf-8"))) == {each.name for each in SECTIONS}
    assert read_file(path).table("target") is not None


def test_settings_of_a_product_are_read(tmp_path: Path) -> None:
    project = load_project(write(tmp_path, MANY))
    assert project == find_project(tmp_path)
    assert project.target == Target(
        "http://127.0.0.1:8000", environment=(("A", "{phone-network}"),), start_seconds=0, check_certificate=False
    )
    assert (project.phone.country, project.phone.network_port, project.phone.network) == ("BE", 8025, "")
    assert project.values == (("Phone number", "{phone.number}"),)
    assert (project.verify.strict, project.verify.workers, project.verify.compare) == (True, 2, None)
    accounts = project.accounts({"BRAM": "b", "APP": "JBSW"})
    assert accounts == (Account("anna", "a"), Account("bram", "b", "JBSW"))
    assert "b'" not in repr(accounts)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[lint]\n\n[verfy]\nstrict = true", "3:1: unknown table [verfy]; nearest: 'verify'"),
        ("strict = true", "1:1: unknown table [strict]"),
        ("[target]\nbase-url = 'http://x'\nbefore_scenario = 'a'", "3:1: unknown setting 'before_scenario'; nearest: "),
        ("[target]\nlanguage = 'browser'", "1:1: the target has no 'base-url'"),
        ("[target]\nbase-url = 'http://x'\nenvironment = {A = 1}", "3:1: 'environment' is a table of texts"),
        ("[target]\nbase-url = 8000", "2:1: 'base-url' is a text"),
        ("[accounts]\nuser = 'a'", "1:1: 'accounts' is a list of tables: [[accounts]]"),
        ("[[accounts]]\nuser = 'a'\n[[accounts]]\nusr = 'b'", "4:1: unknown setting 'usr'; nearest: 'user'"),
        ("[values]\nCode = 'x'\n'Phone number' = 6", "3:1: 'Phone number' is a text"),
        ("[verify]\nworkers = -1", "2:1: 'workers' is a whole number, 0 or more"),
        ("[verify]\nlabels = 'produt'", "2:1: 'labels' is 'product' or 'documented', not 'produt'; nearest: 'product'"),
        ("[pictures.'a.png']\nmask = 'a'", "2:1: unknown setting 'mask'"),
        ("[[lint.ignore]]\nfiles = ['a']\nrule = ['b']", "3:1: unknown setting 'rule'; nearest: 'rules'"),
        ("[lint]\nignore = 3", "2:1: 'ignore' is a list of tables: files, rules, reason"),
        ("[verify]\nstrict = true\nstrict = false", "3:1: not TOML: "),
    ],
)
def test_what_means_nothing_is_told_at_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DocumentError) as caught:
        find_project(tmp_path)
    assert str(caught.value).startswith(f"{path}:{says}")


def test_a_line_of_pyproject_is_told_as_well(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[project]\nname = 'x'\n\n[tool.stapsgewijs.verify]\nstrikt = true\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r":5:1: unknown setting 'strikt'; nearest: 'strict'"):
        find_project(tmp_path)


@pytest.mark.parametrize(
    ("account", "says"),
    [
        ("password = 'a'", "1:1: an account has a 'user'"),
        ("user = 'a'", "1:1: an account has a 'password'"),
        ("user = 'a'\npassword-env = 'ANNA'", "3:1: the environment has no variable ANNA; nearest: 'ANNE'"),
    ],
)
def test_an_account_that_cannot_sign_in_is_told(tmp_path: Path, account: str, says: str) -> None:
    path = write(tmp_path, f"[[accounts]]\n{account}\n")
    with pytest.raises(DocumentError) as caught:
        load_project(path).accounts({"ANNE": "x"})
    assert str(caught.value).startswith(f"{path}:{says}")
