"""Opening a TLD, and giving it new rules from an instant on."""

from datetime import datetime

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectExists, ObjectMissing, ParameterRange
from registry.model.policy import Rules
from registry.store import tlds
from registry.store.sql import Connection


@transacted
async def tld_create(cx: Context, db: Connection, name: str, rules: Rules) -> int:
    """A TLD with its first policy version, in force from now; the version's id."""
    if await tlds.id_of(db, name=name) is not None:
        raise ObjectExists("There is such a TLD already.", "tld", name)
    tld_id = await tlds.add(db, name=name)
    await tlds.announce(db)
    return await tlds.add_policy(db, tld_id=tld_id, valid_from=cx.now, document=rules.document())


@transacted
async def tld_change(cx: Context, db: Connection, name: str, rules: Rules, at: datetime) -> int:
    """A new policy version from `at` on, which is not in the past; what was decided before stays as it was."""
    if at < cx.now:
        raise ParameterRange("A policy cannot change the past.", "at", at.isoformat())
    tld_id = await tlds.id_of(db, name=name)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", name)
    await tlds.close_policy(db, tld_id=tld_id, at=at)
    await tlds.announce(db)
    return await tlds.add_policy(db, tld_id=tld_id, valid_from=at, document=rules.document())
