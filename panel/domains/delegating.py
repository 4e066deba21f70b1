"""Where a name leads: its name servers, with their glue where the TLD has no host objects, and the keys that sign its zone."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final

from panel.domains.lasting import is_going
from panel.hosts.lists import HOSTS
from panel.kit.address_field import IpAddress
from panel.kit.asking import ask
from panel.kit.deeds import Declined, Deed, Values
from panel.kit.fields import Combo, Flag, Reason, Text
from panel.kit.quantities import Number
from panel.kit.row_fields import Rows
from registry.actions.domain_update import domain_update
from registry.context import Context
from registry.model.change import DomainParts, NameServers
from registry.model.dnssec import DnssecUpdate, DsData, KeyData, SecDns
from registry.model.domain import Domain
from registry.model.host import NameServer
from registry.model.names import canonical
from registry.requests.domain import DomainUpdate

Address = IPv4Address | IPv6Address


DS_COLUMNS: Final = (
    Number("tag", "Key tag", 0, 65535),
    Number("algorithm", "Algorithm", 0, 255),
    Number("digest_type", "Digest type", 0, 255),
    Text("digest", "Digest", "Hexadecimal.", longest=512),
)
KEY_COLUMNS: Final = (
    Number("flags", "Flags", 0, 65535),
    Number("algorithm", "Algorithm", 0, 255),
    Text("key", "Public key", "In base64.", longest=4096),
)


def as_ds(row: Mapping[str, Any]) -> DsData:
    return DsData(row["tag"], row["algorithm"], row["digest_type"], row["digest"].replace(" ", "").upper())


def _as_key(row: Mapping[str, Any]) -> KeyData:
    return KeyData(row["flags"], 3, row["algorithm"], row["key"].replace(" ", ""))


def _servers(domain: Domain) -> tuple[str, ...]:
    return domain.hosts or tuple(each.name for each in domain.nameservers)


def _glue(domain: Domain) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"name": each.name, "address": str(address)} for each in domain.nameservers for address in each.addresses
    )


async def _delegate(cx: Context, domain: Domain, values: Values) -> str:
    """Name servers that stay as they are are not touched."""
    wanted = tuple(dict.fromkeys(canonical(each) for each in values["hosts"]))
    if bool(wanted) == values["nowhere"]:
        raise Declined("Name its servers, or say that it leads nowhere.", at="hosts")
    if cx.book.at(domain.tld, cx.now).rules.host_model == "objects":
        gone = NameServers(tuple(each for each in domain.hosts if each not in wanted))
        added = NameServers(tuple(each for each in wanted if each not in domain.hosts))
    else:
        added, gone = _attributes(domain, wanted, values["glue"])
    if not (added.count or gone.count):
        raise Declined("It has these already.", at="hosts")
    add, remove = DomainParts(nameservers=added), DomainParts(nameservers=gone)
    await ask(cx, domain_update, DomainUpdate(domain.name, add=add, remove=remove))
    return f"It leads to {', '.join(wanted)}." if wanted else "It leads nowhere."


def _attributes(
    domain: Domain, wanted: tuple[str, ...], glue: tuple[Mapping[str, Any], ...]
) -> tuple[NameServers, NameServers]:
    """What is added and what is removed; of a name server without glue here, that which it has stays."""
    given: dict[str, list[Address]] = {}
    for each in glue:
        given.setdefault(canonical(each["name"]), []).append(each["address"])
    if strange := sorted(set(given) - set(wanted)):
        raise Declined(f"{strange[0]} is none of the name servers.", at="glue")
    present = {each.name: each for each in domain.nameservers}
    then = tuple(
        NameServer(name, tuple(given[name])) if name in given else present.get(name, NameServer(name))
        for name in wanted
    )
    return (
        NameServers(attributes=tuple(each for each in then if present.get(each.name) != each)),
        NameServers(attributes=tuple(each for each in domain.nameservers if each not in then)),
    )


def _ds(domain: Domain) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"tag": each.key_tag, "algorithm": each.algorithm, "digest_type": each.digest_type, "digest": each.digest}
        for each in domain.dnssec
        if isinstance(each, DsData)
    )


def _keys(domain: Domain) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"flags": each.flags, "algorithm": each.algorithm, "key": each.public_key}
        for each in domain.dnssec
        if isinstance(each, KeyData)
    )


async def _sign(cx: Context, domain: Domain, values: Values) -> str:
    """Records that stay are not touched."""
    wanted: tuple[SecDns, ...] = (*map(as_ds, values["dnssec"]), *map(_as_key, values["keys"]))
    added = tuple(each for each in wanted if each not in domain.dnssec)
    gone = tuple(each for each in domain.dnssec if each not in wanted)
    if not (added or gone):
        raise Declined("It has these already.", at="dnssec")
    await ask(cx, domain_update, DomainUpdate(domain.name, dnssec=DnssecUpdate(add=added, remove=gone)))
    return "Its zone is signed by these keys." if wanted else "Its zone is not signed."


SET_NAMESERVERS: Final[Deed[Domain]] = Deed(
    "set-nameservers",
    "Set name servers",
    "server-2",
    "domain.set-nss",
    _delegate,
    (
        Rows(
            "hosts",
            "Name servers",
            (Combo("", "Name server", HOSTS, "", False),),
            "All that it has afterwards.",
            present=_servers,
            most=13,
        ),
        Rows(
            "glue",
            "Their addresses",
            (Text("name", "Name server"), IpAddress("address", "Address")),
            "Of name servers below the name itself, where the TLD has no host objects.",
            present=_glue,
            most=26,
        ),
        Flag("nowhere", "None at all: it leads nowhere"),
        Reason(required=False),
    ),
    is_going,
)

SET_DNSSEC: Final[Deed[Domain]] = Deed(
    "set-dnssec",
    "Set DNSSEC keys",
    "shield-check",
    "domain.set-nss",
    _sign,
    (
        Rows("dnssec", "DS records", DS_COLUMNS, "All that it has afterwards, where the TLD takes these.", present=_ds),
        Rows("keys", "Keys", KEY_COLUMNS, "All that it has afterwards, where the TLD takes these.", present=_keys),
        Reason(required=False),
    ),
    is_going,
    lead="The parent publishes them: without any, the zone is not signed.",
    batch=None,
)
