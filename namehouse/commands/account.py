"""`namehouse account`: who may sign in to the panel."""

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from panel.kit.access import ASSIGNABLE
from registry.context import Context
from registry.settings import Settings


@click.group()
def account() -> None:
    """Let people sign in to the panel."""


@account.command()
@click.argument("login")
@click.option("--role", required=True, type=click.Choice(sorted(ASSIGNABLE)), help="What the account may do.")
@click.option("--name", required=True, help="The person's name, as the panel shows it.")
@click.option("--email", required=True)
@click.option("--registrar", help="Whose user it is; for the role registrar.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@json_option
@with_settings
def add(
    settings: Settings,
    login: str,
    role: str,
    name: str,
    email: str,
    registrar: str | None,
    password: str,
    as_json: bool,
) -> None:
    """Make an account, or give the one with this login the password, role and names given here."""
    from panel.accounts import AccountRefused, ensure_account

    async def work(cx: Context) -> None:
        try:
            await ensure_account(cx.registry, login, password, role, registrar, name, email)
        except AccountRefused as refused:
            raise Refused(str(refused)) from None

    act(settings, work)
    print_data({"login": login, "role": role, "registrar": registrar}, as_json=as_json)
