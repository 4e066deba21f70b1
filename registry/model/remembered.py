"""A domain as a version of it was written down, made a domain again; secrets were never written."""

import ipaddress
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.model.dnssec import DsData, KeyData, SecDns
from registry.model.domain import ContactLink, Deletion, Domain, Grace
from registry.model.host import NameServer
from registry.model.transfer import Transfer

_INSTANTS = frozenset(
    {
        "created_at",
        "expires_at",
        "updated_at",
        "transferred_at",
        "starts_at",
        "ends_at",
        "requested_at",
        "act_by",
        "acted_at",
        "deleted_at",
        "redemption_until",
        "purge_at",
        "report_due",
        "stepped_at",
    }
)


def domain_of(state: Mapping[str, Any]) -> Domain:
    """What registry/actions/remember.py wrote; a part that a later schema of domains added has its default."""
    values = _with_instants(state)
    values |= {
        "contacts": tuple(ContactLink(**each) for each in values["contacts"]),
        "hosts": tuple(values["hosts"]),
        "nameservers": tuple(map(_nameserver, values["nameservers"])),
        "subordinates": tuple(values["subordinates"]),
        "dnssec": tuple(map(_secdns, values["dnssec"])),
        "statuses": frozenset(values["statuses"]),
        "graces": tuple(Grace(**_with_instants(each)) for each in values["graces"]),
        "transfer": Transfer(**_with_instants(values["transfer"])) if values["transfer"] else None,
        "deletion": Deletion(**_with_instants(values["deletion"])) if values["deletion"] else None,
    }
    known = Domain.__dataclass_fields__
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Domain(**{name: value for name, value in plain.items() if name in known})


def _with_instants(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in _INSTANTS and isinstance(value, str) else value
        for name, value in values.items()
    }


def _nameserver(state: Mapping[str, Any]) -> NameServer:
    return NameServer(state["name"], tuple(map(ipaddress.ip_address, state["addresses"])))


def _secdns(state: Mapping[str, Any]) -> SecDns:
    return DsData(**state) if "digest" in state else KeyData(**state)
