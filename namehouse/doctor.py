"""`namehouse doctor`: checks what an installation needs and says how to mend what is missing."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from namehouse.command import json_option, print_data, understood
from namehouse.doctor_outside import audit, clearinghouse, escrow, mail, outbox, providers, registrars, webhooks
from namehouse.findings import Case, Finding, Verdict
from registry.clock import Clock, SystemClock
from registry.settings import Settings, SettingsError, load

ENOUGH_DISK = 1024**3  # bytes
OLDEST_CLOCK = datetime(2026, 1, 1, tzinfo=UTC)  # this release was made later
SOON = timedelta(days=14)
TOLERANCE = timedelta(seconds=2)  # between our clock and the database's
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ROOT = Path(__file__).parents[1]
# Why a port cannot be had though nobody listens there, and what to do about it.
NOT_TAKEN = {
    errno.EACCES: "give the process CAP_NET_BIND_SERVICE, or set a port above 1023 and send the low one there",
    errno.EADDRNOTAVAIL: "set the host to an address of this machine",
}


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Every finding, in the order of the table; a check that cannot even look says so."""
    case = Case(settings, clock)
    for name, look in CHECKS:
        try:
            yield from look(case)
        except Exception as error:  # whatever it is, it is what the operator wants to see
            yield Finding(name, "broken", f"{type(error).__name__}: {error}", "see docs, or report this as a defect")


