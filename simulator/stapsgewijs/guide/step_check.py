"""Holds a step of a guide against what was done and seen: its labels, and all else of its text that can be compared.

What is wrong is a finding at the words that say it. What could not be compared is left alone: then the step is
followed, and not checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from stapsgewijs.findings import Severity
from stapsgewijs.guide.actions import ActionKind, Event, StepCheck
from stapsgewijs.guide.findings import finding
from stapsgewijs.guide.label_text import bare, leads_in, normal
from stapsgewijs.guide.model import Against, LabelOutcome, LabelVerdict, Marking
from stapsgewijs.guide.page_label import fitting, page_name
from stapsgewijs.labels import Message, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.actions import Action, Sight
    from stapsgewijs.guide.model import Binding, Label, Step
    from stapsgewijs.guide.step_text import StepText, Token, Told
    from stapsgewijs.labels import ActionWords, Catalogue, Control

_ACTED_UPON: Final = frozenset({Role.OPTION, Role.BUTTON, Role.LINK, Role.MENU, Role.CHECK_BOX})
_INNER_ITEM: Final = re.compile(r"\s*(?P<sign>[-*+](?=\s)|\|)")
"""A line of a list or a table in a step: what it can be about, of which one is chosen."""
_NEVER_MISSED: Final = frozenset({ActionKind.WAITS})
_NEVER_UNTOLD: Final = frozenset({ActionKind.OPENS, ActionKind.WAITS})
_ENTERED: Final = frozenset({ActionKind.TYPES, ActionKind.PRESSES_KEY})
_NAME_LETTERS: Final = 4
"""A word of a control's name with so many letters, in the text of a step, tells of the control."""

WRONG_LABELS: Final = frozenset(
    {"label-differs", "label-untranslated", "label-unbound", "label-unknown", "label-ambiguous"}
)
"""Rules of labels that do not stand on the page as the guide names them; where one is an error, its step fails."""

SENTENCES: Final = {
    ActionKind.TYPES: "something is typed in “{name}”",
    ActionKind.CHOOSES: "“{text}” is chosen",
    ActionKind.PRESSES: "“{name}” is pressed",
    ActionKind.COPIES: "“{name}” is copied",
    ActionKind.ANSWERS: "the call is answered",
    ActionKind.HANGS_UP: "the call is ended",
    ActionKind.PRESSES_KEY: "“{text}” is pressed on the telephone",
    ActionKind.CLOSES: "something is closed",
    ActionKind.SCANS: "something is scanned",
    ActionKind.APPROVES: "a request is approved",
}
"""What was done, by its kind: msgids that stand in the sentence of `action-not-told`."""
NOT_ON_PAGE: Final = "the page has no {role} “{text}” here; it has {names}"
NOT_USED: Final = "“{text}” was not used here; used: {names}"
NOT_SEEN: Final = "“{text}” was not seen here"
UNKNOWN: Final = "nothing on the pages is called “{text}”"
OTHER_ORDER: Final = "the guide names things in another order than they were used: {names}; used: {used}"
NOT_POINTED: Final = "it has no link to “{name}”"
NOTHING: Final = "nothing"
DIGITS: Final = "{count} digits"
CHARACTERS: Final = "{count} characters"
ROLES: Final = {
    Role.PAGE: "page",
    Role.AREA: "part of the page",
    Role.OPTION: "option",
    Role.BUTTON: "button",
    Role.FIELD: "field",
    Role.LINK: "link",
    Role.MENU: "menu",
    Role.CHECK_BOX: "check box",
    Role.LIST: "list",
}
"""What each role is called in a sentence: msgids."""


