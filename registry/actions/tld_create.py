"""Opening a TLD, and giving it new rules from an instant on."""

from datetime import datetime

from registry.actions.reckon import have_ladders, reckon_dues
from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_tld
from registry.actions.transaction import transacted
from registry.actions.variant_sets import group_variants
from registry.context import Context
from registry.errors import ObjectExists, ObjectMissing, ParameterRange, ParameterSyntax
from registry.model.amending import Amend
from registry.model.names import LABEL
from registry.model.policy import Policy, Rules
from registry.model.sound_rules import problems
from registry.store import idn_tables, tlds
from registry.store.sql import Connection


@transacted
async def tld_create(cx: Context, db: Connection, name: str, rules: Rules) -> int:
    """A TLD with its first policy version, in force from now; the version's id. Raises ObjectExists, and refusals of what has
    no form or makes no sense."""
    demand_operator(cx, "The registry decides what its TLDs demand.")
    return await open_tld(cx, db, name, rules)


async def open_tld(cx: Context, db: Connection, name: str, rules: Rules) -> int:
    """As above, for a transaction that opens it for something."""
    if len(name) > 250 or not all(LABEL.fullmatch(label) for label in name.split(".")):
        raise ParameterSyntax("A TLD is one or more labels in lower case; IDN as A-labels.", "tld", name)
    _demand_sound(rules)
    if await tlds.id_of(db, name=name) is not None:
        raise ObjectExists("There is such a TLD already.", "tld", name)
    tld_id = await tlds.add(db, name=name)
    await _group(cx, db, name, tld_id, rules)
    return await _add_version(cx, db, "create", tld_id, name, rules, cx.now, None)


@transacted
async def tld_change(cx: Context, db: Connection, name: str, rules: Rules | Amend, at: datetime) -> int:
    """A new policy version from `at` until the next one that is planned; what was decided before stays as it was.

    `rules` are those that hold from then on, or what becomes of those that would hold then. The version's id. Raises
    ObjectMissing, and ParameterRange for rules that make no sense, for the past, and for an instant at which a version begins
    already (registry/actions/tld_withdraw.py takes that back).
    """
    demand_operator(cx, "The registry decides what its TLDs demand.")
    if at < cx.now:
        raise ParameterRange("A policy cannot change the past.", "at", at.isoformat())
    tld_id = await tlds.lock(db, name=name)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", name)
    book = await tlds.book(db)
    if not isinstance(rules, Rules):
        rules = rules(book.at(name, at).rules)
    _demand_sound(rules)
    if any(each.valid_from == at for each in book.versions(name)):
        raise ParameterRange("A version begins at that instant already.", "at", at.isoformat())
    until = next((each.valid_from for each in book.versions(name) if each.valid_from > at), None)
    await _group(cx, db, name, tld_id, rules)
    await tlds.end_policy(db, tld_id=tld_id, at=at)
    number = await _add_version(cx, db, "policy", tld_id, name, rules, at, until)
    if rules.ladder or have_ladders(book.versions(name)):
        await reckon_dues(cx, db, tld_id, (await tlds.book(db)).versions(name))
    return number


async def _group(cx: Context, db: Connection, name: str, tld_id: int, rules: Rules) -> None:
    """Names belong to the sets of variants that the tables of all versions make, whichever is in force."""
    book = await tlds.book(db)
    named = set(rules.idn_tables).union(book.idn_tables(name) if book.serves(name) else ())
    if named:
        tables = await idn_tables.book(db, cx.tables)
        await group_variants(cx, db, name, tld_id, sorted(named), tables, rules.variants)


async def _add_version(
    cx: Context, db: Connection, event: str, tld_id: int, name: str, rules: Rules, at: datetime, until: datetime | None
) -> int:
    number = await tlds.add_policy(db, tld_id=tld_id, valid_from=at, valid_to=until, document=rules.document())
    version = await tlds.count_version(db, tld_id=tld_id)
    await remember_tld(cx, db, event, version, Policy(number, tld_id, name, at, until, rules))
    await tlds.announce(db)
    return number


def _demand_sound(rules: Rules) -> None:
    found = problems(rules)
    if found:
        raise ParameterRange("These rules make no sense: " + "; ".join(found) + ".")
