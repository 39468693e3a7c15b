"""Where organisations are kept, each with its people, policy, clock, phone network and enrollments."""

from stapsgewijs.storage.backend import InMemory, Keeping
from stapsgewijs.storage.organisations import Organisation, Organisations, Person, UnknownOrganisationError

__all__ = ["InMemory", "Keeping", "Organisation", "Organisations", "Person", "UnknownOrganisationError"]
