"""A domain as a version of it was written down, made a domain again; secrets were never written."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from registry.model.dnssec import DsData, KeyData, SecDns
from registry.model.domain import ContactLink, Deletion, Domain, Grace
from registry.model.host import NameServer
from registry.model.instants import with_instants
from registry.model.transfer import Transfer
from registry.model.urs import Before

_INSTANTS = frozenset(
    {
        "created_at",
        "expires_at",
        "expires_before",
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
    values = with_instants(state, _INSTANTS)
    values |= {
        "contacts": tuple(ContactLink(**each) for each in values["contacts"]),
        "hosts": tuple(values["hosts"]),
        "nameservers": tuple(map(_nameserver, values["nameservers"])),
        "subordinates": tuple(values["subordinates"]),
        "dnssec": tuple(map(_secdns, values["dnssec"])),
        "statuses": frozenset(values["statuses"]),
        "graces": tuple(Grace(**with_instants(each, _INSTANTS)) for each in values["graces"]),
        "transfer": Transfer(**with_instants(values["transfer"], _INSTANTS)) if values["transfer"] else None,
        "deletion": Deletion(**with_instants(values["deletion"], _INSTANTS)) if values["deletion"] else None,
    }
    known = Domain.__dataclass_fields__
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Domain(**{name: value for name, value in plain.items() if name in known})


def before_of(state: Mapping[str, Any]) -> Before:
    """What a URS case took from a name, as registry/store/urs.py wrote it."""
    return Before(
        statuses=frozenset(state["statuses"]),
        renewal=state["renewal"],
        hosts=tuple(state["hosts"]),
        nameservers=tuple(map(_nameserver, state["nameservers"])),
        dnssec=tuple(map(_secdns, state["dnssec"])),
    )


def _nameserver(state: Mapping[str, Any]) -> NameServer:
    return NameServer(state["name"], tuple(map(ipaddress.ip_address, state["addresses"])))


def _secdns(state: Mapping[str, Any]) -> SecDns:
    return DsData(**state) if "digest" in state else KeyData(**state)
