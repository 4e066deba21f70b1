"""domain:transfer, all five operations: request, query, approve, reject, cancel (RFC 5731, sections 3.1.3 and 3.2.4)."""

from epp.codec.domain import AUTH_INFO, NAME, PERIOD, read_period, write_period
from epp.codec.markup import NOTHING, Element, Markup, leaf, node, rooted
from epp.codec.namespaces import DOMAIN
from epp.codec.parts import (
    read_name,
    read_operation,
    read_secret,
    write_secret,
    write_transfer_result,
)
from epp.command import Command, Payload
from registry.actions.domain_transfer import domain_transfer
from registry.model.change import TransferView
from registry.requests.domain import DomainTransfer


def read(body: Element) -> DomainTransfer:
    parts = {child.tag: child for child in body}
    period, secret = parts.get(PERIOD), parts.get(AUTH_INFO)
    authinfo, roid = (None, None) if secret is None else read_secret(secret)
    return DomainTransfer(
        name=read_name(parts[NAME]),
        operation=read_operation(body),
        period=None if period is None else read_period(period),
        authinfo=authinfo,
        authinfo_roid=roid,
    )


def write(wish: DomainTransfer, view: TransferView) -> Payload:
    code, data = write_transfer_result(wish.operation, view)
    return Payload(code, data)


def ask(wish: DomainTransfer) -> Markup:
    secret = NOTHING if wish.authinfo is None else write_secret("domain", wish.authinfo, wish.authinfo_roid)
    inner = rooted("domain:transfer", DOMAIN, leaf("domain:name", wish.name), write_period(wish.period), secret)
    return node("transfer", inner, op=wish.operation)


COMMAND = Command(read=read, run=domain_transfer, write=write, ask=ask, transforms=True)
