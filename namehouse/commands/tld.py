"""`namehouse tld`: open TLDs, show their policies, change them from an instant on."""

import json
from datetime import datetime
from pathlib import Path

import click

from namehouse.command import Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.policy import Policy, Rules
from registry.settings import Settings

_RULES = click.option(
    "--rules",
    "document",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file with the rules, as `namehouse tld show --json` prints them.",
)


@click.group()
def tld() -> None:
    """Open TLDs, show and change their policies."""


@tld.command("list")
@json_option
@with_settings
def list_tlds(settings: Settings, as_json: bool) -> None:
    """Every TLD with the policy that is in force."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [_row(policy) for policy in cx.book.current(cx.now)]

    print_data(act(settings, work), as_json=as_json)


def _row(policy: Policy) -> dict[str, object]:
    rules = policy.rules
    return {
        "tld": policy.tld,
        "policy": policy.id,
        "since": policy.valid_from.isoformat(),
        "contacts": rules.contacts,
        "hosts": rules.host_model,
        "create": str(rules.prices.of("create")),
        "currency": rules.prices.currency,
    }


@tld.command()
@click.argument("name")
@json_option
@with_settings
def show(settings: Settings, name: str, as_json: bool) -> None:
    """The rules now in force for one TLD."""

    async def work(cx: Context) -> dict[str, object]:
        if not cx.book.serves(name):
            raise ObjectMissing("There is no such TLD.", "tld", name)
        return cx.book.at(name, cx.now).rules.document()

    print_data(act(settings, work), as_json=as_json)


@tld.command()
@click.argument("name")
@_RULES
@json_option
@with_settings
def add(settings: Settings, name: str, document: Path, as_json: bool) -> None:
    """Open a TLD with its first rules, from now on."""
    from registry.actions.tld_create import tld_create

    rules = _read(document)
    number = act(settings, lambda cx: tld_create(cx, name, rules))
    print_data({"tld": name, "policy": number}, as_json=as_json)


@tld.command()
@click.argument("name")
@_RULES
@click.option("--at", required=True, help="From when on, as ISO 8601 with a time zone; not in the past.")
@json_option
@with_settings
def change(settings: Settings, name: str, document: Path, at: str, as_json: bool) -> None:
    """Give a TLD new rules from an instant on; what was decided before stays as it was."""
    from registry.actions.tld_create import tld_change

    rules, instant = _read(document), _instant(at)
    number = act(settings, lambda cx: tld_change(cx, name, rules, instant))
    print_data({"tld": name, "policy": number, "since": instant}, as_json=as_json)


def _read(path: Path) -> Rules:
    try:
        return Rules.from_document(json.loads(path.read_text()))
    except (ValueError, TypeError, KeyError) as error:
        raise Misused(f"{path} does not hold rules: {error}") from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Misused(f"{text} is no instant; write it as 2027-01-01T00:00:00Z") from None
    if instant.tzinfo is None:
        raise Misused(f"{text} has no time zone; write it as 2027-01-01T00:00:00Z")
    return instant
