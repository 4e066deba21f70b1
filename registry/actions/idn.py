"""What a TLD offers of internationalized names, and which registered names are variants of one that is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.actions.overdue import Overdue
from registry.context import Context
from registry.errors import Failed
from registry.model.idn_table import IdnTable, Offer
from registry.model.names import A_LABEL, label_in, u_label
from registry.model.policy import Policy
from registry.model.variants import Relative
from registry.requests.domain import DomainCreate
from registry.store import variants
from registry.store.variants import Member

_BESIDE = frozenset({"allocatable", "activated", "valid"})


def offer_of(cx: Context, policy: Policy) -> Offer:
    """The IDN tables that a policy names, as they are now."""
    return cx.tables.offered(policy.rules.idn_tables, cx.now)


def key_of(cx: Context, policy: Policy, name: str) -> str | None:
    """The index of a name's label among its TLD's variants; None where the TLD knows none.

    All tables count that the TLD ever named or will name: so what is a variant changes with a table or a policy, when all names
    get their keys anew, and never by the mere passing of time. Raises Failed in a process that has not heard of a table: it would
    take variants for strangers.
    """
    names = cx.book.idn_tables(policy.tld)
    if not names:
        return None
    if any(cx.tables.at(each, cx.now) is None for each in names):
        raise Failed("An IDN table of this TLD is not known here yet.")
    label = label_in(name, policy.tld)
    return cx.tables.offered(names, cx.now).key(u_label(label) or label)


@dataclass(frozen=True, slots=True)
class Internationalized:
    """A name that is to be created, as the TLD's tables see it.

    `table` is the one that it is registered by, `relatives` are the registered names of its set, of which `holder_id` holds it.
    """

    offer: Offer
    table: IdnTable | None
    key: str | None
    relatives: tuple[Relative, ...] = ()
    holder_id: int | None = None


async def internationalized(cx: Context, wish: DomainCreate, policy: Policy) -> Internationalized:
    """What is found for a create; one query, and none where the TLD has no variants. Raises Overdue."""
    offer, key = offer_of(cx, policy), key_of(cx, policy, wish.name)
    table = _table(wish, policy, offer)
    if key is None:
        return Internationalized(offer, table, None)
    asked = (policy.tld_id, key)
    found = await cx.registry.store.together(variants.members, [asked])
    members = [each for each in found if (each.tld_id, each.key) == asked and each.name != wish.name]
    if overdue := [each.name for each in members if _is_over(cx, each)]:
        raise Overdue(overdue)
    relatives = tuple(relative(cx, policy, offer, each, wish.name) for each in members)
    holder_id = next((each.id for each in members if each.beside is None), None)
    return Internationalized(offer, table, key, relatives, holder_id)


async def kept_as_variants(cx: Context, names: Iterable[str]) -> frozenset[str]:
    """Those of the names that are variants of registered ones, and that who asks cannot have beside them."""
    policies = {name: cx.book.at(tld, cx.now) for name in names if (tld := cx.book.tld_of(name)) is not None}
    asked = {
        name: (policy.tld_id, key) for name, policy in policies.items() if (key := key_of(cx, policy, name)) is not None
    }
    if not asked:
        return frozenset()
    found: dict[variants.Asked, list[Member]] = {}
    for member in await cx.registry.store.together(variants.members, list(asked.values())):
        found.setdefault((member.tld_id, member.key), []).append(member)
    return frozenset(
        name
        for name, place in asked.items()
        for member in found.get(place, ())
        if not _is_over(cx, member) and not _could_have(cx, policies[name], member, name)
    )


def _is_over(cx: Context, member: Member) -> bool:
    return member.purge_at is not None and member.purge_at <= cx.now


def _could_have(cx: Context, policy: Policy, member: Member, name: str) -> bool:
    """Whether the registrar that asks sponsors the other name and may have both; a check does not know of registrants."""
    if policy.rules.variants == "blocked" or member.registrar != cx.actor.registrar:
        return False
    return relative(cx, policy, offer_of(cx, policy), member, name).allocatable


def _table(wish: DomainCreate, policy: Policy, offer: Offer) -> IdnTable | None:
    """The table that the registrar names, else the first that permits an internationalized label."""
    if wish.idn is not None:
        return offer.table(wish.idn.table)
    label = label_in(wish.name, policy.tld)
    shown = u_label(label) if label.startswith(A_LABEL) else None
    return offer.first_for(shown) if shown is not None else None


def relative(cx: Context, policy: Policy, offer: Offer, member: Member, name: str) -> Relative:
    """The table that the registered name was registered by says what its variants may become; else those that are offered.
    Nothing is had beside a name that may soon be another's."""
    label, other = (label_in(each, policy.tld) for each in (name, member.name))
    own = cx.tables.known().get(member.table_id) if member.table_id is not None else None
    dispositions = (
        table.repertoire.disposition(u_label(other) or other, u_label(label) or label)
        for table in ([own] if own else offer.tables)
    )
    disposition = next((each for each in dispositions if each is not None), None)
    return Relative(member.name, member.registrar, member.registrant, not member.leaving and disposition in _BESIDE)
