"""Organisations and everything in them: people, policy, clock, phone network and enrollments."""

from stapsgewijs.storage.backend import GroupedCommits, MemoryBackend, StorageBackend, StorageUnavailableError
from stapsgewijs.storage.organisations import (
    Idleness,
    Organisation,
    Organisations,
    OrganisationSummary,
    Person,
    UnknownOrganisationError,
)

__all__ = [
    "GroupedCommits",
    "Idleness",
    "MemoryBackend",
    "Organisation",
    "OrganisationSummary",
    "Organisations",
    "Person",
    "StorageBackend",
    "StorageUnavailableError",
    "UnknownOrganisationError",
]
