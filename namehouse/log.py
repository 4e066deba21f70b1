"""One structured log: every library's lines in one shape, to standard error, with the process that wrote them."""

import logging
import os
import sys
from collections.abc import MutableMapping

import structlog
from structlog.typing import Processor

from registry.settings import Settings

PROCESS_VARIABLE = "PROCESS_NAME"  # set by the supervisor: epp-1, epp-2, whois, …


def configure(settings: Settings, process: str) -> None:
    """Sends structlog and the standard library through the same processors; called once, before a server starts."""
    shared = shared_processors(os.environ.get(PROCESS_VARIABLE, process))
    machine = settings.log.format == "json"
    finish: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if machine
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(settings.log.level.upper())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log.level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def shared_processors(process: str) -> list[Processor]:
    """What every line carries: instant in UTC, level, where it comes from."""

    def name_process(_: object, __: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
        event["process"] = process
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_process,
    ]
