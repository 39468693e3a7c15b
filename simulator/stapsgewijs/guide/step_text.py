"""What the text of a step tells to do: verbs of which a language knows what they mean, and what stands beside them.

A text is read clause by clause. What is told as an order, or politely, is `sure`; what stands under a condition, beside
an “or”, or can mean something else is not: it tells of what was done, and what was not done is not missed. What is
denied, or stands in a clause that says when, is not told at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.guide.actions import ActionKind
from stapsgewijs.guide.model import Label, Marking

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from stapsgewijs.guide.binding.candidates import Marked
    from stapsgewijs.guide.model import Step
    from stapsgewijs.labels import ActionWords
    from stapsgewijs.labels.action_words import Verb

_TOKEN: Final = re.compile(
    r"(?P<url>https?://[^\s<>()\[\]“”\"'`]+[^\s<>()\[\]“”\"'`.,;:!?])"
    r"|(?P<keys>(?<![\w#*/&\\])(?:\d{0,10}\\?[#*])+(?![\w#*]))"
    r"|(?P<word>[^\W\d_]+(?:['’.-][^\W\d_]+)*)"
    r"|(?P<number>\d+)"
    r"|(?P<end>[.!?;…]|。)|(?P<comma>[,:–—])"
)
_BLOCK_SIGN: Final = re.compile(r"\s*(?:[-*+]|\d+[.)]|#+)\s")
_NOT_READ: Final = re.compile(r"!\[[^]]*\]\([^)]*\)|\]\([^)]*\)|<(?!https?:)[^>]*>")
_ONLY_KEYS: Final = re.compile(r"\\?[0-9]{0,10}(?:\\?[#*])*|[0-9]")
LABEL: Final = "▮"
"""Stands in a text for something that is set apart: its words are a name, and tell nothing."""


class Token(NamedTuple):
    """A word, number, key, address, sign or label, in small letters; columns from 1, `end` behind it."""

    kind: str
    text: str
    line: int
    column: int
    end: int
    label: Label | None = None
    is_in_brackets: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a step tells to do: of one of these kinds, in these words of its text.

    `is_sure` when a reader has to do it. `tokens` are the clause, with `labels` and `keys` (by their signs: `*`).
    `keys` are those that are named, `any_of` says that one of them is enough; `times` is how often, 0 where that is not
    said.
    """

    kinds: frozenset[ActionKind]
    tokens: tuple[Token, ...]
    is_sure: bool
    keys: tuple[str, ...] = ()
    any_of: bool = False
    times: int = 0

    @property
    def labels(self) -> tuple[Label, ...]:
        """What is set apart in it."""
        return tuple(each.label for each in self.tokens if each.label is not None)

    @property
    def place(self) -> tuple[int, int, int]:
        """Line, column and end column: of a clause on several lines, what stands on the first."""
        first = self.tokens[0]
        last = [each for each in self.tokens if each.line == first.line][-1]
        return first.line, first.column, last.end + last.is_in_brackets


@dataclass(frozen=True, slots=True)
class StepText:
    """The text of a step, read: its tokens, and what it tells."""

    tokens: tuple[Token, ...]
    told: tuple[Told, ...] = ()
    denied: frozenset[ActionKind] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """Its words."""
        return frozenset(each.text for each in self.tokens if each.kind == "word")


def read_step(
    step: Step, marked: Marked, words: ActionWords | None, named: Container[tuple[int, int]] = frozenset()
) -> StepText:
    """Read the text of `step`; `named` are the places (line, column) of what is certainly a label.

    Other marked words are read as words. Without words of its language a text tells of no actions.
    """
    sentences = list(_sentences(step, marked, named, words))
    every = tuple(each for sentence in sentences for each in sentence)
    if words is None:
        return StepText(every)
    told: list[Told] = []
    for sentence in sentences:
        told += _Sentence(sentence, words).told()
    return StepText(every, tuple(told))


def _sentences(
    step: Step, marked: Marked, named: Container[tuple[int, int]], words: ActionWords | None
) -> Iterator[tuple[Token, ...]]:
    begins = {each.line for each in (step.action, *step.follow_ups)}
    found: list[Token] = []
    is_read = False
    for number in range(step.line, min(step.end_line, len(marked.lines)) + 1):
        line = marked.lines[number - 1]
        if number in begins:
            is_read = True
        if number in begins or not line.strip() or _BLOCK_SIGN.match(line):
            yield tuple(found)
            found = []
        if not line.strip() or line.lstrip().startswith((">", ":::", "!!!", "|")):
            is_read = False
        if is_read:
            for each in _tokens(step, marked, number, named, words):
                if each.kind == "end":
                    yield tuple(found)
                    found = []
                else:
                    found.append(each)
    yield tuple(found)


