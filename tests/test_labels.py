from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.labels import Catalogue, Control, Message, Role, fold, is_language, region_names

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "site" / "labels"
TEMPLATES = sorted(each for each in (ROOT / "site" / "templates").glob("*.j2") if not each.name.startswith("report"))
DUTCH, ENGLISH = Catalogue.load(LABELS, "nl"), Catalogue.load(LABELS, "en")
SAID_BY_STATUS = {"queued", "sending", "sent", "delivered", "undelivered", "ringing", "in-progress", "completed"} | {
    "busy",
    "no-answer",
    "failed",
    "canceled",
}
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def sources() -> str:
    """Return everything that can name a msgid, string literals that are continued on the next line joined."""
    files = [*TEMPLATES, *(ROOT / "simulator").rglob("*.py"), *(ROOT / "steps").glob("*.py")]
    text = "\n".join(each.read_text(encoding="utf-8") for each in files)
    return re.sub(r'"\s*\n\s*"', "", text)


def test_both_languages_say_the_same_things() -> None:
    assert set(DUTCH.labels) == set(ENGLISH.labels)
    assert set(DUTCH.wording) == set(ENGLISH.wording)


def test_english_says_what_the_msgids_say() -> None:
    assert all(label == control.msgid for control, label in ENGLISH.labels.items())
    assert all(text == msgid for msgid, text in ENGLISH.wording.items())


def test_placeholders_are_the_same_in_every_language() -> None:
    for msgid, text in DUTCH.wording.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", msgid)), msgid


def test_nothing_in_dutch_was_left_in_english() -> None:
    same = {msgid for msgid, text in DUTCH.wording.items() if msgid == text}
    assert same == {"{page} – {organisation}"}
    assert not [control for control, label in DUTCH.labels.items() if control.msgid == label]


def test_nothing_in_the_catalogue_is_unused() -> None:
    text = sources()
    unused = [each for each in DUTCH.wording if f'"{each}"' not in text and each not in SAID_BY_STATUS]
    unused += [each.msgid for each in DUTCH.controls if f'"{each.msgid}"' not in text]
    assert unused == []


def test_everything_that_templates_say_is_in_the_catalogue() -> None:
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        for msgid in re.findall(r'text\("([^"]+)"', text):
            assert msgid in DUTCH.wording, template.name
        for msgid in re.findall(r'label\("([^"]+)"', text):
            assert DUTCH.named(msgid), template.name


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        # A macro for attributes stands outside of any tag.
        words = re.sub(r'[\w-]+="[^"]*"|autofocus', "", data)
        self.found += re.findall(r"[^\W\d_]{2,}", words)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = ("alt", "title", "placeholder", "aria-label")
        self.found += [value for name, value in attrs if name in said and value and value.strip()]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_there_is_no_wording_in_a_template(template: Path) -> None:
    tokens = Environment(autoescape=True).lex(template.read_text(encoding="utf-8"))
    words = Words()
    words.feed("".join(value for _, kind, value in tokens if kind == "data"))
    assert words.found == []


def test_a_label_is_found_by_its_control_and_a_control_by_its_label() -> None:
    following = Control("Next", Role.BUTTON)
    assert DUTCH.label(following) == "Volgende"
    assert DUTCH.named("Next") == following
    assert DUTCH.controls_called(" Volgende\u00a0") == (following,)
    assert DUTCH.controls_called("volgende") == ()
    assert DUTCH.nearest("Volgend") == "Volgende"
    assert DUTCH.nearest("Qwxyz") is None
    with pytest.raises(KeyError):
        DUTCH.named("Nope")
    with pytest.raises(KeyError):
        DUTCH.text("Nope")


def test_pages_can_wear_other_labels() -> None:
    worn = DUTCH.wearing({Control("Next", Role.BUTTON): "Verder"})
    assert worn.label(worn.named("Next")) == "Verder"
    assert worn.label(worn.named("Done")) == "Gereed"
    assert DUTCH.label(DUTCH.named("Next")) == "Volgende"


def test_a_message_is_said_in_two_languages() -> None:
    message = Message.of("We are calling {number}.", number="+31")
    assert (str(message), message.said_in(DUTCH)) == ("We are calling +31.", "We bellen +31.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEAD + 'msgctxt "knob"\nmsgid "Next"\nmsgstr "X"\n', "nl.po:5:1: msgctxt 'knob' is not a role"),
        (HEAD + "garbage\n", "nl.po:4:1: not a gettext catalogue"),
        ('msgid "caf\udce9"\n', "nl.po:1:1: not UTF-8"),
    ],
)
def test_a_catalogue_that_cannot_be_used_says_where(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "nl.po").write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(DocumentError) as error:
        Catalogue.load(tmp_path, "nl")
    assert told in str(error.value)


def test_a_language_without_catalogue_names_those_that_are_there() -> None:
    with pytest.raises(StapsgewijsError, match=r"\(there is: en, nl\)"):
        Catalogue.load(LABELS, "xx")


def test_small_things() -> None:
    assert fold("  a \u00a0 b\n") == "a b"
    assert fold("e\u0301") == "é"
    assert region_names("nl")["DE"] == "Duitsland"
    assert [is_language(each) for each in ("nl", "en-us", "zh-tw", "docs", "xx-yy", "media")] == [True] * 3 + [
        False
    ] * 3
