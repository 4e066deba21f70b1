"""`namehouse registrar`: take registrars in, fund them, limit them, show them; ways in and TLDs have files of their own."""

import secrets
from datetime import datetime

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_needed, reason_option
from namehouse.commands.registrar_bookings import bookings, top_up
from namehouse.commands.registrar_ote import ote
from namehouse.commands.registrar_poll_test import poll_test
from namehouse.commands.registrar_profile import profile
from namehouse.commands.registrar_rate import rate
from namehouse.commands.registrar_tlds import accredit, unaccredit
from namehouse.commands.registrar_ways_in import certificate, demand_weight, networks
from namehouse.commands.versions import shown
from registry.context import Context
from registry.model.registrar import KINDS, STATES, AccountLimits, RegistrarKind, RegistrarRecord, RegistrarState
from registry.settings import Settings
from registry.store.rates import Left
from registry.store.sql import Connection


@click.group()
def registrar() -> None:
    """Take registrars in, fund them, limit them, show them."""


registrar.add_command(accredit)
registrar.add_command(bookings)
registrar.add_command(unaccredit)
registrar.add_command(certificate)
registrar.add_command(networks)
registrar.add_command(ote)
registrar.add_command(poll_test)
registrar.add_command(profile)
registrar.add_command(rate)
registrar.add_command(top_up)


@registrar.command("list")
@json_option
@with_settings
def list_registrars(settings: Settings, as_json: bool) -> None:
    """Every registrar, by handle."""
    from registry.store import registrars

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(registrars.every)
        return [
            {"handle": each.handle, "name": each.name, "iana_id": each.iana_id, "state": each.state} for each in found
        ]

    print_data(act(settings, work), as_json=as_json)


@registrar.command()
@click.argument("handle")
@json_option
@with_settings
def show(settings: Settings, handle: str, as_json: bool) -> None:
    """All there is about one registrar: record, accounts in minor units, limits, networks, certificates, TLDs, open sessions."""
    from registry.actions.registrar_change import registrar_record
    from registry.actions.worker import SILENCE
    from registry.store import ledger, rates, workers

    async def work(cx: Context) -> dict[str, object]:
        async def look(db: Connection) -> dict[str, object]:
            record = await registrar_record(db, handle)
            accounts = await ledger.accounts(db, registrar=handle)
            since = cx.now - SILENCE
            sessions = await workers.sessions_of(db, registrar_id=record.registrar.id, since=since)
            shown = [
                {
                    "currency": each.currency,
                    "balance": each.balance,
                    "credit_limit": each.credit_limit,
                    "low_balance": each.low_balance,
                }
                for each in accounts
            ]
            left = await rates.left(db, registrar_id=record.registrar.id, now=cx.now)
            whole = _whole(record) | {"accounts": shown, "open_sessions": sessions}
            return whole | {"rates": [_bound(each) for each in left]}

        return await cx.registry.store.reading(look)

    print_data(act(settings, work), as_json=as_json)


def _whole(record: RegistrarRecord) -> dict[str, object]:
    found = record.registrar
    return {
        "id": found.id,
        "handle": found.handle,
        "name": found.name,
        "iana_id": found.iana_id,
        "state": found.state,
        "kind": found.kind,
        "email": found.email,
        "voice": found.voice,
        "fax": found.fax,
        "street": found.street,
        "city": found.city,
        "state_or_province": found.state_or_province,
        "postal_code": found.postal_code,
        "country": found.country,
        "url": found.url,
        "whois_server": found.whois_server,
        "rdap_url": found.rdap_url,
        "abuse_email": found.abuse_email,
        "abuse_voice": found.abuse_voice,
        "created_at": found.created_at.isoformat(),
        "updated_at": _when(found.updated_at),
        "version": record.version,
        "session_limit": record.session_limit,
        "networks": record.networks,
        "certificates": [
            {"fingerprint": each.fingerprint, "valid_from": _when(each.valid_from), "valid_to": _when(each.valid_to)}
            for each in record.certificates
        ],
        "accreditations": [
            {
                "tld": each.tld,
                "valid_from": _when(each.valid_from),
                "valid_to": _when(each.valid_to),
                "contacts": each.contacts,
                "price_group": each.price_group,
                "currency": each.currency,
            }
            for each in record.accreditations
        ],
    }


def _bound(left: Left) -> dict[str, object]:
    at_once = int(left.left)
    return {"class": left.rate_class, "per_second": left.per_second, "burst": left.burst, "left": at_once}


