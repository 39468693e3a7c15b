"""The official SDKs of other providers, unmodified: by their own setting, and by the proxy in the provider's place."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.external.installed import World, python_with, world

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.long, pytest.mark.process]

HERE = Path(__file__).parent
SNS = [[200, 36], "InvalidParameter", "InvalidParameter", "InvalidAction"]
BIRD = [[2, "mine", True], 9]
EXPECTED: dict[str, tuple[list[Any], list[str]]] = {
    "aws-sns": (SNS * 2, ["sns 111222"] * 2),
    "vonage": (["1", "0", "31612345678", "2", True, 36], ["vonage 333444", "x" * 200, "vonage 555666"]),
    "messagebird": (BIRD * 2, ["bird 777888"] * 2),
}
"""What each SDK makes of the answers, and what lies on the phone."""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return python_with(HERE / "requirements.lock", tmp_path_factory.mktemp("senders") / "venv")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.mark.parametrize("profile", EXPECTED)
def test_the_official_sdk_sends_and_reads_our_answers(python: Path, running: World, profile: str) -> None:
    httpx.post(f"{running.simulator}/api/v1/reset", timeout=60).raise_for_status()
    done = subprocess.run(
        [str(python), str(HERE / "programs" / "senders.py"), profile, running.simulator],
        env={**running.python(), "AWS_CA_BUNDLE": str(running.certificate)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers, bodies = EXPECTED[profile]
    assert json.loads(done.stdout) == answers
    there = httpx.get(f"{running.simulator}/api/v1/handsets/+31612345678/messages", timeout=60).json()
    assert [each["body"] for each in there] == bodies
