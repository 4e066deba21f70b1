"""What is written about every command: one line in the log, the metrics, and a row in the command log."""

from typing import Final, Protocol

import structlog

from epp import metrics
from epp.codec.namespaces import PREFIXES
from epp.commands import COMMANDS
from registry.context import Context

log: Final = structlog.get_logger("epp")

# The names of commands as operators see them; all others count as one, or strangers could invent metrics.
_KNOWN: Final[dict[tuple[str, str | None], str]] = {
    (verb, prefix): f"{prefix}_{verb}" for prefix, uri in PREFIXES.items() for verb, each in COMMANDS if each == uri
} | {(verb, None): verb for verb in ("hello", "login", "logout", "poll")}


class CommandLog(Protocol):
    """The registry's record of commands that no transaction of their own writes down."""

    def add(self, cx: Context, code: int, milliseconds: float) -> None: ...


class Journal:
    """The record of one process."""

    def __init__(self, command_log: CommandLog) -> None:
        self._command_log = command_log

    def record(self, cx: Context, code: int, seconds: float, *, by_action: bool) -> None:
        """Write down one answered command; `by_action`: its action wrote the row together with what it changed."""
        command = _KNOWN.get((cx.verb, cx.object), "unknown")
        tld = cx.book.tld_of(cx.name) if cx.name and cx.object == "domain" else None
        metrics.count(command, tld or "", code, seconds)
        log.info(
            "command",
            svtrid=cx.svtrid,
            cltrid=cx.cltrid,
            registrar=cx.actor.registrar,
            address=cx.address,
            verb=cx.verb,
            object=cx.object,
            name=cx.name,
            code=code,
            ms=round(seconds * 1000, 2),
        )
        if not by_action and cx.verb != "hello":  # clients keep their sessions alive with hello, by the thousand
            self._command_log.add(cx, code, seconds * 1000)
