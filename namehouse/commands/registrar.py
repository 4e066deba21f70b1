"""`namehouse registrar`: take registrars in, fund them, give them certificates, show them."""

from dataclasses import asdict
from pathlib import Path

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.errors import ObjectMissing
from registry.settings import Settings


@click.group()
def registrar() -> None:
    """Take registrars in, fund them, show them."""


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
    """One registrar with its accounts."""
    from registry.store import ledger, registrars

    async def work(cx: Context) -> dict[str, object]:
        store = cx.registry.store
        found = await store.reading(lambda db: registrars.by_handle(db, handle=handle))
        if found is None:
            raise ObjectMissing("There is no such registrar.", "registrar", handle)
        accounts = await store.reading(lambda db: ledger.accounts(db, registrar=handle))
        return {**asdict(found), "accounts": [f"{each.balance} {each.currency} (minor units)" for each in accounts]}

    print_data(act(settings, work), as_json=as_json)


@registrar.command()
@click.argument("handle")
@click.option("--name", required=True, help="Name of the company.")
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="EPP password, 6 to 16 characters."
)
@click.option("--iana-id", type=int, help="Its number in IANA's registry of registrars.")
@click.option("--currency", default="USD", show_default=True, help="Currency of its account.")
@click.option("--sessions", type=int, help="EPP sessions at once; the setting epp.sessions unless given.")
@click.option("--tld", "tlds", multiple=True, help="TLD it is accredited for; may be given several times.")
@click.option("--network", "networks", multiple=True, help="Network it may come from, as CIDR; none: from anywhere.")
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
    tlds: tuple[str, ...],
    networks: tuple[str, ...],
    as_json: bool,
) -> None:
    """Take a registrar in: record, account, accreditations."""
    from registry.actions.registrar_create import registrar_accredit, registrar_create, registrar_open_account
    from registry.requests.registrar import RegistrarCreate

    limit = sessions or settings.epp.sessions
    wish = RegistrarCreate(handle, name, password, iana_id, limit, networks=networks)

    async def work(cx: Context) -> dict[str, object]:
        number = await registrar_create(cx, wish)
        await registrar_open_account(cx, handle, currency)
        for tld in tlds:
            await registrar_accredit(cx, handle, tld)
        return {"handle": handle, "number": number, "tlds": list(tlds)}

    print_data(act(settings, work), as_json=as_json)


@registrar.command("top-up")
@click.argument("handle")
@click.argument("amount", type=int)
@click.option("--currency", default="USD", show_default=True)
@click.option("--reason", required=True, help="Why; kept with the ledger row.")
@json_option
@with_settings
def top_up(settings: Settings, handle: str, amount: int, currency: str, reason: str, as_json: bool) -> None:
    """Book AMOUNT, in minor units, on the registrar's account; a negative amount takes money out."""
    from registry.actions.registrar_top_up import registrar_top_up
    from registry.requests.registrar import RegistrarTopUp

    wish = RegistrarTopUp(handle, amount, currency, reason)
    posted = act(settings, lambda cx: registrar_top_up(cx, wish))
    print_data({"handle": handle, "balance": posted.balance, "currency": currency}, as_json=as_json)


@registrar.command("pin-certificate")
@click.argument("handle")
@click.argument("certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@with_settings
def pin_certificate(settings: Settings, handle: str, certificate: Path, as_json: bool) -> None:
    """Let the registrar in with this PEM certificate, for as long as it is valid, beside those pinned before."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from registry.actions.registrar_create import registrar_pin_certificate

    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
    except ValueError:
        raise Misused(f"{certificate} holds no PEM certificate") from None
    der, since, until = read.public_bytes(Encoding.DER), read.not_valid_before_utc, read.not_valid_after_utc
    act(settings, lambda cx: registrar_pin_certificate(cx, handle, der, since, until))
    print_data({"handle": handle, "valid_from": since, "valid_to": until}, as_json=as_json)
