"""What a reseller's panel looks like: kept, changed, taken away; each in one transaction with its record."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Final

from panel.blacklist.gate import Asking, demand_welcome
from panel.brands import queries
from panel.brands.queries import Seller, domain_of
from panel.clients.queries import write_down
from panel.kit.access import Viewer
from panel.kit.deeds import Declined
from panel.kit.languages import gettext as _
from panel.kit.request_id import request_id
from registry.context import Context
from registry.store.sql import Connection

LONGEST_NAME: Final = 40
NO_BRAND: Final = "It has no brand yet."


async def keep_brand(
    cx: Context, viewer: Viewer, seller: Seller, wanted: Mapping[str, Any], own_hosts: frozenset[str]
) -> None:
    """Give the reseller this brand: the values of the deed (panel/brands/deeds.py). Raises Declined."""
    hosts = list(dict.fromkeys(wanted["hosts"]))
    if own_hosts & set(hosts):
        raise Declined(_("%(host)s is the house's own.") % {"host": min(own_hosts & set(hosts))}, at="hosts")
    asking = Asking(viewer.login, viewer.account_id, cx.address)
    await demand_welcome(cx.registry, [("domain", host) for host in hosts], asking)
    logo, favicon = wanted["logo"], wanted["favicon"]

    async def work(db: Connection) -> None:
        await queries.keep(
            db,
            seller_id=seller.id,
            host=hosts[0],
            name=wanted["name"],
            colour=wanted["colour"],
            logo=logo.octets if logo else None,
            logo_kind=logo.kind if logo else None,
            keeps_logo=logo is None,
            favicon=favicon.octets if favicon else None,
            favicon_kind=favicon.kind if favicon else None,
            keeps_favicon=favicon is None,
            site=wanted["site"],
            terms=wanted["terms"],
            privacy=wanted["privacy"],
            support=wanted["support"],
            now=cx.now,
            by=viewer.login,
        )
        await queries.leave_hosts(db, seller_id=seller.id, hosts=hosts)
        for host, whose in await queries.take_hosts(db, seller_id=seller.id, hosts=hosts):
            if whose != seller.id:
                raise Declined(_("Another brand has %(host)s.") % {"host": host}, at="hosts")
        await written(db, cx, viewer, seller, "change", f"{wanted['name']} at {', '.join(hosts)}")

    await cx.registry.store.transaction(work)


async def keep_sender(
    cx: Context, viewer: Viewer, seller: Seller, name: str | None, address: str | None, reply_to: str | None
) -> None:
    """Mails to the reseller's people come from there, once its domain is proved (panel/brands/senders.py); None: from the house.

    An address of another domain must be proved anew. Raises Declined."""
    afresh = domain_of(address) != seller.sender_domain
    asking = Asking(viewer.login, viewer.account_id, cx.address)
    await demand_welcome(cx.registry, [("email", each) for each in (address, reply_to) if each], asking)

    async def work(db: Connection) -> None:
        kept = await queries.set_sender(
            db,
            seller_id=seller.id,
            name=name,
            address=address,
            reply_to=reply_to,
            afresh=afresh,
            token=token_hex(16) if address and afresh else None,
            now=cx.now,
            by=viewer.login,
        )
        if kept is None:
            raise Declined(_(NO_BRAND))
        await written(db, cx, viewer, seller, "set-sender", address or "the house's own")

    await cx.registry.store.transaction(work)


async def keep_sign_up(cx: Context, viewer: Viewer, seller: Seller, who: str, form: str) -> None:
    """Who becomes the reseller's client by signing up at its hosts, and how much they are asked. Raises Declined."""

    async def work(db: Connection) -> None:
        if await queries.set_sign_up(db, seller_id=seller.id, who=who, form=form, now=cx.now, by=viewer.login) is None:
            raise Declined(_(NO_BRAND))
        await written(db, cx, viewer, seller, "set-sign-up", f"{who}, {form}")

    await cx.registry.store.transaction(work)


async def drop_brand(cx: Context, viewer: Viewer, seller: Seller) -> None:
    """Its clients see the house's own again, and at its hosts nobody answers."""

    async def work(db: Connection) -> None:
        await queries.drop(db, seller_id=seller.id)
        await written(db, cx, viewer, seller, "remove", ", ".join(seller.hosts))

    await cx.registry.store.transaction(work)


async def written(db: Connection, cx: Context, viewer: Viewer, seller: Seller, action: str, detail: str | None) -> None:
    await write_down(
        db,
        now=cx.now,
        door=cx.door,
        action=f"brands.{action}",
        actor=viewer.login,
        actor_id=viewer.account_id,
        behind=viewer.behind_login,
        behind_id=viewer.behind_id,
        object="client",
        login=seller.login,
        id=seller.id,
        address=cx.address,
        reason=None,
        detail=detail,
        request=request_id(),
    )
