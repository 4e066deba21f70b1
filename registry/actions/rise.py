"""A TLD rises: everything that is staged becomes part of the registry in one transaction, or nothing does."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from registry.actions.registrar_change import registrar_changed
from registry.actions.remember import remember_list
from registry.actions.tld_create import open_tld
from registry.actions.variant_sets import group_variants
from registry.context import Context
from registry.errors import CommandUse, ObjectMissing, PolicyForbids
from registry.model.instants import instant_of
from registry.model.name_list import ListVersion
from registry.model.policy import Policy, Rules
from registry.model.registrar import OUTSIDE, Registrar
from registry.model.registrar_facts import is_handle
from registry.passwords import hashed
from registry.store import accreditations, name_lists, registrars, risen, rising, tlds
from registry.store.copying import prepare_session
from registry.store.risen import Here, NotTaken
from registry.store.sql import Connection

_SESSIONS: Final = 10
_MOST_TOLD: Final = 100


# What becomes of a registrar of the deposits: he is here, or is made. Or he cannot be: his handle is that of another registrar,
# there is none of it, or it is none.
Fate = Literal["here", "made", "taken", "missing", "unfit"]


@dataclass(frozen=True, slots=True)
class RegistrarMade:
    """Who the deposit's registrar `id` is here."""

    id: str
    handle: str
    fate: Fate


@dataclass(slots=True)
class Risen:
    """What came of it, for whoever judges whether it may stay."""

    counts: Mapping[str, int] = field(default_factory=dict)
    registrars: list[RegistrarMade] = field(default_factory=list)
    here: list[Here] = field(default_factory=list)
    unknown_parties: list[tuple[str, int]] = field(default_factory=list)
    hosts_without_domain: list[str] = field(default_factory=list)
    lost_links: int = 0
    some_lost_links: list[tuple[str, str]] = field(default_factory=list)
    kept_names: int = 0
    kept_names_have_no_list: bool = False


@dataclass(frozen=True, slots=True)
class RiseWish:
    """`rules` are those of a TLD that is to be opened with it. `handle` gives our handle of a registrar of the deposits, and
    whether it must not be here yet. `policy_id` is the version that the deposits were read under."""

    rise_id: int
    tld: str
    rules: Rules | None
    policy_id: int
    handle: Callable[[str], tuple[str, bool | None]]
    kept_names: str | None


# Told what came of it, before it stays; raises to have it all taken back.
Judge = Callable[[Risen], Awaitable[None]]


async def rise(cx: Context, wish: RiseWish, judge: Judge) -> Risen:
    """Everything staged for the TLD, in the registry; `judge` is asked last. Nobody sees any of it before.

    Raises CommandUse for a TLD that holds names or whose policy changed meanwhile, ObjectMissing for one that is not ours,
    PolicyForbids where names of different people would be variants of each other, and for what the tables do not take.
    """
    password = await hashed(secrets.token_urlsafe(32))  # nobody knows it: an operator gives each registrar its own

    async def work(db: Connection) -> Risen:
        await prepare_session(db)
        return await risen.taken(_rise(cx, db, wish, judge, password))

    try:
        return await cx.registry.store.transaction(work)
    except NotTaken as demand:
        raise PolicyForbids(f"The database demands that {demand}.", "tld", wish.tld) from None


async def _rise(cx: Context, db: Connection, wish: RiseWish, judge: Judge, password: str) -> Risen:
    policy = await _policy(cx, db, wish)
    if await rising.holds_names(db, tld_id=policy.tld_id):
        raise CommandUse(f".{wish.tld} holds names: a TLD rises before its first.", "tld", wish.tld)
    came = Risen()
    came.here = await risen.fold(db, wish.rise_id, cx.registry.repository)
    came.counts = await risen.counts(db)
    await _registrars(cx, db, wish, policy, password, came)
    came.unknown_parties = await risen.unknown_parties(db)
    if came.unknown_parties or not all(each.same for each in came.here):
        await judge(came)
        raise PolicyForbids("Objects are registrars' who are not here, or are others' here.", "tld", wish.tld)
    came.hosts_without_domain = await risen.without_domain(db)
    await risen.classify(db, wish.tld, policy.rules.lists, cx.now)
    await risen.move(
        db,
        tld_id=policy.tld_id,
        policy_id=policy.id,
        currency=policy.rules.prices.currency,
        now=cx.now,
        operator=cx.actor.operator,
        door=cx.door,
        svtrid=cx.svtrid,
        reason=cx.reason,
    )
    came.lost_links, came.some_lost_links = await risen.lost_links(db, _MOST_TOLD)
    await _keep_names(cx, db, wish, policy, came)
    if policy.rules.idn_tables:
        names = [each for each in policy.rules.idn_tables if cx.tables.at(each, cx.now)]
        await group_variants(cx, db, wish.tld, policy.tld_id, names, cx.tables, policy.rules.variants)
    await registrars.announce(db)
    await tlds.announce(db)
    await rising.end(db, rise_id=wish.rise_id, now=cx.now, found={"counts": came.counts})
    await rising.clear(db, rise_id=wish.rise_id)
    await judge(came)
    return came