def _when(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


@registrar.command()
@click.argument("handle")
@json_option
@with_settings
def history(settings: Settings, handle: str, as_json: bool) -> None:
    """Every version of the registrar: when, by what, by whom, through which door, why; --json: and what it was."""
    from registry.actions.registrar_change import registrar_record
    from registry.store import history as store

    async def work(cx: Context) -> list[dict[str, object]]:
        async def look(db: Connection) -> list[dict[str, object]]:
            await registrar_record(db, handle)  # there is such a registrar
            return shown(await store.versions(db, kind="registrar", name=handle), whole=as_json)

        return await cx.registry.store.reading(look)

    print_data(act(settings, work), as_json=as_json)


@registrar.command()
@click.argument("handle")
@click.option("--name", required=True, help="Name of the company.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="EPP password, 6 to 128 characters (above 16: with loginSec).",
)
@click.option("--iana-id", type=int, help="Its number in IANA's registry of registrars.")
@click.option("--currency", default="USD", show_default=True, help="Currency of its account.")
@click.option("--sessions", type=int, help="EPP sessions at once; the setting epp.sessions unless given.")
@click.option(
    "--state", type=click.Choice(STATES[:3]), default="active", show_default=True, help="What it is at first."
)
@click.option("--kind", type=click.Choice(KINDS), default="real", show_default=True, help="Of the market, or not.")
@click.option("--tld", "tlds", multiple=True, help="TLD it is accredited for; may be given several times.")
@click.option("--network", "networks", multiple=True, help="Network it may come from, as CIDR; none: from anywhere.")
@reason_option
@json_option
@with_settings
def add(
    settings: Settings,
    handle: str,
    name: str,
    password: str,
    iana_id: int | None,
    currency: str,
    sessions: int | None,
    state: RegistrarState,
    kind: RegistrarKind,
    tlds: tuple[str, ...],
    networks: tuple[str, ...],
    reason: str | None,
    as_json: bool,
) -> None:
    """Take a registrar in: record, account, accreditations; all of it or nothing. Not with a password that is tried first."""
    from registry.actions.registrar_create import registrar_create
    from registry.requests.registrar import RegistrarCreate

    limit = settings.epp.sessions if sessions is None else sessions
    wish = RegistrarCreate(
        handle,
        name,
        password,
        iana_id,
        limit,
        networks=networks,
        accounts=(AccountLimits(currency),),
        tlds=tlds,
        state=state,
        kind=kind,
    )

    async def work(cx: Context) -> int:
        await demand_weight(password, handle)
        return await registrar_create(cx, wish)

    number = act(settings, work, reason=reason)
    print_data({"handle": handle, "number": number, "tlds": list(tlds)}, as_json=as_json)


@registrar.command()
@click.argument("handle")
@click.argument("state", type=click.Choice(STATES))
@reason_needed
@json_option
@with_settings
def state(settings: Settings, handle: str, state: RegistrarState, reason: str, as_json: bool) -> None:
    """Make a registrar active, suspended (it may log in, look, read its messages and let names go) or terminated (nothing).

    An applicant may do nothing yet; one in OT&E (ote) gains names in TLDs that are sandboxes, and in no others.

    Sessions that are open hear of it with their next command.
    """
    from registry.actions.registrar_state import registrar_state
    from registry.requests.registrar import RegistrarStateChange

    act(settings, lambda cx: registrar_state(cx, RegistrarStateChange(handle, state)), reason=reason)
    print_data({"handle": handle, "state": state}, as_json=as_json)


@registrar.command()
@click.argument("handle")
@click.option("--password", help="EPP password, 6 to 128 characters (above 16: with loginSec); asked for unless given.")
@click.option("--generate", is_flag=True, help="Draw a password at random and print it, once.")
@reason_option
@json_option
@with_settings
def password(
    settings: Settings, handle: str, password: str | None, generate: bool, reason: str | None, as_json: bool
) -> None:
    """Give a registrar a new password; the old one opens nothing any more. Open sessions stay open.

    One that you choose is refused where it is on the lists of passwords that are tried first.
    """
    from registry.actions.registrar_password import registrar_password

    if generate and password is not None:
        raise Misused("a password is given or generated, not both")
    chosen = secrets.token_urlsafe(12) if generate else password
    if chosen is None:
        chosen = click.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def work(cx: Context) -> None:
        if not generate:
            await demand_weight(chosen, handle)
        await registrar_password(cx, handle, chosen)

    act(settings, work, reason=reason)
    print_data({"handle": handle} | ({"password": chosen} if generate else {}), as_json=as_json)


@registrar.command()
@click.argument("handle")
@click.option("--sessions", type=int, help="EPP sessions at once.")
@click.option("--currency", help="Currency of the account whose limits are changed.")
@click.option("--credit", type=int, help="What the account may owe, in minor units.")
@click.option("--low-balance", type=int, help="Below which balance the registrar is warned, in minor units.")
@click.option("--open", "opens", is_flag=True, help="Open an account in the currency if there is none.")
@reason_option
@json_option
@with_settings
def limits(
    settings: Settings,
    handle: str,
    sessions: int | None,
    currency: str | None,
    credit: int | None,
    low_balance: int | None,
    opens: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """Change how many sessions a registrar may have, and what its account in a currency may owe; what is not named stays."""
    from registry.actions.registrar_change import registrar_record
    from registry.actions.registrar_limits import registrar_limits
    from registry.requests.registrar import RegistrarLimits

    if sessions is None and credit is None and low_balance is None and not opens:
        raise Misused("name a limit to change")
    if currency is None and (credit is not None or low_balance is not None or opens):
        raise Misused("name the currency of the account by --currency")
    wish = RegistrarLimits(handle, sessions, currency, credit, low_balance, opens)

    async def work(cx: Context) -> dict[str, object]:
        await registrar_limits(cx, wish)
        record = await cx.registry.store.reading(lambda db: registrar_record(db, handle))
        accounts = [
            {"currency": each.currency, "credit_limit": each.credit_limit, "low_balance": each.low_balance}
            for each in record.accounts
        ]
        return {"handle": handle, "session_limit": record.session_limit, "accounts": accounts}

    print_data(act(settings, work, reason=reason), as_json=as_json)
