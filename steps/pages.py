"""Pages: what people do and see on the pages of the simulator and of a product of your own.

Text in quotation marks is a label as the page shows it: a colon or an asterisk at its end does not count. A part of the
page is a region, a group, a dialog, a list, or what stands under a heading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.guide import Event
from stapsgewijs.labels import Message
from stapsgewijs.labels.message_error import AS_IT_IS
from stapsgewijs.scenarios.errors import Kind, StepError
from stapsgewijs.scenarios.gherkin_line import line
from stapsgewijs.scenarios.plugin.people_fixtures import line_of
from stapsgewijs.scenarios.plugin.recorder import (
    checks_documented_goal,
    closes_documented_step,
    leaves_documented_step,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.scenarios.actors.people import People

_KINDS: Final = {
    "page": Kind.PAGE_TITLE, "pagina": Kind.PAGE_TITLE, "heading": Kind.PAGE_TITLE, "kop": Kind.PAGE_TITLE,
    "part": Kind.AREA, "area": Kind.AREA, "onderdeel": Kind.AREA, "gebied": Kind.AREA,
    "button": Kind.BUTTON, "knop": Kind.BUTTON,
    "link": Kind.LINK, "koppeling": Kind.LINK,
    "field": Kind.FIELD, "list": Kind.FIELD, "veld": Kind.FIELD, "lijst": Kind.FIELD,
    "option": Kind.OPTION, "tab": Kind.OPTION, "optie": Kind.OPTION, "tabblad": Kind.OPTION,
    "check box": Kind.CHECK_BOX, "selectievakje": Kind.CHECK_BOX,
}  # fmt: skip
"""What a line calls a control, without its article."""
_EN: Final = (
    "{kind:the page|the heading|the part|the area|the button|the link|the field|the list|the option|the tab|"
    "the check box}"
)
_NL: Final = (
    "{kind:de pagina|de kop|het onderdeel|het gebied|de knop|de koppeling|de link|het veld|de lijst|de optie|"
    "het tabblad|het selectievakje}"
)


def _kind(words: str) -> Kind:
    return _KINDS[words.casefold().partition(" ")[2]]


@line(en='{who} opens "{address}"', nl=('{who} "{address}" opent', '{who} opent "{address}"'))
def opens(people: People, who: str, address: str) -> None:
    """Open a page by its address: `/settings` of the product, or a whole one."""
    people[who].opens(address)


@line(
    en=("{who} has signed in", "{who} signs in"),
    nl=("{who} heeft zich aangemeld", "{who} zich aanmeldt", "{who} meldt zich aan"),
)
def signs_in(people: People, who: str) -> None:
    """Sign in with the account of the person, where the settings say."""
    people[who].signs_in()


@line(
    en='{who} is on the page "{label}"',
    nl=('{who} op de pagina "{label}" is', '{who} is op de pagina "{label}"', 'is {who} op de pagina "{label}"'),
)
def is_on_page(people: People, who: str, label: str) -> None:
    """Have a page in front of one, known by its heading or the title of its tab."""
    people[who].sees_page(label)


@line(
    en=('{who} is at "{label}"', '{who} sees the part "{label}"'),
    nl=('{who} bij "{label}" is', 'is {who} bij "{label}"', '{who} is bij "{label}"'),
)
def is_at_area(people: People, who: str, label: str) -> None:
    """Have a part of the page in front of one."""
    people[who].sees_area(label)


@line(
    en=('{who} clicks "{label}"', '{who} clicks on "{label}"', '{who} presses "{label}"'),
    nl=('{who} op "{label}" klikt', '{who} klikt op "{label}"'),
)
def clicks(people: People, who: str, label: str) -> None:
    """Click on a button, a link, a tab or an entry of a menu."""
    people[who].clicks(label)


@line(
    en='{who} clicks "{label}" in "{area}"',
    nl=('{who} in "{area}" op "{label}" klikt', '{who} klikt in "{area}" op "{label}"'),
)
def clicks_in(people: People, who: str, label: str, area: str) -> None:
    """Click on something in a part of the page."""
    people[who].clicks(label, area)


@line(
    en='{who} follows the link "{label}"',
    nl=(
        '{who} op de koppeling "{label}" klikt',
        '{who} de koppeling "{label}" volgt',
        '{who} volgt de koppeling "{label}"',
    ),
)
def follows_link(people: People, who: str, label: str) -> None:
    """Follow a link."""
    people[who].follows_link(label)


@line(
    en='{who} follows the link "{label}" in "{area}"',
    nl=('{who} in "{area}" de koppeling "{label}" volgt', '{who} volgt in "{area}" de koppeling "{label}"'),
)
def follows_link_in(people: People, who: str, label: str, area: str) -> None:
    """Follow a link in a part of the page."""
    people[who].follows_link(label, area)


@line(
    en=('{who} chooses "{label}"', '{who} chooses the option "{label}"'),
    nl=('{who} "{label}" kiest', '{who} de optie "{label}" kiest', '{who} kiest "{label}"'),
)
def chooses(people: People, who: str, label: str) -> None:
    """Choose an option: a radio button, an entry of a list or of a menu, a tab."""
    people[who].chooses(label)


@line(
    en=('{who} chooses "{label}" in "{area}"', '{who} chooses the option "{label}" in "{area}"'),
    nl=(
        '{who} in "{area}" de optie "{label}" kiest',
        '{who} in "{area}" "{label}" kiest',
        '{who} kiest in "{area}" "{label}"',
    ),
)
def chooses_in(people: People, who: str, label: str, area: str) -> None:
    """Choose an option in a part of the page, or in a list with this name."""
    people[who].chooses(label, area)


@line(en='{who} ticks "{label}"', nl=('{who} "{label}" aanvinkt', '{who} vinkt "{label}" aan'))
def ticks(people: People, who: str, label: str) -> None:
    """Tick a check box, or put a switch on."""
    people[who].ticks(label)


@line(en='{who} unticks "{label}"', nl=('{who} "{label}" uitvinkt', '{who} vinkt "{label}" uit'))
def unticks(people: People, who: str, label: str) -> None:
    """Make a check box empty, or put a switch off."""
    people[who].ticks(label, on=False)


@line(
    en='{who} types "{text}" in "{label}"',
    nl=('{who} "{text}" typt in "{label}"', '{who} in "{label}" "{text}" typt', '{who} typt "{text}" in "{label}"'),
)
def types(people: People, who: str, text: str, label: str) -> None:
    """Type a text in a field; it may have the placeholders of `[values]`, such as `{phone.number}`."""
    people[who].types(text, label)


@line(en='{who} fills in "{label}"', nl=('{who} "{label}" invult', '{who} vult "{label}" in'))
def fills_in(people: People, who: str, label: str) -> None:
    """Type in a field what the settings say of it under `[values]`."""
    people[who].fills_in(label)


@line(
    en='{who} uploads the file "{file}" in "{label}"',
    nl=('{who} het bestand "{file}" uploadt bij "{label}"', '{who} uploadt het bestand "{file}" bij "{label}"'),
)
def uploads(people: People, project_root: Path, who: str, file: str, label: str) -> None:
    """Choose a file, whose path is relative to the folder of the settings."""
    people[who].uploads(project_root / file, label)


@line(en='{who} sees "{text}"', nl=('ziet {who} "{text}"', '{who} "{text}" ziet', '{who} ziet "{text}"'))
def sees(people: People, who: str, text: str) -> None:
    """See a text anywhere on the page, as a whole or as a part of a sentence."""
    people[who].sees(text)


@line(en='{who} does not see "{text}"', nl=('ziet {who} "{text}" niet', '{who} ziet "{text}" niet'))
def does_not_see(people: People, who: str, text: str) -> None:
    """See that a text is not on the page, or no longer."""
    people[who].sees_not(text)


@line(en=f'{{who}} sees {_EN} "{{label}}"', nl=(f'ziet {{who}} {_NL} "{{label}}"', f'{{who}} {_NL} "{{label}}" ziet'))
def sees_control(people: People, who: str, kind: str, label: str) -> None:
    """See a control, known by what it is and by its label."""
    people[who].sees_control(_kind(kind), label)


@line(en=f'{{who}} sees {_EN} "{{label}}" in "{{area}}"', nl=f'ziet {{who}} in "{{area}}" {_NL} "{{label}}"')
def sees_control_in(people: People, who: str, kind: str, label: str, area: str) -> None:
    """See a control in a part of the page."""
    people[who].sees_control(_kind(kind), label, area)


@line(en=f'{{who}} does not see {_EN} "{{label}}"', nl=f'ziet {{who}} {_NL} "{{label}}" niet')
def sees_no_control(people: People, who: str, kind: str, label: str) -> None:
    """See that there is no such control, or no longer."""
    people[who].sees_no_control(_kind(kind), label)


@line(en='the option "{label}" in "{area}" is greyed out', nl='is in "{area}" de optie "{label}" grijs')
def option_is_disabled(people: People, area: str, label: str) -> None:
    """See that an option cannot be chosen."""
    people.follower.sees_option_disabled(label, area)


@line(
    en='the field "{label}" has "{text}"',
    nl=('staat "{text}" nog in het veld "{label}"', 'staat "{text}" in het veld "{label}"'),
)
def field_has(people: People, text: str, label: str) -> None:
    """See what stands in a field."""
    people.follower.sees_value(label, text)


@line(en='the cursor is in "{label}"', nl='staat de cursor in "{label}"')
def field_has_focus(people: People, label: str) -> None:
    """See where the cursor is."""
    people.follower.sees_focus(label)


@line(en="{who} goes back in the browser", nl=("{who} in de browser teruggaat", "{who} gaat in de browser terug"))
def goes_back(people: People, who: str) -> None:
    """Use the browser's back button."""
    people[who].goes_back()


