"""The page about the provider's protocol, and the script in the README, against the program."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx

from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.phone_network.twilio.calls import KNOWN_EVENTS
from stapsgewijs.phone_network.twilio.twiml import Unexecuted, parse

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "provider.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_verbs_that_are_named_are_executed_and_no_other() -> None:
    executed = re.search(r"Executed are (.*?)\. What", PAGE, re.DOTALL)
    assert executed is not None
    named = re.findall(r"`([A-Z]\w+)`", executed[1])
    rows = re.findall(r"(?m)^\| (`[A-Z].*?) \| the call goes on with the next verb \|$", PAGE)
    remarked = re.findall(r"`([A-Z]\w+)`", " ".join(rows))
    assert len(remarked) > 5
    for verb in (*named, "Dial", "Enqueue", *remarked):
        [read] = parse(f"<Response><{verb}>x</{verb}></Response>")
        assert isinstance(read, Unexecuted) is (verb in remarked), verb
        assert "12200" not in getattr(read, "remark", "")


def test_every_field_that_is_named_is_read() -> None:
    code = "".join(
        each.read_text(encoding="utf-8") for each in (ROOT / "simulator/stapsgewijs/phone_network/twilio").glob("*.py")
    )
    rows = [line for line in PAGE.splitlines() if line.startswith(("| `POST /Messages.json", "| `POST /Calls.json"))]
    fields = [name for row in rows for name in re.findall(r"`([A-Z][A-Za-z]+)`", row)]
    assert len(fields) >= 15
    assert [each for each in fields if f'"{each}"' not in code] == []
    assert KNOWN_EVENTS == ("initiated", "ringing", "answered", "completed")


def test_the_script_of_the_readme_sends_a_message_and_a_call() -> None:
    found = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert found is not None
    script = found[1]
    lines = [each for each in script.splitlines() if each.strip()]
    assert len(lines) <= 10
    with running_server(build_app()) as url:
        done = subprocess.run(
            [sys.executable, "-c", script.replace("http://127.0.0.1:8025", url)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.stdout.strip() == "['in-progress', 'completed']", done.stderr
        messages = httpx.get(f"{url}/api/v1/handsets/+31612345678/messages", timeout=60).json()
        calls = httpx.get(f"{url}/api/v1/handsets/+31612345678/calls", timeout=60).json()
    assert [each["body"] for each in messages] == ["509326 is uw code."]
    assert [each["text"] for each in calls[0]["transcript"]] == ["Druk op hekje.", "#", "Dank u."]
