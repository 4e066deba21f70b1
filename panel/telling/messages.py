"""What people are told of a message that was left to their registrar."""

from typing import Final

from mail.notices import written
from panel.telling.audiences import Told
from panel.telling.queries import Message
from registry.model.money import Money
from registry.model.poll import (
    AccessNotice,
    ApplicationNotice,
    BalanceNotice,
    ChangeNotice,
    PendingActionNotice,
    PolicyNotice,
    RenewalNotice,
    TransferNotice,
)
from registry.model.transfer import SUCCESSES
from registry.store.polls import read_notice

# What waits for somebody is told within a minute, each kind of message that may say such a thing; the rest is gathered for an
# hour, since a registrar with many names has many of them.
PROMPT_KINDS: Final = ("transfer", "balance", "change", "access", "policy")
PROMPT: Final = frozenset(
    {"domain.transfer-asked", "domain.urs", "money.low", "registrar.password-ends", "tld.changes", "tld.changes-not"}
)
GATHERED_KINDS: Final = ("transfer", "renewal", "change", "application", "pendingAction")

_CHANGES: Final = {"delete": "domain.deleted", "autoDelete": "domain.deleted", "autoPurge": "domain.deleted"} | {
    "restore": "domain.restored"
}


def told_of(message: Message) -> Told | None:
    """None: people are told nothing of it, or by another message, or in another way."""
    match read_notice(message.kind, message.data):
        case TransferNotice() as notice:
            return _names(message, _of_transfer(notice, message.registrar), notice.name)
        case RenewalNotice() as notice:
            return _names(message, "domain.renewed", notice.name)
        case ChangeNotice() as notice:
            event = _of_change(notice)
            return _names(message, event, str(notice.domain["name"])) if event else None
        case PendingActionNotice(object="domain", change=change) as notice if change is not None:
            return _names(message, "domain.deleted", notice.name)
        case ApplicationNotice() as notice:
            return _names(message, "application.went-on", notice.name)
        case BalanceNotice() as notice:
            balance = Money(notice.balance, notice.currency)
            return _alone(message, "money.low", f"{balance} {balance.currency}")
        case AccessNotice(what="password") as notice:
            return _alone(message, "registrar.password-ends", "", until=written(notice.ends_at))
        case PolicyNotice() as notice:
            event = "tld.changes-not" if notice.withdrawn else "tld.changes"
            return _alone(message, event, notice.name, until=written(notice.begins_at))
    return None


def _of_transfer(notice: TransferNotice, reader: str) -> str:
    transfer = notice.transfer
    if transfer.is_pending:
        return "domain.transfer-asked"
    if transfer.status not in SUCCESSES:
        return "domain.transfer-ended"
    return "domain.transfer-in" if transfer.gaining == reader else "domain.transfer-out"


def _of_change(notice: ChangeNotice) -> str | None:
    event = (
        "domain.urs" if notice.case and notice.case.type == "urs" else _CHANGES.get(notice.operation, "domain.changed")
    )
    # of what goes there is no version after it; else the one after it tells it too
    return event if notice.state == "after" or event == "domain.deleted" else None


def _names(message: Message, event: str, name: str) -> Told:
    return Told(message.registrar_id, message.registrar, event, names=(name,))


def _alone(message: Message, event: str, what: str, **more: str) -> Told:
    return Told(message.registrar_id, message.registrar, event, what=what, more=more)
