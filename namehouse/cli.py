"""The one executable: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

import click

from registry.settings import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: `target` is module:function, of a click command or, for a `door`, of run(settings);
    one that `reads` is content with a standby."""

    target: str
    summary: str
    door: bool = False
    reads: bool = False


COMMANDS: Mapping[str, Line] = MappingProxyType(
    {
        "up": Line("namehouse.up:up", "Start everything: database, demo data, all servers; Ctrl-C stops it."),
        "epp": Line("epp.server:run", "Serve EPP, the door of the registrars.", door=True),
        "whois": Line("whois.server:run", "Serve WHOIS, the door of the public.", door=True, reads=True),
        "panel": Line("panel.server:run", "Serve the panel, the door of staff and customers.", door=True),
        "worker": Line("namehouse.worker:run", "Do the jobs that fall due.", door=True),
        "registrar": Line(
            "namehouse.commands.registrar:registrar", "Take registrars in, fund them, limit them, show them."
        ),
        "tld": Line("namehouse.commands.tld:tld", "Open TLDs, show and change their policies."),
        "list": Line("namehouse.commands.list:name_list", "Import and show lists of premium and reserved names."),
        "token": Line("namehouse.commands.token:token", "Issue allocation tokens, show and revoke them."),
        "requester": Line(
            "namehouse.commands.requester:requester", "Accredit who may ask for contact data; show who was shown any."
        ),
        "tmch": Line(
            "namehouse.commands.tmch:tmch", "Fetch the lists of the Trademark Clearinghouse, and tell it of names."
        ),
        "idn": Line("namehouse.commands.idn:idn", "Import and show IDN tables, and judge labels by them."),
        "quote": Line("namehouse.commands.quote:quote", "Say what an operation on a name costs a registrar."),
        "domain": Line("namehouse.commands.domain:domain", "Show a name as it is and as it was."),
        "urs": Line("namehouse.commands.urs:urs", "Lock names on complaints under URS, suspend them, give them back."),
        "application": Line(
            "namehouse.commands.application:application", "Show applications of a launch, judge and decide them."
        ),
        "rde": Line("namehouse.commands.rde:rde", "Write escrow deposits, seal and open them."),
        "report": Line("namehouse.commands.report:report", "Write the monthly reports for ICANN."),
        "account": Line("namehouse.commands.account:account", "Let people sign in to the panel."),
        "audit": Line("namehouse.commands.audit:audit", "Find out whether the logs say what they said."),
        "mail": Line("namehouse.commands.mail:mail", "Show the queue of mail, send again, try whether mail arrives."),
        "demo": Line("namehouse.commands.demo:demo", "Show what the registry does, or fill it."),
        "db": Line(
            "namehouse.db:db", "Migrate the database, tell its schema and its address, mend it after a restore."
        ),
        "tls": Line("namehouse.tls_command:tls", "Make or renew the certificates of the servers and of registrars."),
        "health": Line(
            "namehouse.health:health", "Tell whether a door on this machine answers; for container engines."
        ),
        "doctor": Line("namehouse.doctor:doctor", "Check every precondition and say how to mend it."),
    }
)


class Table(click.Group):
    """A group whose list of commands is the table: listing it imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        line = COMMANDS.get(cmd_name)
        if line is None:
            return None
        return _door(cmd_name, line) if line.door else cast(click.Command, _load(line.target))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line.summary) for name, line in COMMANDS.items()])


@click.group(cls=Table, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file with settings; NAMEHOUSE_* variables win over it.",
)
@click.version_option(package_name="namehouse", prog_name="namehouse")
def main(config: Path | None) -> None:
    """Namehouse, a registry operator's and hosting provider's toolkit."""


def _door(name: str, line: Line) -> click.Command:
    @click.command(name, help=line.summary)
    @click.pass_context
    def serve(context: click.Context) -> None:
        from namehouse import log
        from namehouse.command import opened_database, read_settings

        settings = read_settings(context)
        log.configure(settings, name)
        with opened_database(settings, reads=line.reads) as ready:
            try:
                cast(Callable[[Settings], None], _load(line.target))(ready)
            except Exception:
                logging.getLogger(name).exception("%s failed", name)
                raise SystemExit(1) from None

    return serve


def _load(target: str) -> object:
    module, _, function = target.partition(":")
    return getattr(importlib.import_module(module), function)
