"""What stage directions of frames and transcripts have the registry's operators do, in their words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from registry.actions.application_allocate import application_allocate
from registry.actions.application_step import application_step
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_renewal import domain_renewal
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.name_list_import import name_list_import
from registry.actions.registrar_accredit import registrar_accredit, registrar_unaccredit
from registry.actions.registrar_limits import registrar_limits
from registry.actions.registrar_rate import registrar_rate
from registry.actions.registrar_state import registrar_state
from registry.actions.tld_create import tld_change
from registry.actions.tld_withdraw import tld_withdraw
from registry.actions.tmch_import import tmch_import
from registry.actions.token_issue import PackageSell, TokenIssue, package_sell, token_issue
from registry.actions.urs_extend import urs_extend
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.urs_rollback import urs_rollback
from registry.actions.urs_suspend import urs_suspend
from registry.jobs.tell_ahead import tell_ahead
from registry.model.ahead import Ahead
from registry.model.change import DomainParts, NameServers
from registry.model.money import Money
from registry.model.phases import Phase
from registry.model.poll import ChangeCase
from registry.model.pricing import Discount
from registry.model.rates import Rate, RateClass
from registry.model.sound_rules import read_rules
from registry.model.transfer import TransferOperation
from registry.requests.application import ApplicationAllocate, ApplicationStep
from registry.requests.contact import ContactTransfer
from registry.requests.domain import (
    DomainDelete,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    RestoreReport,
)
from registry.requests.registrar import RegistrarAccredit, RegistrarLimits, RegistrarStateChange
from registry.requests.urs import UrsExtend, UrsLock, UrsNotice, UrsRollback, UrsSuspend
from registry.store import accreditations, rates, registrars, tlds
from registry.store.name_lists import ListKind
from tests.tmch.clearinghouse import MARK, Clearinghouse, dnl, encoded, root, smdrl, written
from tests.world import BEGINNING, World


async def plan(world: World, tld: str, days: int, changes: Mapping[str, Any]) -> None:
    """These keys of the rules are to be other than now in so many days."""
    rules = read_rules(world.registry.book.at(tld, world.clock.now()).rules.document() | changes)
    await tld_change(world.operator, tld, rules, world.clock.now() + timedelta(days=days))
    world.registry.book = await world.store.reading(tlds.book)


async def withdraw(world: World, tld: str) -> None:
    """The last version of the rules, which is to come, will not."""
    await tld_withdraw(world.operator, tld, world.registry.book.versions(tld)[-1].id)
    world.registry.book = await world.store.reading(tlds.book)


async def tell(world: World, days: Mapping[str, float]) -> None:
    """So long before, and twice, since whoever tells may not know that it was told."""
    world.registry.ahead = Ahead(**days)
    for _ in range(2):
        await tell_ahead(world.registry)


def phase_of(name: str, need: str) -> Phase:
    """`need` is what its creates show, or that they make applications, of which a registrar may make one or many."""
    match need:
        case "nothing":
            return Phase(name)
        case "application":
            return Phase(name, creates="application")
        case "one_application":
            return Phase(name, creates="application", most_per_registrar=1)
        case "programme":
            return Phase(name, needs=("mark", "notice"), qlp=True)
    return Phase(name, needs=(need,))


async def issue(world: World, limits: Mapping[str, str]) -> str:
    if "package" in limits:
        price = Money(int(limits["package"]), "USD")
        sale = PackageSell(limits["registrar"], int(limits["uses"]), price, limits.get("tld"))
        return (await package_sell(world.operator, sale)).token
    wish = TokenIssue(
        tld=limits.get("tld"),
        label=limits.get("label"),
        registrar=limits.get("registrar"),
        uses=None if "unlimited" in limits else int(limits.get("uses", 1)),
        frees_reserved="opens" in limits,
        discount=Discount(percent=int(limits["percent"])) if "percent" in limits else None,
        operations=tuple(limits.get("for", "create").split(",")),
    )
    (token,) = await token_issue(world.operator, wish)
    return token


async def decide(world: World, step: str, application: str, words: str | None) -> None:
    """A step with an application, for the reason (or to the name of a status that may follow) that is given."""
    if step == "allocate":
        await application_allocate(world.operator, ApplicationAllocate(application))
    elif step == "hold":
        await application_step(world.operator, ApplicationStep(application, step, words))
    else:
        await application_step(replace(world.operator, reason=words), ApplicationStep(application, step))


async def change_by_case(world: World, what: str, name: str) -> None:
    """An operator, for a case of URS, sets a status on a name, or deletes it."""
    cx = replace(world.operator, reason="URS lock", case=ChangeCase("urs", "urs123"))
    if what == "delete":
        await domain_delete(cx, DomainDelete(name))
    else:
        await domain_update(cx, DomainUpdate(name, add=DomainParts(statuses=(what,))))


async def complain(world: World, step: str, name: str) -> None:
    """A step of a case of URS about a name; its lock gives notice of it, too."""
    cx = replace(world.operator, reason=f"URS {step}")
    if step == "lock":
        await urs_notice(cx, UrsNotice(name, "forum", "urs123"))
        await urs_lock(cx, UrsLock(name))
    elif step == "suspend":
        await urs_suspend(cx, UrsSuspend(name, NameServers(("ns1.urs.org", "ns2.urs.org"))))
    elif step == "extend":
        await urs_extend(cx, UrsExtend(name))
    else:
        await urs_rollback(cx, UrsRollback(name))


async def put_on_list(world: World, kind: ListKind, name: str, label: str, value: str | None = None) -> None:
    """A list of that name with that label alone: in the class of the list's name, or with a reservation of that kind."""
    value = value or ("reserved" if kind == "reserved" else name)
    await name_list_import(world.operator, name, kind, {label: value}, world.clock.now())


