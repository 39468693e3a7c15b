"""What has to be so afterwards: each definition translates one Dutch line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import parsers, then

from stapsgewijs.scenarios.plugin.recorder import closes_documented_step

if TYPE_CHECKING:
    import pytest

    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.scenarios.actors.people import People


@closes_documented_step
@then(parsers.parse("is stap {number:d} van de gids gevolgd"))
def step_is_followed(people: People, known: GuideAnalysis, procedure_id: str, number: int) -> None:
    """Hold what was used and seen against what the guide says of this step."""
    people.follower.closes_step(known, procedure_id, number)


@then(parsers.parse('ziet het scherm eruit als "{name}"'))
def screen_looks_like(people: People, pytestconfig: pytest.Config, name: str) -> None:
    """Say that this is the moment that a documented picture shows."""
    pytestconfig.hook.pytest_stapsgewijs_moment(page=people.follower.page, name=name)


@then(parsers.parse('ziet de {who:w} "{text}"'))
def sees(people: People, who: str, text: str) -> None:
    """See a text."""
    people[who].sees(text)


@then(parsers.parse('is de {who:w} bij "{label}"'))
def is_at_area(people: People, who: str, label: str) -> None:
    """Have a part of the page in front of one."""
    people[who].sees_area(label)


@then(parsers.parse("ziet de {who:w} de opmerking van de gids over grijze opties"))
def sees_note(people: People, known: GuideAnalysis, who: str) -> None:
    """See what the guide says in its first note."""
    people[who].sees(known.guide.notes[0].text)


@then(parsers.parse('is in "{area}" de optie "{label}" grijs'))
def option_is_disabled(people: People, area: str, label: str) -> None:
    """See that something cannot be chosen."""
    people.follower.sees_option_disabled(label, area)


@then(parsers.parse('staat de cursor in "{label}"'))
def field_has_focus(people: People, label: str) -> None:
    """See where the cursor is."""
    people.follower.sees_focus(label)


@then(parsers.re(r'staat "(?P<text>[^"]*)" nog in het veld "(?P<label>[^"]+)"'))
def field_keeps(people: People, text: str, label: str) -> None:
    """See that nothing has to be typed again."""
    people.follower.sees_value(label, text)


@then(parsers.parse('is "{way}" ingesteld voor het nummer "{number}"'))
def is_enrolled(people: People, way: str, number: str) -> None:
    """See on the end page what was enrolled."""
    people.follower.sees_enrolled(way, number)


@then(parsers.parse("is er voor de {who:w} niets ingesteld"))
def nothing_is_enrolled(people: People, who: str) -> None:
    """Sign in again and be asked to enroll again."""
    people[who].signs_in()


@then(parsers.parse("kan de {who:w} geen code meer aanvragen"))
def cannot_ask_for_code(people: People, who: str) -> None:
    """Sign in again, ask for a code, and be refused."""
    people[who].is_refused_a_code()


@then(parsers.re(r"heeft de telefoon van de (?P<who>\w+) (?P<count>\d+) sms-bericht(en)?"))
def phone_has_messages(people: People, who: str, count: str) -> None:
    """Count what arrived."""
    people[who].handset.expect_messages(int(count))


@then(parsers.re(r'heeft de telefoon met het nummer "(?P<number>[^"]+)" (?P<count>\d+) sms-bericht(en)?'))
def number_has_messages(people: People, number: str, count: str) -> None:
    """Count what arrived at a number."""
    people.organisation.handset(number).expect_messages(int(count))


@then(parsers.parse('hoort de {who:w} "{words}"'))
def hears(people: People, who: str, words: str) -> None:
    """Hear something during the last call."""
    people[who].handset.wait_to_hear(words, exact=True)