def _tokens(
    step: Step, marked: Marked, number: int, named: Container[tuple[int, int]], words: ActionWords | None
) -> Iterator[Token]:
    text = marked.lines[number - 1]
    first = _BLOCK_SIGN.match(text)
    text = " " * (first.end() if first else 0) + text[first.end() if first else 0 :]
    apart: dict[int, tuple[int, Label]] = {}
    for each in marked.of(step):
        label = each.label
        if label.line != number:
            continue
        is_name = (label.line, label.column) in named or label.marking in {Marking.BOLD, Marking.QUOTED}
        if not is_name and words is not None and words.by_form.keys() & set(label.text.casefold().split()):
            continue  # a verb in italics is a verb
        start, end = label.column - 1, each.end - 1
        apart[start] = (end, label)
        text = text[:start] + "\n" * (end - start) + text[end:]
    text = _NOT_READ.sub(lambda found: " " * len(found[0]), text)
    brackets = [(each.start(), each.end()) for each in re.finditer(r"\([^()]*\)", text)]
    made = [
        Token("label", LABEL, number, start + 1, end + 1, label)
        if not _ONLY_KEYS.fullmatch(label.text)
        else Token("keys", label.text.replace("\\", ""), number, start + 1, end + 1, label)
        for start, (end, label) in apart.items()
    ]
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        said = found[0].replace("\\", "") if kind == "keys" else found[0] if kind == "url" else found[0].casefold()
        within = any(start <= found.start() < end for start, end in brackets)
        made.append(Token(kind, said, number, found.start() + 1, found.end() + 1, is_in_brackets=within))
    yield from sorted(made, key=lambda each: each.column)


@dataclass
class _Clause:
    """A verb, and the tokens of its clause."""

    verb: Verb
    at: int
    start: int
    end: int
    is_sure: bool
    is_denied: bool = False


