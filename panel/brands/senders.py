"""Proving that a brand may write from a domain: whoever has the domain says so, in its DNS or by the mail of its postmaster.

Until then its mails come from the house's address. A proof is of a domain and of the token that was drawn for it: an address of
another domain begins anew.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from mail.addresses import AddressRefused
from mail.outbox import Mail, Recipient, queue_mail
from panel.brands import queries
from panel.brands.actions import written
from panel.brands.queries import Seller, Waiting
from panel.kit.access import Viewer
from panel.kit.attached.files import Links
from panel.kit.deeds import Declined
from panel.kit.languages import gettext as _
from panel.kit.resolving import DnsSilent, Resolver
from registry.context import Context
from registry.store.sql import Connection

# Below the domain of the address: a TXT record of this name, with the text before the token.
LABEL: Final = "_namehouse"
BEFORE: Final = "namehouse-sender="
LINK_HOLDS: Final = timedelta(days=3)
# The postmaster of a domain is nobody's to be pestered.
AGAIN: Final = timedelta(hours=1)
_SPF: Final = "v=spf1"
_DMARC: Final = "v=dmarc1"


def record_of(seller: Seller) -> tuple[str, str]:
    """The name and the text of the record that proves its domain."""
    return f"{LABEL}.{seller.sender_domain}", f"{BEFORE}{seller.sender_token}"


async def prove_by_dns(cx: Context, viewer: Viewer, seller: Seller, resolver: Resolver) -> None:
    """Ask the DNS, and keep what it says of mail too. Raises Declined where it does not say so, or does not answer."""
    token, domain = _demanded(seller), seller.sender_domain
    name, text = record_of(seller)
    try:
        found = await resolver.texts(name)
        seen: dict[str, Any] = {
            "at": cx.now.isoformat(),
            "spf": _first(await resolver.texts(domain), _SPF),
            "dmarc": _first(await resolver.texts(f"_dmarc.{domain}"), _DMARC),
        }
    except DnsSilent as silent:
        raise Declined(_("The DNS does not answer: %(what)s") % {"what": str(silent)}) from None
    is_proved = text in (each.strip() for each in found)

    async def work(db: Connection) -> None:
        await queries.keep_seen(db, seller_id=seller.id, token=token, seen=seen)
        if is_proved:
            await _prove(db, cx, seller.id, token, "dns")
            await written(db, cx, viewer, seller, "prove-sender", f"{domain} by DNS")

    await cx.registry.store.transaction(work)
    if not is_proved:
        what = ", ".join(f"“{each[:80]}”" for each in found[:3]) or _("nothing")
        raise Declined(
            _("At %(name)s the DNS says %(what)s. It may take until the old answer is forgotten.")
            % {"name": name, "what": what}
        )


async def mail_postmaster(
    cx: Context, viewer: Viewer, seller: Seller, secret: str, address_of: Callable[[Mapping[str, Any]], str]
) -> str:
    """Write to the postmaster of its domain, who follows a link and says so; to which address. Raises Declined."""
    token = _demanded(seller)
    until, signature = _links(secret, seller.sender_domain, token).sign(seller.id, cx.now)
    link = address_of({"number": seller.id, "until": until, "signature": signature})
    to = f"postmaster@{seller.sender_domain}"
    values = {
        "brand": seller.name or seller.login,
        "address": seller.sender_address or "",
        "domain": seller.sender_domain,
        "link": link,
        "days": str(LINK_HOLDS.days),
    }

    async def work(db: Connection) -> None:
        marked = await queries.mark_mailed(db, seller_id=seller.id, token=token, before=cx.now - AGAIN, now=cx.now)
        if marked is None:
            raise Declined(_("The postmaster was written to within the last hour."))
        mail = Mail("brand.prove-sender", Recipient(to), values, cx.now + LINK_HOLDS)
        try:
            await queue_mail(db, mail, cx.now)
        except AddressRefused as refused:
            raise Declined(str(refused)) from None
        await written(db, cx, viewer, seller, "mail-postmaster", to)

    await cx.registry.store.transaction(work)
    return to


async def waiting_for(cx: Context, secret: str, seller_id: int, until: int, signature: str) -> Waiting | None:
    """The sender that such a link proves; None: it is over, or of nobody, or of another domain by now."""
    found = await cx.registry.store.reading(lambda db: queries.waiting(db, seller_id=seller_id))
    if found is None:
        return None
    links = _links(secret, queries.domain_of(found.address), found.token)
    return found if links.holds(seller_id, until, signature, cx.now) else None


async def prove_by_mail(cx: Context, found: Waiting) -> None:
    """Whoever reads the postmaster's mail says so. Raises Declined."""
    await cx.registry.store.transaction(lambda db: _prove(db, cx, found.seller_id, found.token, "mail"))


async def _prove(db: Connection, cx: Context, seller_id: int, token: str, way: str) -> None:
    if await queries.prove_sender(db, seller_id=seller_id, token=token, way=way, now=cx.now) is None:
        raise Declined(_("Another domain is to be proved by now."))


def why_not_to_prove(seller: Seller) -> str | None:
    """What keeps its domain from being proved; None: nothing."""
    if not seller.sender_address:
        return _("It has no address of its own to write from.")
    return _("Its domain is proved.") if seller.sender_proved_at else None


def _demanded(seller: Seller) -> str:
    if (problem := why_not_to_prove(seller)) or seller.sender_token is None:
        raise Declined(problem or _("It has no address of its own to write from."))
    return seller.sender_token


def _links(secret: str, domain: str, token: str) -> Links:
    return Links(secret, f"sender of a brand {domain} {token}", LINK_HOLDS)


def _first(texts: list[str], beginning: str) -> str | None:
    return next((each[:500] for each in texts if each.lower().startswith(beginning)), None)
