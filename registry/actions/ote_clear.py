"""Taking away what the registrars of an account in OT&E have: names, applications, hosts and contacts; history keeps it all."""

from collections.abc import Awaitable

from registry.actions.application_delete import application_delete
from registry.actions.contact_delete import contact_delete
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_purge import purge
from registry.actions.domain_transfer import domain_transfer
from registry.actions.host_delete import host_delete
from registry.actions.ote_bench import Bench
from registry.actions.ote_view import account_name, account_of
from registry.actions.registrar_accredit import registrar_unaccredit
from registry.actions.registrar_certificates import registrar_unpin_certificate
from registry.actions.registrar_state import registrar_state
from registry.actions.settle import settle
from registry.context import Context
from registry.errors import CommandUse, ObjectMissing, Refusal
from registry.model.ote import registrars_of, tlds_of
from registry.requests.contact import ContactDelete, ContactTransfer
from registry.requests.domain import ApplicationDelete, DomainTransfer
from registry.requests.host import HostDelete
from registry.requests.registrar import RegistrarStateChange
from registry.store import applications, contacts, domains, hosts
from registry.store.sql import Connection


async def ote_remove(cx: Context, name: str) -> tuple[str, ...]:
    """The account is closed: its registrars, whose handles these are, are terminated and let in no more, and have nothing.

    Its TLDs stay sandboxes, in which nobody has or gains a name. Raises ObjectMissing, and CommandUse where it is closed already.
    """
    account_name(name)
    return await cx.registry.store.transaction(lambda db: _remove(cx, db, name))


async def _remove(cx: Context, db: Connection, name: str) -> tuple[str, ...]:
    bench = await Bench.at(cx, db, name)
    account = await account_of(bench.operator(), db, name)
    if account is None:
        raise ObjectMissing("There is no account in OT&E of that name.", "name", name)
    if account.is_closed:
        raise CommandUse("The account is closed already.", "name", name)
    await clear(bench, db)
    for registrar in account.registrars:
        for tld in tlds_of(name):
            await registrar_unaccredit(bench.operator(), registrar.handle, tld)
        for certificate in registrar.certificates:
            await registrar_unpin_certificate(bench.operator(), registrar.handle, certificate.fingerprint)
        if registrar.state != "terminated":
            await registrar_state(bench.operator(), RegistrarStateChange(registrar.handle, "terminated"))
    return registrars_of(name)


async def clear(bench: Bench, db: Connection) -> None:
    """What nobody else needs is gone. Names go as if their time were over, with nothing given back; a transfer that waits is
    rejected before. Messages that were not read stay."""
    bench.operator()  # an instant of its own: whatever was there is older
    for tld in tlds_of(bench.name):
        tld_id = bench.registry.book.at(tld, bench.clock.now()).tld_id
        for identifier in await applications.open_in(db, tld_id=tld_id):
            await _withdraw(bench, db, identifier)
        for name in await domains.names_in(db, tld_id=tld_id):
            await _end(bench, db, name)
    for registrar in registrars_of(bench.name):
        for name in await hosts.names_of(db, registrar=registrar):
            await _if_nobody_minds(host_delete(bench.operator(at_once=True), HostDelete(name)))
        for handle in await contacts.handles_of(db, registrar=registrar):
            cx = bench.operator(at_once=True)
            await _if_nobody_minds(contact_transfer(cx, ContactTransfer(handle, "reject")))
            await _if_nobody_minds(contact_delete(bench.operator(at_once=True), ContactDelete(handle)))


async def _withdraw(bench: Bench, db: Connection, identifier: str) -> None:
    found = await applications.by_roid(db, identifier)
    assert found
    wish = ApplicationDelete(found.name, phase=found.phase, application=identifier)
    await application_delete(bench.operator(at_once=True), wish)


async def _end(bench: Bench, db: Connection, name: str) -> None:
    """What fell due is written first: it may have ended the name already."""
    cx = bench.operator(at_once=True)
    await settle(cx, name)
    await domains.lock(db, name=name)
    stored = await domains.by_name(db, name)
    if stored and stored.pending_transfer:
        await domain_transfer(cx, DomainTransfer(name, "reject"))
        stored = await domains.by_name(db, name)
    if stored:
        await purge(bench.operator(at_once=True), db, stored)


async def _if_nobody_minds(ending: Awaitable[object]) -> None:
    """What another account's names link, or what a status protects, stays with its sponsor."""
    try:
        await ending
    except Refusal:
        return
