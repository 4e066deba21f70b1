"""Updating a domain (RFC 5731, section 3.2.5): what goes, then what comes, then what changes."""

from dataclasses import replace
from datetime import datetime

from registry.actions.funds_told import funds_told
from registry.actions.hold import hold_domain
from registry.actions.of_one_world import of_one_world
from registry.actions.transaction import transacted
from registry.actions.write import touched, write_domain
from registry.context import Context
from registry.model import authinfo
from registry.model.change import UNCHANGED
from registry.model.dnssec import DnssecUpdate, SecDns
from registry.model.domain import Domain
from registry.model.policy import Policy
from registry.policy.case import Case, contacts_rule, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainUpdate, DomainUpdated
from registry.store import links
from registry.store.sql import Connection


@transacted
async def domain_update(cx: Context, db: Connection, wish: DomainUpdate) -> DomainUpdated:
    """All of the wish, or nothing and the reasons."""
    domain = await hold_domain(cx, db, wish.name)
    policy = cx.book.at(domain.tld, cx.now)
    judge(await update_case(cx, db, wish, policy, domain), RULES["domain update"])
    await write_domain(cx, db, "update", domain, touched(cx, changed(domain, wish, cx.now)))
    return DomainUpdated(await funds_told(cx, db, policy))


async def update_case(
    cx: Context, db: Connection, wish: DomainUpdate, policy: Policy, domain: Domain
) -> Case[DomainUpdate]:
    """What the rules of an update ask for."""
    registrant = wish.registrant if wish.registrant is not UNCHANGED else None
    handles = {link.contact for link in wish.add.contacts} | ({registrant} if registrant else set())
    found = await links.find(
        db,
        contacts=sorted(handles),
        hosts=list(wish.add.nameservers.hosts),
        registrar=domain.registrar,
        tld_id=policy.tld_id,
        now=cx.now,
    )
    return Case(
        cx.actor,
        cx.now,
        wish,
        policy,
        domain,
        contacts_rule=contacts_rule(found.contacts_rule, policy),
        contacts=of_one_world(
            cx,
            dict(zip(found.contacts, found.contact_ids, strict=True)),
            dict(zip(found.contacts, found.contact_sponsors, strict=True)),
        ),
        hosts=of_one_world(
            cx,
            dict(zip(found.hosts, found.host_ids, strict=True)),
            dict(zip(found.hosts, found.host_sponsors, strict=True)),
        ),
        without_address=frozenset(found.without_address),
    )


def changed(domain: Domain, wish: DomainUpdate, at: datetime) -> Domain:
    """The domain as the update wants it."""
    gone, come = wish.remove, wish.add
    dropped = {server.name for server in gone.nameservers.attributes}
    secret = domain.authinfo if wish.authinfo is UNCHANGED else wish.authinfo and authinfo.seal(wish.authinfo, at)
    return replace(
        domain,
        hosts=tuple(sorted({*domain.hosts} - {*gone.nameservers.hosts} | {*come.nameservers.hosts})),
        nameservers=tuple(
            sorted(
                (
                    *(server for server in domain.nameservers if server.name not in dropped),
                    *come.nameservers.attributes,
                ),
                key=lambda server: server.name,
            )
        ),
        contacts=tuple(
            sorted({*domain.contacts} - {*gone.contacts} | {*come.contacts}, key=lambda link: (link.role, link.contact))
        ),
        statuses=domain.statuses - {*gone.statuses} | {*come.statuses},
        registrant=domain.registrant if wish.registrant is UNCHANGED else wish.registrant or None,
        authinfo=secret or None,
        dnssec=_resigned(domain.dnssec, wish.dnssec),
    )


def _resigned(records: tuple[SecDns, ...], change: DnssecUpdate | None) -> tuple[SecDns, ...]:
    if change is None:
        return records
    kept = () if change.remove_all else tuple(each for each in records if each not in change.remove)
    return (*kept, *change.add)
