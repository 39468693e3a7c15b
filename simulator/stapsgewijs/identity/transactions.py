"""One change of a verification, with everything that comes with it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from stapsgewijs.identity.rejections import RequestRejectedError
from stapsgewijs.identity.states import ForbiddenEventError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.identity.model import Verification
    from stapsgewijs.identity.repository import EnrollmentRepository


@contextmanager
def transaction(repository: EnrollmentRepository, verification: Verification) -> Iterator[None]:
    """Keep as one what becomes of a verification; what a rejection changes (a count, a form) is kept as well."""
    rejection: RequestRejectedError | ForbiddenEventError | None = None
    with repository.transaction():
        repository.refresh(verification)
        try:
            yield
        except (RequestRejectedError, ForbiddenEventError) as error:
            rejection = error
        repository.save(verification)
    if rejection is not None:
        raise rejection
