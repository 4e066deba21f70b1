"""Which applications can be granted only one of: those for a name, and those for variants of it that are kept apart."""

from collections.abc import Mapping, Sequence

from registry.actions.idn import key_of, offer_of, relative
from registry.context import Actor, Context
from registry.model.application import Application
from registry.model.policy import Policy
from registry.policy.case import Case
from registry.policy.name_is_no_variant_of_anothers import name_is_no_variant_of_anothers
from registry.requests.domain import DomainCreate
from registry.store import applications
from registry.store.sql import Connection
from registry.store.variants import Member

Variants = Mapping[str, Sequence[str]]


async def variants_applied_for(cx: Context, db: Connection, policy: Policy) -> Variants:
    """The names in a TLD with open applications, by what they are variants of; empty where the TLD knows no variants."""
    if not cx.book.idn_tables(policy.tld):
        return {}
    sets: dict[str, list[str]] = {}
    for name in await applications.open_names(db, tld_id=policy.tld_id):
        if (key := key_of(cx, policy, name)) is not None:
            sets.setdefault(key, []).append(name)
    return sets


async def rivals_of(
    cx: Context, db: Connection, application: Application, policy: Policy, variants: Variants | None = None
) -> list[Application]:
    """All open ones that come to nothing when this one is granted, by name and age, under their locks.

    `variants` is what was read for many applications at once, where nobody can apply meanwhile.
    """
    found = [each for each in await applications.open_of(db, application.name) if each.id != application.id]
    key = key_of(cx, policy, application.name)
    if key is None:
        return found
    if variants is None:
        variants = await variants_applied_for(cx, db, policy)
    for name in variants.get(key, ()):
        if name != application.name:
            others = await applications.open_of(db, name)
            found += [each for each in others if not _may_stand_beside(cx, policy, key, application, each)]
    return found


def _may_stand_beside(cx: Context, policy: Policy, key: str, winner: Application, other: Application) -> bool:
    """As if the one were registered, and the other came to register its name."""
    offer = offer_of(cx, policy)
    named = winner.domain.idn_table
    table = offer.table(named) if named else None
    member = Member(
        policy.tld_id,
        key,
        winner.id,
        winner.name,
        winner.registrar,
        winner.domain.registrant,
        None,
        None,
        table.id if table else None,
        False,
    )
    wish = DomainCreate(other.name, registrant=other.domain.registrant)
    beside = (relative(cx, policy, offer, member, other.name),)
    case = Case(Actor(registrar=other.registrar), cx.now, wish, policy, relatives=beside)
    return not any(True for _ in name_is_no_variant_of_anothers(case))
