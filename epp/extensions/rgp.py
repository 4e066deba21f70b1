"""rgp-1.0, grace periods of a domain and its restore from redemption (RFC 3915)."""

from typing import Final, Literal, cast

from lxml import etree

from epp.codec.markup import NOTHING, Element, Markup, joined, leaf, leaf_if, node, rooted, text, token
from epp.codec.namespaces import DOMAIN, IETF
from epp.command import Payload
from epp.extension import Carried, Extension
from registry.actions.domain_restore import domain_restore
from registry.errors import ParameterMissing
from registry.model import lifecycle
from registry.requests.domain import (
    DomainInfo,
    DomainRestore,
    DomainRestored,
    DomainUpdate,
    DomainView,
    RestoreReport,
)

NAMESPACE: Final = IETF + "rgp-1.0"
_IN: Final = f"{{{NAMESPACE}}}"


def read_update(wish: DomainUpdate, element: Element) -> DomainRestore:
    """An update that carries a restore is a restore; whatever else it holds is for the rules to refuse."""
    restore = element[0]
    operation = cast(Literal["request", "report"], (restore.get("op") or "").strip())
    report = _read_report(restore[0]) if len(restore) else None
    if operation == "report" and report is None:
        raise ParameterMissing("A restore report holds a report.", "rgp:restore", "")
    return DomainRestore(wish.name, operation, report, empty=wish.is_empty and wish.dnssec is None)


def _read_report(element: Element) -> RestoreReport:
    parts = {child.tag: child for child in element}
    other = parts.get(_IN + "other")
    return RestoreReport(
        pre_data=_stated(parts[_IN + "preData"]),
        post_data=_stated(parts[_IN + "postData"]),
        deleted_at=token(parts[_IN + "delTime"]),
        restored_at=token(parts[_IN + "resTime"]),
        reason=_stated(parts[_IN + "resReason"]),
        statements=tuple([_stated(child) for child in element if child.tag == _IN + "statement"]),
        other=None if other is None else _stated(other),
    )


def _stated(element: Element) -> str:
    """A statement as it was made: its text, with markup where there is some."""
    inner = [etree.tostring(child, encoding="unicode") for child in element]
    return "".join([element.text or "", *inner])


def write_info(wish: DomainInfo, view: DomainView) -> Markup | None:
    """All grace periods that are open together; nothing when there is none."""
    statuses = lifecycle.grace_statuses(view.domain, view.at)
    return rooted("rgp:infData", NAMESPACE, _write_statuses(statuses)) if statuses else None


def write_restored(wish: DomainRestore, answer: DomainRestored) -> Markup | None:
    return None if answer.status is None else rooted("rgp:upData", NAMESPACE, _write_statuses((answer.status,)))


def _write_statuses(statuses: tuple[str, ...]) -> Markup:
    return joined(*[node("rgp:rgpStatus", s=status) for status in statuses])


def write(wish: DomainRestore, answer: DomainRestored) -> Payload:
    return Payload()


def ask(wish: DomainRestore) -> Markup:
    """The empty update around it (RFC 3915, section 4.2.5)."""
    return node("update", rooted("domain:update", DOMAIN, leaf("domain:name", wish.name), node("domain:chg")))


def ask_restore(wish: DomainRestore) -> Markup:
    report = NOTHING if wish.report is None else _ask_report(wish.report)
    return rooted("rgp:update", NAMESPACE, node("rgp:restore", report, op=wish.operation))


def _ask_report(report: RestoreReport) -> Markup:
    return node(
        "rgp:report",
        leaf("rgp:preData", report.pre_data),
        leaf("rgp:postData", report.post_data),
        leaf("rgp:delTime", report.deleted_at),
        leaf("rgp:resTime", report.restored_at),
        leaf("rgp:resReason", report.reason),
        *[node("rgp:statement", text(each)) for each in report.statements],
        leaf_if("rgp:other", report.other),
    )


EXTENSION: Final = Extension(
    namespace=NAMESPACE,
    prefix="rgp",
    reads={(DomainUpdate, "update"): read_update},
    writes={DomainInfo: write_info, DomainRestore: write_restored},
    asks={DomainRestore: ask_restore},
    carried={DomainRestore: Carried(run=domain_restore, write=write, ask=ask, transforms=True)},
)
