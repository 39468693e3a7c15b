"""Who takes part in a scenario: people by the words that features use, each with a browser and a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stapsgewijs.scenarios.actors.person import Employee

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from stapsgewijs.scenarios.actors.external_system import OwnSystem
    from stapsgewijs.scenarios.actors.organisation import Organisation
    from stapsgewijs.scenarios.label_translation import LabelTranslation

NAMES = {"medewerker": "Anna", "collega": "Bram"}
"""Word in a feature → the person's name on the pages."""


class People:
    """The people of one scenario."""

    def __init__(
        self,
        organisation: Organisation | OwnSystem,
        wording: LabelTranslation,
        new_context: Callable[..., BrowserContext],
    ) -> None:
        """Hold what people share: the organisation, the wording, a way to get a browser context."""
        self.organisation = organisation
        self.browser: dict[str, Any] = {}
        self._wording = wording
        self._new_context = new_context
        self._present: dict[str, Employee] = {}

    def join(self, word: str, number: str) -> Employee:
        """Let the person that features call `word` take part, with this phone number."""
        name = NAMES[word]
        self.organisation.employs(name)
        self._present[word] = Employee(
            lambda: self.organisation.account(name),
            self._wording,
            self._page,
            lambda: self.organisation.handset(number),
        )
        return self._present[word]

    def __getitem__(self, word: str) -> Employee:
        """Return the person that features call `word`."""
        return self._present[word]

    def used_last(self) -> tuple[str, ...]:
        """Return the controls (English labels) that people used for the documented step that was closed last."""
        return tuple(dict.fromkeys(name for each in self._present.values() for name in each.journal.closed))

    def received(self) -> str:
        """Say what each handset received, for a failure that explains itself."""
        if not self.organisation.exists:
            return ""
        told = (
            f"the handset of the {word} received:\n{each.handset.summary()}" for word, each in self._present.items()
        )
        return "\n".join(told)

    def _page(self) -> Page:
        return self._new_context(**self.browser).new_page()
