"""Writes var/demo.toml: where everything listens, how to log in, which processes run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from namehouse.files import write_atomically
from registry.settings import Settings

if TYPE_CHECKING:
    from namehouse.demo.data import Demo

DEMO_REGISTRARS = ("alpha", "beta", "gamma", "delta")


@dataclass(frozen=True, slots=True)
class Processes:
    """Process ids by role, as they are now; `database` is 0 when it runs elsewhere."""

    by_role: Mapping[str, Sequence[int]]
    database: int


def facts_path(settings: Settings) -> Path:
    return settings.var / "demo.toml"


def write_facts(settings: Settings, demo: Demo | None, processes: Processes, root: Path) -> None:
    """Replaces var/demo.toml in one step; it holds passwords, so only its owner may read it."""
    text = "\n".join(_lines(settings, demo, processes, root)) + "\n"
    write_atomically(facts_path(settings), text.encode(), 0o600)


def _lines(settings: Settings, demo: Demo | None, processes: Processes, root: Path) -> Iterator[str]:
    def relative(path: Path) -> str:
        return os.path.relpath(path, root) if path.is_relative_to(root) else str(path)

    tls = settings.tls.ca.parent
    yield from _table("", repository_id=settings.repository_id)
    yield from _table("[epp]", host=settings.epp.host, port=settings.epp.port, server_ca=relative(settings.tls.ca))
    for handle, password in demo.registrars.items() if demo else ():
        cert, key = (relative(tls / f"{handle}.{ending}") for ending in ("pem", "key"))
        yield from _table("[[registrars]]", id=handle, password=password, cert=cert, key=key)
    for tld in demo.tlds if demo else ():
        optional = {name: value for name, value in (("host", tld.host), ("contacts", tld.contacts)) if value}
        yield from _table(
            "[[tlds]]",
            name=tld.name,
            data_model=tld.data_model,
            host_model=tld.host_model,
            domain=tld.domain,
            **optional,
        )
    yield from _table("[whois]", host=settings.whois.host, port=settings.whois.port)
    yield from _table(
        "[rdap]",
        base=f"https://localhost:{settings.whois.rdap_port}/",
        plain=f"http://{settings.whois.host}:{settings.whois.rdap_plain_port}/",
    )
    yield from _table("[panel]", url=settings.panel.url)
    for role, (login, password) in demo.users.items() if demo else ():
        yield from _table("[[panel.users]]", role=role, login=login, password=password)
    if settings.mail.catch_all:
        yield from _table("[mail]", inbox=f"{settings.panel.url.rstrip('/')}/inbox/")
    metrics = settings.metrics
    ports = {"epp": metrics.epp, "whois": metrics.whois, "panel": metrics.panel, "worker": metrics.worker}
    yield from _table("[metrics]", **{name: f"http://{metrics.host}:{port}/metrics" for name, port in ports.items()})
    yield from _table("[processes]", **processes.by_role, database=processes.database)


def _table(head: str, **values: object) -> Iterator[str]:
    if head:
        yield head
    for name, value in values.items():
        # a JSON string, number or list of those is also a TOML one
        yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
