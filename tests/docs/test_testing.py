"""The page about the phone in tests: its example runs, and what it names exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from stapsgewijs.testing.authenticator import Authenticator
from stapsgewijs.testing.handset import Handset
from stapsgewijs.testing.items import Call, Message
from stapsgewijs.testing.network import PhoneNetwork
from stapsgewijs.testing.organisation import Account, Organisation
from stapsgewijs.testing.people import PersonAccount

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## `(\w+)`[^\n]*\n(.*?)(?=^## |\Z)", TEXT))


def public(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


@pytest.mark.parametrize(
    ("name", "kind", "unnamed"),
    [
        ("phone_network", PhoneNetwork, set()),
        ("organisation", Organisation, {"close", "summary"}),
        ("handset", Handset, {"summary", "received"}),
    ],
)
def test_each_fixture_is_described_with_all_it_can_do(name: str, kind: type, unnamed: set[str]) -> None:
    told = set(re.findall(r"`\.(\w+)", SECTIONS[name]))
    assert public(kind) - unnamed <= told
    assert told <= public(kind) | public(Message) | public(Call) | public(Account) | public(PersonAccount) | {
        "url",
        "number",
    } | (public(Authenticator) if name == "handset" else set())


def test_all_that_the_app_can_do_is_described() -> None:
    assert public(Authenticator) <= set(re.findall(r"\.(\w+)\(", SECTIONS["handset"]))


def test_all_that_there_is_of_a_person_is_described() -> None:
    assert public(PersonAccount) - {"user_name"} <= set(re.findall(r"\.(\w+)", SECTIONS["organisation"]))


def test_the_example_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"(?ms)^```python\n(.*?)^```", TEXT)
    (tmp_path / "test_example.py").write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "--disable-plugin-autoload", "-p", "stapsgewijs.testing.plugin"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
