"""Organisations and everything in them: people, policy, clock, phone network and enrollments."""

from stapsgewijs.storage.backend import MemoryBackend, StorageBackend, StorageUnavailableError
from stapsgewijs.storage.organisations import Idleness, Organisation, Organisations, Person, UnknownOrganisationError

__all__ = [
    "Idleness",
    "MemoryBackend",
    "Organisation",
    "Organisations",
    "Person",
    "StorageBackend",
    "StorageUnavailableError",
    "UnknownOrganisationError",
]
