"""Where organisations are kept, each with its people, policy, clock, phone network and enrollments."""

from simulator.store.keeping import InMemory, Keeping
from simulator.store.organisations import Organisation, Organisations, Person, UnknownOrganisationError

__all__ = ["InMemory", "Keeping", "Organisation", "Organisations", "Person", "UnknownOrganisationError"]
