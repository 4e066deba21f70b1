"""`namehouse registrar profile`: who a registrar is, and how to reach it."""

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_option
from registry.model.registrar import KINDS
from registry.settings import Settings


@click.command()
@click.argument("handle")
@click.option("--name", help="Name of the company.")
@click.option("--iana-id", type=int, help="Its number in IANA's registry of registrars.")
@click.option(
    "--kind", type=click.Choice(KINDS), help="Real ones are of the market; reports about it leave out the others."
)
@click.option("--email")
@click.option("--voice", help="Telephone, as +1.5551234567.")
@click.option("--fax")
@click.option("--street", multiple=True, help="A line of the street; up to three times.")
@click.option("--city")
@click.option("--state-or-province")
@click.option("--postal-code")
@click.option("--country", help="Two capitals, as ISO 3166 has it.")
@click.option("--url", help="Its pages on the web.")
@click.option("--whois-server")
@click.option("--rdap-url", help="Base URL of its RDAP service, as IANA registers it: https, and a slash at its end.")
@click.option("--abuse-email")
@click.option("--abuse-voice")
@reason_option
@json_option
@with_settings
def profile(
    settings: Settings,
    /,
    handle: str,
    reason: str | None,
    as_json: bool,
    **fields: str | int | tuple[str, ...] | None,
) -> None:
    """Change the record of a registrar, which the directory and deposits show; what is not named stays, "" takes it away."""
    from registry.actions.registrar_profile import registrar_profile
    from registry.requests.registrar import RegistrarProfile

    changes = {
        name: value if value != "" else None for name, value in fields.items() if value is not None and value != ()
    }
    if changes.get("street") == ("",):
        changes["street"] = ()
    if not changes:
        raise Misused("name what is to change")
    now = act(settings, lambda cx: registrar_profile(cx, RegistrarProfile(handle, changes)), reason=reason)
    print_data({"handle": handle, **{name: getattr(now, name) for name in changes}}, as_json=as_json)
