"""What `namehouse up` knows of the demo data and writes down in var/demo.toml, for whoever drives the installation."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from namehouse.files import write_atomically
from registry.settings import Settings

DEMO_REGISTRARS = ("alpha", "beta", "gamma", "delta")


@dataclass(frozen=True, slots=True)
class DemoRegistrar:
    """A registrar of the demo; its certificate is var/tls/<id>.pem."""

    id: str
    password: str


@dataclass(frozen=True, slots=True)
class DemoTld:
    """A TLD of the demo with registered objects of the first registrar."""

    name: str
    data_model: Literal["maximum", "minimum"]
    host_model: Literal["objects", "attributes"]
    domain: str
    host: str | None = None
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A login of the panel."""

    role: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """Everything one must know to log in."""

    registrars: tuple[DemoRegistrar, ...] = ()
    tlds: tuple[DemoTld, ...] = ()
    users: tuple[DemoUser, ...] = ()


@dataclass(frozen=True, slots=True)
class Processes:
    """Process ids by role, as they are now; `database` is 0 when it runs elsewhere."""

    by_role: Mapping[str, Sequence[int]]
    database: int


def facts_path(settings: Settings) -> Path:
    return settings.var / "demo.toml"


def write_facts(settings: Settings, facts: DemoFacts, processes: Processes, root: Path) -> None:
    """Replaces var/demo.toml in one step; it holds passwords, so only its owner may read it."""
    text = "\n".join(_lines(settings, facts, processes, root)) + "\n"
    write_atomically(facts_path(settings), text.encode(), 0o600)


def _lines(settings: Settings, facts: DemoFacts, processes: Processes, root: Path) -> Iterator[str]:
    def relative(path: Path) -> str:
        return os.path.relpath(path, root) if path.is_relative_to(root) else str(path)

    tls = settings.tls.ca.parent
    yield from _table("", repository_id=settings.repository_id)
    yield from _table("[epp]", host=settings.epp.host, port=settings.epp.port, server_ca=relative(settings.tls.ca))
    for registrar in facts.registrars:
        cert, key = (relative(tls / f"{registrar.id}.{ending}") for ending in ("pem", "key"))
        yield from _table("[[registrars]]", id=registrar.id, password=registrar.password, cert=cert, key=key)
    for tld in facts.tlds:
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
    for user in facts.users:
        yield from _table("[[panel.users]]", role=user.role, login=user.login, password=user.password)
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