@line(en="{who} reloads the page", nl=("{who} de pagina opnieuw laadt", "{who} laadt de pagina opnieuw"))
def reloads(people: People, who: str) -> None:
    """Reload the page."""
    people[who].page.reload()


@line(
    en=('the screen looks like "{name}"', 'the page looks like "{name}"'),
    nl=('ziet het scherm eruit als "{name}"', 'ziet de pagina eruit als "{name}"'),
)
def screen_looks_like(people: People, pytestconfig: pytest.Config, name: str) -> None:
    """Say that this is the moment that a picture of the guide shows: the name of its file."""
    pytestconfig.hook.pytest_stapsgewijs_moment(page=people.follower.page, name=name)


@closes_documented_step
@line(en="step {number:d} of the guide is followed", nl="is stap {number:d} van de gids gevolgd")
def step_is_followed(people: People, known: GuideAnalysis, procedure_id: str, number: int) -> None:
    """Hold what was done and seen since the step before against what the guide says of this step."""
    people.follower.closes_step(known, procedure_id, number)


@leaves_documented_step
@line(
    en='step {number:d} of the guide is not simulated: "{reason}"',
    nl='is stap {number:d} van de gids niet nagebootst: "{reason}"',
)
def step_is_not_simulated(  # what the step is about
    people: People, known: GuideAnalysis, procedure_id: str, number: int, reason: str
) -> None:
    """Say that a step leads to what nobody simulates; it is reported as not followed."""
    people.follower.leaves_step(known, procedure_id, number, reason)


