"""Names of a deposit as the registry knows them: domains, and those that are none (RFC 9022, sections 5.1, 5.5 and 5.6)."""

from typing import Final

import orjson
from lxml import etree

from rde.restore.elements import at, child, children, instant, local, needed, part, stored, token
from rde.restore.ground import Ground, Unfit
from rde.restore.periods import in_time
from rde.restore.transfers import transfer
from rde.verify.kinds import Record
from registry.actions.remember import written as as_json
from registry.model.dnssec import DsData, KeyData, SecDns
from registry.model.domain import ContactLink, Domain
from registry.model.host import NameServer, parsed
from registry.model.lifecycle import next_due
from registry.model.names import A_LABEL, LABEL, label_in, u_label
from registry.model.status import DOMAIN_CLIENT, DOMAIN_SERVER
from registry.store.rising import Staged

_STORED: Final = DOMAIN_CLIENT | DOMAIN_SERVER
_DERIVED: Final = frozenset({"ok", "inactive", "pendingDelete", "pendingTransfer"})


def domain(each: Record, ground: Ground) -> Staged:
    """Raises Unfit."""
    sponsor = ground.party(needed(each, "clID"))
    begun, ends = at(each, "crDate"), at(each, "exDate")
    if begun is None or ends is None or sponsor is None:
        raise Unfit("it does not say from when to when it is registered")
    if ends <= begun:
        raise Unfit("it ends before it begins")
    named = each.all("ns")
    found = Domain(
        id=0,
        roid=needed(each, "roid"),
        name=each.key,
        tld=ground.tld,
        registrar=sponsor,
        created_at=begun,
        created_by=ground.party(part(each, "crRr")) or sponsor,
        expires_at=ends,
        registrant=part(each, "registrant"),
        contacts=_contacts(each),
        hosts=_hosts(named),
        nameservers=_nameservers(named, each, ground),
        dnssec=_dnssec(each, ground),
        statuses=stored(each, ground, _STORED, _DERIVED),
        updated_at=at(each, "upDate"),
        updated_by=ground.party(part(each, "upRr")),
        transferred_at=at(each, "trDate"),
        transfer=transfer(each, ground),
        idn_table=_table(each, ground),
    )
    found = in_time(found, each, ground)
    _judge(found, each, ground)
    return Staged("domain", found.name, found.roid, as_json(found), next_due(found, ground.book))


def _contacts(each: Record) -> tuple[ContactLink, ...]:
    links = (ContactLink(link.get("type", ""), handle) for link in each.all("contact") if (handle := token(link)))
    return tuple(dict.fromkeys(links))


def _hosts(named: list[etree._Element]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            name.lower() for ns in named for host in children(ns) if local(host) == "hostObj" and (name := token(host))
        )
    )


def _nameservers(named: list[etree._Element], each: Record, ground: Ground) -> tuple[NameServer, ...]:
    found = {}
    for host in (host for ns in named for host in children(ns) if local(host) == "hostAttr"):
        name = (token(child(host, "hostName")) or "").lower()
        texts = [token(address) or "" for address in children(host) if local(address) == "hostAddr"]
        addresses = tuple(address for text in texts if (address := parsed(text)))
        if len(addresses) < len(texts):
            ground.find("RISE_DETAIL_DROPPED", each.about, f"an address of {name} is none")
        found[name] = NameServer(name, addresses)
    return tuple(found.values())


def _table(each: Record, ground: Ground) -> str | None:
    told = part(each, "idnTableId")
    if told is None:
        return None
    name = ground.identities.table(told)
    if ground.tables.at(name, ground.now) is not None:
        return name
    if name not in ground.unknown:
        ground.unknown.add(name)
        ground.find("RISE_IDN_TABLE_MISSING", each.about, f"there is no IDN table {name} here")
    return None


# --- keys ------------------------------------------------------------------------------------------------------------


def _dnssec(each: Record, ground: Ground) -> tuple[SecDns, ...]:
    """Keys inside DS data only proved them (RFC 5910, section 4.1); a life of signatures that was wished for binds nobody."""
    found: list[SecDns] = []
    for record in (record for given in each.all("secDNS") for record in children(given)):
        match local(record):
            case "dsData":
                found.append(_ds(record))
            case "keyData":
                found.append(_key(record))
            case other:
                ground.find("RISE_DETAIL_DROPPED", each.about, f"{other} of its keys is not kept")
    return tuple(found)


def _number(record: etree._Element, name: str) -> int:
    text = token(child(record, name)) or ""
    if not text.isdecimal() or len(text) > 5:
        raise Unfit(f"{name} of its keys is no number")
    return int(text)


def _packed(record: etree._Element, name: str) -> str:
    return "".join((token(child(record, name)) or "").split())


def _ds(record: etree._Element) -> DsData:
    return DsData(
        _number(record, "keyTag"),
        _number(record, "alg"),
        _number(record, "digestType"),
        _packed(record, "digest").upper(),
    )


def _key(record: etree._Element) -> KeyData:
    return KeyData(
        _number(record, "flags"), _number(record, "protocol"), _number(record, "alg"), _packed(record, "pubKey")
    )


# --- what the policy would say ---------------------------------------------------------------------------------------


def _judge(found: Domain, each: Record, ground: Ground) -> None:
    """What is registered stays registered; but an operator should know what he could not sell himself."""
    rules, label = ground.policy.rules, label_in(found.name, ground.tld)
    shown = u_label(label) if label.startswith(A_LABEL) else label
    length = len(shown or label) if rules.label_counted == "characters" else len(label)
    refused = (
        not LABEL.fullmatch(label)
        or shown is None
        or not rules.label_shortest <= length <= rules.label_longest
        or (rules.labels == "ascii" and label.startswith(A_LABEL))
        or (rules.labels == "idn" and not label.startswith(A_LABEL))
        or (not rules.digits_only and label.isdecimal())
    )
    if refused:
        ground.find("RISE_NAME_NOT_SOLD", each.about, "the rules of the TLD would not let it be registered")
    if (found.hosts and rules.host_model == "attributes") or (found.nameservers and rules.host_model == "objects"):
        ground.find(
            "RISE_HOST_MODEL_DIFFERS", each.about, f"its name servers are no {rules.host_model}, as the TLD has them"
        )
    if rules.contacts == "forbidden" and (found.registrant or found.contacts):
        ground.find("RISE_CONTACTS_NOT_TAKEN", each.about, "it has contacts, and the TLD takes none")


# --- names that are no domains, and tables ---------------------------------------------------------------------------


def kept_name(each: Record, ground: Ground) -> Staged:
    """Whoever is kept from a name by a variant of it still is: variants follow from IDN tables."""
    document = {
        "name": each.key,
        "state": part(each, "nameState") or "blocked",
        "original": part(each, "originalName"),
        "created_at": instant(part(each, "crDate")),
    }
    return Staged("nndn", each.key, None, orjson.dumps(document))


def idn_table(each: Record, ground: Ground) -> Staged:
    name = ground.identities.table(each.key)
    if name not in ground.unknown and ground.tables.at(name, ground.now) is None:
        ground.unknown.add(name)
        ground.find("RISE_IDN_TABLE_MISSING", each.about, f"there is no IDN table {name} here")
    return Staged("idn", each.key, None, orjson.dumps({"name": name, "url": part(each, "url")}))
