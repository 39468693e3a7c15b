"""Patterns of Gherkin lines: `{who} clicks "{label}"`.

Parts of a pattern: `{who}` is a person by any words ("Anna", "the employee", "Mevrouw De Vries"), `"{label}"` a text in
quotation marks, in which quotation marks may stand, `{count:d}` a number, `{kind:a|b}` one of these words, and `(s)`
letters that may be missing. Capitals and white space do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pytest_bdd import step
from pytest_bdd.parsers import StepParser

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE: Final = frozenset({"who", "other"})
"""Names of parts that are people."""
_ARTICLE: Final = re.compile(r"(?:de|het|een|the|an?|der|die|das|ein|eine|le|la|un|une)\s+(?=\S)", re.IGNORECASE)
_PART: Final = re.compile(
    r'(?P<quoted>"\{(?P<text>[a-z]+)\}")|\{(?P<name>[a-z]+)(?::(?P<kind>[^}]+))?\}|\((?P<option>[^)]+)\)'
)
_WHO: Final = r'[^\s"“”„«»]+(?:\s+[^\s"“”„«»]+){0,4}?'
_TEXT: Final = r'(?:"(?P<{0}>.*?)"|“(?P<{0}_2>.*?)”|„(?P<{0}_3>.*?)[”“]|«\s*(?P<{0}_4>.*?)\s*»)'
_SHAPE: Final = re.compile(r"\{[^}]*\}|\(|\)")
_MAX_LINES: Final = 4096
"""Number of lines whose folded form is cached; a project has fewer."""

Definition = TypeVar("Definition", bound="Callable[..., object]")


class Line(StepParser):
    """A pattern of lines, in one language (`en`), or in any that has these words (empty)."""

    def __init__(self, pattern: str, language: str = "") -> None:
        """Keep the pattern; raises `ValueError` where two parts have one name."""
        super().__init__(pattern)
        self.pattern = pattern
        self.language = language
        self.weight = len(_SHAPE.sub("", pattern))
        """Number of letters that are the same in each line; of two patterns that fit a line, the greater one counts."""
        parts = [each for each in _PART.finditer(pattern) if not each["option"]]
        self._numbers = {each["name"] for each in parts if each["kind"] == "d"}
        names = Counter(each["text"] or each["name"] for each in parts)
        if twice := [each for each, count in names.items() if count > 1]:
            msg = f"{pattern}: there are two parts {{{twice[0]}}}"
            raise ValueError(msg)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What stands in each line that fits, as `fold` returns it."""
        return tuple(fold(_PART.sub(" ", self.pattern)).split())

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        """The regular expression: made when a line may fit, because it takes half a millisecond."""
        expression, at = "", 0
        for each in _PART.finditer(self.pattern):
            expression += _literal(self.pattern[at : each.start()]) + _expression(each)
            at = each.end()
        return re.compile(expression + _literal(self.pattern[at:]), re.IGNORECASE | re.DOTALL)

    def is_matching(self, name: str) -> bool:
        """Return whether a line fits."""
        return self._compiled.fullmatch(name.strip()) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        """Return the parts of a line by their names; None for one that does not fit."""
        found = self._compiled.fullmatch(name.strip())
        if found is None:
            return None
        groups = ((part.partition("_")[0], text) for part, text in found.groupdict().items() if text is not None)
        return {part: self._value(part, text) for part, text in groups}

    def _value(self, part: str, text: str) -> Any:  # noqa: ANN401  # of a placeholder
        if part in PEOPLE:
            return without_article(text)
        return int(text) if part in self._numbers else text.replace('\\"', '"')


@lru_cache(_MAX_LINES)
def fold(text: str) -> str:
    """Return a text in which what differs by its capitals only is the same; `re` takes every i for an i."""
    return text.casefold().replace("i\u0307", "i").replace("\u0131", "i")


def without_article(words: str) -> str:
    """Return the words for somebody without `the` and the like: "a person" and "the person" are one."""
    return _ARTICLE.sub("", words.strip(), count=1) if _ARTICLE.match(words.strip()) else words.strip()


def line(*patterns: str, **languages: str | tuple[str, ...]) -> Callable[[Definition], Definition]:
    """Return a decorator that makes a function the definition of lines, under any keyword of Gherkin.

    Patterns are given as they are or by their language: `line(en='{who} waits', nl='{who} wacht')`.
    """
    parsers = [Line(each) for each in patterns]
    for language, given in languages.items():
        parsers += [Line(each, language) for each in ([given] if isinstance(given, str) else given)]

    def decorate(definition: Definition) -> Definition:
        for each in parsers:
            step(each, stacklevel=2)(definition)
        return definition

    return decorate


def _literal(text: str) -> str:
    return r"\s+".join(re.escape(each) for each in re.split(r"\s+", text))


def _expression(part: re.Match[str]) -> str:
    if part["quoted"]:
        return _TEXT.format(part["text"])
    if part["option"]:
        return f"(?:{_literal(part['option'])})?"
    name, kind = part["name"], part["kind"]
    if kind == "d":
        return rf"(?P<{name}>\d+)"
    if kind:
        return f"(?P<{name}>{'|'.join(_literal(each) for each in kind.split('|'))})"
    return f"(?P<{name}>{_WHO})" if name in PEOPLE else rf"(?P<{name}>\S+)"
