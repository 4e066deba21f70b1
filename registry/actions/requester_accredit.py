"""Requesters are accredited for purposes, in TLDs and for a time; what they are accredited for changes, and ends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_requester
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectExists, ObjectMissing, ParameterRange
from registry.model.disclosure import is_purpose
from registry.model.registrar_facts import line_of
from registry.model.requester import Requester, fingerprint, fresh_token, is_name
from registry.store import requesters, tlds
from registry.store.sql import Connection

_WHOSE: Final = "The registry accredits requesters."


@dataclass(frozen=True, slots=True)
class RequesterAdd:
    """Who is to be accredited; registry/model/requester.py says what the parts mean."""

    name: str
    about: str
    purposes: tuple[str, ...]
    tlds: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    logins: tuple[str, ...] = ()


@transacted
async def requester_add(cx: Context, db: Connection, wish: RequesterAdd) -> str:
    """The token of the new requester; this is the only time that anybody is told it. Raises a refusal for what makes no sense."""
    demand_operator(cx, _WHOSE)
    token = fresh_token()
    if not is_name(wish.name):
        raise ParameterRange("A requester is called by 2 to 32 small letters, digits and hyphens.", "name", wish.name)
    if await requesters.lock(db, wish.name):
        raise ObjectExists("There is a requester of that name already.", "requester", wish.name)
    fresh = Requester(
        0,
        wish.name,
        wish.about,
        tuple(sorted(set(wish.purposes))),
        tuple(sorted(set(wish.tlds))),
        wish.valid_from or cx.now,
        wish.valid_to,
        False,
        cx.now,
        1,
        _canonical(wish.logins),
    )
    await _demand_sound(db, fresh)
    number = await requesters.add(
        db,
        name=fresh.name,
        about=line_of(fresh.about, "about"),
        purposes=list(fresh.purposes),
        tlds=list(fresh.tlds),
        logins=list(fresh.logins),
        valid_from=fresh.valid_from,
        valid_to=fresh.valid_to,
        fingerprint=fingerprint(token),
        now=cx.now,
    )
    await remember_requester(cx, db, "accredit", replace(fresh, id=number))
    return token


@transacted
async def requester_change(cx: Context, db: Connection, name: str, event: str, changes: Mapping[str, Any]) -> Requester:
    """The requester with other fields of itself: `about`, `purposes`, `tlds`, `logins`, `valid_from`,
    `valid_to`, `suspended`."""
    demand_operator(cx, _WHOSE)
    before = await _locked(db, name)
    after = replace(before, **changes, version=before.version + 1)
    await _demand_sound(db, after)
    await requesters.change(
        db,
        requester_id=after.id,
        about=line_of(after.about, "about"),
        purposes=list(after.purposes),
        tlds=list(after.tlds),
        logins=list(_canonical(after.logins)),
        valid_from=after.valid_from,
        valid_to=after.valid_to,
        suspended=after.suspended,
        version=after.version,
    )
    await remember_requester(cx, db, event, after)
    return after


@transacted
async def requester_renew_token(cx: Context, db: Connection, name: str) -> str:
    """A fresh token, told this once; the one before opens nothing any more."""
    demand_operator(cx, _WHOSE)
    before = await _locked(db, name)
    after = replace(before, token_at=cx.now, version=before.version + 1)
    token = fresh_token()
    await requesters.set_token(
        db, requester_id=after.id, fingerprint=fingerprint(token), now=cx.now, version=after.version
    )
    await remember_requester(cx, db, "renew token", after)
    return token


def _canonical(logins: tuple[str, ...]) -> tuple[str, ...]:
    """As accounts are found by them."""
    return tuple(sorted({each.strip().lower() for each in logins if each.strip()}))


async def _locked(db: Connection, name: str) -> Requester:
    found = await requesters.lock(db, name)
    if found is None:
        raise ObjectMissing("There is no such requester.", "requester", name)
    return found


async def _demand_sound(db: Connection, wish: Requester) -> None:
    if not wish.purposes:
        raise ParameterRange("A requester has a purpose at least.", "purposes", "")
    for purpose in wish.purposes:
        if not is_purpose(purpose):
            raise ParameterRange(
                "A purpose has 1 to 64 visible characters of ASCII, without commas and quotes.", "purpose", purpose
            )
    for tld in wish.tlds:
        if await tlds.id_of(db, name=tld) is None:
            raise ObjectMissing("There is no such TLD.", "tld", tld)
    if wish.valid_to is not None and wish.valid_to <= wish.valid_from:
        raise ParameterRange("An accreditation ends after it begins.", "valid to", wish.valid_to.isoformat())
