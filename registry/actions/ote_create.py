"""Making an account in OT&E: registrars, sandboxes, money, ways in and names to practise with, in one transaction.

Each part is made by the action that makes it everywhere (registry/actions/ote_bench.py says at which instants), so history and
ledger tell of it as of any other, and a process that dies in the middle leaves nothing.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from registry.actions.name_list_import import name_list_import
from registry.actions.ote_bench import Bench
from registry.actions.ote_clear import clear
from registry.actions.ote_seeds import ENDING, SETTLED, has_first_moments, prepare, sow
from registry.actions.ote_view import account_name, account_of
from registry.actions.registrar_accredit import registrar_accredit
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_create import registrar_create
from registry.actions.registrar_password import registrar_password
from registry.actions.registrar_state import registrar_state
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_change, tld_create
from registry.context import Context
from registry.errors import ObjectExists, ParameterRange
from registry.model.amending import amended
from registry.model.ote import (
    FUNDS,
    PREMIUM,
    PREMIUM_LIST,
    RESERVED,
    RESERVED_LIST,
    SANDBOXES,
    Sandbox,
    registrars_of,
    tlds_of,
)
from registry.model.policy import Rules
from registry.model.registrar import AccountLimits, RegistrarState
from registry.model.sound_rules import RulesUnsound
from registry.requests.ote import OteAccount, OteCreate, OteOutcome
from registry.requests.registrar import RegistrarAccredit, RegistrarCreate, RegistrarStateChange, RegistrarTopUp
from registry.store import ledger, name_lists, registrars, tlds
from registry.store.name_lists import ListKind
from registry.store.sql import Connection

_WAY_BACK: Final[tuple[RegistrarState, ...]] = ("applicant", "ote")


async def ote_create(cx: Context, wish: OteCreate) -> OteOutcome:
    """What became of it: an account that is there and open stays as it is unless it is wanted `anew`, but for its certificates,
    which are kept true. Passwords are taken when it is made or reopened.

    Raises ObjectExists where something else has the name of one of its parts, and refusals of what has no form.
    """
    account_name(wish.name)
    return await cx.registry.store.transaction(lambda db: _create(cx, db, wish))


async def _create(cx: Context, db: Connection, wish: OteCreate) -> OteOutcome:
    bench = await Bench.at(cx, db, wish.name)
    there = await account_of(bench.operator(), db, wish.name)
    if there is None:
        await _demand_room(db, wish.name)
    outcome = _outcome(there, wish)
    if outcome != "kept":
        if there:
            await clear(bench, db)
        await _furnish(bench, wish)
    for handle, shown in wish.certificates.items():
        await registrar_pin_certificate(bench.operator(), handle, shown.der, shown.valid_from, shown.valid_to)
    return outcome


def _outcome(there: OteAccount | None, wish: OteCreate) -> OteOutcome:
    if there is None:
        return "made"
    if there.is_closed:
        return "reopened"
    return "reset" if wish.anew else "kept"


async def _demand_room(db: Connection, name: str) -> None:
    for handle in registrars_of(name):
        if await registrars.by_handle(db, handle=handle):
            raise ObjectExists("There is such a registrar already, and it is none of OT&E.", "registrar", handle)
    for tld in tlds_of(name):
        if await tlds.id_of(db, name=tld) is not None:
            raise ObjectExists("There is such a TLD already.", "tld", tld)


async def _furnish(bench: Bench, wish: OteCreate) -> None:
    """Sandboxes in the rules of their first moments, those who practise there, and what they begin with."""
    rules = {sandbox: _rules(bench, wish, sandbox) for sandbox in SANDBOXES}
    await _make_lists(bench)
    for sandbox, those in rules.items():
        await _open(bench, sandbox.tld(wish.name), _first(sandbox, those))
    await bench.look_around()
    currencies = {each.prices.currency for each in rules.values()}
    await _admit(bench, wish, currencies)
    await bench.look_around()
    await _fund(bench, currencies)
    await prepare(bench)
    await sow(bench, ENDING)
    await _change(bench, SETTLED, rules)
    await sow(bench, SETTLED)
    await _change(bench, None, rules)
    await sow(bench, None)


async def _open(bench: Bench, tld: str, rules: Rules) -> None:
    """A TLD of an account that had one keeps its history, and has these rules from now on."""
    cx = bench.operator()
    if bench.registry.book.serves(tld):
        await tld_change(cx, tld, rules, cx.now)
    else:
        await tld_create(cx, tld, rules)


def _rules(bench: Bench, wish: OteCreate, sandbox: Sandbox) -> Rules:
    try:
        return sandbox.rules(wish.bases[sandbox.base], bench.asked.now)
    except RulesUnsound as unsound:
        raise ParameterRange(f"The rules of {sandbox.tld(wish.name)} make no sense: {unsound}.") from None


def _first(sandbox: Sandbox, rules: Rules) -> Rules:
    return amended(rules, ENDING) if has_first_moments(sandbox.suffix, ENDING) else rules


async def _change(bench: Bench, under: Mapping[str, Any] | None, rules: Mapping[Sandbox, Rules]) -> None:
    """The next rules come into force in those sandboxes whose first moments had others."""
    for sandbox, those in rules.items():
        if has_first_moments(sandbox.suffix, ENDING):
            cx = bench.operator()
            await tld_change(cx, sandbox.tld(bench.name), amended(those, under) if under else those, cx.now)
    await bench.look_around()


async def _make_lists(bench: Bench) -> None:
    """The lists that all accounts share; whoever changed them since had a reason."""
    wanted: tuple[tuple[str, ListKind, Mapping[str, str]], ...] = (
        (PREMIUM_LIST, "premium", PREMIUM),
        (RESERVED_LIST, "reserved", RESERVED),
    )
    for name, kind, entries in wanted:
        if await bench.registry.store.reading(partial(name_lists.by_name, name=name)) is None:
            cx = bench.operator()
            await name_list_import(cx, name, kind, entries, cx.now)


async def _admit(bench: Bench, wish: OteCreate, currencies: set[str]) -> None:
    for number, handle in enumerate(registrars_of(wish.name), 1):
        if handle not in bench.numbers:
            company = f"{wish.company} (OT&E {number})"
            made = RegistrarCreate(
                handle,
                company,
                wish.passwords[handle],
                session_limit=wish.session_limit,
                networks=wish.networks,
                accounts=tuple(map(AccountLimits, sorted(currencies))),
                tlds=tlds_of(wish.name),
                state="ote",
                kind="test",
            )
            await registrar_create(bench.operator(), made)
        else:
            await _readmit(bench, wish, handle)


async def _readmit(bench: Bench, wish: OteCreate, handle: str) -> None:
    """Who was terminated comes back as an applicant does, with another password."""
    if bench.registry.standings.get(bench.numbers[handle]) != "terminated":
        return
    for state in _WAY_BACK:
        await registrar_state(bench.operator(), RegistrarStateChange(handle, state))
    await registrar_password(bench.operator(), handle, wish.passwords[handle])
    for tld in tlds_of(wish.name):
        await registrar_accredit(bench.operator(), RegistrarAccredit(handle, tld))


async def _fund(bench: Bench, currencies: set[str]) -> None:
    """As much as each began with, in every currency that its sandboxes are sold for."""
    for handle in registrars_of(bench.name):
        for currency in sorted(currencies):
            accounts = await bench.registry.store.reading(partial(ledger.accounts, registrar=handle))
            missing = FUNDS - sum(each.balance for each in accounts if each.currency == currency)
            if missing:
                top_up = RegistrarTopUp(handle, missing, currency, "money to practise with in OT&E")
                await registrar_top_up(bench.operator(), top_up)
