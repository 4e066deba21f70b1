"""Remembering: a full version of the object, and the command that made it so, with the change itself."""

from dataclasses import fields, is_dataclass
from typing import Any, Final

import orjson

from registry.context import TIME, Context
from registry.model.application import Application
from registry.model.contact import Contact
from registry.model.domain import Domain
from registry.model.host import Host
from registry.model.name_list import ListVersion
from registry.model.policy import Policy
from registry.model.registrar import RegistrarRecord
from registry.model.requester import Requester
from registry.model.token import AllocationToken
from registry.model.urs import UrsCase
from registry.store import history
from registry.store.sql import Connection

Remembered = (
    Application
    | Domain
    | Host
    | Contact
    | RegistrarRecord
    | Policy
    | ListVersion
    | AllocationToken
    | Requester
    | UrsCase
)

# What a version never holds: history is read by many.
_SECRET: Final = frozenset({"authinfo"})


async def remember_domain(
    cx: Context, db: Connection, event: str, domain: Domain, *, code: int = 1000, is_command: bool = True
) -> None:
    """Record the domain as it now is, after `event`; `code` is what the command is answered.

    Not `is_command`: a command about something else made it so.
    """
    policy, roid, name = _policy(cx, domain), domain.roid, domain.name
    await _record(cx, db, "domain", event, roid, name, domain.version, domain, policy, code, is_command=is_command)


async def remember_end(cx: Context, db: Connection, event: str, domain: Domain) -> None:
    """Record that the domain ended; `domain` is what it was."""
    await _record(
        cx, db, "domain", event, domain.roid, domain.name, domain.version + 1, None, _policy(cx, domain), 1000
    )


async def remember_host(cx: Context, db: Connection, event: str, host: Host, *, ended: bool = False) -> None:
    state = None if ended else host
    await _record(cx, db, "host", event, host.roid, host.name, host.version + ended, state, None, 1000)


async def remember_moved_host(cx: Context, db: Connection, host: Host, event: str = "transfer") -> None:
    """Record a host that was moved by what befell its superordinate domain: a version that no command of its own made."""
    await _record(cx, db, "host", event, host.roid, host.name, host.version, host, None, 1000, is_command=False)


async def remember_ended_host(cx: Context, db: Connection, host: Host) -> None:
    """Record a host that ended with its superordinate domain, without a command of its own."""
    await _record(cx, db, "host", "purge", host.roid, host.name, host.version + 1, None, None, 1000, is_command=False)


async def remember_contact(
    cx: Context, db: Connection, event: str, contact: Contact, *, ended: bool = False, code: int = 1000
) -> None:
    state = None if ended else contact
    await _record(cx, db, "contact", event, contact.roid, contact.handle, contact.version + ended, state, None, code)


async def remember_application(
    cx: Context,
    db: Connection,
    event: str,
    application: Application,
    *,
    ended: bool = False,
    code: int = 1000,
    is_command: bool = True,
) -> None:
    """Record the application as it now is; not `is_command`: a rival's, which the command that was decided about did not name."""
    state, version = None if ended else application, application.version + ended
    policy, roid, name = _policy(cx, application.domain), application.roid, application.name
    await _record(cx, db, "application", event, roid, name, version, state, policy, code, is_command=is_command)


async def remember_registrar(cx: Context, db: Connection, event: str, record: RegistrarRecord) -> None:
    """Record the registrar as it now is. What a registrar does to its own record came with a command that its door logs."""
    registrar = record.registrar
    roid = f"R{registrar.id}-{cx.registry.repository}"
    by_itself = cx.actor.registrar_id == registrar.id
    await _record(
        cx, db, "registrar", event, roid, registrar.handle, record.version, record, None, 1000, is_command=not by_itself
    )


async def remember_tld(cx: Context, db: Connection, event: str, version: int, policy: Policy) -> None:
    """Record that the TLD has one policy version more, which may begin to count later than now."""
    roid = f"T{policy.tld_id}-{cx.registry.repository}"
    await _record(cx, db, "tld", event, roid, policy.tld, version, policy, policy, 1000)


async def remember_list(cx: Context, db: Connection, event: str, version: int, changed: ListVersion) -> None:
    """Record what a list of names says otherwise from an instant on: the whole of it stands in its rows, with their instants."""
    roid = f"L{changed.id}-{cx.registry.repository}"
    await _record(cx, db, "list", event, roid, changed.name, version, changed, None, 1000)


async def remember_token(
    cx: Context, db: Connection, event: str, version: int, token: AllocationToken, *, is_command: bool
) -> None:
    """Record what a token is good for. Of those that are issued together the first stands for the command."""
    roid = f"K{token.id}-{cx.registry.repository}"
    await _record(cx, db, "token", event, roid, str(token.id), version, token, None, 1000, is_command=is_command)


async def remember_urs(cx: Context, db: Connection, event: str, case: UrsCase, *, is_command: bool) -> None:
    """Record the case as it now is; not `is_command`: what it made of the name stands for the command."""
    roid = f"U{case.id}-{cx.registry.repository}"
    await _record(cx, db, "urs", event, roid, case.name, case.version, case, None, 1000, is_command=is_command)


async def remember_requester(cx: Context, db: Connection, event: str, requester: Requester) -> None:
    """Record for what and where somebody is accredited as a requester."""
    roid = f"Q{requester.id}-{cx.registry.repository}"
    await _record(cx, db, "requester", event, roid, requester.name, requester.version, requester, None, 1000)


async def _record(
    cx: Context,
    db: Connection,
    kind: str,
    event: str,
    roid: str,
    name: str,
    version: int,
    state: Remembered | None,
    policy: Policy | None,
    code: int,
    *,
    is_command: bool = True,
) -> None:
    await history.record(
        db,
        now=cx.now,
        svtrid=cx.svtrid,
        cltrid=cx.cltrid,
        door=cx.door,
        registrar_id=cx.actor.registrar_id,
        operator=cx.actor.operator,
        address=cx.address,
        session_id=cx.session_id,
        verb=cx.verb or event,
        kind=kind,
        name=name,
        code=code,
        milliseconds=cx.milliseconds(),
        frame=cx.frame,
        is_command=is_command and cx.actor is not TIME,
        roid=roid,
        tld_id=policy.tld_id if policy else None,
        version=version,
        event=event,
        policy_id=policy.id if policy else None,
        state=None if state is None else written(state),
        reason=cx.reason,
    )


def _policy(cx: Context, domain: Domain) -> Policy:
    return cx.book.at(domain.tld, cx.now)


def written(state: Remembered) -> bytes:
    """The JSON of a record, without its secrets."""
    named = {each.name: getattr(state, each.name) for each in fields(state) if each.name not in _SECRET}
    if isinstance(state, RegistrarRecord):  # a registrar's record is all of one piece to people
        named |= {each.name: getattr(state.registrar, each.name) for each in fields(state.registrar)}
        del named["registrar"]
    if isinstance(state, Application):  # what it would become has secrets of its own
        named["domain"] = orjson.Fragment(written(state.domain))
    return orjson.dumps(named, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if is_dataclass(value):
        raise TypeError(f"{type(value)} should have been written as it is")
    return str(value)
