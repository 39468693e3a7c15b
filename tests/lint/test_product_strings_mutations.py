"""Made-up products, guides and translations: without a fault nothing is found, and each fault is, at its place."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import find_settings

if TYPE_CHECKING:
    from pathlib import Path

SYLLABLES = {
    "en": ("ba", "den", "for", "gle", "hin", "jo", "kes", "lum"),
    "nl": ("aa", "ijs", "oer", "veen", "zuig", "goo", "schip"),
}
SEEDS = range(8)


def word(chance: Random, language: str) -> str:
    return "".join(chance.choice(SYLLABLES[language]) for _ in range(chance.randint(2, 4))).capitalize()


def product(chance: Random) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {"en": {}, "nl": {}}
    for number in range(120):
        for language, texts in found.items():
            text = " ".join(word(chance, language) for _ in range(chance.randint(1, 3)))
            while text in texts.values():
                text += word(chance, language)
            texts[f"key{number}"] = {3: f"&{text}", 5: f"{text} {{{{name}}}}", 7: f"{text}:"}.get(number % 10, text)
    return found


def written(text: str) -> str:
    return text.replace("&", "").replace("{{name}}", "Anna").rstrip(":")


def guide(path: Path, language: str, steps: list[list[str]]) -> None:
    lines = [f"{number}. Kies {' en '.join(f'**{each}**' for each in step)}." for number, step in enumerate(steps, 1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\ntitle: T\nlang: {language}\n---\n# T\n\n## T\n\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )


def found(folder: Path) -> list[tuple[int, str]]:
    findings = Linter(find_settings(folder)).lint(folder / "docs" / "nl" / "a.md").findings
    return [(each.line - 8, each.rule) for each in findings if each.rule.startswith("label-")]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_fault_is_found_and_nothing_else(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # the same every time
    strings = product(chance)
    for language, texts in strings.items():
        (tmp_path / f"{language}.json").write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "stapsgewijs.toml").write_text('[labels]\nfiles = ["{language}.json"]\n')
    keys = chance.sample(sorted(strings["en"]), 24)
    steps = [keys[at : at + chance.randint(1, 4)] for at in range(0, 24, 4)]
    guide(tmp_path / "docs" / "en" / "a.md", "en", [[written(strings["en"][key]) for key in step] for step in steps])
    ours = [[written(strings["nl"][key]) for key in chance.sample(step, len(step))] for step in steps]
    guide(tmp_path / "docs" / "nl" / "a.md", "nl", ours)
    assert found(tmp_path) == []
    for at, step in enumerate(ours):
        right = step[0]
        others = [written(each) for key, each in strings["nl"].items() if key not in keys]
        key = next(each for each, text in strings["nl"].items() if written(text) == right)
        faults = [chance.choice(others), "Bananenbrood", f"X{right}", written(strings["en"][key]), right.upper()]
        for fault in faults:
            step[0] = fault
            guide(tmp_path / "docs" / "nl" / "a.md", "nl", ours)
            assert [line for line, _ in found(tmp_path)] == [at + 1], fault
        step[0] = right
    gone = chance.randrange(len(ours))
    guide(tmp_path / "docs" / "nl" / "a.md", "nl", [each for at, each in enumerate(ours) if at != gone])
    assert found(tmp_path) == []
