"""Registering a name from the panel: whether it is free and what it costs is shown first, and it is paid when that is confirmed.

The core decides, as it does over EPP; what it refuses is told with the result code that EPP would have.
"""

from typing import Final

from panel.blacklist.gate import Barred, by_viewer, demand_welcome
from panel.blacklist.masks import Of
from panel.client_contacts.registered.holding import demand_holders
from panel.contacts.lists import CONTACTS
from panel.contacts.queries import addresses_of
from panel.domains.delegating import DS_COLUMNS, as_ds
from panel.hosts.lists import HOSTS
from panel.kit.asking import ask
from panel.kit.deeds import Declined, Made, Opening, Values
from panel.kit.fields import Combo, Flag, Text
from panel.kit.foreseen import Foreseen
from panel.kit.formats import day
from panel.kit.quantities import Number
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.registrars.name_defaults import ROLES
from panel.registrars.queries import NameDefaults, name_defaults
from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create, policy_of
from registry.actions.quote import quote
from registry.context import Context
from registry.errors import Refusal
from registry.model.change import NameServers
from registry.model.domain import ContactLink
from registry.model.fees import FeeCheck, FeeCommand, StatedFee
from registry.model.host import NameServer
from registry.model.names import canonical
from registry.model.period import Period
from registry.model.pricing import Quote
from registry.requests.domain import DomainCheck, DomainCreate, IdnData


async def _usual(situation: Situation) -> NameDefaults:
    """What the viewer's registrar begins with."""
    own = situation.scope.registrar or ""
    found = await situation.registry.store.reading(lambda db: name_defaults(db, handles=[own]))
    return found[0] if found else NameDefaults(own)


async def _quoted(cx: Context, values: Values) -> Quote:
    found = await quote(
        cx, canonical(values["name"]), "create", cx.actor.registrar, values["years"], cx.now, values["token"]
    )
    return found.quote


def _as_epp_says(refusal: Refusal) -> Declined:
    also = "".join(f" {each.reason}" for each in refusal.also)
    return Declined(f"{refusal.reason}{also} EPP would answer {refusal.code}.", why=refusal)


async def _demand_taken(cx: Context, name: str, values: Values) -> None:
    """That no list refuses the name or those it is to stand on, and that those of them who are clients' contacts say what the TLD
    needs. Raises Declined, Refusal."""
    handles = [values[role] for role in ("registrant", *ROLES) if values[role]]
    entering: list[tuple[Of, str]] = [("domain", name)]
    if handles:
        known = await cx.registry.store.reading(lambda db: addresses_of(db, handles=handles))
        entering += [("email", each) for each in known]
        await demand_holders(cx, handles, policy_of(cx, name).tld)
    try:
        await demand_welcome(cx.registry, entering, by_viewer(cx))
    except Barred as barred:
        raise Declined(str(barred), at="name" if barred.at == "domain" else "registrant") from None


def _may_be_dear(price: Quote, values: Values) -> None:
    if not price.standard and not values["dear"]:
        raise Declined(
            f"It costs {price.total} {price.currency}, which is not the price of every name: say that you accept that.",
            at="dear",
        )


async def _foresee(cx: Context, nothing: None, values: Values) -> Foreseen:
    name = canonical(values["name"])
    try:
        # whoever asks for the fee will state it, as dear names demand
        fees = FeeCheck((FeeCommand("create", Period(values["years"])),))
        (free,) = await domain_check(cx, DomainCheck((name,), fees, values["token"]))
        price = await _quoted(cx, values)
    except Refusal as refusal:
        raise _as_epp_says(refusal) from None
    if not free.available:
        return Foreseen(nothing=f"{name} cannot be registered: {free.reason}.")
    _may_be_dear(price, values)
    await _demand_taken(cx, name, values)
    kind = "As every name" if price.standard else f"Not as every name ({price.name_class})"
    return Foreseen(
        (
            ("Name", name),
            ("For", f"{values['years']} years" if values["years"] > 1 else "1 year"),
            ("It costs", f"{price.total} {price.currency}"),
            ("Its price is", kind),
        )
    )


async def _register(cx: Context, nothing: None, values: Values) -> str:
    name = canonical(values["name"])
    try:
        price = await _quoted(cx, values)
        _may_be_dear(price, values)
        await _demand_taken(cx, name, values)
        created = await ask(cx, domain_create, _wish(cx, name, values, price))
    except Refusal as refusal:
        raise _as_epp_says(refusal) from None
    if created.application is not None:
        return f"It is applied for, as {created.application.application}."
    until = f" until {day(created.expires_at)}" if created.expires_at else ""
    return Made.of(f"It is registered{until}, for {price.total} {price.currency}.", name)


def _wish(cx: Context, name: str, values: Values, price: Quote) -> DomainCreate:
    """What was seen to be its price is stated with it: at any other it is refused."""
    by_objects = policy_of(cx, name).rules.host_model == "objects"
    hosts = tuple(dict.fromkeys(canonical(each) for each in values["hosts"]))
    servers = NameServers(hosts) if by_objects else NameServers(attributes=tuple(NameServer(each) for each in hosts))
    return DomainCreate(
        name,
        Period(values["years"]),
        servers,
        values["registrant"],
        tuple(ContactLink(role, values[role]) for role in ROLES if values[role]),
        dnssec=tuple(map(as_ds, values["dnssec"])),
        idn=IdnData(values["idn_table"]) if values["idn_table"] else None,
        token=values["token"],
        fee=StatedFee(price.total.major, price.currency),
    )


REGISTER: Final = Opening(
    "register",
    "Register a name",
    "plus",
    "domain.create",
    _register,
    (
        Text("name", "Name", "With its TLD."),
        Number("years", "Years", 1, 10, present=lambda usual: usual.years),
        Combo(
            "registrant",
            "Registrant",
            CONTACTS,
            "Where the TLD takes contacts.",
            False,
            present=lambda usual: usual.registrant,
        ),
        Combo("admin", "Administrative contact", CONTACTS, "", False, present=lambda usual: usual.admin),
        Combo("tech", "Technical contact", CONTACTS, "", False, present=lambda usual: usual.tech),
        Rows(
            "hosts",
            "Name servers",
            (Combo("", "Name server", HOSTS, "", False),),
            present=lambda usual: usual.hosts,
            most=13,
        ),
        Rows("dnssec", "DS records", DS_COLUMNS, "Of the keys that sign the zone.", most=8),
        Text("token", "Allocation token", "Where a name or a phase asks for one.", required=False),
        Text("idn_table", "IDN table", "Where more than one fits the name.", required=False),
        Flag("dear", "It may cost more than every name", "Premium names do, and all names in early access."),
    ),
    lead="It is paid from the account at once; deleted within the add grace period, it is paid back. It has no password for "
    "transfers until one is set.",
    foresee=_foresee,
    begins_with=_usual,
    sections={"registrant": "Contacts", "hosts": "Delegation", "token": "More"},
    called=lambda values: canonical(str(values["name"])),
)