@dataclass(frozen=True)
class StepChecker:
    """A step, what it names (`bindings`, in order), its `text`, and what was done and seen for it.

    `known` are the findings of its labels; `pages` the catalogue of the pages; `against` is what labels are held
    against. `words` are those of the language of the guide, None where nobody wrote them; `lines` are those of
    the guide.
    """

    step: Step
    bindings: Sequence[Binding]
    text: StepText
    done: Sequence[Action]
    sights: Sequence[Sight]
    known: Sequence[Finding]
    pages: Catalogue
    against: Against
    words: ActionWords | None
    lines: Sequence[str]
    _found: list[Finding] = field(default_factory=list)
    _right: list[str] = field(default_factory=list)

    def check(self) -> StepCheck:
        """Compare everything that can be compared."""
        verdicts = tuple(self._verdict(each) for each in self.bindings)
        known = [each for each in self.known if each.rule in WRONG_LABELS]
        self._check_labels({(each.line, each.column) for each in known})
        if self.words is not None:
            self._check_told(self.words)
            self._check_lengths(self.words)
            self._check_events(self.words)
        else:
            self._check_signs()
        self._check_addresses()
        self._check_quotes()
        self._check_pointers()
        is_right = any(each.outcome is LabelOutcome.RIGHT for each in verdicts) or bool(self._right)
        # A label that is written in another way (a warning) is wrong, and the step can be followed all the same.
        errors = [each for each in (*known, *self._found) if each.severity is Severity.ERROR]
        causes = tuple(dict.fromkeys((each.line, each.rule) for each in errors))
        reasons = tuple(each.wording for each in errors if each.wording is not None)
        return StepCheck(tuple(self._found), causes, is_right and not causes, verdicts, reasons)

    # Labels

    def _verdict(self, binding: Binding) -> LabelVerdict:
        if self.against is Against.NOTHING:
            return LabelVerdict(LabelOutcome.NOT_CHECKED)
        label = binding.label
        wrong = any((each.line, each.column) == (label.line, label.column) for each in self.known)
        if self.against is Against.PAGE and not wrong:
            name = page_name(label.text, self._names)
            if name is None and leads_in(label, self.lines[label.line - 1]):
                return LabelVerdict(LabelOutcome.NOT_CHECKED)
            wrong = name is None or not fitting(label.text, name)
        elif binding.control is None:
            wrong = True
        elif not self._is_touched(binding.control):
            if self._is_aside(label) and not wrong:
                return LabelVerdict(LabelOutcome.NOT_CHECKED)
            wrong = True
        return LabelVerdict(LabelOutcome.WRONG if wrong else LabelOutcome.RIGHT, self.against)

    @cached_property
    def _names(self) -> Sequence[str]:
        """The accessible names of what was used or seen."""
        every = (*(each.name for each in self.done), *(each.name for each in self.sights if each.event is None))
        return tuple(dict.fromkeys(each for each in every if each))

    @cached_property
    def _pressed(self) -> str:
        """The keys of the telephone that were pressed, one after the other."""
        return "".join(each.text for each in self.done if each.kind is ActionKind.PRESSES_KEY)

    @cached_property
    def _used(self) -> Sequence[Control]:
        used = (each.control for each in self.done if each.kind is not ActionKind.OPENS)
        return tuple(dict.fromkeys(each.on_its_device for each in used if each is not None))

    @cached_property
    def _seen(self) -> frozenset[Control]:
        return frozenset(each.control.on_its_device for each in self.sights if each.control is not None)

    def _is_touched(self, control: Control) -> bool:
        # An option or button that only stands on the page has not been followed: it has to be used.
        return control.on_its_device in (self._used if control.role in _ACTED_UPON else self._seen)

    def _check_labels(self, told: set[tuple[int, int]]) -> None:
        """Find labels that were not used or seen; of those `told` already nothing more is said."""
        missing = False
        for each in self.bindings:
            label = each.label
            if self.against is Against.PAGE:
                self._check_on_page(label)
            elif each.control is None:
                missing = True
                if (label.line, label.column) not in told:
                    self._fail(label, Message.of(UNKNOWN, text=label.text))
            elif not self._is_touched(each.control) and not self._is_aside(label):
                missing = True
                self._fail(label, self._not_touched(label, each.control))
        missing = self._check_choice() or missing
        if not missing and self.against is not Against.PAGE:
            self._check_order()

    def _is_aside(self, label: Label) -> bool:
        """Return whether a label is one of several things that a list or a table offers, or stands in a note."""
        return label.marking in {Marking.NOTED, Marking.CELL} or self._is_offer(label.line)

    def _is_offer(self, line: int) -> bool:
        """Return whether a line is what a list or a table in the step offers: a row, an item that begins with a name.

        An item that begins with an order is a part of the step, to be done as all else.
        """
        found = _INNER_ITEM.match(self.lines[line - 1]) if line != self.step.line else None
        if found is None or found["sign"] == "|" or self.words is None:
            return found is not None and found["sign"] == "|"
        here = [each.label for each in self.bindings if each.label.line == line]
        ordered = {(each.line, each.column) for told in self.text.told if told.is_sure for each in told.labels}
        return bool(here) and (here[0].line, here[0].column) not in ordered

    def _check_choice(self) -> bool:
        """Find that nothing was used or seen of what a list or a table in the step offers."""
        offered = [
            (each.label, each.control)
            for each in self.bindings
            if each.control is not None and self._is_aside(each.label) and each.label.marking is not Marking.NOTED
        ]
        if self.against is Against.PAGE or not offered or any(self._is_touched(control) for _, control in offered):
            return False
        self._fail(offered[0][0], self._not_touched(*offered[0]))
        return True

    def _check_on_page(self, label: Label) -> None:
        name = page_name(label.text, self._names)
        if name is None and leads_in(label, self.lines[label.line - 1]):
            return
        if name is None:
            there = [each.name for each in self.done if each.name and each.kind is not ActionKind.OPENS]
            self._fail(label, Message.of(NOT_USED, text=label.text, names=_listed(there) or Message.of(NOTHING)))
        elif not fitting(label.text, name):
            at = (label.line, label.column, label.text)
            self._found.append(finding("label-differs", *at, expected=name)._replace(severity=Severity.ERROR))

    def _not_touched(self, label: Label, control: Control) -> Message:
        if control.role not in _ACTED_UPON:
            return Message.of(NOT_SEEN, text=label.text)
        named = {each.control.on_its_device for each in self.bindings if each.control is not None}
        alike = [each for each in self.done if each.control is not None and each.control.role == control.role]
        devices = [each.control.on_its_device for each in alike if each.control is not None]
        instead = [each for each in devices if each not in named and each in self._used]
        names = _listed([self._name(each) for each in instead])
        beside = [each.beside for each in alike if each.beside]
        wanted = normal(self._name(control.on_its_device))
        if beside and names and not any(wanted == normal(name) for names_ in beside for name in names_):
            return Message.of(NOT_ON_PAGE, role=Message.of(ROLES[control.role]), text=label.text, names=names)
        used = names or _listed([self._name(each) for each in self._used])
        return Message.of(NOT_USED, text=label.text, names=used or Message.of(NOTHING))

    def _check_order(self) -> None:
        named = {
            each.control.on_its_device: each.label
            for each in reversed(self.bindings)
            if each.control is not None and each.control.role in _ACTED_UPON and not self._is_aside(each.label)
        }
        wanted = list(reversed(named))
        done = [each for each in self._used if each in named]
        if done == wanted or done in _menus_first(wanted):
            return
        first = next(each for each, was in zip(wanted, done, strict=False) if each != was)
        names = _listed([self._name(each) for each in wanted])
        used = _listed([self._name(each) for each in done])
        self._fail(named[first], Message.of(OTHER_ORDER, names=names, used=used))

    def _name(self, control: Control) -> str:
        """Return what the pages call a control; of one that no catalogue has, what it was called when it was used."""
        found = (each.control for each in self.bindings if each.control is not None)
        surfaces = [each for each in (*found, *self.pages.controls_of(control.msgid)) if each.on_its_device == control]
        called = (self.pages.labels[each] for each in surfaces if each in self.pages.labels)
        done = (each.name for each in self.done if each.name and _device(each) == control)
        return [*called, *done, control.msgid][0]

    def _fail(self, label: Label, reason: Message) -> None:
        at = (label.line, label.column, label.text)
        self._found.append(finding("step-failed", *at, number=self.step.number, reason=reason))

    # Actions

    def _check_told(self, words: ActionWords) -> None:
        told = self.text.told
        self._check_keys([each for each in told if each.keys], self._pressed, words)
        for each in told:
            if each.keys and self._pressed:
                continue
            if self._is_done(each):
                self._right.extend(["an action"] if self._is_clear(each, words) else [])
                if each.times and each.is_sure and not each.keys:
                    self._check_times(each)
            elif self._is_missed(each):
                self._tell("action-not-done", each)
        for action in self.done:
            if action.kind not in _NEVER_UNTOLD and not self._points_on and not self._is_told(action):
                self._untold(action)

    def _is_missed(self, told: Told) -> bool:
        """Return whether something that was not done had to be, and nothing else says so yet."""
        is_due = told.is_sure and not told.kinds & _NEVER_MISSED and not self._is_offer(told.place[0])
        return is_due and not self._names_a_missing_label(told)

    def _is_clear(self, told: Told, words: ActionWords) -> bool:
        """Return whether the verb of what is told certainly means this: then it was checked.

        Of “go to https://…” the address is what counts, and that is compared by itself.
        """
        if any(each.kind == "url" for each in told.tokens):
            return False
        verbs = [verb for token in told.tokens for verb in words.by_form.get(token.text, ())]
        return any(not each.vague and set(each.kinds) >= set(told.kinds) for each in verbs)

    def _is_done(self, told: Told) -> bool:
        kinds = told.kinds & _ENTERED if told.keys and not self._controls_of(told) else told.kinds
        if ActionKind.TYPES in kinds and any(map(str.isdigit, self._pressed)):
            return True  # a code can be typed on the telephone
        if ActionKind.COPIES in kinds and any(_is_secret_typed(each) for each in self.done):
            return True  # a code that is read elsewhere and typed was copied
        return any(each.kind in kinds for each in self.done) or bool(self._controls_of(told))

    def _names_a_missing_label(self, told: Told) -> bool:
        """Return whether a label of a clause was not used: that is said already."""
        missing = {(each.line, each.column) for each in self._found}
        return any((each.line, each.column) in missing for each in told.labels)

    def _controls_of(self, told: Told) -> set[Control]:
        """Return the controls that a clause names and that were acted upon."""
        places = {(each.line, each.column) for each in told.labels}
        there = (each.control for each in self.bindings if (each.label.line, each.label.column) in places)
        named = {each.on_its_device for each in there if each is not None}
        return {each for each in self._used if each in named}

    def _check_keys(self, told: Sequence[Told], pressed: str, words: ActionWords) -> None:
        if not told or not pressed:
            return
        ways = [[each for each in told if each.is_sure], list(told)]
        if any(self._are_pressed(way, pressed, words) for way in ways if way):
            self._right.append("keys")
            return
        if any(key in pressed for each in told if each.any_of for key in each.keys):
            self._right.append("keys")
            return
        for each in told:
            named = "".join(key for key in each.keys for _ in range(each.times or 1))
            if named not in pressed or len(told) == 1:
                line, column, end = each.place
                self._differs(line, column, end, _spelled(named), _spelled(pressed))
                return
        line, column, end = told[0].place
        self._differs(
            line, column, end, _spelled("".join(key for each in told for key in each.keys)), _spelled(pressed)
        )

    def _check_signs(self) -> None:
        """Compare the signs of keys, `#` and `*`, which are the same in every language."""
        written = [each for each in self.text.tokens if each.kind == "keys" and not each.text.isdigit()]
        named = {sign for each in written for sign in each.text if not sign.isdigit()}
        signs = {each for each in self._pressed if not each.isdigit()}
        if named and signs == named:
            self._right.append("keys")
        elif named and signs and not signs & named:
            first = written[0]
            self._differs(first.line, first.column, first.end, _spelled(first.text), _spelled(self._pressed))

    def _are_pressed(self, told: Sequence[Told], pressed: str, words: ActionWords) -> bool:
        if any(each.any_of for each in told):
            return pressed in {key for each in told for key in each.keys}
        named = "".join(key * (each.times or 1) for each in told for key in each.keys)
        if named == pressed:
            return True
        # “Type the code, and then #”: the digits of the code are not told one by one.
        signs = "".join(each for each in pressed if not each.isdigit())
        return named == signs and bool(self.text.words & words["by-phone"])

    def _check_times(self, told: Told) -> None:
        controls = self._controls_of(told)
        alike = [each for each in self.done if each.kind in told.kinds and (not controls or _device(each) in controls)]
        if len(alike) == told.times:
            self._right.append("times")
            return
        line, column, end = told.place
        self._differs(line, column, end, f"{told.times}×", f"{len(alike)}×")

    def _is_told(self, action: Action) -> bool:
        names = {normal(each.label.text) for each in self.bindings}
        there = {each.control.on_its_device for each in self.bindings if each.control is not None}
        if _device(action) in there:
            return True
        if action.name and normal(action.name) in names:
            return True
        if action.kind is ActionKind.PRESSES_KEY and any(each.kind == "keys" for each in self.text.tokens):
            return True
        name = self._name(action.control.on_its_device) if action.control else action.name
        words = {each for each in normal(f"{name} {action.text}").split() if len(each) >= _NAME_LETTERS}
        if any(word.startswith(each) for word in self.text.words for each in words):
            return True
        return any(
            action.kind in each.kinds and not (self._controls_of(each) - {_device(action)}) for each in self.text.told
        )

    def _untold(self, action: Action) -> None:
        name = self._name(action.control.on_its_device) if action.control else action.name
        done = Message.of(SENTENCES[action.kind], name=name, text=action.text or name)
        line = self.text.tokens[0].line if self.text.tokens else self.step.line
        here = [each for each in self.text.tokens if each.line == line]
        column, end = (here[0].column, here[-1].end) if here else (self.step.column, self.step.column)
        said = self.lines[line - 1][column - 1 : end - 1]
        self._found.append(finding("action-not-told", line, column, said, done=done))

    # All else

    def _check_lengths(self, words: ActionWords) -> None:
        for token, count, unit in _lengths(self.text.tokens, words):
            kinds = _ENTERED if unit == DIGITS else {ActionKind.TYPES, ActionKind.COPIES}
            entered = [each for each in self.done if each.kind in kinds and each.length]
            sizes = [_digits(each) if unit == DIGITS else each.length for each in entered]
            if count in sizes:
                self._right.append("length")
                continue
            secret = [each.length for each in entered if not each.text]
            if secret:
                told, was = (Message.of(unit, count=each) for each in (count, secret[0]))
                self._differs(token.line, token.column, token.end, told, was)

    def _check_events(self, words: ActionWords) -> None:
        """Compare what happened by itself with what the text tells of; what it tells otherwise is not missed."""
        told = " ".join(self._spoken())
        for event in dict.fromkeys(each.event for each in self.sights if each.event is not None):
            if any(_phrase(each).search(told) for each in words.events.get(event, ())):
                self._right.append("an event")

    def _spoken(self) -> Iterator[str]:
        """Give the words of the text; what is no word, and the end of a sentence, are a stroke."""
        for before, token in zip((None, *self.text.tokens), self.text.tokens, strict=False):
            if before is not None and before.line == token.line:
                between = self.lines[token.line - 1][before.end - 1 : token.column - 1]
                if any(sign in between for sign in ".!?;:…"):
                    yield "|"
            yield token.text if token.kind == "word" else "|"

    @cached_property
    def _points_on(self) -> bool:
        """Whether the step sends its reader to another procedure: what is done then is told there."""
        return any(each.event is Event.POINTS_TO and self._has_link_to(each.name) for each in self.sights)

    def _has_link_to(self, name: str) -> bool:
        links = self.step.links
        return any(name in {each.target.partition("#")[2], _file_of(each.target)} for each in links)

    def _check_pointers(self) -> None:
        """See that the step links to the procedures to which it was said to send its reader."""
        for name in dict.fromkeys(each.name for each in self.sights if each.event is Event.POINTS_TO):
            if self._has_link_to(name):
                self._right.append("a link")
            else:
                text = self.step.action
                reason = Message.of(NOT_POINTED, name=name)
                at = (text.line, text.column, text.text)
                self._found.append(finding("step-failed", *at, number=self.step.number, reason=reason))

    def _check_addresses(self) -> None:
        opened = [each.text for each in self.done if each.kind is ActionKind.OPENS and "://" in each.text]
        for token in self.text.tokens:
            if token.kind != "url" or not opened:
                continue
            if any(_is_same_address(token.text, each) for each in opened):
                self._right.append("address")
            elif _has_path(token.text) or any(_host(token.text) == _host(each) for each in opened):
                self._differs(token.line, token.column, token.end, token.text, opened[-1])

    def _check_quotes(self) -> None:
        bound = {(each.label.line, each.label.column) for each in self.bindings}
        seen = [normal(each.name) for each in self.sights if each.name and each.event is None]
        typed = [each for each in self.done if each.kind is ActionKind.TYPES]
        for quote in self.step.quotes:
            if (quote.line, quote.column) in bound:
                continue
            text = bare(quote.text)
            if any(normal(text) == normal(each.text) for each in typed) or any(normal(text) in each for each in seen):
                self._right.append("quoted text")
            elif (told := self._typed_in(quote)) and typed and all(each.text for each in typed):
                del told
                end = quote.column + len(quote.text) + 2
                self._differs(quote.line, quote.column, end, f"“{text}”", _listed([each.text for each in typed]))

    def _typed_in(self, quote: Label) -> Told | None:
        for each in self.text.told:
            is_example = self.words is not None and {token.text for token in each.tokens} & self.words["example"]
            if quote in each.labels and ActionKind.TYPES in each.kinds and each.is_sure and not is_example:
                return each
        return None

    def _tell(self, rule: str, told: Told) -> None:
        line, column, end = told.place
        said = self.lines[line - 1][column - 1 : end - 1]
        self._found.append(finding(rule, line, column, said))

    def _differs(self, line: int, column: int, end: int, told: str | Message, done: str | Message) -> None:
        made = finding("action-differs", line, column, str(told), told=told, done=done)
        self._found.append(made._replace(end_column=end))


