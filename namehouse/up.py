"""`namehouse up`: database, migrations, TLS material, demo data, then every process under one supervisor."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from prometheus_client.multiprocess import mark_process_dead

from mail.catching import catching
from namehouse.command import Refused, with_settings
from namehouse.database import Database, DatabaseError, chosen
from namehouse.facts import DEMO_REGISTRARS, Processes, facts_path, write_facts
from namehouse.listeners import hindrance
from namehouse.sink import Sink
from namehouse.supervised import PATIENCE_VARIABLE
from namehouse.tls import ensure_material
from registry.clock import SystemClock
from registry.settings import Settings
from schemas import migrate
from wire.child import Child

if TYPE_CHECKING:
    from namehouse.demo.data import Demo
    from wire.supervise import Supervisor

PATIENCE = 60.0  # seconds until every port must answer
LAST_STEP = 5.0  # seconds a process may need after its grace, to close what it holds


@dataclass(frozen=True, slots=True)
class Service:
    """A role with its number of processes and the ports it opens, by what answers there."""

    role: str
    processes: int
    host: str
    ports: Mapping[str, int]


@click.command()
@with_settings
def up(settings: Settings) -> None:
    """Start everything: database, demo data, all servers; Ctrl-C stops it."""
    with _alone(settings):
        _refuse_ports_that_cannot_be_had(settings)
        sink = Sink(settings.var / "log" / "namehouse.log", SystemClock(), machine=settings.log.format == "json")
        sink.take_logging()
        database = chosen(settings)
        try:
            _hold(settings, database, sink)
        except (DatabaseError, migrate.SchemaUnknown) as error:
            raise Refused(str(error)) from None
        finally:
            database.stop()
            sink.tell("everything is stopped")
            sink.close()


def services(settings: Settings) -> tuple[Service, ...]:
    """What runs, in the order of starting."""
    metrics = settings.metrics
    return (
        Service("epp", epp_workers(settings), settings.epp.host, {"epp": settings.epp.port}),
        Service(
            "whois",
            1,
            settings.whois.host,
            {
                "whois": settings.whois.port,
                "rdap": settings.whois.rdap_port,
                "rdap-plain": settings.whois.rdap_plain_port,
            },
        ),
        Service("panel", 1, settings.panel.host, {"panel": settings.panel.port}),
        Service("worker", 1, metrics.host, {"worker-metrics": metrics.worker}),
    )


def epp_workers(settings: Settings) -> int:
    """As many as are set, or one for every two cores: each keeps the database busy with about as much again."""
    return settings.epp.workers or max(1, (os.cpu_count() or 1) // 2)


def _hold(settings: Settings, database: Database, sink: Sink) -> None:
    """Everything between the first and the last moment of the database."""
    sink.tell("starting the database")
    settings = catching(replace(settings, database=replace(settings.database, url=database.start())))
    reached = asyncio.run(migrate.upgrade(settings.database.url))
    sink.tell("the database is ready", schema=reached)
    demo = _prepare(settings, sink)

    from wire import loop

    loop.install()
    house = House(settings, database, demo, sink)
    loop.run(house.start, house.stop, settings.shutdown_grace + 2 * LAST_STEP)
    if house.failed:
        raise Refused(f"not every process could be started: see {settings.var / 'log' / 'namehouse.log'}")


def _prepare(settings: Settings, sink: Sink) -> Demo | None:
    """TLS material first: the demo's registrars are known by their certificates."""
    certificates = ensure_material(settings, SystemClock(), DEMO_REGISTRARS if settings.demo else ())
    if not settings.demo:
        return None
    from namehouse.demo.data import ensure

    demo = asyncio.run(ensure(settings, settings.database.url, certificates))
    sink.tell("the demo data is there", registrars=len(demo.registrars), tlds=len(demo.tlds))
    return demo


