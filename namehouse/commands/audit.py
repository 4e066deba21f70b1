"""`namehouse audit`: whether what the logs say is what they said."""

from dataclasses import asdict
from typing import Any

import click

from namehouse.command import Misused, Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from namehouse.progress import bar
from registry.actions.audit_verify import Found, Summary, Verified, audit_verify
from registry.context import Context
from registry.model.sealing import Anchor
from registry.settings import Settings
from registry.store import sealed


@click.group()
def audit() -> None:
    """The seals of the logs: whether any row was changed, removed or inserted since it was written."""


@audit.command()
@click.option("--anchor", help="The hash of an anchor that was kept elsewhere, in hexadecimal; it has to be there.")
@json_option
@with_settings
def verify(settings: Settings, anchor: str | None, as_json: bool) -> None:
    """Hold every sealed row against its seal; exit code 1 and the rows by number when something is not as it was."""
    known = _hash(anchor)

    async def work(cx: Context) -> Verified:
        store = cx.registry.store
        total = await store.reading(sealed.sealed_rows)
        with bar("verified", "rows") as shown:
            return await audit_verify(store, known, lambda rows: shown.advance(rows, total))

    found = act(settings, work)
    if as_json:
        print_data(
            {"logs": [_told(each) for each in found.logs], "findings": [asdict(each) for each in found.findings]},
            as_json=True,
        )
    else:
        _print(found)
    if found.findings:
        raise SystemExit(1)


@audit.command()
@json_option
@with_settings
def anchor(settings: Settings, as_json: bool) -> None:
    """The last anchor: keep its hash where nobody who can change the database can change it."""

    async def work(cx: Context) -> Anchor | None:
        return await cx.registry.store.reading(sealed.last_anchor)

    found = act(settings, work)
    if found is None:
        raise Refused("there is no anchor yet: the worker makes one a day")
    print_data({"number": found.number, "at": found.at, "hash": found.hash.hex()}, as_json=as_json)


def _hash(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        known = bytes.fromhex(text.strip())
    except ValueError:
        known = b""
    if len(known) != 32:
        raise Misused("an anchor's hash has 64 hexadecimal digits")
    return known


def _told(each: Summary) -> dict[str, Any]:
    return {
        "log": each.log,
        "seals": each.seals,
        "rows": each.rows,
        "amended": each.amended,
        "disposed": [
            {"on": day, "class": of, "kept_days": days, "rows": rows}
            for (day, of, days), rows in sorted(each.disposals.counts.items())
        ],
        "upto": each.upto,
        "head": each.head.hex(),
    }


def _print(found: Verified) -> None:
    for each in found.logs:
        for (day, of, days), rows in sorted(each.disposals.counts.items()):
            click.echo(f"{each.log:<10} disposed of by rule on {day}: {rows:,} entries ({of}, kept for {days} days)")
        amended = f", {each.amended:,} of them amended when somebody was erased" if each.amended else ""
        click.echo(f"{each.log:<10} {each.rows:>12,} rows in {each.seals:,} seals{amended}")
    for finding in found.findings:
        click.echo(_line(finding))
    if not found.findings:
        click.echo("every sealed row is as it was written")


def _line(finding: Found) -> str:
    return f"{click.style('tampered', fg='red')} {finding.log}: {finding.words}"
