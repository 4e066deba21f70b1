"""`namehouse account`: who may sign in to the panel."""

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act, operator, reason_needed, reason_option
from panel.kit.roles import ASSIGNABLE
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
@click.option("--registrar", help="Whose user it is; for the roles of registrars' people.")
@click.option("--seller", help="The reseller that sells to it (without it the house does), or employs it.")
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
    seller: str | None,
    password: str,
    as_json: bool,
) -> None:
    """Make an account, or give the one with this login the password, role and names given here.

    The password has to be one that the panel would take: ten characters or more, and none that is tried first.
    """
    from panel.accounts import AccountRefused, ensure_account
    from panel.identity.passwords import canonical_login, password_problem

    async def work(cx: Context) -> None:
        if problem := await password_problem(password, canonical_login(login)):
            raise Refused(problem)
        try:
            await ensure_account(cx.registry, login, password, role, registrar, name, email, operator(), seller)
        except AccountRefused as refused:
            raise Refused(str(refused)) from None

    act(settings, work)
    print_data({"login": login, "role": role, "registrar": registrar, "seller": seller}, as_json=as_json)


@account.command("list")
@json_option
@with_settings
def list_(settings: Settings, as_json: bool) -> None:
    """Everybody who may sign in: role, registrar, state, second factors."""
    from panel.accounts import known_accounts

    found = act(settings, lambda cx: known_accounts(cx.registry))
    rows = [
        {
            "login": each.login,
            "name": each.name,
            "role": ", ".join(each.roles),
            "registrar": each.registrar,
            "seller": each.seller,
            "state": each.state,
            "second_factor": each.factors,
            "seen": each.seen_at,
        }
        for each in found
    ]
    print_data(rows, as_json=as_json)


@account.command("reset-second-factor")
@click.argument("login")
@reason_needed
@json_option
@with_settings
def reset_second_factor(settings: Settings, login: str, reason: str, as_json: bool) -> None:
    """Take away an account's app, passkeys and recovery codes, and sign it out everywhere.

    For somebody who has lost them all. Make sure first that it is they who ask: the password alone opens afterwards.
    """
    from panel.accounts import AccountRefused
    from panel.accounts import reset_second_factor as reset

    async def work(cx: Context) -> list[str]:
        try:
            return await reset(cx.registry, login, operator(), cx.reason)
        except AccountRefused as refused:
            raise Refused(str(refused)) from None

    print_data({"login": login, "taken_away": act(settings, work, reason=reason)}, as_json=as_json)


@account.command("demand-second-factor")
@click.argument("registrar")
@click.option("--no-more", is_flag=True, help="Leave it to each person again.")
@reason_option
@json_option
@with_settings
def demand_second_factor(settings: Settings, registrar: str, no_more: bool, reason: str | None, as_json: bool) -> None:
    """Have all people of a registrar led to a second factor before anything else.

    For all people of a role it is the setting panel.second_factor_roles.
    """
    from panel.accounts import AccountRefused
    from panel.accounts import demand_second_factor as demand

    async def work(cx: Context) -> None:
        try:
            await demand(cx.registry, registrar, not no_more, operator(), cx.reason)
        except AccountRefused as refused:
            raise Refused(str(refused)) from None

    act(settings, work, reason=reason)
    print_data({"registrar": registrar, "demanded": not no_more}, as_json=as_json)
