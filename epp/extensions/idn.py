"""idn-1.0, the IDN table that a name is registered by: named with a create, shown with the name (draft-ietf-eppext-idnmap)."""

from dataclasses import replace
from typing import Final

from epp.codec.markup import Element, Markup, leaf, leaf_if, rooted, token
from epp.codec.namespaces import IETF
from epp.extension import Extension
from registry.model.names import unicode_form
from registry.requests.domain import DomainCreate, DomainInfo, DomainView, IdnData

NAMESPACE: Final = IETF + "idn-1.0"
_TABLE, _UNAME = (f"{{{NAMESPACE}}}{each}" for each in ("table", "uname"))


def read_create(wish: DomainCreate, element: Element) -> DomainCreate:
    table, uname = element.find(_TABLE), element.find(_UNAME)
    assert table is not None
    return replace(wish, idn=IdnData(token(table), None if uname is None else token(uname)))


def write_info(wish: DomainInfo, answer: DomainView) -> Markup | None:
    """To whoever sees the whole name, if it was registered by a table."""
    domain = answer.domain
    if domain.idn_table is None or not answer.full:
        return None
    return rooted(
        "idn:data", NAMESPACE, leaf("idn:table", domain.idn_table), leaf("idn:uname", unicode_form(domain.name))
    )


def ask_create(wish: DomainCreate) -> Markup | None:
    if wish.idn is None:
        return None
    return rooted("idn:data", NAMESPACE, leaf("idn:table", wish.idn.table), leaf_if("idn:uname", wish.idn.uname))


EXTENSION: Final = Extension(
    namespace=NAMESPACE,
    prefix="idn",
    reads={(DomainCreate, "data"): read_create},
    writes={DomainInfo: write_info},
    asks={DomainCreate: ask_create},
)