async def _policy(cx: Context, db: Connection, wish: RiseWish) -> Policy:
    if wish.rules is not None:
        await open_tld(cx, db, wish.tld, wish.rules)
    elif await tlds.lock(db, name=wish.tld) is None:
        raise ObjectMissing("There is no such TLD.", "tld", wish.tld)
    policy = (await tlds.book(db)).at(wish.tld, cx.now)
    if wish.rules is None and policy.id != wish.policy_id:
        raise CommandUse("The policy of the TLD changed meanwhile: begin anew.", "tld", wish.tld)
    return policy


# --- registrars ------------------------------------------------------------------------------------------------------


async def _registrars(cx: Context, db: Connection, wish: RiseWish, policy: Policy, password: str, came: Risen) -> None:
    for facts in await risen.registrars(db):
        handle, must_be_new = wish.handle(facts["id"])
        known = await registrars.by_handle(db, handle=handle)
        fate = _fate(facts, handle, known, must_be_new)
        came.registrars.append(RegistrarMade(facts["id"], handle, fate))
        if fate == "made":
            await _make(cx, db, facts, handle, policy, password)
        elif fate == "here" and known:
            await _let_sell(cx, db, known.id, handle, policy)


def _fate(facts: Mapping[str, Any], handle: str, known: Registrar | None, must_be_new: bool | None) -> Fate:
    """Where the mapping says nothing, who is here under the same id is the same if IANA knows him by the same number."""
    if known is None:
        return "missing" if must_be_new is False else "made" if is_handle(handle) else "unfit"
    if must_be_new is None:
        return "here" if facts["iana_id"] == known.iana_id else "taken"
    return "taken" if must_be_new else "here"


async def _make(
    cx: Context, db: Connection, facts: Mapping[str, Any], handle: str, policy: Policy, password: str
) -> None:
    updated = facts["updated_at"]
    registrar_id = await rising.add_registrar(
        db,
        handle=handle,
        name=facts["name"],
        iana_id=facts["iana_id"],
        state=facts["state"],
        password_hash=password,
        session_limit=_SESSIONS,
        email=facts["email"],
        voice=facts["voice"],
        fax=facts["fax"],
        street=facts["street"],
        city=facts["city"],
        state_or_province=facts["state_or_province"],
        postal_code=facts["postal_code"],
        country=facts["country"],
        url=facts["url"],
        whois_server=facts["whois_server"],
        created_at=instant_of(facts["created_at"]),
        updated_at=instant_of(updated) if updated else None,
    )
    await rising.ensure_account(db, registrar_id=registrar_id, currency=policy.rules.prices.currency)
    if facts["state"] not in OUTSIDE:
        await _accredit(cx, db, registrar_id, policy)
    await registrar_changed(cx, db, "rise", registrar_id, handle)


async def _let_sell(cx: Context, db: Connection, registrar_id: int, handle: str, policy: Policy) -> None:
    """A registrar that is here has an account in the TLD's currency from now on, and may gain names there."""
    held = await accreditations.of(db, registrar_id=registrar_id)
    if any(each.tld == policy.tld and each.holds_at(cx.now) for each in held):
        await rising.ensure_account(db, registrar_id=registrar_id, currency=policy.rules.prices.currency)
        return
    await rising.ensure_account(db, registrar_id=registrar_id, currency=policy.rules.prices.currency)
    await _accredit(cx, db, registrar_id, policy)
    await registrar_changed(cx, db, "accredit", registrar_id, handle)


async def _accredit(cx: Context, db: Connection, registrar_id: int, policy: Policy) -> None:
    await accreditations.begin(
        db,
        registrar_id=registrar_id,
        tld_id=policy.tld_id,
        valid_from=cx.now,
        valid_to=None,
        contacts=None,
        price_group=None,
        currency=None,
    )


# --- names that are no domains ---------------------------------------------------------------------------------------


async def _keep_names(cx: Context, db: Connection, wish: RiseWish, policy: Policy, came: Risen) -> None:
    """On the list that the mapping names, or else on the first of the TLD's that is one of reserved names or not there yet."""
    if not await risen.has_kept_names(db):
        return
    found = await _list(db, (wish.kept_names,) if wish.kept_names else policy.rules.lists)
    if found is None or found[0] not in policy.rules.lists:
        came.kept_names_have_no_list = True
    if found is None:
        return
    name, list_id = found
    labels = await risen.keep_names(db, list_id, wish.tld, cx.now, policy.rules.lists)
    came.kept_names = len(labels)
    if labels:
        version = await name_lists.count_version(db, list_id=list_id)
        added = dict.fromkeys(labels, "blocked")
        await remember_list(cx, db, "rise", version, ListVersion(list_id, name, "reserved", cx.now, added, {}, ()))


async def _list(db: Connection, names: Sequence[str]) -> tuple[str, int] | None:
    for name in names:
        known = await name_lists.lock(db, name=name)
        if known is None:
            return name, await name_lists.add(db, name=name, kind="reserved")
        if known.kind == "reserved":
            return name, known.id
    return None


def prospective(tld: str, rules: Rules, now: datetime) -> Policy:
    """The policy of a TLD that is to be opened, as deposits are read under it before."""
    return Policy(0, 0, tld, now, None, rules)
