from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale, UnknownLocaleError
from jinja2 import Environment

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.labels import HANDSET, Catalogue, Control, Message, Role, fold, is_known_tag, is_language, region_names

ROOT = Path(__file__).parents[2]
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
    assert same == {"{page} – {organisation}", "Status"}
    same = {control.msgid for control, label in DUTCH.labels.items() if control.msgid == label}
    assert same == {"Code", "Accounts", "URL", "Server"}


def test_nothing_in_the_catalogue_is_unused() -> None:
    text = sources()
    unused = [each for each in DUTCH.wording if f'"{each}"' not in text and each not in SAID_BY_STATUS]
    shown = DUTCH.controls
    unused += [each.msgid for each in shown if f'"{each.msgid}"' not in text]
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
    following = Control("Next", Role.BUTTON, "enrollment")
    assert DUTCH.label(following) == "Volgende"
    assert DUTCH.named("Next") == following
    assert DUTCH.controls_called(" Volgende\u00a0")[0] == following
    assert DUTCH.controls_called("volgende") == ()
    assert DUTCH.nearest("Volgend") == "Volgende"
    assert DUTCH.nearest("Qwxyz") is None
    with pytest.raises(KeyError):
        DUTCH.named("Nope")
    with pytest.raises(KeyError):
        DUTCH.text("Nope")


def test_pages_can_wear_other_labels() -> None:
    worn = DUTCH.wearing({Control("Next", Role.BUTTON, "enrollment"): "Verder"})
    assert worn.label(worn.named("Next")) == "Verder"
    assert worn.label(worn.named("Done")) == "Gereed"
    assert DUTCH.label(DUTCH.named("Next")) == "Volgende"


TWO_SURFACES = """
msgctxt "dialog|button"
msgid "Next"
msgstr "Verder"

msgctxt "page|button"
msgid "Next"
msgstr "Volgende"

msgctxt "page|link"
msgid "Next"
msgstr "Volgende pagina"

msgctxt "menu|check box"
msgid "Sound"
msgstr "Geluid"

msgctxt "list"
msgid "Methods"
msgstr "Methoden"
"""


def test_next_of_a_dialog_is_not_next_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "nl.po").write_text(HEAD + TWO_SURFACES, encoding="utf-8")
    catalogue = Catalogue.load(tmp_path, "nl")
    dialog, page = Control("Next", Role.BUTTON, "dialog"), Control("Next", Role.BUTTON)
    assert (dialog == page, page.surface, page.context, dialog.context) == (
        False,
        "page",
        "page|button",
        "dialog|button",
    )
    assert (catalogue.label(dialog), catalogue.label(page)) == ("Verder", "Volgende")
    assert catalogue.named("Next", "dialog") == dialog
    assert catalogue.named("Next", role=Role.BUTTON) == page
    assert catalogue.named("Next") == page
    assert catalogue.controls_called("Verder") == (dialog,)
    assert catalogue.controls_called("Volgende") == (page,)
    assert catalogue.named("Sound") == Control("Sound", Role.CHECK_BOX, "menu")
    assert catalogue.named("Methods") == Control("Methods", Role.LIST)
    with pytest.raises(KeyError):
        catalogue.named("Next", "handset")


def test_pages_wear_a_label_on_one_surface_only(tmp_path: Path) -> None:
    (tmp_path / "nl.po").write_text(HEAD + TWO_SURFACES, encoding="utf-8")
    worn = Catalogue.load(tmp_path, "nl").wearing({Control("Next", Role.BUTTON, "dialog"): "Doorgaan"})
    assert worn.label(Control("Next", Role.BUTTON, "dialog")) == "Doorgaan"
    assert worn.label(Control("Next", Role.BUTTON)) == "Volgende"


def test_what_is_on_the_handset_is_not_on_the_pages() -> None:
    assert {each.msgid for each in DUTCH.controls if each.surface == HANDSET} >= {"Answer", "Hang up", "Decline"}
    assert "page" not in {each.surface for each in DUTCH.controls}


def test_a_catalogue_is_read_anew_when_its_file_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "nl.po"
    path.write_text(HEAD + TWO_SURFACES, encoding="utf-8")
    first = Catalogue.load(tmp_path, "nl")
    assert Catalogue.load(tmp_path, "nl") is first
    path.write_text(HEAD + TWO_SURFACES.replace("Volgende pagina", "Doorgaan"), encoding="utf-8")
    assert Catalogue.load(tmp_path, "nl").label(Control("Next", Role.LINK)) == "Doorgaan"


@pytest.mark.parametrize(
    "tag", ["nl", "NL", "nl-NL", "nl-nl", "nl-XX", "xx", "no", "qq-QQ", "fil", "zh-TW", "pt-br", ""]
)
def test_a_tag_is_known_whether_babel_is_loaded_or_not(tag: str) -> None:
    try:
        expected = bool(Locale.parse(tag.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        expected = False
    assert is_known_tag(tag) is expected


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
