"""What a reseller's panel looks like: kept, changed, taken away; each in one transaction with its record."""

import re
from dataclasses import dataclass
from typing import Final

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.brands import queries
from panel.brands.logos import Logo, LogoRefused, logo_of
from panel.brands.queries import Seller
from panel.clients.queries import write_down
from panel.kit.access import Viewer
from panel.kit.colours import READABLE, WHITE, contrast, parsed
from panel.kit.languages import gettext as _
from registry.context import Context
from registry.store.sql import Connection

LONGEST_NAME: Final = 40
_HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """As it was typed; `logo`: None keeps the one there is, empty takes it away."""

    host: str
    name: str
    colour: str
    logo: bytes | None = None


class BrandRefused(Exception):
    """What is wrong, by field; the messages are for people."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


async def keep_brand(cx: Context, viewer: Viewer, seller: Seller, wanted: Wanted, own_hosts: frozenset[str]) -> None:
    """Give the reseller this brand. Raises BrandRefused."""
    problems: dict[str, str] = {}
    host, name = wanted.host.strip().lower().rstrip("."), " ".join(wanted.name.split())
    if not _HOST.fullmatch(host):
        problems["host"] = _("That is no name of a host, such as panel.example.")
    elif host in own_hosts:
        problems["host"] = _("That is the house's own.")
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        problems["name"] = _("A name has up to %(number)d characters.") % {"number": LONGEST_NAME}
    colour = parsed(wanted.colour.strip())
    if colour is None:
        problems["colour"] = _("A colour is written like #0b7a6b.")
    elif contrast(colour, WHITE) < READABLE:
        problems["colour"] = _("White words cannot be read on it: take a darker one.")
    logo: Logo | None = None
    if wanted.logo:
        try:
            logo = logo_of(wanted.logo)
        except LogoRefused as refused:
            problems["logo"] = str(refused)
    if problems:
        raise BrandRefused(problems)
    try:
        asking = Asking(viewer.login, viewer.account_id, cx.address)
        await demand_welcome(cx.registry, (("domain", host),), asking)
    except Barred as barred:
        raise BrandRefused({"host": str(barred)}) from None

    async def work(db: Connection) -> None:
        kept = await queries.keep(
            db,
            seller_id=seller.id,
            host=host,
            name=name,
            colour=wanted.colour.strip().lower(),
            logo=logo.octets if logo else None,
            logo_kind=logo.kind if logo else None,
            keeps_logo=wanted.logo is None,
            now=cx.now,
            by=viewer.login,
        )
        if kept is None:
            raise BrandRefused({"host": _("Another brand has this host.")})
        await _written(db, cx, viewer, seller, "change", f"{name} at {host}")

    await cx.registry.store.transaction(work)


async def drop_brand(cx: Context, viewer: Viewer, seller: Seller) -> None:
    """Its clients see the house's own again, and at its host nobody answers."""

    async def work(db: Connection) -> None:
        await queries.drop(db, seller_id=seller.id)
        await _written(db, cx, viewer, seller, "remove", seller.host)

    await cx.registry.store.transaction(work)


async def _written(
    db: Connection, cx: Context, viewer: Viewer, seller: Seller, action: str, detail: str | None
) -> None:
    await write_down(
        db,
        now=cx.now,
        door=cx.door,
        action=f"brands.{action}",
        actor=viewer.login,
        actor_id=viewer.account_id,
        behind=viewer.behind_login,
        behind_id=viewer.behind_id,
        login=seller.login,
        id=seller.id,
        address=cx.address,
        reason=None,
        detail=detail,
    )
