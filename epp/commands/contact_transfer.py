"""contact:transfer, all five operations: request, query, approve, reject, cancel (RFC 5733, sections 3.1.3 and 3.2.4)."""

from epp.codec.markup import NOTHING, Element, Markup, leaf, node, rooted, token
from epp.codec.namespaces import CONTACT
from epp.codec.parts import read_operation, read_secret, write_secret, write_transfer_result
from epp.command import Command, Payload
from registry.actions.contact_transfer import contact_transfer
from registry.model.change import TransferView
from registry.requests.contact import ContactTransfer


def read(body: Element) -> ContactTransfer:
    secret, roid = read_secret(body[1]) if len(body) > 1 else (None, None)
    return ContactTransfer(token(body[0]), read_operation(body), secret, roid)


def write(wish: ContactTransfer, view: TransferView) -> Payload:
    code, data = write_transfer_result(wish.operation, view)
    return Payload(code, data)


def ask(wish: ContactTransfer) -> Markup:
    secret = NOTHING if wish.authinfo is None else write_secret("contact", wish.authinfo, wish.authinfo_roid)
    inner = rooted("contact:transfer", CONTACT, leaf("contact:id", wish.handle), secret)
    return node("transfer", inner, op=wish.operation)


COMMAND = Command(read=read, run=contact_transfer, write=write, ask=ask, transforms=True)
