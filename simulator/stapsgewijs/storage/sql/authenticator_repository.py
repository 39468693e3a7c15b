"""The authenticator apps of one organisation, in a database."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from stapsgewijs.authenticator import (
    MAX_REQUESTS,
    Account,
    AppKind,
    AppState,
    CameraPermission,
    Fault,
    Request,
    RequestFault,
    RequestState,
)
from stapsgewijs.storage.sql.item_repository import next_place, upsert
from stapsgewijs.storage.sql.schema import APP_REQUESTS, AUTHENTICATORS
from stapsgewijs.storage.sql.serialization import (
    dumps,
    from_epoch_us,
    from_epoch_us_or_none,
    loads,
    to_epoch_us,
    to_epoch_us_or_none,
)
from stapsgewijs.totp import Algorithm, Totp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.storage.sql.database import Database

_SAVE_APP: Final = upsert(AUTHENTICATORS, "content")


class SqlAuthenticatorRepository:
    """A repository that outlives the process. The organisation has to be in the database already."""

    def __init__(self, database: Database, organisation: str) -> None:
        self._database = database
        self._organisation = organisation
        table = APP_REQUESTS
        mine = (table.c.organisation == organisation,)
        read = select(table.c.id, table.c.request, table.c.number, table.c.place, table.c.content)
        by_number = (*mine, table.c.number == bindparam("of"))
        self._of = read.where(*by_number).order_by(table.c.place)
        self._one = read.where(*mine, table.c.id == bindparam("which"))
        self._copies = read.where(*mine, table.c.request == bindparam("which")).order_by(table.c.place)
        self._open = read.where(*mine, table.c.open_until.is_not(None)).order_by(table.c.place)
        self._places = select(table.c.place).where(*by_number).order_by(table.c.place.desc())
        self._prune = delete(table).where(*by_number, table.c.place <= bindparam("last"))
        self._save: Any = (
            update(table)
            .where(*mine, table.c.id == bindparam("which"))
            .values(content=bindparam("new"), open_until=bindparam("until"))
        )
        apps = AUTHENTICATORS.c
        self._app = select(apps.content).where(apps.organisation == organisation, apps.number == bindparam("of"))
        self._numbers = select(apps.number).where(apps.organisation == organisation).order_by(apps.number)

    def transaction(self) -> AbstractContextManager[None]:
        return self._database.transaction(self._organisation)

    def app(self, number: str) -> AppState:
        key = (AUTHENTICATORS.name, self._organisation, number)
        content = self._database.cached(key, lambda: self._database.run(self._app, {"of": number}).scalar())
        return AppState(number) if content is None else _parse_app(number, content)

    def save_app(self, app: AppState) -> None:
        row = {"organisation": self._organisation, "number": app.number, "content": _serialize_app(app)}
        with self.transaction():
            self._database.invalidate((AUTHENTICATORS.name, self._organisation, app.number))
            self._database.run(_SAVE_APP, row)

    def numbers(self) -> list[str]:
        return list(self._database.run(self._numbers).scalars())

    def add_request(self, request: Request) -> None:
        with self.transaction():
            request.place = next_place(self._database, self._organisation, APP_REQUESTS)
            row = {
                "organisation": self._organisation,
                "id": request.id,
                "request": request.service_id,
                "number": request.number,
                "place": request.place,
                "open_until": _open_until(request),
                "content": _serialize_request(request),
            }
            self._forget_open()
            self._database.run(insert(APP_REQUESTS), row)
            places = self._database.run(self._places, {"of": request.number}).scalars().all()
            if len(places) > MAX_REQUESTS:
                self._database.run(self._prune, {"of": request.number, "last": places[MAX_REQUESTS]})

    def save_request(self, request: Request) -> None:
        changed = {"new": _serialize_request(request), "until": _open_until(request)}
        with self.transaction():
            self._forget_open()
            self._database.run(self._save, {"which": request.id, **changed})

    def requests(self, number: str) -> list[Request]:
        return [_parse_request(each) for each in self._database.run(self._of, {"of": number})]

    def request(self, request_id: str) -> Request | None:
        row = self._database.run(self._one, {"which": request_id}).one_or_none()
        return None if row is None else _parse_request(row)

    def copies(self, service_id: str) -> list[Request]:
        return [_parse_request(each) for each in self._database.run(self._copies, {"which": service_id})]

    def open_requests(self, now: datetime) -> list[Request]:
        rows = self._database.cached(self._open_key, lambda: self._database.run(self._open).all())
        return [each for each in map(_parse_request, rows) if each.expires > now]

    @property
    def _open_key(self) -> tuple[str, str, str]:
        return APP_REQUESTS.name, self._organisation, "open"

    def _forget_open(self) -> None:
        self._database.invalidate(self._open_key)


def _open_until(request: Request) -> int | None:
    return to_epoch_us(request.expires) if request.outcome is None else None


def _serialize_app(app: AppState) -> str:
    accounts = [
        {
            "id": each.id,
            "organisation": each.organisation,
            "user_name": each.user_name,
            "secret": each.totp.secret.hex(),
            "digits": each.totp.digits,
            "period_s": each.totp.period_s,
            "algorithm": each.totp.algorithm,
            "added": to_epoch_us(each.added),
            "device_id": each.device_id,
        }
        for each in app.accounts
    ]
    faults = [[each.action, each.seconds, each.skip, each.times] for each in app.faults]
    return dumps(
        {
            "accounts": accounts,
            "camera": app.camera,
            "kind": app.kind,
            "pin": app.pin,
            "clock_offset_s": app.clock_offset_s,
            "faults": faults,
        }
    )


def _parse_app(number: str, content: str) -> AppState:
    known = loads(content)
    accounts = [
        Account(
            each["id"],
            each["organisation"],
            each["user_name"],
            Totp(bytes.fromhex(each["secret"]), each["digits"], each["period_s"], Algorithm(each["algorithm"])),
            from_epoch_us(each["added"]),
            each["device_id"],
        )
        for each in known["accounts"]
    ]
    return AppState(
        number,
        accounts,
        CameraPermission(known["camera"]),
        AppKind(known["kind"]),
        known["pin"],
        known["clock_offset_s"],
        [Fault(RequestFault(action), *rest) for action, *rest in known["faults"]],
    )


def _serialize_request(request: Request) -> str:
    return dumps(
        {
            "account_id": request.account_id,
            "organisation": request.organisation,
            "user_name": request.user_name,
            "needs_number": request.needs_number,
            "needs_pin": request.needs_pin,
            "sent": to_epoch_us(request.sent),
            "arrives": to_epoch_us_or_none(request.arrives),
            "expires": to_epoch_us(request.expires),
            "outcome": request.outcome,
            "answered": to_epoch_us_or_none(request.answered),
        }
    )


def _parse_request(row: Sequence[Any]) -> Request:
    request_id, service_id, number, place, content = row
    known = loads(content)
    return Request(
        request_id,
        service_id,
        number,
        known["account_id"],
        known["organisation"],
        known["user_name"],
        known["needs_number"],
        known["needs_pin"],
        from_epoch_us(known["sent"]),
        from_epoch_us_or_none(known["arrives"]),
        from_epoch_us(known["expires"]),
        RequestState(known["outcome"]) if known["outcome"] else None,
        from_epoch_us_or_none(known["answered"]),
        place,
    )
