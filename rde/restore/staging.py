"""From the elements of a deposit to rows that are staged: each kind by its reader, deletions as rows without a state."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lxml import etree

from rde.objects import names
from rde.restore.domains import domain, idn_table, kept_name
from rde.restore.elements import children, local, token
from rde.restore.ground import Ground, Unfit
from rde.restore.hosts import host
from rde.restore.people import contact, registrar
from rde.verify import kinds
from rde.verify.kinds import BY_TAG, folded, record
from registry.store.rising import Kind, Staged

_READERS: Final[Mapping[kinds.Kind, Callable[[kinds.Record, Ground], Staged]]] = {
    kinds.REGISTRAR: registrar,
    kinds.IDN_TABLE: idn_table,
    kinds.NNDN: kept_name,
    kinds.CONTACT: contact,
    kinds.HOST: host,
    kinds.DOMAIN: domain,
}
STAGED_AS: Final[Mapping[str, Kind]] = {
    names.REGISTRAR: "registrar",
    names.IDN: "idn",
    names.NNDN: "nndn",
    names.CONTACT: "contact",
    names.HOST: "host",
    names.DOMAIN: "domain",
}
_BY_NAMESPACE: Final = {kind.namespace: kind for kind in _READERS}


def staged(element: etree._Element, ground: Ground, *, differences: bool) -> Iterator[Staged]:
    """What an element makes: an object, or with `differences` those that are deleted. An object that is unfit is found."""
    kind = BY_TAG.get(element.tag)
    if kind is None:
        if differences and element.tag.endswith("}delete"):
            yield from _deleted(element)
        return
    reader = _READERS.get(kind)
    if reader is None:
        return
    each = record(kind, element)
    try:
        yield reader(each, ground)
    except Unfit as unfit:
        ground.find("RISE_OBJECT_UNFIT", each.about, str(unfit))


def _deleted(element: etree._Element) -> Iterator[Staged]:
    kind = _BY_NAMESPACE.get(element.tag[1:].partition("}")[0])
    if kind is None:
        return
    for each in children(element):
        text = token(each)
        if text is None:
            continue
        if local(each) == "roid":
            yield Staged(STAGED_AS[kind.namespace], "", text, None)
        else:
            yield Staged(STAGED_AS[kind.namespace], folded(kind, text), None, None)
