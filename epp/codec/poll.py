"""Messages of the poll queue as XML: what each kind of notice shows beside its text (RFC 5730, section 2.9.2.3)."""

from epp.codec.envelope import Fragment
from epp.codec.markup import instant, leaf
from epp.codec.parts import fragment, write_pending_action, write_transfer
from registry.model.change import TransferView
from registry.model.poll import Notice, PendingActionNotice, RenewalNotice, TransferNotice


def write_notice(notice: Notice) -> Fragment | None:
    """The object's part of a message, in the object's namespace; None where the text says it all."""
    match notice:
        case TransferNotice(kind, name, transfer):
            return write_transfer(TransferView(kind, name, transfer))
        case PendingActionNotice():
            return write_pending_action(notice)
        case RenewalNotice(name, expires_at):
            return fragment("domain", "renData", leaf("domain:name", name), leaf("domain:exDate", instant(expires_at)))
        case _:
            return None
