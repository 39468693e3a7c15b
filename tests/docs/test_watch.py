"""The page about `watch`, against the program."""

from __future__ import annotations

import re
from pathlib import Path

from stapsgewijs.watch.presenter import SHORTCUTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")


def test_the_keys_of_the_page_are_those_of_the_list_and_of_the_script() -> None:
    table = PAGE.partition("## Keys\n")[2].partition("\n## ")[0]
    documented = re.findall(r"(?m)^\| (`.+?`) \|", table)
    assert [re.findall(r"`(.+?)`", each) for each in documented] == [
        [key.rstrip(",") or key for key in keys.split(" ")] for keys, _ in SHORTCUTS
    ]
    script = (ROOT / "site" / "static" / "watch.js").read_text(encoding="utf-8")
    does = script.partition("keys({")[2].partition("});")[0]
    named = {each.strip('"') for each in re.findall(r'(?m)^  ("."|\w):', does)}
    assert named | {"?"} == {key for each in documented for key in re.findall(r"`(.+?)`", each)}
