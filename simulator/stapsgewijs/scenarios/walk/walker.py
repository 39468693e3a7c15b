"""Follows the words of a guide on a page for the first time, and notes the lines that a feature needs for it.

A name is looked for as it is, then without a colon behind it and in any case; nothing is guessed. Where the page has no
such thing, or nobody knows what is to be typed, the walk stops with a question.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from playwright.sync_api import Error as PlaywrightError

from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.scenarios.browser.input_methods import fill
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.walk.instructions import (
    Act,
    Instruction,
    Source,
    instructions_of,
    is_code,
    is_phone_number,
    source_in,
    words_of,
)
from stapsgewijs.scenarios.walk.lines import Line, LineKind, line_in
from stapsgewijs.scenarios.walk.page import (
    AREAS,
    FIELDS,
    LINKS,
    LISTS,
    OPTIONS,
    TICKS,
    WANTED,
    Sight,
    Thing,
    plain,
    told,
)
from stapsgewijs.testing.handset import HOME_REGION, NothingCameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from playwright.sync_api import Page, Request

    from stapsgewijs.guide import Label, Procedure, Step
    from stapsgewijs.scenarios.actors.person import Person

TIMEOUT_S: Final = 4.0
"""Seconds in which what a guide names has to appear."""
_ACTION_MS: Final = 10_000.0
"""Milliseconds in which something on the page can be used: a product may answer slowly."""

_LOOK_MS: Final = 100.0
"""Milliseconds between two looks at a page."""
_STILL: Final = frozenset({"eventsource", "websocket", "ping", "media"})
"""Requests that last as long as a page does."""

_FIELD: Final = """e => ({type: (e.type || '').toLowerCase(), autocomplete: (e.autocomplete || '').toLowerCase(),
    name: `${e.name || ''} ${e.id || ''}`.toLowerCase(), value: e.value || ''})"""
_REFUSED: Final = """() => [...document.querySelectorAll(':is(input, textarea):user-invalid, [aria-invalid=true]')]
    .map(e => [(e.labels?.[0] ?? e).textContent.trim() || e.getAttribute('aria-label') || e.name || '',
        e.validationMessage || document.getElementById(e.getAttribute('aria-describedby') ?? '')?.textContent || ''])"""
_PLACEHOLDER: Final = re.compile(r"\{([\w.]+)\}")


class Question(NamedTuple):
    """Why the walk could not go on, at a line of the guide, and what would help."""

    step: int
    line: int
    column: int
    what: str


class WalkStoppedError(Exception):
    """The walk cannot go on; the text is the question."""


class WalkedStep(NamedTuple):
    """The lines of one step of the guide; with a question where they are not all."""

    number: int
    lines: tuple[Line, ...]
    question: Question | None = None


@dataclass
class World:
    """What the walk has besides the page: somebody with a phone and an account, what is typed, and somebody to ask.

    `values` goes from the name of a field to a text, as in the settings; `learned` are those that the walk found out.
    `ask` returns what somebody says is to be typed, None where nobody can be asked.
    """

    person: Person
    values: Mapping[str, str]
    ask: Callable[[str], str | None] = lambda _: None
    learned: dict[str, str] = field(default_factory=dict)


class Walker:
    """Follows one procedure in one browser, from the page that is open."""

    def __init__(self, world: World) -> None:
        """Listen to what the pages ask for."""
        self.world = world
        self._pending: set[Request] = set()
        self._has_answered = False
        pages = self.page.context
        pages.on("request", self._begun)
        for event in ("requestfinished", "requestfailed"):
            pages.on(event, self._ended)

    @property
    def page(self) -> Page:
        """The page in front: one that opened in another tab takes the place of the one before it."""
        return self.world.person.page

    def follow(
        self,
        procedure: Procedure,
        labels_of: Callable[[Step], Sequence[Label]],
        kept: Mapping[int, Sequence[str]] = MappingProxyType({}),
    ) -> Iterator[WalkedStep]:
        """Give each step with its lines, up to the first that cannot be done.

        Of the steps in `kept` the lines that somebody wrote are done, and not what the guide says.
        """
        before = ""
        for step in procedure.steps:
            lines: list[Line] = []
            words = words_of(step)
            at = Instruction(Act.ANY, "", step.line, step.column)
            try:
                todo = instructions_of(step, labels_of(step))
                if step.number in kept:
                    lines += self._does_again(kept[step.number], step)
                    todo = ()
                skipped: set[int] = set()
                for place, at in enumerate(todo):
                    if place not in skipped:
                        lines += self._do(at, todo, place, skipped, f"{before}\n{words}")
            except WalkStoppedError as stopped:
                yield WalkedStep(step.number, tuple(lines), Question(step.number, at.line, at.column, str(stopped)))
                return
            except (PlaywrightError, StepError, NothingCameError) as error:
                what = str(error).strip().splitlines()
                yield WalkedStep(
                    step.number, tuple(lines), Question(step.number, at.line, at.column, _first_sentence(what))
                )
                return
            before = words
            yield WalkedStep(step.number, tuple(lines))

    def _does_again(self, written: Sequence[str], step: Step) -> Iterator[Line]:
        """Do lines of a feature again, and give them."""
        for text in written:
            if text.lstrip().startswith(("#", "@")):
                continue
            said = line_in(text)
            if said is None:
                msg = f"init cannot do this line again: “{text.strip()}”; what comes behind it was not looked at"
                raise WalkStoppedError(msg)
            if said.kind is LineKind.OPENS:
                self.world.person.opens(said.first)
                self._settle()
            elif said.kind is LineKind.TYPES:
                self._types(_told(Act.TYPE, said.second, step), "", said.first)
            elif said.kind in _CODES:
                self._types(_told(Act.TYPE, said.first, step), "", _CODES[said.kind])
            elif said.kind in _ACTS:
                todo = [_told(_ACTS[said.kind], said.first, step)._replace(keys=said.first)]
                todo += [_told(Act.SEE, said.second, step)] if said.second else []
                self._do(todo[0], todo, 0, set(), "")
            yield said

    # One instruction

    def _do(
        self, told_to: Instruction, todo: Sequence[Instruction], place: int, skipped: set[int], words: str
    ) -> list[Line]:
        if told_to.act is Act.ANSWER:
            self.world.person.answers()
            self._has_answered = True
            return [Line(LineKind.ANSWERS)]
        if told_to.act is Act.KEYS:
            if not told_to.keys:
                msg = "which keys are pressed on the phone?"
                raise WalkStoppedError(msg)
            self.world.person.presses_keys(told_to.keys)
            return [Line(LineKind.PRESSES_KEYS, told_to.keys)]
        if told_to.act is Act.HANG_UP:
            self.world.person.hangs_up()
            return [Line(LineKind.HANGS_UP)]
        if told_to.act is Act.TYPE:
            return self._types(told_to, words)
        if told_to.act is Act.SEE:
            return self._sees(told_to)
        area = todo[place + 1] if place + 1 < len(todo) and todo[place + 1].act is Act.SEE else None
        return self._acts(told_to, area, skipped, place)

    def _acts(self, told_to: Instruction, area: Instruction | None, skipped: set[int], place: int) -> list[Line]:
        sight, thing, opened = self._sought(told_to, area)
        if thing is None:
            return self._looked_at(sight, told_to)
        if thing.role in OPTIONS:
            line = self._chooses(sight, thing, area, opened)
        elif thing.role in TICKS:
            sight.locate(thing).check(timeout=_ACTION_MS)
            self._settle()
            line = Line(LineKind.TICKS, thing.name)
        else:
            line = self._presses(sight, thing, area)
        if area and line.second and plain(line.second) == plain(area.name):
            skipped.add(place + 1)
        return [line]

    def _sought(self, told_to: Instruction, area: Instruction | None) -> tuple[Sight, Thing | None, str]:
        """Return what is meant, and the name of a list that had to be opened for it to be seen."""

        def find(sight: Sight, *, usable: bool = True) -> Thing | None:
            for roles in WANTED[told_to.act]:
                found = sight.called(told_to.name, roles)
                if found and not (usable and all(each.is_disabled for each in found)):
                    return self._one(found, told_to, area)
            return None

        sight, thing = self._wait(find)
        thing = thing or find(sight, usable=False)
        if thing is None and area is not None and (lists := sight.called(area.name, LISTS)):
            sight.locate(lists[0]).click(timeout=_ACTION_MS)
            return (*self._wait(find), lists[0].name)
        return sight, thing, ""

    def _looked_at(self, sight: Sight, told_to: Instruction) -> list[Line]:
        """Take a name of which the guide does not say what it is, and that nothing can be done to: it is read."""
        is_field = sight.called(told_to.name, (*FIELDS, *LISTS))
        if told_to.act is not Act.ANY or is_field or not sight.shows(told_to.name):
            raise WalkStoppedError(_not_there(sight, told_to, [each for kind in WANTED[told_to.act] for each in kind]))
        return [Line(LineKind.SEES, told_to.name)]

    def _chooses(self, sight: Sight, thing: Thing, area: Instruction | None, opened: str) -> Line:
        if thing.holder and self._is_native(sight, thing.holder):
            sight.locate(thing.holder).select_option(label=thing.name, timeout=_ACTION_MS)
        elif thing.role == "radio":
            sight.locate(thing).check(timeout=_ACTION_MS)
        else:
            sight.locate(thing).click(timeout=_ACTION_MS)
        self._settle()
        part = opened or _part(thing, area) or (thing.holder.name if thing.holder else "")
        return Line(LineKind.CHOOSES_IN, thing.name, part.rstrip(": *")) if part else Line(LineKind.CHOOSES, thing.name)

    def _presses(self, sight: Sight, thing: Thing, area: Instruction | None) -> Line:
        if thing.is_disabled:
            msg = f"the {thing} of the page is greyed out; what has to be done before it can be used?"
            raise WalkStoppedError(msg)
        part = _part(thing, area) if len(sight.called(thing.name, [thing.role])) > 1 else ""
        self._press(sight, thing)
        if thing.role in LINKS:
            return Line(LineKind.FOLLOWS_IN if part else LineKind.FOLLOWS, thing.name, part)
        return Line(LineKind.CLICKS_IN if part else LineKind.CLICKS, thing.name, part)

    def _sees(self, told_to: Instruction) -> list[Line]:
        sight, shown = self._wait(lambda sight: sight.shows(told_to.name) or None)
        if not shown:
            raise WalkStoppedError(_not_there(sight, told_to, tuple({each.role for each in sight.things})))
        return [Line(LineKind.SEES, told_to.name)]

    def _types(self, told_to: Instruction, words: str, text: str | None = None) -> list[Line]:
        lines: list[Line] = []
        sight, field_ = self._wait(
            lambda sight: self._one(found, told_to) if (found := sight.called(told_to.name, FIELDS)) else None,
            is_named=bool(told_to.name),
        )
        if field_ is None and told_to.name:
            if not sight.called(told_to.name, (*AREAS, "heading")):
                raise WalkStoppedError(_not_there(sight, told_to, FIELDS))
            lines.append(Line(LineKind.SEES, told_to.name))
        if field_ is None:
            field_ = self._only_field(sight, words)
        return [*lines, *self._fills(sight, field_, told_to, words, text)]

    def _only_field(self, sight: Sight, words: str) -> Thing:
        there = sight.fields()
        fitting = [
            each for each in there if is_code(words) and self._facts(sight, each)["autocomplete"] == "one-time-code"
        ]
        empty = [each for each in there if not self._facts(sight, each)["value"]]
        for some in (fitting, there, empty):
            if len(some) == 1:
                return some[0]
        names = ", ".join(f"“{each.name}”" for each in there) or "none"
        msg = f"the guide does not name the field in which one types; fields on the page: {names}. Name it in bold"
        raise WalkStoppedError(msg)

    def _fills(self, sight: Sight, field_: Thing, told_to: Instruction, words: str, text: str | None) -> list[Line]:
        name, element = field_.name.rstrip(": *"), sight.locate(field_)
        facts = self._facts(sight, field_)
        template = self._template(name, told_to.name, facts) if text is None else text
        if template is None and (source := self._source(facts, f"{name} {facts['name']}", told_to, words)):
            template = {Source.MESSAGE: "{phone.code}", Source.CALL: "{call.code}", Source.APP: "{app.code}"}[source]
        if template is None and (said := self.world.ask(name)):
            template = self.world.learned[name] = said
        if template is None:
            raise WalkStoppedError(_what_to_type(name, self._something_came()))
        value = _PLACEHOLDER.sub(lambda hit: self._value(hit[1]), template)
        fill(element, value, timeout=_ACTION_MS)
        self._settle()
        if template in _CODE_LINES:
            return [Line(_CODE_LINES[template], name)]
        return [Line(LineKind.FILLS, name)]

    def _template(self, name: str, guides_name: str, facts: Mapping[str, str]) -> str | None:
        """Return what the settings say of a field, or what its kind says: a telephone number, a password, a name."""
        by_name = {plain(each): value for each, value in {**self.world.values, **self.world.learned}.items()}
        for each in (name, guides_name):
            if each and plain(each) in by_name:
                return by_name[plain(each)]
        kind = ""
        if facts["type"] == "password":
            kind = "{password}"
        elif facts["type"] == "tel" or facts["autocomplete"].startswith("tel"):
            kind = "{phone.number}"
        elif "one-time-code" in facts["autocomplete"]:
            return None
        elif facts["type"] == "email" or facts["autocomplete"] in {"username", "email"}:
            kind = "{user}"
        elif is_phone_number(f"{name} {facts['name']}"):
            kind = "{phone.number}"
        if kind:
            self.world.learned[name] = kind
        return kind or None

    def _source(self, facts: Mapping[str, str], names: str, told_to: Instruction, words: str) -> Source | None:
        """Return where the code for a field comes from: what the guide says of it, or else what came to the phone."""
        told = is_code(words) and (told_to.source or not told_to.name)
        if "one-time-code" not in facts["autocomplete"] and not is_code(names) and not told:
            return None
        said = told_to.source or source_in(words)
        return said or (Source.CALL if self._has_answered else self._something_came())

    def _something_came(self) -> Source | None:
        phone = self.world.person.handset
        if phone.messages():
            return Source.MESSAGE
        return Source.CALL if phone.calls() else None

    def _value(self, placeholder: str) -> str:
        person = self.world.person
        ways: dict[str, Callable[[], str]] = {
            "phone.number": lambda: person.handset.number,
            "phone.national": lambda: PhoneNumber.parse(person.handset.number, HOME_REGION).national,
            "phone.code": person.reads_code,
            "call.code": self._heard_code,
            "app.code": person.app_code,
            "user": lambda: person.account.user_name,
            "password": lambda: person.account.password,
        }
        if placeholder not in ways:
            msg = f"there is no value {{{placeholder}}}; there are {', '.join(f'{{{each}}}' for each in ways)}"
            raise WalkStoppedError(msg)
        return ways[placeholder]()

    def _heard_code(self) -> str:
        if not self._has_answered:
            self.world.person.answers()
            self._has_answered = True
        return self.world.person.hears_code()

    # The page

    def _wait(self, look: Callable[[Sight], object], *, is_named: bool = True) -> tuple[Sight, Thing | None]:
        """Look until something is found, or for as long as one waits for a page."""
        until = time.monotonic() + TIMEOUT_S
        while True:
            try:
                sight = Sight(self.page)
            except PlaywrightError:  # the page is being replaced
                if time.monotonic() > until:
                    raise
                self.page.wait_for_timeout(_LOOK_MS)
                continue
            found = look(sight)
            if found is not None or not is_named or time.monotonic() > until:
                return sight, found  # type: ignore[return-value]  # what `look` gives, True where it is no thing
            self.page.wait_for_timeout(_LOOK_MS)

    @staticmethod
    def _one(found: Sequence[Thing], told_to: Instruction, area: Instruction | None = None) -> Thing:
        """Return the one thing that is meant; raises `WalkStoppedError` where it could be several."""
        found = [each for each in found if _part(each, area)] or found
        if len(found) > 1 and len({each.within for each in found}) == len(found):
            places = "; ".join(each.within[-1] if each.within else "the page itself" for each in found)
            msg = f"{len(found)} things on the page are called “{told_to.name}”: in {places}. Which one is meant?"
            raise WalkStoppedError(msg)
        if len(found) > 1:
            msg = f"the page has {len(found)} times the {found[0]}. Which one is meant?"
            raise WalkStoppedError(msg)
        return found[0]

    def _press(self, sight: Sight, thing: Thing) -> None:
        where = self.page.url
        sight.locate(thing).click(timeout=_ACTION_MS)
        self._settle()
        refused: list[list[str]] = self.page.evaluate(_REFUSED) if self.page.url == where else []
        if refused:
            said = "; ".join(f"“{name}”: {' '.join(why.split()) or 'marked as wrong'}" for name, why in refused)
            msg = f"after “{thing.name}” the page does not accept what was typed, and says {said}"
            raise WalkStoppedError(msg)

    def _settle(self) -> None:
        """Wait until the page has loaded what it asked for and does not change any more."""
        until = time.monotonic() + TIMEOUT_S
        self.page.wait_for_timeout(_LOOK_MS)
        before = ""
        while time.monotonic() < until:
            try:
                now = Sight(self.page).snapshot if not self._pending else ""
            except PlaywrightError:  # the page is being replaced
                now = ""
            if now and now == before:
                return
            before = now
            self.page.wait_for_timeout(_LOOK_MS)

    def _begun(self, request: Request) -> None:
        if request.resource_type not in _STILL:
            self._pending.add(request)

    @staticmethod
    def _is_native(sight: Sight, holder: Thing) -> bool:
        return bool(sight.locate(holder).evaluate("e => e.tagName === 'SELECT'", timeout=_ACTION_MS))

    def _ended(self, request: Request) -> None:
        self._pending.discard(request)

    def _facts(self, sight: Sight, field_: Thing) -> dict[str, str]:
        found: dict[str, str] = sight.locate(field_).evaluate(_FIELD, timeout=_ACTION_MS)
        return found


_ACTS: Final = {
    LineKind.CLICKS: Act.PRESS,
    LineKind.CLICKS_IN: Act.PRESS,
    LineKind.FOLLOWS: Act.FOLLOW,
    LineKind.FOLLOWS_IN: Act.FOLLOW,
    LineKind.CHOOSES: Act.CHOOSE,
    LineKind.CHOOSES_IN: Act.CHOOSE,
    LineKind.TICKS: Act.TICK,
    LineKind.FILLS: Act.TYPE,
    LineKind.ANSWERS: Act.ANSWER,
    LineKind.PRESSES_KEYS: Act.KEYS,
    LineKind.HANGS_UP: Act.HANG_UP,
    LineKind.SEES: Act.SEE,
}
"""How each line is done again."""

_CODE_LINES: Final = {
    "{phone.code}": LineKind.TYPES_MESSAGE_CODE,
    "{call.code}": LineKind.TYPES_HEARD_CODE,
    "{app.code}": LineKind.TYPES_APP_CODE,
}
"""What is typed from a phone has a line of its own: the same field may take a code from a message or from a call."""

_CODES: Final = {kind: template for template, kind in _CODE_LINES.items()}


def _told(act: Act, name: str, step: Step) -> Instruction:
    return Instruction(act, name, step.line, step.column)


def _part(thing: Thing, area: Instruction | None) -> str:
    """Return the name of the part of the page that a thing is in and that the guide names; empty for none."""
    names = [_name(each) for each in reversed(thing.within)]
    return next((each for each in names if area and plain(each) == plain(area.name)), "")


def _name(thing: str) -> str:
    return thing.partition("“")[2].rpartition("”")[0]


def _first_sentence(lines: Sequence[str]) -> str:
    """Return what an error of the browser or of the phone says, without its call log."""
    return next((each for each in lines if each.strip()), "the browser gave up")


def _not_there(sight: Sight, told_to: Instruction, roles: Sequence[str]) -> str:
    what = {Act.PRESS: "button", Act.FOLLOW: "link", Act.CHOOSE: "option or button", Act.TICK: "check box"}
    kind = "field" if told_to.act is Act.TYPE else what.get(told_to.act, "thing")
    return f"the guide names “{told_to.name}”; the page has no {kind} called so. {told(sight, told_to.name, roles)}"


def _what_to_type(name: str, came: Source | None) -> str:
    codes = {Source.MESSAGE: "{phone.code}", Source.CALL: "{call.code}"}
    offer = codes.get(came or Source.UNKNOWN, "what one types")
    why = {Source.MESSAGE: "a text message came to the phone", Source.CALL: "the phone was called"}
    hint = f" ({why[came]})" if came in why else ""
    return f'what is typed in “{name}”?{hint} Add to the settings: [values] "{name}" = "{offer}"'