@line(
    en='the step sends {who} to "{name}"',
    nl=('verwijst de stap {who} naar "{name}"', 'de stap {who} naar "{name}" verwijst'),
)
def step_points_to(people: People, who: str, name: str) -> None:
    """Say to which other procedure (its anchor) or guide (its file, without .md) the step sends its reader."""
    people[who].log.witness(Event.POINTS_TO, name)


@checks_documented_goal
@line(en='the goal of the guide is reached: "{sentence}"', nl='is het doel van de gids bereikt: "{sentence}"')
def goal_is_reached(
    request: pytest.FixtureRequest, people: People, known: GuideAnalysis, procedure_id: str, sentence: str
) -> None:
    """See by another line, after the last step, that the procedure did what its title says; else the guide is wrong."""
    look = line_of(request, sentence, where="the goal of the guide")
    try:
        look()
    except AssertionError as error:
        told = getattr(error, "reasons", ()) or (Message.of(AS_IT_IS, text=f"{error}".partition("\n")[0]),)
        people.follower.misses_goal(known, procedure_id, told[0])


@line(
    en="step {number:d} of the guide is still to be decided",
    nl="stap {number:d} van de gids nog moet worden uitgewerkt",
)
def step_is_undecided(number: int) -> None:
    """Fail: `stapsgewijs init` writes this where it cannot go on; the comment above it says what has to be decided."""
    msg = f"step {number} is still to be decided: write its lines in place of this one; the comment above it says more"
    raise StepError(msg)
