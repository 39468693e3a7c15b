"""Where a simulator keeps everything: a port for whoever builds organisations, and the way to keep nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stapsgewijs.identity import MemoryRegister, Register, SecretSource, SeededSecrets, SystemSecrets
from stapsgewijs.phone_network import Ledger, MemoryLedger
from stapsgewijs.storage.organisations import Organisations

if TYPE_CHECKING:
    from stapsgewijs.storage.organisations import OrganisationFactory


class Keeping(Protocol):
    """What an organisation is built around."""

    def ledger(self, organisation_id: str) -> Ledger:
        """Return where the phone network of an organisation keeps what it knows."""
        ...

    def register(self, organisation_id: str) -> Register:
        """Return where its desk does."""
        ...

    def secrets(self, organisation_id: str, seed: str | None) -> SecretSource:
        """Return where its codes come from: chance, or the sequence of a seed."""
        ...

    def organisations(self, build: OrganisationFactory) -> Organisations:
        """Return all organisations there are; those that were kept are built by `build`."""
        ...


class InMemory:
    """Keeps everything as long as the process lasts."""

    def ledger(self, organisation_id: str) -> Ledger:  # noqa: ARG002  # each has its own anyway
        """Return a new ledger."""
        return MemoryLedger()

    def register(self, organisation_id: str) -> Register:  # noqa: ARG002  # idem
        """Return a new register."""
        return MemoryRegister()

    def secrets(self, organisation_id: str, seed: str | None) -> SecretSource:  # noqa: ARG002  # idem
        """Return secrets."""
        return SystemSecrets() if seed is None else SeededSecrets(seed)

    def organisations(self, build: OrganisationFactory) -> Organisations:  # noqa: ARG002  # nothing was kept
        """Return no organisations."""
        return Organisations()
