"""Whose a name is and who looks after it, and the secret that opens it for another registrar."""

from collections.abc import Sequence
from typing import Final

from panel.client_contacts.registered.holding import demand_holders
from panel.contacts.lists import CONTACTS
from panel.domains.lasting import is_going
from panel.kit.asking import ask
from panel.kit.deeds import Declined, Deed, Once, Values
from panel.kit.fields import Combo, Reason
from panel.kit.row_fields import Rows
from panel.kit.secret_field import Secret
from registry.actions.domain_update import domain_update
from registry.context import Context
from registry.model.authinfo import drawn
from registry.model.change import UNCHANGED, DomainParts
from registry.model.domain import ContactLink, Domain
from registry.requests.domain import DomainUpdate

ROLES: Final = ("admin", "tech", "billing")


def _of(domain: Domain, role: str) -> tuple[str, ...]:
    return tuple(each.contact for each in domain.contacts if each.role == role)


def _role(role: str, title: str) -> Rows:
    return Rows(
        role,
        title,
        (Combo("", "Contact", CONTACTS, "", False),),
        present=lambda domain: _of(domain, role),
        most=10,
    )


async def _attach(cx: Context, domain: Domain, values: Values) -> str:
    """Links that stay are not touched."""
    wanted = {ContactLink(role, handle) for role in ROLES for handle in values[role]}
    registrant = values["registrant"]
    come, gone = _sorted(wanted - {*domain.contacts}), _sorted({*domain.contacts} - wanted)
    if not come and not gone and registrant == domain.registrant:
        raise Declined("It has these already.", at="registrant")
    fresh = {each.contact for each in come} | (
        {registrant} if registrant and registrant != domain.registrant else set()
    )
    await demand_holders(cx, sorted(fresh), domain.tld)
    wish = DomainUpdate(
        domain.name,
        add=DomainParts(contacts=come),
        remove=DomainParts(contacts=gone),
        registrant=UNCHANGED if registrant == domain.registrant else registrant,
    )
    await ask(cx, domain_update, wish)
    return "Its contacts are set."


def _sorted(links: set[ContactLink]) -> tuple[ContactLink, ...]:
    return tuple(sorted(links, key=lambda each: (each.role, each.contact)))


async def _draw(cx: Context, domain: Domain, values: Values) -> str:
    secret = drawn(cx.book.at(domain.tld, cx.now).rules.authinfo_bits)
    await ask(cx, domain_update, DomainUpdate(domain.name, authinfo=secret))
    life = _life(cx, domain)
    return Once.of(f"It opens {domain.name} {life}.", secret)


async def _set(cx: Context, domain: Domain, values: Values) -> str:
    await ask(cx, domain_update, DomainUpdate(domain.name, authinfo=values["authinfo"]))
    if values["authinfo"] is None:
        return "It has no secret any more: nobody can ask for it."
    life = _life(cx, domain)
    return f"What you said opens {domain.name} {life}."


def _life(cx: Context, domain: Domain) -> str:
    days = cx.book.at(domain.tld, cx.now).rules.authinfo_days
    return f"for {days:g} days" if days else "until there is another"


_WARNING: Final = "Whoever has it can have the name transferred; the one of before opens nothing."

HOLDING: Final[Sequence[Deed[Domain]]] = (
    Deed(
        "set-contacts",
        "Set contacts",
        "address-book",
        "domain.set-contacts",
        _attach,
        (
            Combo(
                "registrant",
                "Registrant",
                CONTACTS,
                "Empty: it has none.",
                False,
                present=lambda domain: domain.registrant,
            ),
            _role("admin", "Administrative contacts"),
            _role("tech", "Technical contacts"),
            _role("billing", "Billing contacts"),
            Reason(required=False),
        ),
        is_going,
        lead="All that it has afterwards, where the TLD takes contacts.",
    ),
    Deed(
        "draw-authinfo",
        "Draw a transfer secret",
        "key",
        "domain.set-authinfo",
        _draw,
        excluded=is_going,
        lead=f"It is shown to you once. {_WARNING}",
        batch=None,
        pinned=True,
    ),
    Deed(
        "set-authinfo",
        "Set a transfer secret of your own",
        "key",
        "domain.set-authinfo",
        _set,
        (Secret("authinfo", "Secret", "Empty: it has none, and nobody can ask for it.", required=False),),
        is_going,
        lead=_WARNING,
        batch=None,
        pinned=True,
    ),
)
