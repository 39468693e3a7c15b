"""What becomes of an enrollment when its call comes to something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from stapsgewijs.identity.methods.phone_call import CallDialogue, CallEnd
from stapsgewijs.identity.repository import EnrollmentRepository, kept
from stapsgewijs.identity.states import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.clock import Clock
    from stapsgewijs.identity.methods.phone_texts import MessageTemplates
    from stapsgewijs.identity.model import Enrollment
    from stapsgewijs.identity.policy import Policy


@dataclass(frozen=True, slots=True)
class CallResultHandler:
    """Makes the conversations of calls. They live in what is kept, so any process can take them up again.

    `verified` and `changed` are told of the enrollment; `policy` is asked for when it is needed.
    """

    register: EnrollmentRepository
    clock: Clock
    script: MessageTemplates
    policy: Callable[[], Policy]
    verified: Callable[[Enrollment], None]
    changed: Callable[[Enrollment], None]

    def dialogue(self, enrollment_id: str, call: int, keys: str = "") -> CallDialogue:
        """Return the conversation of call number `call` of an enrollment, for as long as that waits for it.

        `keys` are those that were pressed of a code of more keys.
        """

        def is_void() -> bool:
            found = self.register.find(enrollment_id)
            return found is None or found.call != call

        def told(what: Callable[[Enrollment], None]) -> None:
            found = self.register.find(enrollment_id)
            if found is not None:
                with kept(self.register, found):
                    found.call = 0
                    what(found)

        return CallDialogue(
            self.script,
            lambda: told(self.verified),
            lambda: told(self._reported),
            lambda how: told(lambda found: self._failed(found, how)),
            enrollment_id,
            keys,
            call,
            is_void,
        )

    def _failed(self, enrollment: Enrollment, how: CallEnd) -> None:
        enrollment.happens(Event.FAIL_CALL)
        enrollment.call_end = how
        self.changed(enrollment)

    def _reported(self, enrollment: Enrollment) -> None:
        enrollment.happens(Event.REPORT_FRAUD)
        known = self.register.credentials(enrollment.person)
        known.blocked_until = self.clock.now() + timedelta(days=self.policy().fraud_block_days)
        self.register.save_credentials(known)
        self.changed(enrollment)
