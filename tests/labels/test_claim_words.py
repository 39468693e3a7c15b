"""The words by which a language says what the service does: what looks for them quickly leaves none of them out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stapsgewijs.labels.claim_words import FOLDER, ClaimWords

LABELS = Path(__file__).parents[2] / "site" / "labels"
LANGUAGES = sorted(each.stem for each in (LABELS / FOLDER).glob("*.toml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_list_matches_may_be_in_a_text(language: str) -> None:
    words = ClaimWords.find(LABELS, language)
    assert words is not None
    plain: dict[str, list[str]] = tomllib.loads((LABELS / FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    for name, every in plain.items():
        for each in every:
            for between in ("", " ", "-", "\u2011", "\u00a0"):
                text = each.replace("-", between).replace("*", "en")
                for written in (text, text.upper(), text.capitalize()):
                    if words[name].search(written):
                        assert words.may_be_in(f"«{written}»".casefold(), name), written


def test_what_has_nothing_of_one_of_the_lists_need_not_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    path = tmp_path / FOLDER / "nl.toml"
    path.write_text('phone = ["mobiele telefoon*", "telefoon"]\nreply = ["be*antwoord"]\n', encoding="utf-8")
    words = ClaimWords.find(tmp_path, "nl")
    assert words is not None
    assert words.needles == {"phone": ("telefoon",), "reply": ("antwoord",)}
    assert words.may_be_in("een telefoon antwoordt", "phone", "reply")
    assert not words.may_be_in("een telefoon belt", "phone", "reply")
    assert not words.may_be_in("een telefoon antwoordt", "phone", "no such list")
