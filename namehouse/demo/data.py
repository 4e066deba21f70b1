"""The demo's data: TLDs, registrars, names with a past, and a login for every role; made once, kept true after.

Passwords are drawn at random when the database is first filled, and kept in var/secrets/demo.json (mode 0600).
"""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from namehouse.demo.clients import sell
from namehouse.demo.script import DAYS, STORY, Stage
from panel.accounts import ensure_account
from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_create import registrar_create
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_create
from registry.actions.worker import start_worker
from registry.clock import FakeClock, SystemClock
from registry.context import Actor, Context, Registry, Transactions
from registry.jobs.settle_due import settle_due
from registry.model.policy import PolicyBook, Rules
from registry.model.pricing import Prices
from registry.model.registrar import AccountLimits
from registry.requests.registrar import RegistrarCreate, RegistrarTopUp
from registry.settings import Settings
from registry.store import ledger, tlds
from registry.store.pool import Store

PRICES: Final = Prices("USD", create=1000, renew=1000, transfer=1000, restore=4000)
TLDS: Final = {
    "test": Rules("required", "objects", PRICES),
    "example": Rules("forbidden", "objects", PRICES),
    "invalid": Rules("forbidden", "attributes", PRICES),
}
# What a registrar has to spend when the story is over, in minor units; delta: for exactly five one-year creates.
FUNDS: Final = {"alpha": 100_000_000_000, "beta": 100_000_000_000, "gamma": 100_000_000_000, "delta": 5_000}
LOW_BALANCE: Final = {"alpha": 1_000_000, "beta": 1_000_000, "gamma": 1_000_000, "delta": 1_500}
ROLES: Final = ("master", "manager", "support", "admin", "reseller", "client", "registrar")
OPERATOR: Final = Actor(operator="demo")


@dataclass(frozen=True, slots=True)
class DemoTld:
    """Registered things of alpha in one TLD, as var/demo.toml names them."""

    name: str
    data_model: str
    host_model: str
    domain: str
    host: str | None
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything var/demo.toml says of the data: passwords by registrar, logins and passwords by role, things by TLD."""

    registrars: dict[str, str]
    users: dict[str, tuple[str, str]]
    tlds: tuple[DemoTld, ...]


async def ensure(settings: Settings, url: str, certificates: dict[str, Path]) -> Demo:
    """Fill an empty database; on a filled one only pin the registrars' certificates, which may have been renewed."""
    store = await Store.connect(url, size=2, application="namehouse demo")
    try:
        return await _ensure(settings, store, certificates)
    finally:
        await store.close()


async def _ensure(settings: Settings, store: Store, certificates: dict[str, Path]) -> Demo:
    clock = SystemClock()
    worker = await start_worker(store, clock, "cli")
    registry = Registry(store, clock, await store.reading(tlds.book), Transactions(worker), settings.repository_id)
    demo = _demo(_passwords(settings.var / "secrets" / "demo.json"))
    if "test" not in registry.book.tlds():
        await _fill(registry, demo)
        registry.book = await store.reading(tlds.book)
    for handle, path in certificates.items():
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        await registrar_pin_certificate(
            registry.context("cli", OPERATOR),
            handle,
            certificate.public_bytes(Encoding.DER),
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
            certificate.subject.rfc4514_string(),
        )
    for role, (login, password) in demo.users.items():
        registrar = "alpha" if role == "registrar" else None
        # the demo's reseller comes before its client, who is below it
        seller = demo.users["reseller"][0] if role == "client" else None
        await ensure_account(
            registry, login, password, role, registrar, f"Demo {role}", f"{login}@demo.example", seller=seller
        )
    await sell(registry, demo.users["reseller"][0])
    return demo


def _passwords(path: Path) -> dict[str, str]:
    """The demo's passwords by registrar and role; drawn when there are none."""
    if path.exists():
        known: dict[str, str] = json.loads(path.read_text())
        return known
    drawn = {who: secrets.token_urlsafe(9) for who in (*FUNDS, *(f"panel-{role}" for role in ROLES))}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(drawn))
    return drawn


def _demo(passwords: dict[str, str]) -> Demo:
    return Demo(
        registrars={handle: passwords[handle] for handle in FUNDS},
        users={role: (role, passwords[f"panel-{role}"]) for role in ROLES},
        tlds=tuple(_facts(name, rules) for name, rules in TLDS.items()),
    )


def _facts(tld: str, rules: Rules) -> DemoTld:
    has_hosts, has_contacts = rules.host_model == "objects", rules.contacts != "forbidden"
    return DemoTld(
        tld,
        "maximum" if has_contacts else "minimum",
        rules.host_model,
        f"welcome.{tld}",
        f"ns1.welcome.{tld}" if has_hosts else None,
        ("ALPHA-1", "ALPHA-2") if has_contacts else (),
    )


async def _fill(registry: Registry, demo: Demo) -> None:
    """Live through the story, on a clock that begins in the past and ends today."""
    today = registry.clock.now()
    clock = FakeClock(today - timedelta(days=DAYS))
    past = Registry(registry.store, clock, PolicyBook(()), registry.transactions, registry.repository)
    for name, rules in TLDS.items():
        await tld_create(past.context("cli", OPERATOR), name, rules)
    past.book = await past.store.reading(tlds.book)
    numbers = {handle: await _admit(past, handle, demo.registrars[handle]) for handle in FUNDS}
    stage = Stage(past, clock, numbers)
    for days, step in STORY:
        clock.move_to(max(clock.now(), today - timedelta(days=days)))
        await settle_due(past)
        await step(stage)
    clock.move_to(today)
    await settle_due(past)
    for handle, funds in FUNDS.items():
        await _leave_with(past, handle, funds)


async def _admit(registry: Registry, handle: str, password: str) -> int:
    title = handle.capitalize()
    wish = RegistrarCreate(
        handle,
        f"{title} Names",
        password,
        iana_id=9990 + list(FUNDS).index(handle),
        session_limit=40,
        email=f"hostmaster@{handle}.example",
        voice="+1.5550100",
        street=("1 Example Street",),
        city="Springfield",
        postal_code="12345",
        country="US",
        url=f"https://{handle}.example",
        whois_server=f"whois.{handle}.example",
        rdap_url=f"https://rdap.{handle}.example/",
        abuse_email=f"abuse@{handle}.example",
        abuse_voice="+1.5550199",
        accounts=(AccountLimits("USD", low_balance=LOW_BALANCE[handle]),),
        tlds=tuple(TLDS),
    )

    def operator() -> Context:
        return registry.context("cli", OPERATOR)

    number = await registrar_create(operator(), wish)
    if handle != "delta":
        await registrar_top_up(operator(), RegistrarTopUp(handle, 1_000_000, "USD", "first deposit"))
    return number


async def _leave_with(registry: Registry, handle: str, funds: int) -> None:
    (account,) = await registry.store.reading(lambda db: ledger.accounts(db, registrar=handle))
    wish = RegistrarTopUp(handle, funds - account.balance, "USD", "deposit")
    await registrar_top_up(registry.context("cli", OPERATOR), wish)