def _menus_first(named: Sequence[Control]) -> Iterator[list[Control]]:
    """Give the orders in which a menu is opened before what stands before it: “choose **A** in the menu **B**”."""
    for at in range(1, len(named)):
        if named[at].role is Role.MENU:
            yield [*named[: at - 1], named[at], named[at - 1], *named[at + 1 :]]


def _lengths(tokens: Sequence[Token], words: ActionWords) -> Iterator[tuple[Token, int, str]]:
    """Give what a text says of how many digits or characters something has."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        if token.kind != "word":
            continue
        for unit, name in ((DIGITS, "digits"), (CHARACTERS, "characters")):
            ends = {*words.compounds.get(name, ())}
            stem = next((token.text.removesuffix(each).rstrip("-") for each in ends if token.text.endswith(each)), "")
            if stem in words.numbers:
                yield token, words.numbers[stem], unit
            elif before is not None and token.text in words[name] | ends:
                count = int(before.text) if before.kind == "number" else words.numbers.get(before.text, 0)
                part = tokens[at - 2].text if at > 1 else ""
                if count and part not in words["parts"]:
                    yield before._replace(end=token.end if token.line == before.line else before.end), count, unit


@cache
def _phrase(words: str) -> re.Pattern[str]:
    """Return what fits the words of a phrase, between which two others may stand: “meld u daar aan”."""
    return re.compile(r"\b" + r"(?: [^ |]+){0,2} ".join(map(re.escape, words.split())) + r"\b")


def _device(action: Action) -> Control | None:
    """Return the control of an action as it is known from outside."""
    return action.control.on_its_device if action.control is not None else None


def _digits(action: Action) -> int:
    """Return how many digits were entered; of a secret, which is a code, all its characters."""
    return sum(map(str.isdigit, action.text)) if action.text else action.length


def _file_of(target: str) -> str:
    """Return the name of the file that a link leads to, without its ending."""
    return PurePosixPath(urlsplit(target).path).stem


def _host(address: str) -> str:
    return urlsplit(address).netloc.casefold()


def _has_path(address: str) -> bool:
    return urlsplit(address).path.strip("/") != ""


def _is_same_address(told: str, opened: str) -> bool:
    """Return whether two addresses lead to the same path; a product on trial has a host of its own."""
    one, other = urlsplit(told), urlsplit(opened)
    if not one.path.strip("/"):
        return one.netloc.casefold() == other.netloc.casefold()
    return one.path.rstrip("/") == other.path.rstrip("/")


def _spelled(keys: str) -> str:
    """Return keys as a finding names them: “0” “#”, and of one that is pressed several times in a row, 3 × “#”."""
    runs = [(key, len(list(group))) for key, group in groupby(keys)]
    return " ".join(f"“{key}”" if count == 1 else f"{count} × “{key}”" for key, count in runs)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{each}”" for each in dict.fromkeys(names))


def _is_secret_typed(action: Action) -> bool:
    """Return whether a code or a password was typed, of which only the length is kept."""
    return action.kind is ActionKind.TYPES and not action.text and action.length > 0
