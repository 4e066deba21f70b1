"""secDNS-1.1, delegation signer and key data of a domain (RFC 5910)."""

import base64
import binascii
from dataclasses import replace
from typing import Final

from epp.codec.markup import NOTHING, Element, Markup, joined, leaf, node, rooted, token
from epp.codec.namespaces import IETF
from epp.extension import Extension
from registry.errors import ParameterSyntax
from registry.model.dnssec import DnssecUpdate, DsData, KeyBesideDs, KeyData, SecDns
from registry.model.poll import ChangeNotice, PollMessage
from registry.model.remembered import domain_of
from registry.requests.domain import ApplicationUpdate, DomainCreate, DomainInfo, DomainUpdate, DomainView
from registry.requests.poll import PollRequest

NAMESPACE: Final = IETF + "secDNS-1.1"
_IN: Final = f"{{{NAMESPACE}}}"
_DS, _KEY, _LIFE, _ALL = (_IN + each for each in ("dsData", "keyData", "maxSigLife", "all"))
_ADD, _REMOVE, _CHANGE = (_IN + each for each in ("add", "rem", "chg"))


def read_create(wish: DomainCreate, element: Element) -> DomainCreate:
    return replace(
        wish,
        dnssec=_read_records(element),
        dnssec_keys=_read_keys(element),
        asks_max_signature_life=_asks_life(element),
    )


def read_update(wish: DomainUpdate, element: Element) -> DomainUpdate:
    parts = {child.tag: child for child in element}
    add, remove, change = parts.get(_ADD), parts.get(_REMOVE), parts.get(_CHANGE)
    update = DnssecUpdate(
        add=() if add is None else _read_records(add),
        keys=() if add is None else _read_keys(add),
        remove=() if remove is None else _read_records(remove),
        remove_all=remove is not None and remove[0].tag == _ALL and _is_true(remove[0].text),
        urgent=_is_true(element.get("urgent")),
        asks_max_signature_life=any(each is not None and _asks_life(each) for each in (add, change)),
    )
    return replace(wish, dnssec=update)


def _is_true(text: str | None) -> bool:
    """An xs:boolean."""
    return (text or "").strip() in ("1", "true")


def _asks_life(element: Element) -> bool:
    return any(child.tag == _LIFE for child in element)


def _read_records(element: Element) -> tuple[SecDns, ...]:
    return tuple([_read_record(child) for child in element if child.tag in (_DS, _KEY)])


def _read_record(element: Element) -> SecDns:
    if element.tag == _KEY:
        return _read_key(element)
    values = [token(child) for child in element]
    return DsData(int(values[0]), int(values[1]), int(values[2]), values[3].upper())


def _read_key(element: Element) -> KeyData:
    flags, protocol, algorithm, public_key = [token(child) for child in element]
    return KeyData(int(flags), int(protocol), int(algorithm), _base64(public_key))


def _read_keys(element: Element) -> tuple[KeyBesideDs, ...]:
    """The keys inside DS data."""
    return tuple(
        [
            KeyBesideDs(ds, _read_key(child[-1]))
            for child in element
            if child.tag == _DS and child[-1].tag == _KEY and isinstance(ds := _read_record(child), DsData)
        ]
    )


def _base64(text: str) -> str:
    """A key without blanks inside; the schema lets padding pass that does not decode."""
    key = text.replace(" ", "")
    try:
        base64.b64decode(key, validate=True)
    except binascii.Error:
        raise ParameterSyntax("The key is not in base64.", "secDNS:pubKey", key) from None
    return key


def write_info(wish: DomainInfo, view: DomainView) -> Markup | None:
    """What stands at the parent; nothing for an unsigned name, or for one whose details are not shown."""
    if not view.domain.dnssec or not view.full:
        return None
    return rooted("secDNS:infData", NAMESPACE, _write_records(view.domain.dnssec))


def write_told(wish: PollRequest, answer: PollMessage | None) -> Markup | None:
    """What stood at the parent of a name that the registry changed, or stands there since: as its info would say."""
    if answer is None or not isinstance(answer.notice, ChangeNotice) or not answer.notice.domain["dnssec"]:
        return None
    return rooted("secDNS:infData", NAMESPACE, _write_records(domain_of(answer.notice.domain).dnssec))


def _write_records(records: tuple[SecDns, ...], keys: tuple[KeyBesideDs, ...] = ()) -> Markup:
    beside: dict[SecDns, Markup] = {each.ds: _write_record(each.key) for each in keys}
    return joined(*[_write_record(record, beside.get(record, NOTHING)) for record in records])


def _write_record(record: SecDns, beside: Markup = NOTHING) -> Markup:
    if isinstance(record, KeyData):
        return node(
            "secDNS:keyData",
            leaf("secDNS:flags", str(record.flags)),
            leaf("secDNS:protocol", str(record.protocol)),
            leaf("secDNS:alg", str(record.algorithm)),
            leaf("secDNS:pubKey", record.public_key),
        )
    return node(
        "secDNS:dsData",
        leaf("secDNS:keyTag", str(record.key_tag)),
        leaf("secDNS:alg", str(record.algorithm)),
        leaf("secDNS:digestType", str(record.digest_type)),
        leaf("secDNS:digest", record.digest),
        beside,
    )


def _life(asked: bool) -> Markup:
    # how long does not matter: the question is only whether it is asked at all
    return leaf("secDNS:maxSigLife", "604800") if asked else NOTHING


def ask_create(wish: DomainCreate) -> Markup | None:
    if not wish.dnssec:
        return None
    records = _write_records(wish.dnssec, wish.dnssec_keys)
    return rooted("secDNS:create", NAMESPACE, _life(wish.asks_max_signature_life), records)


def ask_update(wish: DomainUpdate) -> Markup | None:
    update = wish.dnssec
    if update is None:
        return None
    removed = leaf("secDNS:all", "true") if update.remove_all else _write_records(update.remove)
    return rooted(
        "secDNS:update",
        NAMESPACE,
        node("secDNS:rem", removed) if removed else NOTHING,
        node("secDNS:add", _write_records(update.add, update.keys)) if update.add else NOTHING,
        node("secDNS:chg", _life(asked=True)) if update.asks_max_signature_life else NOTHING,
        urgent="true" if update.urgent else None,
    )


EXTENSION: Final = Extension(
    namespace=NAMESPACE,
    prefix="secDNS",
    reads={(DomainCreate, "create"): read_create, (DomainUpdate, "update"): read_update},
    writes={DomainInfo: write_info, PollRequest: write_told},
    asks={DomainCreate: ask_create, DomainUpdate: ask_update, ApplicationUpdate: ask_update},
)
