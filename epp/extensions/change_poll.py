"""changePoll-1.0, what the registry or time did to an object, told to its sponsor beside what the message shows (RFC 8590)."""

from typing import Final

from epp.codec.markup import NOTHING, Markup, instant, leaf, leaf_if, node, rooted, text
from epp.codec.namespaces import IETF
from epp.extension import Extension
from registry.model.poll import (
    Change,
    ChangeCase,
    ChangeNotice,
    Notice,
    PendingActionNotice,
    PollMessage,
    RenewalNotice,
)
from registry.requests.poll import PollRequest

NAMESPACE: Final = IETF + "changePoll-1.0"


def write_change(wish: PollRequest, answer: PollMessage | None) -> Markup | None:
    """Beside what the message itself shows of the object: the operation, when, by whom and why."""
    change = _change(answer.notice) if answer else None
    if change is None:
        return None
    return rooted(
        "changePoll:changeData",
        NAMESPACE,
        node("changePoll:operation", text(change.operation), op=change.detail),
        leaf("changePoll:date", instant(change.at)),
        leaf("changePoll:svTRID", change.svtrid),
        leaf("changePoll:who", change.who),
        _write_case(change.case),
        leaf_if("changePoll:reason", change.reason),
        state=change.state,
    )


def _change(notice: Notice) -> Change | None:
    return notice.change if isinstance(notice, ChangeNotice | RenewalNotice | PendingActionNotice) else None


def _write_case(case: ChangeCase | None) -> Markup:
    return NOTHING if case is None else node("changePoll:caseId", text(case.id), type=case.type, name=case.name)


EXTENSION: Final = Extension(namespace=NAMESPACE, prefix="changePoll", writes={PollRequest: write_change})
