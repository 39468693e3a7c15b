"""Ending a scenario in order when somebody ends the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from stapsgewijs.interruption import Interruption


class Interrupter:
    """A pytest plugin that ends the run between two lines of a scenario; a line that is under way has not failed."""

    def __init__(self, interruption: Interruption, *, heeds: bool) -> None:
        """End the run when `interruption` says so; a worker has to hear of signals by itself (`heeds`)."""
        self.interruption = interruption
        self._heeds = heeds

    def pytest_sessionstart(self) -> None:
        """Heed signals from now on, until the process is gone: it may be told again while it cleans up."""
        if self._heeds:
            self.interruption.heed()

    def pytest_bdd_before_step(self) -> None:
        """Stop before a line."""
        self.interruption.check()

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_step_error(self) -> None:
        """Do not take for a failure what the end of the browser does to a line that is under way."""
        self.interruption.check()
