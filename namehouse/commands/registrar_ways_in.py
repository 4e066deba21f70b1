"""`namehouse registrar certificate` and `… networks`: by what registrars are known, and where they come from."""

from pathlib import Path

import click

from namehouse.command import Misused, Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from registry.context import Context
from registry.model.registrar import RegistrarRecord
from registry.settings import Settings


async def demand_weight(password: str, handle: str) -> None:
    """Raises Refused for a password that whoever guesses tries first."""
    from registry.guesses import guesses_of
    from registry.model.login import GUESSES

    if await guesses_of(password, handle.lower()) < GUESSES:
        raise Refused("This, or something like it, is on the lists of passwords that are tried first: take another.")


@click.group()
def certificate() -> None:
    """Pin, sign and unpin the certificates that let a registrar in."""


@certificate.command("add")
@click.argument("handle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@reason_option
@json_option
@with_settings
def add_certificate(settings: Settings, handle: str, file: Path, reason: str | None, as_json: bool) -> None:
    """Let the registrar in with the PEM certificate in FILE, for as long as it is valid, beside those pinned before."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from registry.actions.registrar_certificates import registrar_pin_certificate

    try:
        read = x509.load_pem_x509_certificate(file.read_bytes())
        der, since, until = read.public_bytes(Encoding.DER), read.not_valid_before_utc, read.not_valid_after_utc
    except (ValueError, OSError):
        raise Misused(f"{file} holds no PEM certificate") from None
    named = read.subject.rfc4514_string()
    pinned = act(settings, lambda cx: registrar_pin_certificate(cx, handle, der, since, until, named), reason=reason)
    print_data(
        {"handle": handle, "fingerprint": pinned.fingerprint, "valid_from": since, "valid_to": until}, as_json=as_json
    )


@certificate.command("sign")
@click.argument("handle")
@click.argument("request", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the certificate goes; else it is printed."
)
@reason_option
@json_option
@with_settings
def sign_request(
    settings: Settings, handle: str, request: Path, out: Path | None, reason: str | None, as_json: bool
) -> None:
    """Sign the PEM request (PKCS #10) in REQUEST by our authority, and let the registrar in with that certificate.

    Of the request the key counts and nothing else. The certificate is pinned beside those before, and lasts 397 days.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    from namehouse.tls import signed_request
    from registry.actions.registrar_certificates import registrar_pin_certificate
    from registry.clock import SystemClock

    try:
        made = signed_request(settings, SystemClock(), handle, request.read_bytes())
    except ValueError as flaw:
        raise Misused(f"{request} cannot be signed: {flaw}") from None
    der, since, until = made.public_bytes(Encoding.DER), made.not_valid_before_utc, made.not_valid_after_utc
    named = made.subject.rfc4514_string()
    pinned = act(settings, lambda cx: registrar_pin_certificate(cx, handle, der, since, until, named), reason=reason)
    pem = made.public_bytes(Encoding.PEM).decode()
    if out is not None:
        out.write_text(pem)
    told = {"handle": handle, "fingerprint": pinned.fingerprint, "valid_from": since, "valid_to": until}
    print_data(told | ({"certificate": pem} if out is None else {"file": str(out)}), as_json=as_json)


@certificate.command("remove")
@click.argument("handle")
@click.argument("fingerprint")
@reason_option
@json_option
@with_settings
def remove_certificate(settings: Settings, handle: str, fingerprint: str, reason: str | None, as_json: bool) -> None:
    """Let the registrar in no more with the certificate whose SHA-256 is FINGERPRINT, colons or not. Open sessions stay open."""
    from registry.actions.registrar_certificates import registrar_unpin_certificate

    gone = act(settings, lambda cx: registrar_unpin_certificate(cx, handle, fingerprint), reason=reason)
    print_data({"handle": handle, "fingerprint": gone}, as_json=as_json)


@certificate.command("list")
@click.argument("handle")
@json_option
@with_settings
def list_certificates(settings: Settings, handle: str, as_json: bool) -> None:
    """The certificates pinned for a registrar, the one that lasts longest first."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [
            {
                "fingerprint": each.fingerprint,
                "valid_from": each.valid_from.isoformat(),
                "valid_to": each.valid_to.isoformat(),
                "counts": each.valid_from <= cx.now < each.valid_to,
            }
            for each in (await _record(cx, handle)).certificates
        ]

    print_data(act(settings, work), as_json=as_json)


@click.group()
def networks() -> None:
    """Say from which networks a registrar may come."""


@networks.command("set")
@click.argument("handle")
@click.argument("cidrs", nargs=-1, required=True, metavar="NETWORK...")
@reason_option
@json_option
@with_settings
def set_networks(settings: Settings, handle: str, cidrs: tuple[str, ...], reason: str | None, as_json: bool) -> None:
    """Let the registrar come from these networks, as CIDR, and from no others. Open sessions stay open."""
    _set(settings, handle, cidrs, reason, as_json=as_json)


@networks.command("clear")
@click.argument("handle")
@reason_option
@json_option
@with_settings
def clear_networks(settings: Settings, handle: str, reason: str | None, as_json: bool) -> None:
    """Let the registrar come from anywhere."""
    _set(settings, handle, (), reason, as_json=as_json)


def _set(settings: Settings, handle: str, cidrs: tuple[str, ...], reason: str | None, *, as_json: bool) -> None:
    from registry.actions.registrar_networks import registrar_networks

    kept = act(settings, lambda cx: registrar_networks(cx, handle, cidrs), reason=reason)
    print_data({"handle": handle, "networks": kept}, as_json=as_json)


@networks.command("list")
@click.argument("handle")
@json_option
@with_settings
def list_networks(settings: Settings, handle: str, as_json: bool) -> None:
    """The networks a registrar may come from; none: from anywhere."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [{"network": each} for each in (await _record(cx, handle)).networks]

    print_data(act(settings, work), as_json=as_json)


async def _record(cx: Context, handle: str) -> RegistrarRecord:
    from registry.actions.registrar_change import registrar_record

    return await cx.registry.store.reading(lambda db: registrar_record(db, handle))
