"""Where organisations are kept, each with its people, policy, clock, phone network and enrollments."""

from simulator.store.organisations import Organisation, Organisations, Person, UnknownOrganisationError

__all__ = ["Organisation", "Organisations", "Person", "UnknownOrganisationError"]
