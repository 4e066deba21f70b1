"""Looking at accounts in OT&E: who may come in, where it practises, and how the names stand that it began with."""

from typing import Final

from registry.actions.ote_seeds import SEEDS, Seed
from registry.actions.transaction import reading
from registry.context import Context
from registry.errors import ObjectMissing, ParameterSyntax
from registry.model.lifecycle import grace_statuses, project, statuses
from registry.model.ote import NAME, SANDBOXES, name_of, registrars_of
from registry.model.phases import phases_at
from registry.requests.ote import OteAccount, OteName, OteRegistrar, OteTld
from registry.store import applications, domains, ledger, registrars, tmch, ways_in
from registry.store.sql import Connection

_FEW: Final = 3


def account_name(text: str) -> str:
    """The name of an account; raises ParameterSyntax for what cannot be one."""
    if not NAME.fullmatch(text):
        raise ParameterSyntax(
            "An account in OT&E is named by 3 to 11 lower-case letters and digits, a letter first.", "name", text
        )
    return text


@reading
async def ote_view(cx: Context, db: Connection, name: str) -> OteAccount:
    """All there is under a name now. Raises ObjectMissing where there is nothing of the kind."""
    found = await account_of(cx, db, account_name(name))
    if found is None:
        raise ObjectMissing("There is no account in OT&E of that name.", "name", name)
    return found


@reading
async def ote_list(cx: Context, db: Connection) -> list[OteAccount]:
    """Every account that there is or was, by name, without its names to practise with."""
    handles = [each.handle for each in await registrars.every(db) if each.kind == "test"]
    named = [name for handle in handles if (name := name_of(handle))]
    return [found for name in named if (found := await account_of(cx, db, name, with_names=False))]


async def account_of(cx: Context, db: Connection, name: str, *, with_names: bool = True) -> OteAccount | None:
    """The account under a name; None unless both of its registrars are there and were made for it."""
    admitted = [await _registrar(db, handle) for handle in registrars_of(name)]
    known = tuple(each for each in admitted if each)
    if len(known) < len(admitted):
        return None
    tlds = tuple(
        _tld(cx, name, sandbox.suffix, sandbox.says) for sandbox in SANDBOXES if _is_there(cx, sandbox.tld(name))
    )
    names = tuple([await _name(cx, db, name, seed) for seed in SEEDS]) if with_names and tlds else ()
    return OteAccount(name, known, tlds, names, tuple(await tmch.first_claimed(db, most=_FEW)) if names else ())


async def _registrar(db: Connection, handle: str) -> OteRegistrar | None:
    found = await registrars.by_handle(db, handle=handle)
    if found is None or found.kind != "test":
        return None
    return OteRegistrar(
        handle,
        found.name,
        found.state,
        tuple(await ledger.accounts(db, registrar=handle)),
        tuple(await ways_in.certificates(db, registrar_id=found.id)),
        tuple(await ways_in.networks(db, registrar_id=found.id)),
    )


def _is_there(cx: Context, tld: str) -> bool:
    return cx.book.serves(tld) and cx.book.at(tld, cx.now).rules.sandbox


def _tld(cx: Context, name: str, suffix: str, says: str) -> OteTld:
    tld = f"{name}-{suffix}"
    rules = cx.book.at(tld, cx.now).rules
    phases = tuple(
        f"{phase.name} ({phase.subphase})" if phase.subphase else phase.name
        for phase in phases_at(rules.phases, cx.now)
    )
    return OteTld(tld, says, phases, rules.contacts, rules.host_model, rules.prices.currency)


async def _name(cx: Context, db: Connection, account: str, seed: Seed) -> OteName:
    name = seed.name(account)
    stored = await domains.by_name(db, name)
    domain = project(stored, cx.book, cx.now).domain if stored else None
    if domain is None:
        applied = await applications.applicants(db, names=[name])
        return OteName(name, None, ("applied for",) if applied else ("not registered",), seed.says)
    standing = dict.fromkeys((*statuses(domain), *grace_statuses(domain, cx.now)))
    return OteName(name, domain.registrar, tuple(standing), seed.says)