@click.command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check every precondition and say how to mend it; exit code 1 when something is broken."""
    config: Path | None = context.find_root().params.get("config")
    try:
        findings = list(examine(understood(load(os.environ, config)), SystemClock()))
    except SettingsError as error:
        mend = "correct the variable or the key; docs/reference/settings.md lists them all"
        findings = [Finding("settings", "broken", problem, mend) for problem in error.problems]
    if as_json:
        print_data([asdict(finding) for finding in findings], as_json=True)
    else:
        _print_findings(findings)
    if any(finding.verdict == "broken" for finding in findings):
        raise SystemExit(1)


def _print_findings(findings: list[Finding]) -> None:
    colours = {"well": "green", "warning": "yellow", "broken": "red"}
    for finding in findings:
        verdict = click.style(f"{finding.verdict:<8}", fg=colours[finding.verdict])
        click.echo(f"{verdict} {finding.check:<14} {finding.found}")
        if finding.mend:
            click.echo(f"{'':<23} → {finding.mend}")


def _python(_: Case) -> Iterator[Finding]:
    yield Finding("python", "well", f"{'.'.join(map(str, sys.version_info[:3]))} at {sys.executable}")


def _settings(case: Case) -> Iterator[Finding]:
    offset = case.settings.port_offset
    yield Finding("settings", "well", f"understood; ports moved by {offset}" if offset else "understood")


def _var(case: Case) -> Iterator[Finding]:
    var = case.settings.var
    place = next(folder for folder in (var, *var.parents) if folder.exists())
    if not place.is_dir():
        yield Finding("var", "broken", f"{place} is not a directory", "set NAMEHOUSE_VAR to one, or move the file away")
        return
    if not os.access(place, os.W_OK | os.X_OK):
        yield Finding("var", "broken", f"{place} cannot be written to", f"chown {place}, or set NAMEHOUSE_VAR")
        return
    yield Finding("var", "well", str(var))
    free = shutil.disk_usage(place).free
    found = f"{free / 1024**3:.1f} GiB free at {place}"
    if free < ENOUGH_DISK:
        yield Finding("disk", "broken", found, "free some space, or set NAMEHOUSE_VAR to a larger disk")
    else:
        yield Finding("disk", "well", found)


def _database(case: Case) -> Iterator[Finding]:
    from namehouse.database import DatabaseError, EmbeddedDatabase, chosen

    database = chosen(case.settings)
    if isinstance(database, EmbeddedDatabase) and not database.directory.exists():
        yield Finding("database", "well", "embedded, made by the first `namehouse up`")
        return
    try:
        yield from asyncio.run(_look_into_database(database.start(), case))
    except DatabaseError as error:
        yield Finding("database", "broken", str(error), f"see {case.settings.var / 'postgres' / 'server.log'}")
    except (OSError, ValueError) as error:
        yield Finding("database", "broken", f"not reachable: {error}", "start it, or correct DATABASE_URL")
    finally:
        database.stop()


async def _look_into_database(url: str, case: Case) -> list[Finding]:
    import asyncpg

    from schemas import migrate

    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [Finding("database", "broken", f"refuses us: {error}", "correct DATABASE_URL or the database's rights")]
    try:
        version = int(await connection.fetchval("SHOW server_version_num")) // 10000
        theirs = await connection.fetchval("SELECT clock_timestamp()")
        ours = case.clock.now()
    finally:
        await connection.close()
    found = [
        Finding("database", "well", f"PostgreSQL {version}")
        if version >= 15
        else Finding("database", "broken", f"PostgreSQL {version}", "upgrade it to 15 or newer")
    ]
    revision = await migrate.current(url)
    try:
        migrate.judge(revision)
        found.append(Finding("schema", "well", f"{revision}, as this release wants"))
        found += await outbox(url, case)
        found += await webhooks(url, case)
        found += await audit(url, case)
    except migrate.SchemaUnknown as error:
        newer = revision is not None and revision not in migrate.known()
        mend = "run the release that migrated it" if newer else "namehouse db migrate"
        found.append(Finding("schema", "broken", str(error), mend))
    if abs(theirs - ours) > TOLERANCE:
        seconds = (theirs - ours).total_seconds()
        mend = "let NTP set the clocks of both machines"
        found.append(Finding("clock", "broken", f"the database's clock is {seconds:+.0f} s from ours", mend))
    return found


def _clock(case: Case) -> Iterator[Finding]:
    now = case.clock.now()
    if now < OLDEST_CLOCK:
        yield Finding(
            "clock", "broken", f"it says {now:%Y-%m-%d}", "let NTP set it: certificates and expiry depend on it"
        )
    else:
        yield Finding("clock", "well", f"{now:%Y-%m-%d %H:%M} UTC")


def _tls(case: Case) -> Iterator[Finding]:
    from namehouse.tls import read_certificate

    tls = case.settings.tls
    made_by_us = tls.certificate.parent == tls.ca.parent
    mend = "restart `namehouse up`: it makes new ones" if made_by_us else "ask your authority for a new certificate"
    if made_by_us and not tls.certificate.exists():
        yield Finding("tls", "well", "made by the first `namehouse up`")
        return
    paths = [tls.certificate, *(sorted(tls.ca.parent.glob("*.pem")) if made_by_us else [])]
    for path in dict.fromkeys(paths):
        try:
            end = read_certificate(path).not_valid_after_utc
        except (OSError, ValueError) as error:
            yield Finding("tls", "broken", f"{path} cannot be read: {error}", mend)
            continue
        rest = end - case.clock.now()
        verdict: Verdict = "broken" if rest <= timedelta(0) else "warning" if rest < SOON else "well"
        yield Finding("tls", verdict, f"{path.name} is valid until {end:%Y-%m-%d}", "" if verdict == "well" else mend)
    for path in (tls.key, *tls.ca.parent.glob("*.key")) if made_by_us else (tls.key,):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding("tls", "broken", f"{path} can be read by others", f"chmod 600 {path}")


def _ports(case: Case) -> Iterator[Finding]:
    from namehouse.listeners import hindrance, is_ours, listeners
    from namehouse.up import wanted_ports

    ours, strange, free = [], [], True
    for what, host, port in wanted_ports(case.settings):
        error = hindrance(host, port) if port else None
        free = free and not error
        if error and error.errno in NOT_TAKEN:
            yield Finding("ports", "broken", f"{port} ({what}) on {host}: {error.strerror}", NOT_TAKEN[error.errno])
        elif error and not isinstance(error, socket.gaierror):  # a name without an address: `_names` tells
            found = listeners(host, port)
            if found and all(is_ours(each, case.settings) for each in found):
                ours.append(f"{port} ({what})")
            else:
                whose = next(
                    (each.told for each in found if not is_ours(each, case.settings)), "somebody we cannot see"
                )
                strange.append(f"{port} ({what}) by {whose}")
    if strange:
        mend = "stop who listens there, or set NAMEHOUSE_PORT_OFFSET"
        yield Finding("ports", "broken", f"taken by another: {', '.join(strange)}", mend)
    if ours:
        yield Finding("ports", "well", f"open, and ours: {', '.join(ours)}")
    if free:
        yield Finding("ports", "well", "all free")


def _names(case: Case) -> Iterator[Finding]:
    for name in {
        case.settings.epp.host,
        *case.settings.epp.more_hosts,
        case.settings.whois.host,
        *case.settings.whois.more_hosts,
        case.settings.panel.host,
        case.settings.metrics.host,
    }:
        try:
            socket.getaddrinfo(name, None)
        except OSError as error:
            yield Finding(
                "addresses", "broken", f"{name}: {error.strerror}", "set the host to an address of this machine"
            )


def _assets(_: Case) -> Iterator[Finding]:
    if not (ROOT / "panel" / "package-lock.json").exists():
        return
    if (ROOT / "panel" / "static" / "vendor").is_dir():
        yield Finding("assets", "well", "the panel's styles and scripts are built")
    else:
        yield Finding("assets", "broken", "the panel's styles and scripts are not built", "make assets")


def _browser(_: Case) -> Iterator[Finding]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        yield Finding("browser", "well", found)
    else:
        yield Finding("browser", "warning", "no Chromium: the browser tests are skipped", "apt-get install chromium")


CHECKS: tuple[tuple[str, Callable[[Case], Iterator[Finding]]], ...] = (
    ("python", _python),
    ("settings", _settings),
    ("var", _var),
    ("clock", _clock),
    ("database", _database),
    ("tls", _tls),
    ("addresses", _names),
    ("ports", _ports),
    ("mail", mail),
    ("tmch", clearinghouse),
    ("providers", providers),
    ("escrow", escrow),
    ("registrar escrow", registrars),
    ("assets", _assets),
    ("browser", _browser),
)
