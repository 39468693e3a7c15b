from __future__ import annotations

import re
from pathlib import Path

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide.analysis import analyse
from stapsgewijs.labels import Catalogue
from stapsgewijs.screenshots.plan import CapturePlan, plan_captures

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pictures-settings.md").read_text(encoding="utf-8")
NAME = "multi-factor-authentication-setup-phone-number.md"


def plan(folder: Path, text: str) -> CapturePlan:
    config = folder / "stapsgewijs.toml"
    config.write_text(text, encoding="utf-8")
    labels = ROOT / "site" / "labels"
    known = analyse(ROOT / "guides" / "nl" / NAME, labels=labels, pivot=ROOT / "guides" / "en" / NAME)
    return plan_captures(known, Catalogue.load(labels, "nl"), config=config)


def test_the_example_means_what_the_page_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    described = dict(plan(tmp_path, example).described())
    said = {name.removeprefix("multi-factor-authentication-"): words for name, words in described.items()}
    assert said == {
        "text-message.png": "element “Method”; masks “App password”, “Phone number”",
        "text-message-test.png": "page; masks “App password”; highlights",
        "app-passwords.png": "page; masks “App password”; highlights",
        "phone-call.png": "viewport; masks “App password”; highlights",
        "phone-call-test.png": "viewport; masks “App password”; highlights",
    }


def test_the_line_about_a_label_is_the_one_that_is_said(tmp_path: Path) -> None:
    (line,) = re.findall(r"```text\n(.*)\n```", PAGE)
    with pytest.raises(DocumentError) as caught:
        plan(tmp_path, "[pictures]\nmasks = ['Verifieren']\n")
    assert str(caught.value).removeprefix(f"{tmp_path}/") == line
