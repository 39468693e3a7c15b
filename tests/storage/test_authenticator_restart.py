"""The app of a phone is still there after the simulator was stopped, and in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.bootstrap import build_app
from tests.app_client import AppClient

if TYPE_CHECKING:
    from pathlib import Path

APP = "/api/v1/handsets/+31612345678/authenticator"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_accounts_settings_and_requests_outlive_the_process(tmp_path: Path) -> None:
    place = str(tmp_path / "kept.sqlite3")
    first, second = (AppClient(build_app(database=place), base_url="http://127.0.0.1") for _ in range(2))
    first.post("/api/v1/clock", json={"state": "paused"})
    first.post(f"{APP}/accounts", json={"payload": f"otpauth://totp/Shop:anna?secret={SECRET}&issuer=Shop"})
    first.patch(APP, json={"pin": "0000", "clock_offset": -60})
    first.post(f"{APP}/faults", json={"action": "lost"})
    for other in (second, AppClient(build_app(database=place), base_url="http://127.0.0.1")):
        for path in ("", "/accounts", "/requests", "/faults"):
            assert other.get(f"{APP}{path}").json() == first.get(f"{APP}{path}").json()
        assert other.get(f"{APP}/accounts").json()[0]["user_name"] == "anna"