@dataclass
class _Sentence:
    """A sentence, read from left to right."""

    tokens: tuple[Token, ...]
    words: ActionWords
    clauses: list[_Clause] = field(default_factory=list)
    is_polite: bool = False

    def told(self) -> list[Told]:
        """Return what it tells."""
        self._find_clauses()
        is_conditional = any(self._is(at, "if") for at in range(len(self.tokens)))
        found = []
        for each in self.clauses:
            if each.is_denied:
                continue
            tokens = self.tokens[each.start : each.end]
            told = Told(
                frozenset(map(ActionKind, each.verb.kinds)),
                tokens,
                each.is_sure and not is_conditional and not each.verb.vague,
            )
            found.append(self._with_keys(told))
        return found

    def _find_clauses(self) -> None:  # noqa: C901  # one branch for each kind of word
        state, is_you, start = "", False, 0
        size = len(self.tokens)
        is_or = False
        at = 0
        while at < size:
            token = self.tokens[at]
            if token.kind == "comma":
                state, is_you, start = "", False, at + 1
            elif self._is(at, "and") or self._is(at, "or"):
                verb = self._leading_verb(at + 1, is_you=is_you)
                if verb is not None:
                    is_or = self._is(at, "or")
                    self.is_polite = is_you and not state
                    goes_on = state == "when" and is_you and not self.words.has_endings
                    state, start = (state if state == "without" or goes_on else ""), at + 1
                    if is_or and self.clauses:
                        self.clauses[-1].is_sure = False
            elif self._is(at, "without"):
                state, start = "without", at
            elif self._is(at, "when") or self._is(at, "if"):
                state, is_you = "when", False
            elif self._is(at, "purpose"):
                state = "purpose"
            elif token.text in self.words["subjects"]:
                is_you = True
            elif token.kind == "word":
                self._take(at, start, state, is_or=is_or)
            at += 1

    def _take(self, at: int, start: int, state: str, *, is_or: bool) -> None:
        end = self._end_of(at)
        verb = self._verb(at, end)
        if verb is None:
            return
        clause = range(start, end)
        is_denied = state == "without" or any(self._is(each, "not") for each in clause)
        is_optional = is_or or any(self._is(each, "may") for each in clause)
        is_sure = not state and not is_optional and self._is_told(verb, at, start, end)
        by = state in {"", "when"} and self._is_by(verb, at, start)
        if self.clauses and self.clauses[-1].start == start:
            # Two verbs in one clause: the first is what is told, as in “bevestig door te drukken”.
            self.clauses[-1].end = max(self.clauses[-1].at + 1, min(self.clauses[-1].end, at))
            start = self.clauses[-1].end
        self.clauses.append(_Clause(verb, at, start, end, is_sure or (by and not is_optional), is_denied))

    def _is_told(self, verb: Verb, at: int, start: int, end: int) -> bool:
        form = self.tokens[at].text
        if form == verb.forms[0] and self._is_order(at, start):
            return True
        subjects = self.words["subjects"]
        if not self.words.has_endings:
            before = [self.tokens[each].text for each in range(max(start, at - 4), at)]
            return form == verb.forms[0] and bool(subjects & set(before)) and not self.words["to"] & set(before[-1:])
        beside = {self.tokens[each].text for each in (at - 1, at + 1) if start <= each < end}
        if form == verb.forms[1] and (beside & subjects or (self.is_polite and self._is_order(at, start))):
            return True
        is_last = at + 1 == end and not self.words["to"] & {self.tokens[at - 1].text if at else ""}
        infinitives = {verb.forms[-1], f"{verb.particle}{verb.forms[-1]}"}
        return (
            form in infinitives and is_last and not any(each.at != at and each.start == start for each in self.clauses)
        )

    def _is_order(self, at: int, start: int) -> bool:
        """Return whether nothing stands before it in its clause but “then” and the like."""
        return all(self._is(each, "then") for each in range(start, at))

    def _is_by(self, verb: Verb, at: int, start: int) -> bool:
        before = {self.tokens[each].text for each in range(start, at)}
        if not before & self.words["by"]:
            return False
        return self.tokens[at].text in {verb.forms[-1], f"{verb.particle}{verb.forms[-1]}"}

    def _end_of(self, at: int) -> int:
        for each in range(at + 1, len(self.tokens)):
            if self.tokens[each].kind == "comma" or self._is(each, "without"):
                return each
            is_you = any(token.text in self.words["subjects"] for token in self.tokens[:each])
            if (self._is(each, "and") or self._is(each, "or")) and self._leading_verb(each + 1, is_you=is_you):
                return each
            if (self._is(each, "when") or self._is(each, "if") or self._is(each, "purpose")) and each > at + 1:
                return each
        return len(self.tokens)

    def _leading_verb(self, at: int, *, is_you: bool = False) -> Verb | None:
        """Return the verb with which an order begins at this place, or goes on that was given with “you”."""
        while at < len(self.tokens) and (self._is(at, "then") or self._is(at, "not")):
            at += 1
        if at >= len(self.tokens):
            return None
        found = self.words.by_form.get(self.tokens[at].text, ())
        text = self.tokens[at].text
        return next((each for each in found if text in each.forms[: 1 + is_you]), None)

    def _verb(self, at: int, end: int) -> Verb | None:
        text = self.tokens[at].text
        fitting = []
        behind = self.tokens[at + 1].text if at + 1 < end else ""
        for each in self.words.by_form.get(text, ()):
            if any(self._has_particle(word, at, end) for word in each.not_with):
                continue
            if each.preposition:
                if each.preposition == behind:
                    return each
            elif not each.particle:
                fitting.append(each)
            elif (text.startswith(each.particle) and text not in each.forms) or self._has_particle(
                each.particle, at, end
            ):
                return each
        return fitting[0] if fitting else None

    def _has_particle(self, particle: str, at: int, end: int) -> bool:
        if at and self.tokens[at - 1].text in self.words["to"]:
            return at > 1 and self.tokens[at - 2].text == particle
        for each in range(at + 1, end):
            if self.tokens[each].text == particle:
                behind = self.tokens[each + 1] if each + 1 < end else None
                if behind is None or not self.words["determiners"]:
                    return True
                if behind.text not in self.words["determiners"] and behind.kind not in {"label", "number"}:
                    return True
        return False

    def _with_keys(self, told: Told) -> Told:
        tokens = told.tokens
        keys: list[str] = []
        any_of, times = False, 0
        for at, token in enumerate(tokens):
            before, behind = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
            if often := self._times(token, behind):
                times = often
            elif key := self._key(token, before, behind):
                # “the pound key (#)” names one key twice
                if not (token.is_in_brackets and keys and keys[-1] == key):
                    keys.append(key)
            elif token.text in self.words["or"] and behind is not None and keys:
                any_of = True
        if ActionKind.PRESSES_KEY not in told.kinds:
            keys = []
        return replace(told, keys=tuple(keys), any_of=any_of, times=times)

    def _times(self, token: Token, behind: Token | None) -> int:
        if token.text in self.words.often:
            return self.words.often[token.text]
        number = int(token.text) if token.kind == "number" else self.words.numbers.get(token.text, 0)
        return number if number and behind is not None and behind.text in self.words["times"] else 0

    def _key(self, token: Token, before: Token | None, behind: Token | None) -> str:
        if token.kind == "keys":
            return token.text
        two = f"{token.text} {behind.text}" if behind else ""
        if two in self.words.keys:  # unless its second word names it as well
            return "" if behind and behind.text in self.words.keys else self.words.keys[two]
        if token.text in self.words.keys:
            return self.words.keys[token.text]
        lists = self.words
        is_named = before is not None and (
            before.text in lists["key"] | lists["key-after"] or before.text in lists.by_form
        )
        goes_on = lists["key"] | lists["or"] | lists["and"] | lists["then"] | lists["key-after"] | lists["purpose"]
        is_amount = behind is not None and behind.kind == "word" and behind.text not in goes_on
        return token.text if token.kind == "number" and is_named and not is_amount else ""

    def _is(self, at: int, name: str) -> bool:
        """Return whether a word of this list, or words of it, stand at this place."""
        listed = self.words[name]
        return any(" ".join(each.text for each in self.tokens[at : at + size]) in listed for size in (1, 2, 3))
