"""The client's half of the commands: which command says a wish, and the frame that says it."""

from collections.abc import Mapping
from typing import Final

from epp.codec import envelope
from epp.codec.envelope import document
from epp.codec.markup import node
from epp.commands import (
    contact_check,
    contact_create,
    contact_delete,
    contact_info,
    contact_transfer,
    contact_update,
    domain_check,
    domain_create,
    domain_delete,
    domain_info,
    domain_renew,
    domain_transfer,
    domain_update,
    host_check,
    host_create,
    host_delete,
    host_info,
    host_update,
    login,
    logout,
    poll,
)
from epp.extension import Ask
from epp.extensions import EXTENSIONS
from registry.requests import contact, domain, host
from registry.requests.poll import PollAck, PollRequest

ASKS: Final[Mapping[type, Ask]] = {
    login.Login: login.ask,
    logout.Logout: logout.ask,
    PollRequest: poll.ask,
    PollAck: poll.ask,
    domain.DomainCheck: domain_check.ask,
    domain.DomainInfo: domain_info.ask,
    domain.DomainCreate: domain_create.ask,
    domain.DomainUpdate: domain_update.ask,
    domain.DomainRenew: domain_renew.ask,
    domain.DomainTransfer: domain_transfer.ask,
    domain.DomainDelete: domain_delete.ask,
    contact.ContactCheck: contact_check.ask,
    contact.ContactInfo: contact_info.ask,
    contact.ContactCreate: contact_create.ask,
    contact.ContactUpdate: contact_update.ask,
    contact.ContactTransfer: contact_transfer.ask,
    contact.ContactDelete: contact_delete.ask,
    host.HostCheck: host_check.ask,
    host.HostInfo: host_info.ask,
    host.HostCreate: host_create.ask,
    host.HostUpdate: host_update.ask,
    host.HostDelete: host_delete.ask,
    **{wish: carried.ask for extension in EXTENSIONS for wish, carried in extension.carried.items()},
}


def frame_of(wish: object, cltrid: str | None = None) -> bytes:
    """The payload of the frame that asks for `wish`, its extensions included."""
    verb = ASKS[type(wish)](wish)
    assert verb is not None
    asked = [extension.asks[type(wish)](wish) for extension in EXTENSIONS if type(wish) in extension.asks]
    return envelope.write_command(verb, tuple([each for each in asked if each is not None]), cltrid)


HELLO: Final = document(node("hello"))
