"""`namehouse requester`: who is accredited to be shown more of contacts than the public, and whom it was shown to."""

from datetime import datetime
from typing import Any

import click

from namehouse.command import INSTANT, Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_needed, reason_option
from namehouse.commands.versions import shown
from registry.actions.requester_accredit import (
    RequesterAdd,
    requester_add,
    requester_change,
    requester_renew_token,
)
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.requester import Requester
from registry.settings import Settings
from registry.store import disclosures, requesters

_LEVELS = ("requester", "registrar", "operator")


@click.group()
def requester() -> None:
    """Those who may ask for data of contacts, for a purpose: police, courts, those who fight abuse."""


@requester.command()
@click.argument("name")
@click.option("--about", required=True, help="Who that is, and on what ground; for operators.")
@click.option(
    "--purpose", "purposes", multiple=True, required=True, help="What it may ask for; as the policies of TLDs say it."
)
@click.option("--tld", "tlds", multiple=True, help="Only in this TLD; may be given often. Nothing: in all.")
@click.option("--login", "logins", multiple=True, help="An account of the panel whose people ask in its name.")
@click.option("--from", "valid_from", type=INSTANT, help="From when on; now, where nothing is said.")
@click.option("--to", "valid_to", type=INSTANT, help="Until when; for good, where nothing is said.")
@reason_option
@json_option
@with_settings
def add(
    settings: Settings,
    name: str,
    about: str,
    purposes: tuple[str, ...],
    tlds: tuple[str, ...],
    logins: tuple[str, ...],
    valid_from: datetime | None,
    valid_to: datetime | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Accredit a requester and tell its token: this once, since only its fingerprint is kept."""
    wish = RequesterAdd(name, about, purposes, tlds, valid_from, valid_to, logins)
    token, shy = act(settings, lambda cx: _added(cx, wish), reason=reason)
    for tld, purpose in shy:
        click.echo(f"the policy of {tld} shows nobody anything for {purpose}; see namehouse tld policy", err=True)
    print_data([{"requester": name, "token": token}], as_json=as_json)


async def _added(cx: Context, wish: RequesterAdd) -> tuple[str, list[tuple[str, str]]]:
    """The token, and the TLDs whose policies say nothing of a purpose."""
    token = await requester_add(cx, wish)
    grants = {each.tld: {grant.purpose for grant in each.rules.disclosure} for each in cx.book.current(cx.now)}
    where = wish.tlds or tuple(grants)
    return token, [(tld, purpose) for tld in where for purpose in wish.purposes if purpose not in grants[tld]]


@requester.command("list")
@json_option
@with_settings
def list_requesters(settings: Settings, as_json: bool) -> None:
    """All requesters, what they may ask for, where, and whether they may now."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [_row(each, cx.now) for each in await cx.registry.store.reading(requesters.every)]

    print_data(act(settings, work), as_json=as_json)


def _row(each: Requester, now: datetime) -> dict[str, object]:
    return {
        "requester": each.name,
        "counts": each.counts(now),
        "purposes": list(each.purposes),
        "tlds": list(each.tlds) or "all",
        "logins": list(each.logins),
        "from": each.valid_from.isoformat(),
        "to": each.valid_to.isoformat() if each.valid_to else None,
        "suspended": each.suspended,
        "token_of": each.token_at.isoformat(),
        "about": each.about,
    }


@requester.command()
@click.argument("name")
@click.option("--about", help="Who that is, and on what ground.")
@click.option("--purpose", "purposes", multiple=True, help="All that it may ask for from now on; may be given often.")
@click.option("--tld", "tlds", multiple=True, help="All TLDs that it may ask in from now on; may be given often.")
@click.option("--all-tlds", is_flag=True, help="In all TLDs from now on.")
@click.option(
    "--login", "logins", multiple=True, help="All accounts of the panel whose people ask in its name from now on."
)
@click.option("--no-logins", is_flag=True, help="Nobody signs in for it from now on.")
@click.option("--to", "valid_to", type=INSTANT, help="Until when.")
@reason_option
@with_settings
def change(
    settings: Settings,
    name: str,
    about: str | None,
    purposes: tuple[str, ...],
    tlds: tuple[str, ...],
    all_tlds: bool,
    logins: tuple[str, ...],
    no_logins: bool,
    valid_to: datetime | None,
    reason: str | None,
) -> None:
    """Change what a requester may ask for; what is not said stays."""
    if tlds and all_tlds:
        raise Misused("--tld and --all-tlds contradict each other")
    if logins and no_logins:
        raise Misused("--login and --no-logins contradict each other")
    said = {
        "about": about,
        "purposes": tuple(sorted(set(purposes))) or None,
        "tlds": () if all_tlds else tuple(sorted(set(tlds))) or None,
        "logins": () if no_logins else logins or None,
        "valid_to": valid_to,
    }
    changes: dict[str, Any] = {key: value for key, value in said.items() if value is not None}
    if not changes:
        raise Misused("say what is to change")
    act(settings, lambda cx: requester_change(cx, name, "change", changes), reason=reason)
    click.echo(f"{name} is changed")


@requester.command()
@click.argument("name")
@reason_needed
@with_settings
def suspend(settings: Settings, name: str, reason: str) -> None:
    """Take a requester's access away at once; its token stays for when it resumes."""
    act(settings, lambda cx: requester_change(cx, name, "suspend", {"suspended": True}), reason=reason)
    click.echo(f"{name} is shown what the public is")


@requester.command()
@click.argument("name")
@reason_option
@with_settings
def resume(settings: Settings, name: str, reason: str | None) -> None:
    """Give a suspended requester its access again."""
    act(settings, lambda cx: requester_change(cx, name, "resume", {"suspended": False}), reason=reason)
    click.echo(f"{name} may ask again")


@requester.command("renew-token")
@click.argument("name")
@reason_option
@json_option
@with_settings
def renew_token(settings: Settings, name: str, reason: str | None, as_json: bool) -> None:
    """Give a requester a fresh token, told this once; the one before opens nothing any more."""
    token = act(settings, lambda cx: requester_renew_token(cx, name), reason=reason)
    print_data([{"requester": name, "token": token}], as_json=as_json)


@requester.command()
@click.argument("name")
@json_option
@with_settings
def history(settings: Settings, name: str, as_json: bool) -> None:
    """What a requester was accredited for and when, by whom and why; --json: and each version whole."""
    from registry.store import history as store

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: store.versions(db, kind="requester", name=name))
        if not found:
            raise ObjectMissing("There is no such requester.", "requester", name)
        return shown(found, whole=as_json)

    print_data(act(settings, work), as_json=as_json)


@requester.command()
@click.option("--who", help="Only what this requester, registrar or operator was shown.")
@click.option("--object", "name", help="Only who was shown data of this name, or of the contact of this handle.")
@click.option("--level", type=click.Choice(_LEVELS), help="Only those who were shown them as such.")
@click.option("--since", type=INSTANT, help="Only since then.")
@click.option("--most", type=click.IntRange(1, 100_000), default=200, show_default=True, help="At most so many.")
@json_option
@with_settings
def log(
    settings: Settings,
    who: str | None,
    name: str | None,
    level: str | None,
    since: datetime | None,
    most: int,
    as_json: bool,
) -> None:
    """Who was shown more of contacts than the public is, of what, why and when, the newest first."""

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(
            lambda db: disclosures.newest(db, asker=who, name=name, since=since, level=level, most=most)
        )
        return [
            {
                "at": each.at.isoformat(),
                "who": each.asker,
                "level": each.level,
                "purpose": each.purpose,
                "object": each.name,
                "roid": each.roid,
                "door": each.door,
                "address": each.address,
            }
            for each in found
        ]

    print_data(act(settings, work), as_json=as_json)
