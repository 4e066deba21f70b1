"""`namehouse registrar accredit` and `unaccredit`: in which TLDs a registrar may gain names, from when to when, on what terms."""

from datetime import datetime
from typing import get_args

import click

from namehouse.command import INSTANT, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from registry.model.names import canonical
from registry.model.policy import Contacts
from registry.settings import Settings


@click.command()
@click.argument("handle")
@click.argument("tld")
@click.option("--from", "begins", type=INSTANT, help="From when on, as ISO 8601 with a time zone; now unless given.")
@click.option("--to", "ends", type=INSTANT, help="Until when; for good unless given.")
@click.option(
    "--contacts", type=click.Choice(get_args(Contacts)), help="Its exception to the TLD's rule about contacts."
)
@click.option("--price-group", help="The group whose rates it is given.")
@click.option("--currency", help="What it pays in; the TLD's own currency unless given.")
@reason_option
@json_option
@with_settings
def accredit(
    settings: Settings,
    handle: str,
    tld: str,
    begins: datetime | None,
    ends: datetime | None,
    contacts: Contacts | None,
    price_group: str | None,
    currency: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Let a registrar gain names in a TLD. An accreditation that is in force then ends there: this is how terms are changed."""
    from registry.actions.registrar_accredit import registrar_accredit
    from registry.requests.registrar import RegistrarAccredit

    wish = RegistrarAccredit(handle, canonical(tld), begins, ends, contacts, price_group, currency)
    granted = act(settings, lambda cx: registrar_accredit(cx, wish), reason=reason)
    row = {
        "handle": handle,
        "tld": granted.tld,
        "from": granted.valid_from.isoformat(),
        "to": granted.valid_to.isoformat() if granted.valid_to else None,
        "contacts": granted.contacts,
        "price_group": granted.price_group,
        "currency": granted.currency,
    }
    print_data(row, as_json=as_json)


@click.command()
@click.argument("handle")
@click.argument("tld")
@click.option("--at", type=INSTANT, help="From when on, as ISO 8601 with a time zone; now unless given.")
@reason_option
@json_option
@with_settings
def unaccredit(
    settings: Settings, handle: str, tld: str, at: datetime | None, reason: str | None, as_json: bool
) -> None:
    """Let a registrar gain no more names in a TLD; those it has stay its own to renew, change and delete."""
    from registry.actions.registrar_accredit import registrar_unaccredit

    ended = act(settings, lambda cx: registrar_unaccredit(cx, handle, canonical(tld), at), reason=reason)
    print_data({"handle": handle, "tld": canonical(tld), "to": ended.isoformat()}, as_json=as_json)
