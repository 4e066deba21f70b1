"""What may be done to domains: the registry's and the registrar's own statuses, name servers, renewal, transfers, deletion.

The core decides each; who asks is the operator who is signed in, or the registrar whose people they are.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Literal

from flask import url_for

from panel.domains.lists import DOMAINS
from panel.domains.queries import domains_named
from panel.domains.registering import REGISTER
from panel.hosts.lists import HOSTS
from panel.kit.deeds import Declined, Deed, Deeds, Once, Values
from panel.kit.fields import About, Choice, Combo, Reason, Several
from panel.kit.formats import day, words
from panel.kit.quantities import Number
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_renewal import domain_renewal
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.context import Context
from registry.model.authinfo import drawn
from registry.model.change import DomainParts, NameServers
from registry.model.domain import Domain
from registry.model.host import NameServer
from registry.model.lifecycle import project
from registry.model.names import canonical
from registry.model.period import Period
from registry.model.status import DOMAIN_CLIENT, DOMAIN_SERVER
from registry.requests.domain import DomainDelete, DomainRenew, DomainTransfer, DomainUpdate

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


def _titled(statuses: Sequence[str]) -> dict[str, str]:
    return {each: words(each).capitalize() for each in statuses}


def _absent(own: frozenset[str]) -> Callable[[About], Mapping[str, str]]:
    """Those that at least one of the domains does not have."""
    return lambda about: _titled(sorted(own - frozenset.intersection(own, *(each.statuses for each in about.subjects))))


def _present(own: frozenset[str]) -> Callable[[About], Mapping[str, str]]:
    """Those that at least one of the domains has."""
    return lambda about: _titled(sorted(own & frozenset().union(*(each.statuses for each in about.subjects))))


async def _set(cx: Context, domain: Domain, values: Values) -> str:
    await domain_update(cx, DomainUpdate(domain.name, add=DomainParts(statuses=values["statuses"])))
    return f"Set: {', '.join(values['statuses'])}."


async def _clear(cx: Context, domain: Domain, values: Values) -> str:
    await domain_update(cx, DomainUpdate(domain.name, remove=DomainParts(statuses=values["statuses"])))
    return f"Taken away: {', '.join(values['statuses'])}."


def _setting(name: str, title: str, own: frozenset[str], permission: str, reason: Reason) -> Deed[Domain]:
    def has_all(domain: Domain, situation: Situation) -> str | None:
        return "It has all of them." if own <= domain.statuses else None

    fields = (Several("statuses", "Statuses", _absent(own)), reason)
    return Deed(name, title, "lock", permission, _set, fields, has_all)


def _clearing(name: str, title: str, own: frozenset[str], permission: str, reason: Reason) -> Deed[Domain]:
    def has_none(domain: Domain, situation: Situation) -> str | None:
        return None if own & domain.statuses else "It has none of them."

    fields = (Several("statuses", "Statuses", _present(own)), reason)
    return Deed(name, title, "lock-open", permission, _clear, fields, has_none)


async def _renewal(cx: Context, domain: Domain, values: Values) -> str:
    await domain_renewal(cx, domain.name, values["renewal"])
    return "Time renews it." if values["renewal"] == "auto" else "It is deleted at its expiry."


async def _renew(cx: Context, domain: Domain, values: Values) -> str:
    wish = DomainRenew(domain.name, domain.expires_at.date(), Period(values["years"]))
    renewed = await domain_renew(cx, wish)
    total = renewed.quote.total
    return f"It is registered until {day(renewed.expires_at)}, for {total} {total.currency}."


def _is_going(domain: Domain, situation: Situation) -> str | None:
    return "It is on its way out." if domain.deletion else None


def _servers(domain: Domain) -> tuple[str, ...]:
    return domain.hosts or tuple(each.name for each in domain.nameservers)


async def _delegate(cx: Context, domain: Domain, values: Values) -> str:
    """Name servers that stay are not touched: those of a TLD without host objects keep their addresses."""
    wanted, present = tuple(dict.fromkeys(canonical(each) for each in values["hosts"])), _servers(domain)
    by_objects = cx.registry.book.at(domain.tld, cx.now).rules.host_model == "objects"
    fresh = tuple(each for each in wanted if each not in present)
    if by_objects:
        gone = NameServers(tuple(each for each in present if each not in wanted))
        added = NameServers(fresh)
    else:
        gone = NameServers(attributes=tuple(each for each in domain.nameservers if each.name not in wanted))
        added = NameServers(attributes=tuple(map(NameServer, fresh)))
    if not (added.count or gone.count):
        raise Declined("It has these already.", at="hosts")
    await domain_update(
        cx, DomainUpdate(domain.name, add=DomainParts(nameservers=added), remove=DomainParts(nameservers=gone))
    )
    return f"It leads to {', '.join(wanted)}."


def _deciding(operation: Literal["approve", "reject"]) -> Callable[[Context, Domain, Values], Awaitable[str]]:
    async def act(cx: Context, domain: Domain, values: Values) -> str:
        view = await domain_transfer(cx, DomainTransfer(domain.name, operation))
        gaining = view.transfer.gaining
        return f"It is {gaining}'s now." if operation == "approve" else f"It stays, and {gaining} is told."

    return act


async def _draw_secret(cx: Context, domain: Domain, values: Values) -> str:
    rules = cx.registry.book.at(domain.tld, cx.now).rules
    secret = drawn(rules.authinfo_bits)
    await domain_update(cx, DomainUpdate(domain.name, authinfo=secret))
    life = f"for {rules.authinfo_days:g} days" if rules.authinfo_days else "until there is another"
    return Once.of(f"It opens {domain.name} {life}.", secret)


def _no_transfer(domain: Domain, situation: Situation) -> str | None:
    return None if domain.pending_transfer else "Nobody has asked for it."


async def _delete(cx: Context, domain: Domain, values: Values) -> str:
    done = await domain_delete(cx, DomainDelete(domain.name))
    return "It is gone." if done.purged else "It is on its way out; until its redemption ends it can be restored."


DEEDS: Final[Deeds[Domain]] = Deeds(
    list=DOMAINS,
    object="domain",
    noun="domain",
    nouns="domains",
    key=lambda row: str(row["name"]),
    find=find,
    show=lambda key: url_for("domains.show", name=key),
    deeds=(
        _setting("set-server-statuses", "Set statuses", DOMAIN_SERVER, "domain.set-server-status", Reason()),
        _clearing("clear-server-statuses", "Take statuses away", DOMAIN_SERVER, "domain.set-server-status", Reason()),
        _setting("set-client-statuses", "Lock", DOMAIN_CLIENT, "domain.set-client-status", Reason(required=False)),
        _clearing("clear-client-statuses", "Unlock", DOMAIN_CLIENT, "domain.set-client-status", Reason(required=False)),
        Deed(
            "set-nameservers",
            "Set name servers",
            "server-2",
            "domain.set-nss",
            _delegate,
            (
                Rows(
                    "hosts",
                    "Name servers",
                    (Combo("", "Name server", HOSTS, "", False),),
                    "All that it has afterwards.",
                    required=True,
                    present=_servers,
                    most=13,
                ),
                Reason(required=False),
            ),
            _is_going,
        ),
        Deed(
            "renew",
            "Renew",
            "calendar-plus",
            "domain.renew",
            _renew,
            (Number("years", "Years", 1, 10, present=lambda domain: 1),),
            _is_going,
            lead="It is paid from the account at once; deleted within the renew grace period, it is paid back.",
        ),
        Deed(
            "set-renewal",
            "Renewal by time",
            "rotate",
            "domain.set-renewal",
            _renewal,
            (Choice("renewal", "At its expiry", RENEWALS, present=lambda domain: domain.renewal), Reason()),
            _is_going,
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
        Deed(
            "draw-authinfo",
            "Draw a transfer secret",
            "key",
            "domain.set-authinfo",
            _draw_secret,
            excluded=_is_going,
            lead="It is shown to you once. Whoever has it can have the name transferred; the one of before opens nothing.",
            batch=None,
            pinned=True,
        ),
        Deed(
            "delete",
            "Delete",
            "trash",
            "domain.delete",
            _delete,
            (Reason(),),
            _is_going,
            lead="Within the add grace period it is gone at once; after it, it can be restored for a while.",
            danger=True,
        ),
    ),
    opening=(REGISTER,),
)
