"""Whom the demo's house and its reseller sell to: a small tree, four sellers deep, made once."""

from typing import Final

from panel.clients.actions import By, client_create, client_step
from panel.clients.queries import clients
from registry.context import Actor, Registry

# (login, name, kind, seller, description); `reseller` and `client` are people with passwords, who are there already
TREE: Final = (
    ("harbour-hosting", "Harbour Hosting GmbH", "reseller", "reseller", "Web hosting for small shops"),
    ("pier-nine", "Pier Nine Design", "reseller", "harbour-hosting", "Studio; sells names with its sites"),
    ("bakery-hansen", "Bäckerei Hansen", "client", "pier-nine", "Bakery, two shops"),
    ("yoga-am-kai", "Yoga am Kai", "client", "pier-nine", ""),
    ("kite-school", "Kite School Fehmarn", "client", "harbour-hosting", "Only in summer"),
    ("old-lighthouse", "Old Lighthouse Inn", "client", "harbour-hosting", "Left; may come back"),
    ("dr-okafor", "Dr Ngozi Okafor", "client", "reseller", "Dentist"),
    ("green-grocer", "The Green Grocer", "client", "reseller", ""),
    ("northern-names", "Northern Names AS", "reseller", None, "Sells names alone"),
    ("fjord-ferries", "Fjord Ferries", "client", "northern-names", "Ferry line, many spellings of its name"),
    ("city-archive", "City Archive Springfield", "client", None, "Public body; pays by invoice"),
    ("quick-cash", "Quick Cash Ltd", "client", None, ""),
)
OPERATOR: Final = By("demo")


async def sell(registry: Registry, reseller: str) -> None:
    """Make those of the tree who are not there; the first of them stands for all."""
    if await _numbers(registry, [TREE[0][0]]):
        return
    cx = registry.context("cli", Actor(operator=OPERATOR.login))
    for login, name, kind, seller, description in TREE:
        above = reseller if seller == "reseller" else seller
        await client_create(cx, OPERATOR, login, name, f"hello@{login}.example", kind, above, "en", description)
    numbers = await _numbers(registry, ["quick-cash", "old-lighthouse"])
    await client_step(cx, OPERATOR, numbers["quick-cash"], "block", "fraud", "The card was stolen.")
    await client_step(cx, OPERATOR, numbers["old-lighthouse"], "delete", None, "Closed for good, they say.")


async def _numbers(registry: Registry, logins: list[str]) -> dict[str, int]:
    found = await registry.store.reading(lambda db: clients(db, logins=logins, everything=True, root=None))
    return {each.login: each.id for each in found}
