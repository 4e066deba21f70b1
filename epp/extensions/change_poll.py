"""changePoll-1.0, what the registry did to an object, told to its sponsor with the object itself (RFC 8590)."""

from typing import Final

from epp.codec.markup import NOTHING, Markup, instant, leaf, leaf_if, node, rooted, text
from epp.codec.namespaces import IETF
from epp.extension import Extension
from registry.model.poll import ChangeCase, ChangeNotice, PollMessage
from registry.requests.poll import PollRequest

NAMESPACE: Final = IETF + "changePoll-1.0"


def write_change(wish: PollRequest, answer: PollMessage | None) -> Markup | None:
    """Beside the object's information, which the message itself shows: the operation, when, by whom and why."""
    if answer is None or not isinstance(answer.notice, ChangeNotice):
        return None
    notice = answer.notice
    return rooted(
        "changePoll:changeData",
        NAMESPACE,
        node("changePoll:operation", text(notice.operation), op=notice.detail),
        leaf("changePoll:date", instant(notice.at)),
        leaf("changePoll:svTRID", notice.svtrid),
        leaf("changePoll:who", notice.who),
        _write_case(notice.case),
        leaf_if("changePoll:reason", notice.reason),
        state=notice.state,
    )


def _write_case(case: ChangeCase | None) -> Markup:
    return NOTHING if case is None else node("changePoll:caseId", text(case.id), type=case.type, name=case.name)


EXTENSION: Final = Extension(namespace=NAMESPACE, prefix="changePoll", writes={PollRequest: write_change})