async def list_claims(world: World, label: str) -> None:
    await tmch_import(world.operator, "dnl", dnl(label))


async def list_for_sunrise(world: World, label: str) -> None:
    """On the list of labels that a mark gives a right to."""
    at = written(BEGINNING)
    await tmch_import(world.operator, "surl", f"1,{at}\nDNL,insertion-datetime\n{label},{at}\n".encode())


async def trust(world: World, house: Clearinghouse) -> None:
    """The registry trusts this clearinghouse, which has revoked the mark 7-7."""
    world.registry.trademarks = house.trademarks
    await tmch_import(world.operator, "crl", house.crl())
    await tmch_import(world.operator, "smdrl", smdrl("7-7"))


def marked(house: Clearinghouse, label: str, flaw: str | None) -> str:
    """A signed mark of the label, encoded; `flaw` is what is wrong with it."""
    match flaw:
        case None:
            mark = house.mark(label)
        case "revoked":
            mark = house.mark(label, smd_id="7-7")
        case "ended":
            mark = house.mark(label, ends=BEGINNING)
        case "weak":
            mark = house.mark(label, weakly=True)
        case "unvouched":
            mark = Clearinghouse(root(3)).mark(label)
        case "changed":
            mark = house.mark(label)
            mark.find(f".//{{{MARK}}}label").text = "changed"
        case "unreadable":
            mark = house.mark(label)
            mark.find(".//{*}X509Certificate").text = "bm90aGluZw=="
        case "crowded":
            mark = house.mark(label, between=(house.validator,) * 4)
        case _:
            raise ValueError(f"no mark has this flaw: {flaw}")
    return encoded(mark).strip()


async def change_state(world: World, handle: str, state: str) -> None:
    """Of a registrar; all processes hear of it."""
    await registrar_state(world.operator, RegistrarStateChange(handle, state))
    world.registry.standings = dict(await world.store.reading(registrars.not_active))


async def end_accreditation(world: World, handle: str, tld: str) -> None:
    await registrar_unaccredit(world.operator, handle, tld)


async def bill_in(world: World, handle: str, currency: str, tld: str) -> None:
    """From the next second on the registrar pays in that currency there."""
    await registrar_limits(world.operator, RegistrarLimits(handle, currency=currency, opens=True))
    world.clock.advance(seconds=1)
    await registrar_accredit(world.operator, RegistrarAccredit(handle, tld, currency=currency))
    world.registry.pays_otherwise = frozenset(await world.store.reading(accreditations.pay_otherwise))


async def slow_down(world: World, handle: str, rate_class: RateClass) -> None:
    """One command of the class in ten seconds."""
    await registrar_rate(world.operator, handle, rate_class, Rate(0.1, 1))
    world.registry.rates.replace(await world.store.reading(rates.every))


async def never_renew(world: World, name: str) -> None:
    """Time does not renew the name at its expiry."""
    await domain_renewal(world.operator, name, "never")


async def renew(world: World, name: str) -> None:
    """For the period of its TLD, from the expiry that it has."""
    (expires_at,) = (await world.fetch("SELECT expires_at FROM registry.domain WHERE name = $1", name))[0]
    await domain_renew(world.operator, DomainRenew(name, expires_at.date()))


async def ask_for_restore(world: World, name: str) -> None:
    await domain_restore(world.operator, DomainRestore(name, "request"))


async def report_on_restore(world: World, name: str) -> None:
    """At the instant of the delete and of the request."""
    at = f"{world.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    report = RestoreReport("Before.", "After.", at, at, "Registrant error.", ("This is true.", "Nobody gains by it."))
    await domain_restore(world.operator, DomainRestore(name, "report", report))


async def end_transfer(world: World, operation: TransferOperation, kind: str, name: str) -> None:
    """An operator decides about a transfer that waits."""
    if kind == "domain":
        await domain_transfer(world.operator, DomainTransfer(name, operation))
    else:
        await contact_transfer(world.operator, ContactTransfer(name, operation))


async def warn_below(world: World, handle: str, amount: str) -> None:
    """The registrar is told when its account in USD falls below this."""
    await registrar_limits(
        world.operator, RegistrarLimits(handle, currency="USD", low_balance=int(float(amount) * 100))
    )
