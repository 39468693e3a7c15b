"""Verify by the official SDK for Node, unchanged, in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.twilio.conftest import Ours

FOLDER = Path(__file__).parent / "node"
ANNA = "+31612345678"
MISSING = [each for each in ("node", "npm") if shutil.which(each) is None]


@pytest.mark.long
@pytest.mark.process
@pytest.mark.skipif(bool(MISSING), reason=f"{' and '.join(MISSING)} not found: the SDK for Node cannot be tried")
def test_verify_by_the_sdk_for_node(ours: Ours, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    installed = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund"],  # noqa: S607  # npm is on the PATH of whoever has it
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        pytest.skip(f"npm could not install the SDK: {installed.stderr.strip()[-300:]}")
    environment = {
        "PATH": os.environ["PATH"],
        "PROVIDER_URL": str(ours.sdk.api.base_url),
        "ACCOUNT_SID": ours.sid,
        "AUTH_TOKEN": ours.token,
        "API_URL": str(ours.api.base_url),
        "TO": ANNA,
    }
    run = subprocess.run(
        ["node", "verify.js"],  # noqa: S607  # idem
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "started": ["pending", "sms", 1],
        "digits": 8,
        "checks": ["pending", False, "approved", True],
        "again": [404, 20404],
        "tooOften": [429, 60203],
        "badChannel": [400, 60200],
        "attempts": 6,
        "bucket": 1,
        "lookup": [True, "NL", "06 12345678", "mobile"],
        "message": ["accepted", None, "+15005550006"],
    }
