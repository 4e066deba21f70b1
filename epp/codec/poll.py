"""Messages of the poll queue as XML: what each kind of notice shows beside its text (RFC 5730, section 2.9.2.3)."""

from epp.codec.domain import write_applied_head, write_whole
from epp.codec.envelope import Fragment
from epp.codec.markup import instant, leaf
from epp.codec.parts import fragment, write_pending_action, write_transfer
from registry.model.change import TransferView
from registry.model.poll import (
    ApplicationNotice,
    ChangeNotice,
    Notice,
    PendingActionNotice,
    RenewalNotice,
    TransferNotice,
)
from registry.model.remembered import domain_of


def write_notice(notice: Notice) -> tuple[Fragment, ...]:
    """The object's part of a message, in the object's namespace; nothing where the text says it all.

    The end of a transfer is two things to who asked for it: a transfer, and what became of a command that was pending.
    """
    match notice:
        case TransferNotice(kind, name, transfer):
            promise = notice.pending_action
            return write_transfer(TransferView(kind, name, transfer)), *(
                [write_pending_action(promise)] if promise else []
            )
        case ApplicationNotice():
            promise = notice.pending_action
            return (write_pending_action(promise) if promise else _write_application(notice),)
        case PendingActionNotice():
            return (write_pending_action(notice),)
        case RenewalNotice(name, expires_at):
            dates = leaf("domain:name", name), leaf("domain:exDate", instant(expires_at))
            return (fragment("domain", "renData", *dates),)
        case ChangeNotice():
            return (write_whole(domain_of(notice.domain)),)
        case _:
            return ()


def _write_application(notice: ApplicationNotice) -> Fragment:
    """The name that is applied for; how the application stands is the launch extension's to say (RFC 8334, section 2.5)."""
    return fragment(
        "domain",
        "infData",
        *write_applied_head(notice.name, notice.roid, notice.status),
        leaf("domain:clID", notice.registrar),
        leaf("domain:crID", notice.registrar),
        leaf("domain:crDate", instant(notice.created_at)),
    )
