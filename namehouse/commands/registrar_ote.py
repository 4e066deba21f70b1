"""`namehouse registrar ote`: an account to practise with (OT&E), made, shown, begun anew, taken away and listed."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from registry.context import Context
from registry.settings import Settings

if TYPE_CHECKING:
    from registry.model.ote import Base
    from registry.model.policy import Rules
    from registry.requests.ote import ClientCertificate, OteAccount, OteOutcome

# The rules that sandboxes begin with, as they are shown to operators.
POLICIES: Final = Path(__file__).parents[2] / "docs" / "policies"


@click.command()
@click.argument("name", required=False)
@click.option("--company", help="Whose account it is; its name where nothing is said.")
@click.option(
    "--network", "networks", multiple=True, help="Network its registrars may come from, as CIDR; several times."
)
@click.option(
    "--reset", "anew", is_flag=True, help="Take all away that the account has, and give it what it began with."
)
@click.option("--remove", is_flag=True, help="Take the account away: nobody comes in, nothing is left but history.")
@reason_option
@json_option
@with_settings
def ote(
    settings: Settings,
    name: str | None,
    company: str | None,
    networks: tuple[str, ...],
    anew: bool,
    remove: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """Give a registrar all it needs to practise (OT&E): two accounts, certificates, money, sandboxes and names in them.

    Everything is made at once or not at all, and what is there stays as it is: run it again to see it. Passwords are shown
    once. Without NAME, all accounts are listed.
    """
    if name is None:
        if company or networks or reason or anew or remove:
            raise Misused("name the account that is meant")
        _list(settings, as_json=as_json)
        return
    why = reason or f"OT&E account {name}"
    if remove:
        if company or networks or anew:
            raise Misused("an account that is taken away needs nothing else")
        _remove(settings, name, why, as_json=as_json)
        return

    async def work(cx: Context) -> dict[str, Any]:
        outcome, passwords, found = await _made(cx, settings, name, company or name, networks, anew=anew)
        fresh = outcome in ("made", "reopened")
        return {"outcome": outcome, **_shown(settings, found, passwords if fresh else {})}

    shown = act(settings, work, reason=why)
    if as_json:
        print_data(shown, as_json=True)
    else:
        _tell(shown)


async def _made(
    cx: Context, settings: Settings, name: str, company: str, networks: tuple[str, ...], *, anew: bool
) -> "tuple[OteOutcome, dict[str, str], OteAccount]":
    """The certificates are made first: without the account they open nothing."""
    from registry.actions.ote_create import ote_create
    from registry.actions.ote_view import account_name, ote_view
    from registry.model.ote import registrars_of
    from registry.requests.ote import OteCreate
    from registry.store import tlds

    handles = registrars_of(account_name(name))
    passwords = {handle: secrets.token_urlsafe(12) for handle in handles}
    wish = OteCreate(
        name, company, _bases(), _certificates(settings, cx, handles), passwords, settings.epp.sessions, networks, anew
    )
    outcome = await ote_create(cx, wish)
    cx.registry.book = await cx.registry.store.reading(tlds.book)
    return outcome, passwords, await ote_view(cx, name)


def _bases() -> "dict[Base, Rules]":
    from namehouse.policy_files import read_document

    return {"gtld": read_document(POLICIES / "gtld.json"), "cctld": read_document(POLICIES / "cctld.json")}


def _certificates(settings: Settings, cx: Context, handles: Iterable[str]) -> "dict[str, ClientCertificate]":
    from cryptography.hazmat.primitives.serialization import Encoding

    from namehouse.tls import ensure_material, read_certificate
    from registry.requests.ote import ClientCertificate

    read = {
        handle: read_certificate(path) for handle, path in ensure_material(settings, cx.registry.clock, handles).items()
    }
    return {
        handle: ClientCertificate(each.public_bytes(Encoding.DER), each.not_valid_before_utc, each.not_valid_after_utc)
        for handle, each in read.items()
    }


def _shown(settings: Settings, account: "OteAccount", passwords: Mapping[str, str]) -> dict[str, Any]:
    """All that a registrar needs to connect; the place of its key, and never the key."""
    from namehouse.tls import ANYWHERE, SERVER_NAMES

    folder, host = settings.tls.ca.parent, settings.epp.host
    if host in ANYWHERE:  # listened on, but nobody connects there
        host = (*settings.tls.names, *SERVER_NAMES)[0]
    registrars = [
        {
            "id": each.handle,
            "state": each.state,
            "password": passwords.get(each.handle),
            "certificate": str(folder / f"{each.handle}.pem"),
            "key": str(folder / f"{each.handle}.key"),
            "certificate_valid_until": max((one.valid_to for one in each.certificates), default=None),
            "funds": {one.currency: one.balance for one in each.accounts},
            "networks": list(each.networks),
        }
        for each in account.registrars
    ]
    return {
        "name": account.name,
        "open": account.is_open,
        "epp": {"host": host, "port": settings.epp.port, "server_ca": str(settings.tls.ca)},
        "registrars": registrars,
        "tlds": [asdict(each) for each in account.tlds],
        "names": [asdict(each) for each in account.names],
        "labels_with_claims": list(account.claimed),
    }


_TOLD: Final = {
    "made": "is made. Its passwords are shown now and never again.",
    "reopened": "is open once more. Its passwords are new, and are shown now and never again.",
    "reset": "has what it began with, and nothing else. Its passwords are the ones it had.",
    "kept": "is there already; nothing was changed. Its passwords are known to whom they were shown.",
}


def _tell(shown: Mapping[str, Any]) -> None:
    click.echo(f"The account {shown['name']} {_TOLD[shown['outcome']]}")
    click.echo("\nConnect to")
    print_data(shown["epp"], as_json=False)
    for each in shown["registrars"]:
        click.echo()
        print_data({key: value for key, value in each.items() if value is not None}, as_json=False)
    for title, key in (("TLDs", "tlds"), ("Names to begin with", "names")):
        click.echo(f"\n{title}")
        print_data(shown[key], as_json=False)
    click.echo()
    claimed = ", ".join(shown["labels_with_claims"]) or "none are known: `namehouse tmch fetch` brings them"
    print_data({"labels_with_claims": claimed}, as_json=False)


def _remove(settings: Settings, name: str, reason: str, *, as_json: bool) -> None:
    """Certificates and keys go when nobody can come in by them any more."""
    from registry.actions.ote_clear import ote_remove

    handles = act(settings, lambda cx: ote_remove(cx, name), reason=reason)
    folder = settings.tls.ca.parent
    for handle in handles:
        for ending in ("pem", "key"):
            (folder / f"{handle}.{ending}").unlink(missing_ok=True)
    if as_json:
        print_data({"outcome": "removed", "name": name, "registrars": list(handles)}, as_json=True)
    else:
        click.echo(f"The account {name} is closed: {' and '.join(handles)} come in no more, and have nothing.")


def _list(settings: Settings, *, as_json: bool) -> None:
    from registry.actions.ote_view import ote_list

    rows = [
        {
            "name": each.name,
            "open": each.is_open,
            "registrars": [one.handle for one in each.registrars],
            "tlds": [one.name for one in each.tlds],
        }
        for each in act(settings, ote_list)
    ]
    print_data(rows, as_json=as_json)
