"""What may be done to domains: statuses and transfers here, the rest beside (delegating, holding, lasting, registering).

The core decides each; who asks is the operator who is signed in, or the registrar whose people they are.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Literal

from flask import url_for

from panel.domains.delegating import SET_DNSSEC, SET_NAMESERVERS
from panel.domains.holding import HOLDING
from panel.domains.lasting import DELETE, RENEW, RESTORE, is_going, reporting
from panel.domains.lists import DOMAINS
from panel.domains.queries import domains_named
from panel.domains.registering import REGISTER
from panel.kit.asking import ask
from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.fields import Choice, Reason
from panel.kit.situation import Situation
from panel.kit.status_deeds import OF_CLIENTS, Statuses
from registry.actions.domain_renewal import domain_renewal
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.context import Context
from registry.model.change import DomainParts
from registry.model.domain import Domain
from registry.model.lifecycle import project
from registry.model.names import canonical
from registry.model.status import DOMAIN_CLIENT, DOMAIN_SERVER
from registry.requests.domain import DomainTransfer, DomainUpdate

RENEWALS: Final = {"auto": "As its TLD has it", "never": "Never: it is deleted at its expiry"}


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Domain]:
    """Of the names those that are registered, as they are now, and that the viewer's scope has."""
    names = sorted({canonical(key) for key in keys})
    rows = await situation.registry.store.reading(lambda db: domains_named(db, names=names))
    found = {}
    for row in rows:
        domain = project(row.domain(), situation.registry.book, situation.now).domain
        if domain is not None and situation.scope.admits(domain.registrar):
            found[domain.name] = domain
    return {key: found[name] for key in keys if (name := canonical(key)) in found}


async def _change(cx: Context, domain: Domain, add: tuple[str, ...], remove: tuple[str, ...]) -> object:
    wish = DomainUpdate(domain.name, add=DomainParts(statuses=add), remove=DomainParts(statuses=remove))
    return await ask(cx, domain_update, wish)


async def _renewal(cx: Context, domain: Domain, values: Values) -> str:
    await domain_renewal(cx, domain.name, values["renewal"])
    return "Time renews it." if values["renewal"] == "auto" else "It is deleted at its expiry."


def _deciding(operation: Literal["approve", "reject"]) -> Callable[[Context, Domain, Values], Awaitable[str]]:
    async def act(cx: Context, domain: Domain, values: Values) -> str:
        view = await ask(cx, domain_transfer, DomainTransfer(domain.name, operation))
        gaining = view.transfer.gaining
        return f"It is {gaining}'s now." if operation == "approve" else f"It stays, and {gaining} is told."

    return act


def _no_transfer(domain: Domain, situation: Situation) -> str | None:
    return None if domain.pending_transfer else "Nobody has asked for it."


DEEDS: Final[Deeds[Domain]] = Deeds(
    list=DOMAINS,
    object="domain",
    noun="domain",
    nouns="domains",
    key=lambda row: str(row["name"]),
    find=find,
    show=lambda key: url_for("domains.show", name=key),
    deeds=(
        *Statuses("server", DOMAIN_SERVER, "domain.set-server-status", _change, Reason()).deeds(
            "Set statuses", "Take statuses away"
        ),
        *Statuses("client", DOMAIN_CLIENT, "domain.set-client-status", _change, OF_CLIENTS).deeds("Lock", "Unlock"),
        SET_NAMESERVERS,
        SET_DNSSEC,
        *HOLDING,
        RENEW,
        Deed(
            "set-renewal",
            "Renewal by time",
            "rotate",
            "domain.set-renewal",
            _renewal,
            (Choice("renewal", "At its expiry", RENEWALS, present=lambda domain: domain.renewal), Reason()),
            is_going,
            batch="form",
            inline=True,
        ),
        Deed(
            "approve-transfer",
            "Approve the transfer",
            "transfer",
            "domain.decide-transfer",
            _deciding("approve"),
            (Reason(required=False),),
            _no_transfer,
            lead="It changes hands at once.",
            pinned=True,
        ),
        Deed(
            "reject-transfer",
            "Reject the transfer",
            "ban",
            "domain.decide-transfer",
            _deciding("reject"),
            (Reason(required=False),),
            _no_transfer,
            danger=True,
        ),
        RESTORE,
        reporting(find),
        DELETE,
    ),
    opening=(REGISTER,),
)
