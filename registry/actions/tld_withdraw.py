"""Taking back a policy version that has not begun: whatever would be in force without it is."""

from registry.actions.reckon import have_ladders, reckon_dues
from registry.actions.registrys_own import demand_operator
from registry.actions.remember import remember_tld
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import CommandUse, ObjectMissing
from registry.model.policy import Policy
from registry.store import tlds
from registry.store.sql import Connection


@transacted
async def tld_withdraw(cx: Context, db: Connection, name: str, number: int) -> Policy:
    """The version that will not be. Raises ObjectMissing, and CommandUse for one that decided something already: that is
    reversed by a new version with the rules of an older one."""
    demand_operator(cx, "The registry decides what its TLDs demand.")
    tld_id = await tlds.lock(db, name=name)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", name)
    versions = (await tlds.book(db)).versions(name)
    planned = next((each for each in versions if each.id == number), None)
    if planned is None:
        raise ObjectMissing("The TLD has no such version.", "version", str(number))
    if planned.valid_from <= cx.now:
        raise CommandUse("This version has begun, and counts until another one does.", "version", str(number))
    await tlds.withdraw_policy(db, policy_id=planned.id)
    await tlds.lengthen_policy(db, tld_id=tld_id, at=planned.valid_from, until=planned.valid_to)
    if have_ladders(versions):
        await reckon_dues(cx, db, tld_id, (await tlds.book(db)).versions(name))
    version = await tlds.count_version(db, tld_id=tld_id)
    await remember_tld(cx, db, "withdraw", version, planned)
    await tlds.announce(db)
    return planned
