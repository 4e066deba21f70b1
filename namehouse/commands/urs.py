"""`namehouse urs`: complaints under the Uniform Rapid Suspension system, and what is done to their names."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import click

from namehouse.command import INSTANT, Misused, json_option, print_data, with_settings
from namehouse.commands.opening import act, reason_needed
from namehouse.commands.urs_told import instant, line
from namehouse.commands.versions import shown
from registry.context import Context
from registry.model.change import NameServers
from registry.model.dnssec import DsData, KeyData, SecDns
from registry.model.domain import Domain
from registry.model.domain_change_told import differences_told, record
from registry.model.host import NameServer
from registry.model.lifecycle import is_published
from registry.model.names import canonical
from registry.model.urs import STEPS, as_it_stands
from registry.requests.urs import UrsClose, UrsDone, UrsExtend, UrsLock, UrsNotice, UrsRollback, UrsSuspend
from registry.settings import Settings

_name: Final = click.argument("name")
_dry_run: Final = click.option("--dry-run", is_flag=True, help="Only tell what would change.")


@click.group()
def urs() -> None:
    """Lock names on complaints under URS, suspend them, give them back; every step tells their registrars."""


@urs.command()
@_name
@click.option("--provider", required=True, help="Who hears the complaint.")
@click.option("--case", "number", required=True, help="The provider's number of the case; registrars are told it.")
@click.option(
    "--received", type=INSTANT, help="When the notice came; a lock is due within 24 hours of it. Now, if not said."
)
@reason_needed
@json_option
@with_settings
def notice(
    settings: Settings, name: str, provider: str, number: str, received: datetime | None, reason: str, as_json: bool
) -> None:
    """Take down the notice of a complaint about NAME: it says until when the name must be locked."""
    from registry.actions.urs_notice import urs_notice

    wish = UrsNotice(canonical(name), provider, number, received)

    async def work(cx: Context) -> dict[str, object]:
        case = await urs_notice(cx, wish)
        return line(case, await _registered(cx, case.name), cx.now)

    print_data(act(settings, work, reason=reason), as_json=as_json)


@urs.command()
@_name
@_dry_run
@reason_needed
@json_option
@with_settings
def lock(settings: Settings, name: str, dry_run: bool, reason: str, as_json: bool) -> None:
    """Lock NAME: it resolves, and is neither changed, deleted nor transferred. A transfer that waits is cancelled.

    A suspended name is locked again, as when its registrant answers late: it leads again to where it led.
    """
    from registry.actions.urs_lock import urs_lock

    _step(settings, lambda cx: urs_lock(cx, UrsLock(canonical(name), dry_run)), reason, as_json=as_json)


@urs.command()
@_name
@click.option("--ns", "servers", multiple=True, required=True, help="A name server of the provider; give each of them.")
@click.option("--ds", multiple=True, metavar="TAG ALG TYPE DIGEST", help="A DS record of the provider, as in a zone.")
@click.option(
    "--key", multiple=True, metavar="FLAGS PROTOCOL ALG KEY", help="The same as key data, where the TLD takes those."
)
@_dry_run
@reason_needed
@json_option
@with_settings
def suspend(
    settings: Settings,
    name: str,
    servers: tuple[str, ...],
    ds: tuple[str, ...],
    key: tuple[str, ...],
    dry_run: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Have NAME lead to the provider's page for the rest of its term. What it led to is kept for a rollback."""
    from registry.actions.urs_suspend import urs_suspend

    names = tuple(map(canonical, servers))
    records: tuple[SecDns, ...] = (*map(_ds, ds), *map(_key, key))

    async def work(cx: Context) -> UrsDone:
        tld = cx.book.tld_of(canonical(name))
        has_attributes = tld is not None and cx.book.at(tld, cx.now).rules.host_model == "attributes"
        given = NameServers(attributes=tuple(map(NameServer, names))) if has_attributes else NameServers(names)
        return await urs_suspend(cx, UrsSuspend(canonical(name), given, records, dry_run))

    _step(settings, work, reason, as_json=as_json)


@urs.command()
@_name
@click.option("--free", is_flag=True, help="Do not charge the registrar: the registry collects from the complainant.")
@_dry_run
@reason_needed
@json_option
@with_settings
def extend(settings: Settings, name: str, free: bool, dry_run: bool, reason: str, as_json: bool) -> None:
    """Keep the suspended NAME for one more year, once, at the wish of the complainant."""
    from registry.actions.urs_extend import urs_extend

    _step(settings, lambda cx: urs_extend(cx, UrsExtend(canonical(name), free, dry_run)), reason, as_json=as_json)


@urs.command()
@_name
@_dry_run
@reason_needed
@json_option
@with_settings
def rollback(settings: Settings, name: str, dry_run: bool, reason: str, as_json: bool) -> None:
    """Give back what the case took from NAME: name servers, DS, statuses. What the name had before stays."""
    from registry.actions.urs_rollback import urs_rollback

    _step(settings, lambda cx: urs_rollback(cx, UrsRollback(canonical(name), dry_run)), reason, as_json=as_json)


