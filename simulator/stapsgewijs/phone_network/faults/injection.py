"""Which fault applies in one network: by request, rule, number or chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.faults.chaos import Chaos
from stapsgewijs.phone_network.faults.magic_numbers import magic_fault
from stapsgewijs.phone_network.faults.rules import Action, Fault, Kind
from stapsgewijs.phone_network.messages import Direction

if TYPE_CHECKING:
    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.repository import IdSource, NetworkRepository
    from stapsgewijs.phone_numbers import PhoneNumber

MAX_RULES: Final = 1_000
"""Rules of one network: each message is held against all of them."""
_CHAOS: Final = "chaos"
"""The name of the setting."""


class TooManyRulesError(Exception):
    """One more rule than a network may have."""

    def __init__(self) -> None:
        super().__init__(f"there are {MAX_RULES} faults already that can still happen; remove some of them first")


class FaultInjector:
    """The fault rules and the chance of one network."""

    def __init__(self, clock: Clock, ids: IdSource, repository: NetworkRepository) -> None:
        self._clock = clock
        self._ids = ids
        self._repository = repository

    def active(self) -> list[Fault]:
        """Return the rules that can still happen, the oldest first."""
        return [each for each in self._repository.faults() if not each.is_spent]

    def add(  # noqa: PLR0913  # the fields of a rule
        self,
        number: PhoneNumber | None,
        action: Action,
        *,
        text: str = "",
        seconds: float = 0,
        skip: int = 0,
        times: int | None = 1,
        code: int | None = None,
        limit: int = 0,
        window_s: float = 0,
        direction: Direction = Direction.OUTBOUND,
    ) -> Fault:
        """Add a rule, for `number` or for all; older rules come first. The fields are those of `Fault`.

        The oldest that cannot happen any more is forgotten where there are `MAX_RULES`; raises `TooManyRulesError`
        where all of them can.
        """
        if len(known := self._repository.faults()) >= MAX_RULES:
            if (spent := next((each for each in known if each.is_spent), None)) is None:
                raise TooManyRulesError
            self._repository.remove_faults(spent.id)
        fault_id = f"FT{self._ids.token()}"
        fault = Fault(fault_id, action, number, text, seconds, skip, times, code, limit, window_s, direction=direction)
        self._repository.save_fault(fault)
        return fault

    def clear(self, fault_id: str | None = None) -> int:
        """Forget one rule, or all of them and chaos as well; returns how many rules there were."""
        if fault_id is None:
            self.chaos = None
        return self._repository.remove_faults(fault_id)

    @property
    def chaos(self) -> Chaos | None:
        """What chance may spoil, if it may."""
        setting = self._repository.get_setting(_CHAOS)
        return Chaos.from_mapping(setting) if setting else None

    @chaos.setter
    def chaos(self, chaos: Chaos | None) -> None:
        self._repository.put_setting(_CHAOS, chaos.to_mapping() if chaos else {})

    def next_fault(
        self,
        kind: Kind,
        number: PhoneNumber,
        text: str,
        requested: Fault | None,
        direction: Direction = Direction.OUTBOUND,
    ) -> Fault | None:
        """Return what goes wrong with what is sent now: as requested, by rule, by magic number, by chance.

        Magic numbers are about what goes to them.
        """
        fault = requested or self._triggered_rule(kind, number, text, direction)
        if fault is None and direction is Direction.OUTBOUND:
            fault = magic_fault(kind, number)
        chaos = None if fault else self.chaos
        if chaos is None:
            return fault
        fault, self.chaos = chaos.draw(kind)
        return fault

    def _triggered_rule(self, kind: Kind, number: PhoneNumber, text: str, direction: Direction) -> Fault | None:
        """Count a message or call in each rule that matches, up to the first one that is triggered."""
        for rule in self._repository.faults():
            if rule.matches(kind, number, text, direction):
                is_triggered = rule.triggers(self._clock.now())
                self._repository.save_fault(rule)
                if is_triggered:
                    return rule
        return None
