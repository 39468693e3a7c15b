"""The Dutch features follow a guide in any language: label of the feature, control, label of that guide, element."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.guide.mangling import flipped_in_one, some_without_bold
from tests.guide.translating import languages, make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runner.conftest import Ended

pytestmark = pytest.mark.browser

MESSAGE = "multi-factor-authentication-text-message"
MANGLINGS = {"he": [flipped_in_one, some_without_bold]}
REGIONS = {"fr": "Pays-Bas", "ja": "オランダ", "he": "הולנד"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, command: Callable[..., Ended]) -> Path:
    """Return the folder in which a guide in each of these languages was followed, all of them in one run."""
    folder = tmp_path_factory.mktemp("languages")
    for words in languages():
        if words["language"] in REGIONS:
            made = make(words, MANGLINGS.get(words["language"], []), 1)
            (folder / f"{words['language']}.md").write_text(made.text, encoding="utf-8")
    done = command(folder, "verify", *(f"{each}.md" for each in REGIONS), "--json", "told.json")
    assert done.returncode == 0, done.printed
    return folder


@pytest.mark.parametrize("language", REGIONS)
def test_a_guide_is_followed_in_its_own_words(run: Path, language: str) -> None:
    told: dict[str, Any] = json.loads((run / f"told-{language}.json").read_text(encoding="utf-8"))
    assert [step["outcome"] for each in told["procedures"] for step in each["steps"]] == ["passed"] * 10
    # Written from right to left as well; and pages of one guide are not in the words of another.
    (found,) = (run / "build" / "guides" / language / "pictures").rglob(f"{MESSAGE}.aria.yml")
    shown = found.read_text(encoding="utf-8")
    words = next(each for each in languages() if each["language"] == language)
    assert [each for each in ("page", "option", "sms", "call", "method", "next") if words[each] not in shown] == []
    assert REGIONS[language] in shown
