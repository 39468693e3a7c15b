"""What a string is on the screen, and which label is that string."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stapsgewijs.labels import fold
from stapsgewijs.labels.product_strings import Fit, placeholders_of
from stapsgewijs.labels.product_strings.template import fit, templates_of


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Next", "Next"),
        ("Next", "&Next"),
        ("Next", "_Next"),
        ("Exit", "E&xit"),
        ("Exit", "E_xit"),
        ("次へ", "次へ(&N)"),
        ("Save & Close", "Save && Close"),
        ("R&D", "R&D"),
        ("file_name", "file_name"),
        ("Terms & conditions", "Terms & conditions"),
        ("Terms & conditions", "Terms &amp; conditions"),
        ("Naam", "Naam:"),
        ("Naam:", "Naam"),
        ("Naam", "Naam *"),
        ("Opslaan als", "Opslaan als…"),
        ("Opslaan als…", "Opslaan als..."),
        ("Next", "<b>Next</b>"),
        ("Click here", "Click <0>here</0>"),
        ("Line two", "Line<br/>two"),
        ("Hello Anna", "Hello {{name}}"),
        ("Hello Anna!", "Hello {{ name }}!"),
        ("Hello {{name}}", "Hello {{name}}"),
        ("Hello Anna van Dijk", "Hello {name}"),
        ("Page 3 of 10", "Page {0} of {1}"),
        ("Page 3 of 10", "Page %d of %d"),
        ("Page 3 of 10", "Page %1$d of %2$d"),
        ("Page 3 of 10", "Page %1 of %2"),
        ("Hallo Anna", "Hallo %(name)s"),
        ("Hallo Anna", "Hallo %{name}"),
        ("Hallo Anna", "Hallo ${name}"),
        ("Hallo Anna", "Hallo %@"),
        ("Hallo Anna", "Hallo { $name }"),
        ("12.50 left", "{amount, number} left"),
        ("Anna’s files", "{{name}}’s files"),
        ("It's 5", "It''s {0}"),
        ("3 files", "{n, plural, =0 {no files} one {# file} other {# files}}"),
        ("no files", "{n, plural, =0 {no files} one {# file} other {# files}}"),
        ("She has 2 cats", "{g, select, female {She} other {They}} has {n, plural, one {# cat} other {# cats}}"),
        ("2 emails", "{ $n ->\n    [one] One email\n   *[other] { $n } emails\n}"),
        ("cars", "car | cars"),
        ("3 cars", "no cars|a car|{count} cars"),
        ("no cars|a car|{count} cars", "no cars|a car|{count} cars"),
        ("Set to Dark", "Set to $t(theme.dark)"),
        ("100%", "100%"),
        ("50 % off", "50 % off"),
    ],
)
def test_a_label_is_the_string(label: str, text: str) -> None:
    assert fit(label, text)[0] is Fit.SAME


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        ("next", "&Next", "Next"),
        ("Next.", "Next", "Next"),
        ("hello Anna", "Hello {{name}}", "Hello Anna"),
        ("Hello, Anna", "Hello {{name}}", "Hello {{name}}"),
        ("Save…", "Save", "Save"),
        ("don't", "Don’t", "Don’t"),
    ],
)
def test_a_label_differs_in_case_or_punctuation(label: str, text: str, said: str) -> None:
    assert fit(label, text) == (Fit.LOOSE, said)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Vorige", "Volgende"),
        ("Hello", "Hello {{name}}"),
        ("Hello {name}", "Hello {{name}}"),
        ("Hello {{user}}", "Hello {{name}}"),
        ("Hello %s", "Hello {0}"),
        ("Goodbye Anna", "Hello {{name}}"),
        ("", "Next"),
        ("Page of 10", "Page {0} of {1}"),
        ("Next", ""),
    ],
)
def test_a_label_is_another_string(label: str, text: str) -> None:
    assert fit(label, text)[0] is Fit.NONE


@pytest.mark.parametrize(
    ("text", "shown"),
    [("&Next", "Next"), ("<b>Hi</b> {{name}}", "Hi {{name}}"), ("AT&T", "AT&T"), ("<name>", "<name>"), ("{0}", "{0}")],
)
def test_what_is_on_the_screen(text: str, shown: str) -> None:
    assert templates_of(text)[0].shown == shown


def test_placeholders() -> None:
    assert placeholders_of("a {{b}} %s %1$s {0} %(n)s ${c} 100% d") == ("{{b}}", "%s", "%1$s", "{0}", "%(n)s", "${c}")


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda each: bool(fold(each)))


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_every_string_is_itself(text: str) -> None:
    assert fit(text, text)[0] is Fit.SAME


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(TEXTS, TEXTS)
def test_what_differs_in_its_letters_is_not_the_same(label: str, text: str) -> None:
    letters, others = ([each for each in one.casefold() if each.isalnum()] for one in (label, text))
    if sorted(letters) != sorted(others) and not {*"{<%$&|'_("} & {*text}:
        assert fit(label, text)[0] is not Fit.SAME


@pytest.mark.parametrize(
    "text", ["{" * 900, "<a " * 300, "%(" * 450, "{n, plural," * 80, "{{a}}" * 180, "&a" * 450, "{n, select, a {" * 60]
)
def test_hostile_strings_take_no_time(text: str) -> None:
    begun = time.process_time()
    fit("a" * 900, text)
    fit(text, text + "b")
    assert time.process_time() - begun < 0.5
