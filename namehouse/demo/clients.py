"""Whom the demo's house and its reseller sell to: a small tree, four sellers deep, made once."""

from typing import Final

from panel.client_contacts.actions import contact_create
from panel.clients.actions import By, client_create, client_step
from panel.clients.queries import clients
from panel.contact_profiles.needs import NOTHING
from panel.employees.actions import employee_create
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
# (login, name, employer, role)
PEOPLE: Final = (
    ("mia-petersen", "Mia Petersen", "reseller", "reseller-manager"),
    ("tom-ruiz", "Tom Ruiz", "reseller", "reseller-support"),
    ("lena-brandt", "Lena Brandt", "harbour-hosting", "reseller-manager"),
)
OPERATOR: Final = By("demo")
# (client, profile, name, what it says)
CONTACTS: Final[tuple[tuple[str, str, str, dict[str, object]], ...]] = (
    (
        "bakery-hansen",
        "company",
        "Inge Hansen",
        {
            "organization": "Bäckerei Hansen OHG",
            "street": "Kaistraße 4",
            "city": "Kiel",
            "postal_code": "24103",
            "country": "DE",
            "voice_phone": "+49431901820",
            "vat_number": "DE136695976",
            "registration_number": "HRA 4711",
            "director": "Inge Hansen",
            "vat_rate": 19,
            "messengers": [{"service": "telegram", "address": "@baeckerei-hansen"}],
            "bank_accounts": [{"account": "DE89370400440532013000", "currency": "EUR", "bank": "Bank am Hafen"}],
        },
    ),
    ("bakery-hansen", "reached", "Jens Hansen", {}),
    (
        "dr-okafor",
        "postal",
        "Dr Ngozi Okafor",
        {
            "street": "12 Mill Lane\nFirst floor",
            "city": "London",
            "postal_code": "SW1A 1AA",
            "country": "GB",
            "voice_phone": "+442079460000",
        },
    ),
)


async def sell(registry: Registry, reseller: str) -> None:
    """Make those of the tree who are not there; the first of them stands for all."""
    if await _numbers(registry, [TREE[0][0]]):
        return
    cx = registry.context("cli", Actor(operator=OPERATOR.login))
    for login, name, kind, seller, description in TREE:
        above = reseller if seller == "reseller" else seller
        await client_create(cx, OPERATOR, login, name, f"hello@{login}.example", kind, above, "en", description)
    for login, name, employer, role in PEOPLE:
        by = reseller if employer == "reseller" else employer
        await employee_create(cx, OPERATOR, login, name, f"{login}@{by}.example", role, by)
    for login, profile, name, said in CONTACTS:
        facts = {**NOTHING, "profile": profile, "name": name, "email": f"hello@{login}.example", **said}
        await contact_create(cx, OPERATOR, login, facts)
    numbers = await _numbers(registry, ["quick-cash", "old-lighthouse"])
    await client_step(cx, OPERATOR, numbers["quick-cash"], "block", "fraud", "The card was stolen.")
    await client_step(cx, OPERATOR, numbers["old-lighthouse"], "delete", None, "Closed for good, they say.")


async def _numbers(registry: Registry, logins: list[str]) -> dict[str, int]:
    found = await registry.store.reading(lambda db: clients(db, logins=logins, everything=True, root=None))
    return {each.login: each.id for each in found}
