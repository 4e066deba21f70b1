"""Opening a TLD, and giving it new rules from an instant on."""

from datetime import datetime

from registry.actions.remember import remember_tld
from registry.actions.transaction import transacted
from registry.actions.variant_sets import group_variants
from registry.context import Context
from registry.errors import ObjectExists, ObjectMissing, ParameterRange, ParameterSyntax
from registry.model.names import LABEL
from registry.model.policy import Policy, Rules
from registry.model.sound_rules import problems
from registry.store import idn_tables, tlds
from registry.store.sql import Connection


@transacted
async def tld_create(cx: Context, db: Connection, name: str, rules: Rules) -> int:
    """A TLD with its first policy version, in force from now; the version's id. Raises ObjectExists, and refusals of what has
    no form or makes no sense."""
    if len(name) > 250 or not all(LABEL.fullmatch(label) for label in name.split(".")):
        raise ParameterSyntax("A TLD is one or more labels in lower case; IDN as A-labels.", "tld", name)
    _demand_sound(rules)
    if await tlds.id_of(db, name=name) is not None:
        raise ObjectExists("There is such a TLD already.", "tld", name)
    tld_id = await tlds.add(db, name=name)
    await _group(cx, db, name, tld_id, rules)
    return await _add_version(cx, db, "create", tld_id, name, rules, cx.now)


@transacted
async def tld_change(cx: Context, db: Connection, name: str, rules: Rules, at: datetime) -> int:
    """A new policy version from `at` on, after every other; what was decided before stays as it was.

    The version's id. Raises ObjectMissing, and ParameterRange for rules that make no sense, for the past, and for an instant
    that is not after the beginning of the newest version.
    """
    if at < cx.now:
        raise ParameterRange("A policy cannot change the past.", "at", at.isoformat())
    _demand_sound(rules)
    tld_id = await tlds.lock(db, name=name)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", name)
    newest = await tlds.newest_from(db, tld_id=tld_id)
    if newest is not None and at <= newest:
        raise ParameterRange(
            f"The newest policy begins {newest.isoformat()}; a newer one begins later.", "at", at.isoformat()
        )
    await _group(cx, db, name, tld_id, rules)
    await tlds.close_policy(db, tld_id=tld_id, at=at)
    return await _add_version(cx, db, "policy", tld_id, name, rules, at)


async def _group(cx: Context, db: Connection, name: str, tld_id: int, rules: Rules) -> None:
    """Names belong to the sets of variants that the tables of all versions make, whichever is in force."""
    book = await tlds.book(db)
    named = set(rules.idn_tables).union(book.idn_tables(name) if book.serves(name) else ())
    if named:
        tables = await idn_tables.book(db, cx.tables)
        await group_variants(cx, db, name, tld_id, sorted(named), tables, rules.variants)


async def _add_version(
    cx: Context, db: Connection, event: str, tld_id: int, name: str, rules: Rules, at: datetime
) -> int:
    number = await tlds.add_policy(db, tld_id=tld_id, valid_from=at, document=rules.document())
    version = await tlds.count_version(db, tld_id=tld_id)
    await remember_tld(cx, db, event, version, Policy(number, tld_id, name, at, None, rules))
    await tlds.announce(db)
    return number


def _demand_sound(rules: Rules) -> None:
    found = problems(rules)
    if found:
        raise ParameterRange("These rules make no sense: " + "; ".join(found) + ".")