class House:
    """The running installation."""

    def __init__(self, settings: Settings, database: Database, demo: Demo | None, sink: Sink) -> None:
        self.settings, self.database, self.demo, self.sink = settings, database, demo, sink
        self.services = services(settings)
        self.failed = False
        self._answering = False
        self._shown: dict[int, str] = {}  # processes that share their metrics, with the role they share them as
        self._supervisor: Supervisor

    async def start(self) -> None:
        from wire import loop
        from wire.supervise import Supervisor

        patience = self.settings.shutdown_grace + LAST_STEP
        self._supervisor = Supervisor(tuple(self._children()), self.sink.hear, self._changed, patience=patience)
        self._supervisor.start()
        loop.attend(self._wait_for_ports())

    async def stop(self) -> None:
        self.sink.tell("stopping")
        try:
            await self._supervisor.stop()
        finally:
            self._supervisor.kill()
            self._write_facts(stopped=True)

    def _children(self) -> Iterator[Child]:
        for service in self.services:
            environ = self._environ(service)
            for number in range(1, service.processes + 1):
                name = service.role if service.processes == 1 else f"{service.role}-{number}"
                arguments = (sys.executable, "-m", "namehouse.supervised", service.role)
                yield Child(name, arguments, {**environ, "PROCESS_NAME": name})

    def _environ(self, service: Service) -> dict[str, str]:
        """Ours, with what is known by now; the children log for machines, the sink turns that into words."""
        environ = dict(os.environ)
        environ["DATABASE_URL"] = self.settings.database.url
        environ["NAMEHOUSE_LOG_FORMAT"] = "json"
        environ[PATIENCE_VARIABLE] = str(self.settings.shutdown_grace + LAST_STEP)
        environ["NAMEHOUSE_PANEL_SECRET_KEY"] = self.settings.panel.secret_key
        environ["NAMEHOUSE_PANEL_SEAL_KEY"] = self.settings.panel.seal_key
        environ["NAMEHOUSE_WHOIS_CURSOR_KEY"] = self.settings.whois.cursor_key
        environ["NAMEHOUSE_WHOIS_SESSION_KEY"] = self.settings.whois.session_key
        environ["NAMEHOUSE_MAIL_CATCH_ALL"] = str(self.settings.mail.catch_all).lower()
        environ.pop("NAMEHOUSE_DATABASE_URL", None)
        if service.processes > 1:  # several processes show their metrics as one
            folder = self.settings.var / "metrics" / service.role
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        return environ

    async def _wait_for_ports(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                for service in self.services:
                    for port in service.ports.values():
                        await _answers(service.host, port)
        except TimeoutError:
            self.sink.tell(f"{service.role} does not answer on port {port}; giving up", "error")
            self.failed = True
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self._answering = True
        self._write_facts()
        _print_table(self.settings, self.demo)

    def _changed(self) -> None:
        """A process came or went."""
        self._forget_gauges()
        self._write_facts()

    def _forget_gauges(self) -> None:
        """What a dead process last measured of itself is no longer true; what it counted stays."""
        now = {pid: name.partition("-")[0] for name, pid in self._supervisor.pids.items() if "-" in name}
        for pid in self._shown.keys() - now.keys():
            folder = self.settings.var / "metrics" / self._shown[pid]
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
        self._shown = now

    def _write_facts(self, *, stopped: bool = False) -> None:
        """Nobody finds the file before everything answers; from then on it follows the processes."""
        if not self._answering:
            return
        by_role: dict[str, list[int]] = {service.role: [] for service in self.services}
        for name, pid in self._supervisor.pids.items():
            by_role[name.partition("-")[0]].append(pid)
        processes = Processes(by_role, 0 if stopped else self.database.pid or 0)
        write_facts(self.settings, self.demo, processes, Path.cwd())


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One supervisor to a var directory; the lock dies with its holder, so that none can be stale."""
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        lock = (settings.var / "up.lock").open("a+")
    except OSError as error:
        raise Refused(f"cannot write to {settings.var}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise Refused(
                f"already running on {settings.var} as process {holder}; {facts_path(settings)} tells where it listens"
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def runs(settings: Settings) -> bool:
    """Whether a supervisor holds this var directory."""
    try:
        with (settings.var / "up.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _refuse_ports_that_cannot_be_had(settings: Settings) -> None:
    hindered = {
        (what, host, port): error
        for what, host, port in wanted_ports(settings)
        if port and (error := hindrance(host, port))
    }
    if taken := [f"{port} ({what})" for (what, _, port), error in hindered.items() if error.errno == errno.EADDRINUSE]:
        raise Refused(
            f"something else listens on port {', '.join(taken)}: stop it, or move all of ours with NAMEHOUSE_PORT_OFFSET"
        )
    for (what, host, port), error in hindered.items():
        raise Refused(f"{what} cannot listen on {host} port {port} ({error.strerror}): `namehouse doctor` says more")


def wanted_ports(settings: Settings) -> Sequence[tuple[str, str, int]]:
    """(what, host, port) of everything that will listen."""
    metrics = settings.metrics
    found = [(what, service.host, port) for service in services(settings) for what, port in service.ports.items()]
    roles = {"epp": metrics.epp, "whois": metrics.whois, "panel": metrics.panel}
    return [*found, *((f"{role}-metrics", metrics.host, port) for role, port in roles.items())]


async def _answers(host: str, port: int) -> None:
    """Returns once somebody accepts connections there."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # all addresses: ask the nearest
    while port:
        try:
            _, writer = await asyncio.open_connection(target, port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


def _print_table(settings: Settings, demo: Demo | None) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Namehouse is up", show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")  # an address or a path that is cut is worth nothing
    facts, here = facts_path(settings), Path.cwd()
    table.add_row("EPP", f"{settings.epp.host}:{settings.epp.port}", "TLS, client certificate")
    table.add_row("WHOIS", f"{settings.whois.host}:{settings.whois.port}", "")
    table.add_row("RDAP", f"https://localhost:{settings.whois.rdap_port}/", "")
    if settings.whois.rdap_plain_port:
        table.add_row("web lookup", f"http://{settings.whois.host}:{settings.whois.rdap_plain_port}/", "")
    table.add_row("panel", settings.panel.url, "")
    if settings.mail.catch_all:
        table.add_row("mails", f"{settings.panel.url.rstrip('/')}/inbox/", "whoever they are to")
    for role, (login, password) in demo.users.items() if demo else ():
        table.add_row(f"panel, {role}", login, password)
    for handle, password in demo.registrars.items() if demo else ():
        table.add_row("registrar", handle, password)
    table.add_row(
        "more", str(facts.relative_to(here) if facts.is_relative_to(here) else facts), "Ctrl-C stops everything"
    )
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
