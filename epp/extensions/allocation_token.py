"""allocationToken-1.0, the credential that comes with the wish for a name (RFC 8495)."""

from dataclasses import replace
from typing import Final, TypeVar

from epp.codec.markup import Element, Markup, rooted, text, token
from epp.codec.namespaces import IETF
from epp.extension import Extension
from registry.errors import CommandUse
from registry.requests.domain import DomainCheck, DomainCreate, DomainInfo, DomainTransfer

NAMESPACE: Final = IETF + "allocationToken-1.0"
_ELEMENT: Final = "allocationToken"

Wish = TypeVar("Wish", DomainCheck, DomainCreate)


def read_shown(wish: Wish, element: Element) -> Wish:
    return replace(wish, token=token(element))


def read_transfer(wish: DomainTransfer, element: Element) -> DomainTransfer:
    if wish.operation != "request":
        raise CommandUse("An allocation token goes with the request of a transfer.")
    return replace(wish, token=token(element))


def read_info(wish: DomainInfo, element: Element) -> DomainInfo:
    return replace(wish, asks_token=True)


def ask_shown(wish: DomainCheck | DomainCreate | DomainTransfer) -> Markup | None:
    return None if wish.token is None else rooted(f"{_ELEMENT}:{_ELEMENT}", NAMESPACE, text(wish.token))


def ask_info(wish: DomainInfo) -> Markup | None:
    return rooted(f"{_ELEMENT}:info", NAMESPACE) if wish.asks_token else None


EXTENSION: Final = Extension(
    namespace=NAMESPACE,
    prefix=_ELEMENT,
    reads={
        (DomainCheck, _ELEMENT): read_shown,
        (DomainCreate, _ELEMENT): read_shown,
        (DomainTransfer, _ELEMENT): read_transfer,
        (DomainInfo, "info"): read_info,
    },
    asks={DomainCheck: ask_shown, DomainCreate: ask_shown, DomainTransfer: ask_shown, DomainInfo: ask_info},
    secrets=frozenset({_ELEMENT}),
)
