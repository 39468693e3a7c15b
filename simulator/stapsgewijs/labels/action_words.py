"""The words by which a language tells what to do: `<labels>/actions/<language>.toml`, one file for a language."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import read_toml
from stapsgewijs.labels.word_file import find_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER: Final = "actions"
"""Where they are beside the catalogues of a folder of labels."""

_PAIR: Final = 2
_LISTS: Final = (
    *("subjects", "determiners", "may", "not", "without", "if", "when", "purpose", "by", "to", "and", "or", "then"),
    *("example", "times", "digits", "characters", "key", "by-phone", "units", "parts", "key-after"),
)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of which `forms` the first gives an order; `kinds` are those of actions that it can mean.

    `particle` stands behind it, `preposition` directly behind it; `not_with` are the words with which it means
    something else. A `vague` one can mean something else anyway.
    """

    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    particle: str = ""
    preposition: str = ""
    not_with: frozenset[str] = frozenset()
    vague: bool = False


@dataclass(frozen=True)
class ActionWords:
    """The words of one language, all in small letters; `lists` by their names in the file.

    `keys` are the names of a key of a telephone, `often` the words for how many times, `numbers` those for numbers,
    `compounds` what is joined to a number (`digits`: “six-digit”). `events` are words that tell of what happens by
    itself, by its kind; a language may have none.
    """

    language: str
    verbs: tuple[Verb, ...]
    lists: Mapping[str, frozenset[str]]
    keys: Mapping[str, str]
    often: Mapping[str, int]
    numbers: Mapping[str, int]
    compounds: Mapping[str, tuple[str, ...]]
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> frozenset[str]:
        """Return the words of a list, by its name in the file."""
        return self.lists[name]

    @cached_property
    def has_endings(self) -> bool:
        """Whether an order has another form than “you press” and “to press”."""
        return all(len(set(each.forms)) > _PAIR for each in self.verbs if each.forms[0] != each.forms[1])

    @cached_property
    def by_form(self) -> Mapping[str, tuple[Verb, ...]]:
        """The verbs with each form; of a separable one also the infinitive with its particle before it."""
        found: dict[str, tuple[Verb, ...]] = {}
        for verb in self.verbs:
            forms = {*verb.forms, *([f"{verb.particle}{verb.forms[-1]}"] if verb.particle else [])}
            for each in forms:
                found[each] = (*found.get(each, ()), verb)
        return found

    @classmethod
    def find(cls, labels: Path, language: str) -> ActionWords | None:
        """Read those of a language (`nl`), None where there are none; raises `DocumentError` where that is none."""
        return find_words(labels / FOLDER, language, _read)


def _read(path: Path) -> ActionWords:
    plain = read_toml(path)
    try:
        return _made(path.stem, plain)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(path, f"is not complete: {error}; compare it with nl.toml") from None


def _made(language: str, plain: Mapping[str, Any]) -> ActionWords:
    verbs = tuple(
        Verb(
            tuple(each["forms"]),
            tuple(each["kinds"]),
            each.get("particle", ""),
            each.get("preposition", ""),
            frozenset(each.get("not-with", ())),
            bool(each.get("vague", False)),
        )
        for each in plain["verbs"]
    )
    return ActionWords(
        language,
        verbs,
        {name: frozenset(plain[name]) for name in _LISTS},
        {name: key for key, names in plain["keys"].items() for name in names},
        {name: int(number) for name, number in plain["often"].items()},
        {name: int(number) for name, number in plain["numbers"].items()},
        {name: tuple(ends) for name, ends in plain["compounds"].items()},
        {name: tuple(each) for name, each in plain.get("events", {}).items()},
    )
