"""Every address that the panel answers, from its own map, with something that exists in place of whatever varies.

A module whose addresses vary by something new gives it a line in SAMPLES; without one whatever walks all addresses fails.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import asyncpg
from flask import Flask
from werkzeug.routing import Rule

from panel.app import open_drawers
from panel.kit.access import permission_of
from panel.kit.module import Module
from panel.kit.web import API
from panel.modules import MODULES

NOTHING: Final = "0"

# What stands for the variable parts of addresses, by their name and drawer; all of it is alpha's, so that the scope never hides
# it from alpha's people. NOTHING: there is no such thing; what begins with SELECT is asked of the database ($1: alpha).
SAMPLES: Final[dict[str, dict[str, str]]] = {
    "name": {
        "social": NOTHING,
        "domains": "welcome.example",
        "hosts": "ns1.welcome.example",
        "tlds": "example",
        "name_lists": "gold",
        "requesters": "police",
        "idn_tables": "de",
        "gadgets": "SELECT name FROM demo.gadget WHERE $1::bigint IS NOT NULL ORDER BY id LIMIT 1",
        "contact_profiles": "postal",
    },
    "handle": {"contacts": "ALPHA-1", "registrars": "alpha", "people": "alpha", "ledger": "alpha"},
    "client_id": {"parties": "demo-shop", "openid": "demo-shop"},
    "login": {
        "acting": "client",
        "brands": "reseller",
        "clients": "client",
        "employees": "apprentice",
        "people": "looked-after",
        "rights": "looked-after",
    },
    "svtrid": {"commands": "SELECT svtrid FROM registry.command WHERE registrar_id = $1 ORDER BY at LIMIT 1"},
    "identifier": {"applications": "SELECT roid FROM registry.application WHERE registrar_id = $1 ORDER BY id LIMIT 1"},
    "sent": dict.fromkeys(
        ("blacklist", "client_contacts", "clients", "contact_profiles", "documents", "gadgets", "references"), NOTHING
    ),
    "session_id": {"account": NOTHING, "people": NOTHING},
    "number": {
        "brands": NOTHING,
        "consents": NOTHING,
        "terms": "SELECT min(id) FROM panel.terms WHERE seller_id IS NOT NULL AND $1::bigint IS NOT NULL",
        "documents": "SELECT min(id) FROM panel.document WHERE $1::bigint IS NOT NULL",
        "client_contacts": "SELECT min(id) FROM panel.client_contact WHERE $1::bigint IS NOT NULL",
        "mails": "SELECT min(id) FROM mail.message WHERE $1::bigint IS NOT NULL",
        "webhooks": NOTHING,
        "webhook_deliveries": NOTHING,
        "deposits": "SELECT id FROM registry.deposit WHERE registrar_id = $1 ORDER BY id LIMIT 1",
        "reports": "SELECT id FROM registry.monthly_report WHERE $1::bigint IS NOT NULL ORDER BY id LIMIT 1",
        "urs": "SELECT id FROM registry.urs_case WHERE $1::bigint IS NOT NULL ORDER BY id LIMIT 1",
        "tokens": "SELECT id FROM registry.allocation_token WHERE $1::bigint IS NOT NULL ORDER BY id LIMIT 1",
        "exports": NOTHING,
        "inbox": NOTHING,
        "notifications": NOTHING,
        "files": NOTHING,
        "personal_data": NOTHING,
        "saved_views": NOTHING,
        "second_factor": NOTHING,
    },
    "token": {"notifications": NOTHING},
    "until": {"brands": NOTHING, "documents": NOTHING, "files": NOTHING, "personal_data": NOTHING},
    "signature": {"brands": NOTHING, "documents": NOTHING, "files": NOTHING, "personal_data": NOTHING},
    "filename": {"static": "panel.css"},
    # deeds call whatever they are done to a key
    "key": {
        "account": NOTHING,
        "consents": NOTHING,
        "openid": "no-such-shop",
        "rights": "looked-after",
        "saved_views": NOTHING,
        "second_factor": NOTHING,
        "brands": "reseller",
        "domains": "welcome.example",
        "epp_sessions": NOTHING,
        "open_sessions": NOTHING,
        "past_sessions": "SELECT min(id) FROM registry.past_session WHERE registrar_id = $1",
        "notifications": NOTHING,
        "money_addresses": NOTHING,
        "mail_templates": "reseller/en/contact.confirm-address",
        "document_templates": "reseller/acceptance",
        "hosts": "ns1.welcome.example",
        "contacts": "ALPHA-1",
        "applications": "SELECT roid FROM registry.application WHERE registrar_id = $1 ORDER BY id LIMIT 1",
        "references": "block-reason/left",
        "contact_profiles": "postal",
        "parties": "demo-shop",
        "blacklist": "SELECT min(id) FROM panel.blacklist WHERE $1::bigint IS NOT NULL",
        "terms": "SELECT min(id) FROM panel.terms WHERE seller_id IS NOT NULL AND $1::bigint IS NOT NULL",
        "reminders": NOTHING,
        "api_keys": NOTHING,
        "webhooks": NOTHING,
        "webhook_deliveries": NOTHING,
        "disposals": "SELECT min(id) FROM audit.disposal WHERE $1::bigint IS NOT NULL",
        "deposits": "SELECT id FROM registry.deposit WHERE registrar_id = $1 ORDER BY id LIMIT 1",
        "reports": "SELECT id FROM registry.monthly_report WHERE $1::bigint IS NOT NULL ORDER BY id LIMIT 1",
        "exports": NOTHING,
        "registrars": "alpha",
        "service_levels": "SELECT min(id) FROM panel.level_day WHERE $1::bigint IS NOT NULL",
        "topups": NOTHING,
        "tlds": "example",
        "people": "looked-after",
        "clients": "client",
        "employees": "apprentice",
        "documents": "SELECT min(id) FROM panel.document WHERE $1::bigint IS NOT NULL",
        "client_contacts": "SELECT min(id) FROM panel.client_contact WHERE $1::bigint IS NOT NULL",
        "mails": "SELECT min(id) FROM mail.message WHERE $1::bigint IS NOT NULL",
        "name_lists": "gold",
        "newcomers": NOTHING,
        "messages": NOTHING,
        "tokens": "SELECT id FROM registry.allocation_token WHERE $1::bigint IS NOT NULL ORDER BY id LIMIT 1",
        "transfers": "domain/wren.example",
        "urs": NOTHING,
        "requesters": "police",
        "ledger": "SELECT min(id) FROM registry.ledger WHERE registrar_id = $1",
        "idn_tables": "de",
        "commands": "SELECT svtrid FROM registry.command WHERE registrar_id = $1 ORDER BY at LIMIT 1",
        "activity": NOTHING,
        "dormant_accounts": NOTHING,
        "listed_names": "gold/car",
        "gadgets": "SELECT name FROM demo.gadget WHERE $1::bigint IS NOT NULL ORDER BY id LIMIT 1",
    },
    "currency": {"ledger": "USD"},
    "month": {"ledger": "2026-08"},
}

# What stands behind the question mark where an answer of the API demands something, by its address below that.
DEMANDED: Final[dict[str, str]] = {
    "documents/-/mail-out": "type=contract",
    "idn_tables/-/judge": "label=a",
    **dict.fromkeys(
        ("ledger/-/statement", "ledger/-/statement.csv", "ledger/-/statement.pdf"),
        "registrar=alpha&currency=USD&month=2026-08",
    ),
    "prices/quote": "name=free.example&registrar=alpha",
    "views": "list=exports",
}

# Where an application sends people (tests/panel/house.py) of whom it asks more than anybody agreed to yet.
ASKED: Final = "/id/authorize?" + urlencode(
    {
        "client_id": "demo-shop",
        "redirect_uri": "https://shop.example/back",
        "response_type": "code",
        "scope": "openid profile email offline_access",
        "state": "there",
        "code_challenge": "A" * 43,
        "code_challenge_method": "S256",
    }
)


@dataclass(frozen=True)
class Address:
    """`real`: there is something at it."""

    endpoint: str
    method: str
    path: str
    permission: str | None
    real: bool

    @property
    def drawer(self) -> str:
        return self.endpoint.removeprefix("api.").partition(".")[0]

    @property
    def api(self) -> bool:
        return self.path.startswith(API)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def bare(modules: Iterable[Module] = MODULES) -> Flask:
    """An application that has the panel's addresses, or those of other drawers, and nothing behind them."""
    app = Flask("panel")
    open_drawers(app, modules)
    return app


async def found(url: str) -> dict[tuple[str, str], str]:
    """What the database has of the samples, by argument and drawer."""
    db = await asyncpg.connect(url)
    try:
        alpha = await db.fetchval("SELECT id FROM registry.registrar WHERE handle = 'alpha'")
        return {
            (argument, drawer): str(await db.fetchval(sample, alpha)) if sample.startswith("SELECT") else sample
            for argument, by_drawer in SAMPLES.items()
            for drawer, sample in by_drawer.items()
        }
    finally:
        await db.close()


def addresses(app: Flask, samples: Mapping[tuple[str, str], str]) -> Iterator[Address]:
    """One for each endpoint and method, static files aside."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = _values(rule, samples)
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        if query := DEMANDED.get(path.removeprefix(API)):
            path = f"{path}?{query}"
        permission = permission_of(app.view_functions[rule.endpoint])
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield Address(rule.endpoint, method, path, permission, NOTHING not in values.values())


def _values(rule: Rule, samples: Mapping[tuple[str, str], str]) -> dict[str, str]:
    drawer = rule.endpoint.removeprefix("api.").partition(".")[0]
    return {argument: samples[argument, drawer] for argument in rule.arguments}
