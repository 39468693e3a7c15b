"""The people of a scenario, by the words that features use, each with a browser and a phone."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.labels import Message
from stapsgewijs.scenarios.actors.person import Person
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.gherkin_line import without_article

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playwright.sync_api import BrowserContext, Locator, Page

    from stapsgewijs.guide import Action, StepCheck
    from stapsgewijs.scenarios.actors.external_system import OwnSystem
    from stapsgewijs.scenarios.actors.organisation import Organisation
    from stapsgewijs.scenarios.actors.visitor import BeforeUse
    from stapsgewijs.scenarios.label_translation import LabelTranslation
    from stapsgewijs.testing.handset import Handset

NAMES: Final = ("Anna", "Bram", "Chris", "Dina", "Emre", "Fleur")
"""What people are called on the pages whom a feature does not call by a name, in the order in which they come."""


class People:
    """The people of one scenario."""

    def __init__(
        self,
        organisation: Organisation | OwnSystem,
        wording: LabelTranslation,
        new_context: Callable[..., BrowserContext],
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Hold what people share: the organisation, the wording, the way to a browser context, what is typed where."""
        self.organisation = organisation
        self.browser: dict[str, Any] = {}
        self._wording = wording
        self._new_context = new_context
        self._values = values
        self.opened: Callable[[Person], None] = _nothing
        """What is done when somebody has opened a page for the first time."""
        self.before_use: BeforeUse = _not_noted
        """What is done before somebody uses an element of a page, which is called so there."""
        self._present: dict[str, Person] = {}
        self._others: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def join(self, word: str, number: str = "", *, words: Sequence[str] = ()) -> Person:
        """Let the person that features call `word` take part, with this phone number; whoever comes again stays one.

        `words` are others that features may have for the same person.
        """
        key = _key(word)
        name = self._names.setdefault(key, self._name_of(without_article(word)))
        self.organisation.employs(name)
        number = number or self.organisation.number
        self._present[key] = Person(
            self.organisation,
            name,
            self._wording,
            self._page,
            lambda: self.organisation.handset(number),
            self._values,
        )
        self._present[key].opened = self.opened
        self._present[key].before_use = self.before_use
        self._others.update(dict.fromkeys(map(_key, words), key))
        return self._present[key]

    def __getitem__(self, word: str) -> Person:
        """Return the person that features call `word`; raises `StepError` for one that the scenario did not name."""
        key = self._others.get(_key(word), _key(word))
        if key not in self._present:
            known = ", ".join(f"“{each}”" for each in self._present) or "nobody"
            msg = f"nobody in this scenario is called “{word}”; there is {known}"
            raise StepError(msg)
        return self._present[key]

    @property
    def follower(self) -> Person:
        """Who follows the guide where a line names nobody: the person that the scenario named first."""
        if not self._present:
            msg = "nobody takes part in this scenario yet; begin it with a person who has a number"
            raise StepError(msg)
        return next(iter(self._present.values()))

    def _name_of(self, word: str) -> str:
        if word[:1].isupper():
            return word
        taken = set(self._names.values())
        return next((each for each in NAMES if each not in taken), word.capitalize())

    def done_last(self) -> tuple[Action, ...]:
        """Return what people did for the documented step that was closed last."""
        return tuple(action for each in self._present.values() for action in each.log.closed)

    def check_last(self) -> StepCheck:
        """Return what came of the documented step that was closed last."""
        return self.follower.log.check

    def received(self) -> tuple[Message, ...]:
        """Say what each handset received, for a failure that explains itself."""
        if not self.organisation.exists:
            return ()
        return tuple(
            line
            for word, each in self._present.items()
            for line in (Message.of("the handset of the {word} received:", word=word), *each.handset.received())
        )

    def handsets(self) -> dict[str, Handset]:
        """Return the handset of each person who takes part, by the word that features use."""
        return {word: each.handset for word, each in self._present.items()} if self.organisation.exists else {}

    def pages(self) -> list[Page]:
        """Return the pages that are open in front of people, in the order in which the scenario named them."""
        return [each.page for each in self._present.values() if each.has_page]

    def _page(self) -> Page:
        return self._new_context(**self.browser).new_page()


def _nothing(_person: Person) -> None:
    """Do nothing."""


def _not_noted(_page: Page, _element: Locator, _name: str, _is_typed: bool) -> None:  # noqa: FBT001  # as `BeforeUse`
    """Do nothing."""


def _key(word: str) -> str:
    """Return what somebody is known by: capitals, white space and an article do not count."""
    return " ".join(without_article(word).casefold().split())