@urs.command()
@_name
@reason_needed
@json_option
@with_settings
def close(settings: Settings, name: str, reason: str, as_json: bool) -> None:
    """Close the case about NAME: one that was not locked, or was rolled back, or whose name is gone."""
    from registry.actions.urs_close import urs_close

    async def work(cx: Context) -> dict[str, object]:
        case = await urs_close(cx, UrsClose(canonical(name)))
        return line(case, await _registered(cx, case.name), cx.now)

    print_data(act(settings, work, reason=reason), as_json=as_json)


@urs.command("list")
@click.option("--provider", help="Only of this provider.")
@click.option(
    "--overdue", is_flag=True, help="Only those whose names should be locked, and are not; exit code 1 if any."
)
@click.option("--all", "closed", is_flag=True, help="Closed ones, too.")
@json_option
@with_settings
def every(settings: Settings, provider: str | None, overdue: bool, closed: bool, as_json: bool) -> None:
    """Open cases, the most urgent first. `intact`: the name has all the locks that it should have."""
    from registry.store import urs as store

    async def work(cx: Context) -> list[dict[str, object]]:
        found = await cx.registry.store.reading(lambda db: store.listed(db, closed=closed, provider=provider))
        wanted = [each for each in found if each.is_overdue(cx.now) or not overdue]
        return [line(each, await _registered(cx, each.name), cx.now) for each in wanted]

    lines = act(settings, work)
    print_data(lines, as_json=as_json)
    if overdue and lines:
        raise SystemExit(1)


@urs.command()
@_name
@json_option
@with_settings
def show(settings: Settings, name: str, as_json: bool) -> None:
    """The case about NAME, the open one or the last: how it stands, what the name had, who did what when and why."""
    from registry.errors import ObjectMissing
    from registry.store import history
    from registry.store import urs as store

    async def work(cx: Context) -> dict[str, object]:
        found = await cx.registry.store.reading(lambda db: store.of_name(db, canonical(name)))
        if not found:
            raise ObjectMissing("There is no URS case about this name.", "domain:name", name)
        domain = await _registered(cx, found[-1].name)
        case = as_it_stands(found[-1], domain)
        roid = f"U{case.id}-{cx.registry.repository}"
        steps = await cx.registry.store.reading(lambda db: history.versions_of(db, roid=roid))
        return line(case, domain, cx.now) | {
            "locked": instant(case.locked_at),
            "suspended": instant(case.suspended_at),
            "extended": instant(case.extended_at),
            "rolled_back": instant(case.rolled_back_at),
            "closed": instant(case.closed_at),
            "can": sorted(STEPS[case.status]),
            "published": bool(domain and is_published(domain)),
            "before": {
                "statuses": sorted(case.before.statuses),
                "renewal": case.before.renewal,
                "name_servers": [*case.before.hosts, *(each.name for each in case.before.nameservers)],
                "dnssec": [*map(record, case.before.dnssec)],
            }
            if case.before
            else None,
            "earlier_cases": [each.number for each in found[:-1]],
            "steps": shown(steps, whole=False),
        }

    print_data(act(settings, work), as_json=as_json)


def _step(settings: Settings, step: Callable[[Context], Awaitable[UrsDone]], reason: str, *, as_json: bool) -> None:
    async def work(cx: Context) -> dict[str, object]:
        done = await step(cx)
        return line(done.case, done.after, cx.now) | {
            "changes": differences_told(done.before, done.after),
            "hosts": list(done.hosts),
            "charged": f"{done.charged} {done.charged.currency}" if done.charged else None,
        }

    print_data(act(settings, work, reason=reason), as_json=as_json)


async def _registered(cx: Context, name: str) -> Domain | None:
    from registry.model.lifecycle import project
    from registry.store import domains

    stored = await cx.registry.store.reading(lambda db: domains.by_name(db, name))
    return project(stored, cx.book, cx.now).domain if stored else None


def _ds(text: str) -> DsData:
    tag, algorithm, kind, *digest = _fields(text)
    return DsData(_number(tag, text), _number(algorithm, text), _number(kind, text), "".join(digest).upper())


def _key(text: str) -> KeyData:
    flags, protocol, algorithm, *key = _fields(text)
    return KeyData(_number(flags, text), _number(protocol, text), _number(algorithm, text), "".join(key))


def _fields(text: str) -> list[str]:
    parts = text.split()
    if len(parts) < 4:
        raise Misused(f"{text} is no record: three numbers and a value are wanted")
    return parts


def _number(part: str, text: str) -> int:
    if not (part.isascii() and part.isdigit() and int(part) < 65536):
        raise Misused(f"{text} is no record: {part} is no number of it")
    return int(part)
