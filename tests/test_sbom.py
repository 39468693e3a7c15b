"""The bill of materials: what is in it, that scanners can read it, and which licences are allowed."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom_of_the_checkout", ROOT / "bench" / "sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def schema(address: str) -> Any:  # noqa: ANN401  # JSON
    """Return a schema of CycloneDX, as its own library ships it."""
    name = address.rpartition("/")[2].replace(".SNAPSHOT", "").replace(".schema", ".SNAPSHOT.schema")
    return json.loads(resources.files("cyclonedx.schema").joinpath("_res", name).read_text(encoding="utf-8"))


def test_every_package_of_the_lock_is_in_it_with_its_version_hashes_and_licence(sbom: ModuleType) -> None:
    locked = sbom.packages(ROOT / LOCKS[0])
    bill = json.loads(sbom.bill(locked))
    lines = (ROOT / LOCKS[0]).read_text(encoding="utf-8").splitlines()
    assert len(bill["components"]) == len(locked) == sum(bool(re.match(r"\S+==", each)) for each in lines) > 50
    assert sum(len(each["hashes"]) for each in bill["components"]) == sum("--hash=" in each for each in lines)
    components = {each["name"]: each for each in bill["components"]}
    assert all(
        each["licenses"] and each["purl"] == f"pkg:pypi/{name}@{each['version']}" for name, each in components.items()
    )
    assert components["httpx"]["version"] == metadata.version("httpx")
    assert components["httpx"]["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert components["colorama"]["properties"][0]["value"] == "sys_platform == 'win32'"
    assert bill["metadata"]["component"]["name"] == "stapsgewijs"


def test_it_is_what_cyclonedx_says_and_always_the_same(sbom: ModuleType) -> None:
    locked = sbom.packages(ROOT / LOCKS[1])
    told = sbom.bill(locked)
    assert sbom.bill(locked) == told
    validator = jsonschema_rs.validator_for(schema("bom-1.6.schema.json"), retriever=schema)
    validator.validate(json.loads(told))
    broken = {**json.loads(told), "components": [{"name": "a"}]}
    assert not validator.is_valid(broken)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_licence_is_allowed_with_a_reason(sbom: ModuleType, lock: str) -> None:
    allowed = sbom.ALLOWED if lock == LOCKS[0] else sbom.ALLOWED_IN_CHECKOUTS
    assert sbom.refused(sbom.packages(ROOT / lock), allowed) == []
    assert all(allowed.values())


def test_no_licence_is_allowed_that_nothing_has(sbom: ModuleType) -> None:
    found = [sbom.choices(sbom.licence(each.name)) for each in sbom.packages(ROOT / LOCKS[1])]
    assert set(sbom.ALLOWED_IN_CHECKOUTS) <= {one for each in found for choice in each for one in choice.split()}
    assert set(sbom.STATED) <= {each.name for each in sbom.packages(ROOT / LOCKS[1])}


def test_a_licence_that_is_not_allowed_ends_it_and_nothing_is_written(
    sbom: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "own.lock"
    lock.write_text("nobody-has-this==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\npyyaml==6.0\n")
    monkeypatch.setattr(sys, "argv", ["sbom.py", str(lock), "--output", str(tmp_path / "a.json")])
    assert sbom.main() == 1
    assert "nobody-has-this 1.0: states no licence" in capsys.readouterr().err
    assert not (tmp_path / "a.json").exists()
    assert sbom.refused(sbom.packages(lock)[1:], {"Apache-2.0": ""}) == ["pyyaml 6.0: MIT"]


@pytest.mark.parametrize(
    ("expression", "choices"),
    [("MIT", {"MIT"}), ("MIT OR Apache-2.0", {"MIT", "Apache-2.0"}), ("(MIT AND PSF-2.0)", {"MIT PSF-2.0"})],
)
def test_of_several_licences_one_is_enough_unless_all_hold(
    sbom: ModuleType, expression: str, choices: set[str]
) -> None:
    assert sbom.choices(expression) == choices
