"""launch-1.0, the phases in which a TLD begins: claims on names, notices of them, signed marks, applications (RFC 8334)."""

from dataclasses import fields, replace
from typing import Final, cast

from epp.codec.markup import NOTHING, Element, Markup, instant, leaf, leaf_if, node, rooted, text, token
from epp.codec.namespaces import IETF
from epp.codec.parts import write_names
from epp.codec.signed_mark import NAMESPACE as SMD
from epp.codec.signed_mark import opened, read_instant
from epp.command import Payload, nothing
from epp.commands import domain_delete, domain_update
from epp.extension import Carried, Extension
from registry.actions.application_delete import application_delete
from registry.actions.application_update import application_update
from registry.actions.claims_check import claims_check
from registry.errors import OptionNotOffered
from registry.model.launch import TMCH, ClaimsForm, EncodedMark, LaunchCreate, LaunchInfo, Notice
from registry.model.phases import Creates, NamedPhase
from registry.model.poll import ApplicationNotice, PollMessage
from registry.requests.domain import (
    ApplicationDelete,
    ApplicationUpdate,
    ClaimsCheck,
    ClaimsLine,
    DomainCheck,
    DomainCreate,
    DomainCreated,
    DomainDelete,
    DomainInfo,
    DomainUpdate,
    DomainView,
)
from registry.requests.poll import PollRequest

NAMESPACE: Final = IETF + "launch-1.0"
_IN: Final = f"{{{NAMESPACE}}}"
_PHASE, _APPLICATION, _NOTICE, _CODE_MARK = (_IN + each for each in ("phase", "applicationID", "notice", "codeMark"))
_ENCODED, _SIGNED = (f"{{{SMD}}}{each}" for each in ("encodedSignedMark", "signedMark"))


def read_check(wish: DomainCheck, element: Element) -> DomainCheck | ClaimsCheck:
    """Of the three forms of a check only the one about availability is a check of the base (RFC 8334, section 3.1)."""
    phase = element.find(_PHASE)
    named = None if phase is None else _read_phase(phase)
    form = (element.get("type") or "claims").strip()
    if form == "avail":
        return replace(wish, phase=named)
    return ClaimsCheck(wish.names, cast(ClaimsForm, form), named)


def _read_phase(element: Element) -> NamedPhase:
    name = element.get("name")
    return NamedPhase(token(element), None if name is None else " ".join(name.split()))


def read_create(wish: DomainCreate, element: Element) -> DomainCreate:
    creates = element.get("type")
    if any(child.tag in (_CODE_MARK, _SIGNED) for child in element):
        raise OptionNotOffered("Marks come signed and encoded here.", "launch:create", "")
    launch = LaunchCreate(
        phase=_read_phase(element[0]),
        creates=None if creates is None else cast(Creates, creates.strip()),
        notices=tuple([_read_notice(child) for child in element if child.tag == _NOTICE]),
        marks=tuple([_read_mark(child) for child in element if child.tag == _ENCODED]),
    )
    return replace(wish, launch=launch)


def read_info(wish: DomainInfo, element: Element) -> DomainInfo:
    application = element.find(_APPLICATION)
    include = (element.get("includeMark") or "").strip() in ("true", "1")
    number = None if application is None else token(application)
    return replace(wish, launch=LaunchInfo(_read_phase(element[0]), number, include))


def read_update(wish: DomainUpdate, element: Element) -> ApplicationUpdate:
    """An update with an identifier means the application instead of the name (RFC 8334, section 3.4)."""
    parts = {each.name: getattr(wish, each.name) for each in fields(wish)}
    return ApplicationUpdate(**parts, phase=_read_phase(element[0]), application=token(element[1]))


def read_delete(wish: DomainDelete, element: Element) -> ApplicationDelete:
    return ApplicationDelete(wish.name, phase=_read_phase(element[0]), application=token(element[1]))


def _read_notice(element: Element) -> Notice:
    number, not_after, accepted_at = element
    validator = " ".join((number.get("validatorID") or TMCH).split())
    return Notice(token(number), read_instant(token(not_after)), read_instant(token(accepted_at)), validator)


def _read_mark(element: Element) -> EncodedMark:
    if " ".join((element.get("encoding") or "base64").split()) != "base64":
        raise OptionNotOffered("Marks are encoded in Base64 here.", "launch:create", "")
    return EncodedMark(element.text or "", opened)


def write_claims(wish: ClaimsCheck, answer: tuple[ClaimsLine, ...]) -> Markup:
    """The phase as it was named, and where there are claims their key."""
    phase = NOTHING if wish.phase is None else _write_phase(wish.phase)
    return rooted("launch:chkData", NAMESPACE, phase, *map(_write_line, answer))


def _write_line(line: ClaimsLine) -> Markup:
    key = NOTHING if line.key is None else node("launch:claimKey", text(line.key), validatorID=TMCH)
    return node("launch:cd", node("launch:name", text(line.name), exists="0" if line.key is None else "1"), key)


def write_created(wish: DomainCreate, made: DomainCreated) -> Markup | None:
    """Only an application has something to be told: the identifier under which it is spoken of from now on."""
    if made.application is None:
        return None
    number = leaf("launch:applicationID", made.application.application)
    return rooted("launch:creData", NAMESPACE, _write_phase(made.application.phase), number)


def write_info(wish: DomainInfo, view: DomainView) -> Markup | None:
    """A name that is registered has been allocated; one that is applied for is on its way."""
    launch = view.launch
    if launch is None:
        return None
    # The mark is XML that the schema approved and a signature covered.
    mark = NOTHING if launch.mark is None else Markup(launch.mark)
    number = leaf_if("launch:applicationID", launch.application)
    status = _write_status(launch.status, launch.substatus, launch.reason)
    return rooted("launch:infData", NAMESPACE, _write_phase(launch.phase), number, status, mark)


def write_told(wish: PollRequest, answer: PollMessage | None) -> Markup | None:
    """Beside what a message says of an application's name: which application it is, and how it stands (section 2.5)."""
    if answer is None or not isinstance(answer.notice, ApplicationNotice):
        return None
    notice = answer.notice
    return rooted(
        "launch:infData",
        NAMESPACE,
        _write_phase(NamedPhase(notice.phase, notice.subphase)),
        leaf("launch:applicationID", notice.roid),
        _write_status(notice.status, notice.substatus, notice.reason),
    )


def _write_status(status: str, substatus: str | None, reason: str | None) -> Markup:
    return node("launch:status", text(reason or ""), s=status, name=substatus)


def _write_phase(phase: NamedPhase) -> Markup:
    return node("launch:phase", text(phase.name), name=phase.subphase)


def write(wish: ClaimsCheck, answer: tuple[ClaimsLine, ...]) -> Payload:
    """Nothing about availability: a claims check tells only of claims."""
    return Payload()


def ask(wish: ClaimsCheck) -> Markup:
    return node("check", write_names("domain", "check", wish.names))


def ask_claims(wish: ClaimsCheck) -> Markup:
    return _ask_check(wish.form, wish.phase)


def ask_availability(wish: DomainCheck) -> Markup | None:
    return None if wish.phase is None else _ask_check("avail", wish.phase)


def _ask_check(form: str, phase: NamedPhase | None) -> Markup:
    return rooted("launch:check", NAMESPACE, NOTHING if phase is None else _write_phase(phase), type=form)


def ask_update(wish: ApplicationUpdate) -> Markup:
    return _ask_application("update", wish.phase, wish.application)


def ask_delete(wish: ApplicationDelete) -> Markup:
    return _ask_application("delete", wish.phase, wish.application)


def _ask_application(verb: str, phase: NamedPhase, application: str) -> Markup:
    return rooted(f"launch:{verb}", NAMESPACE, _write_phase(phase), leaf("launch:applicationID", application))


def ask_create(wish: DomainCreate) -> Markup | None:
    launch = wish.launch
    if launch is None:
        return None
    marks = [rooted("smd:encodedSignedMark", SMD, text(mark.text)) for mark in launch.marks]
    notices = map(_write_notice, launch.notices)
    return rooted("launch:create", NAMESPACE, _write_phase(launch.phase), *marks, *notices, type=launch.creates)


def _write_notice(notice: Notice) -> Markup:
    return node(
        "launch:notice",
        node("launch:noticeID", text(notice.id), validatorID=notice.validator),
        leaf("launch:notAfter", instant(notice.not_after)),
        leaf("launch:acceptedDate", instant(notice.accepted_at)),
    )


def ask_info(wish: DomainInfo) -> Markup | None:
    launch = wish.launch
    if launch is None:
        return None
    number = leaf_if("launch:applicationID", launch.application)
    include = "true" if launch.include_mark else None
    return rooted("launch:info", NAMESPACE, _write_phase(launch.phase), number, includeMark=include)


EXTENSION: Final = Extension(
    namespace=NAMESPACE,
    prefix="launch",
    reads={
        (DomainCheck, "check"): read_check,
        (DomainInfo, "info"): read_info,
        (DomainCreate, "create"): read_create,
        (DomainUpdate, "update"): read_update,
        (DomainDelete, "delete"): read_delete,
    },
    writes={
        ClaimsCheck: write_claims,
        DomainInfo: write_info,
        DomainCreate: write_created,
        PollRequest: write_told,
    },
    asks={
        DomainCheck: ask_availability,
        ClaimsCheck: ask_claims,
        DomainInfo: ask_info,
        DomainCreate: ask_create,
        ApplicationUpdate: ask_update,
        ApplicationDelete: ask_delete,
    },
    carried={
        ClaimsCheck: Carried(run=claims_check, write=write, ask=ask, transforms=False),
        ApplicationUpdate: Carried(run=application_update, write=nothing, ask=domain_update.ask, transforms=True),
        ApplicationDelete: Carried(run=application_delete, write=nothing, ask=domain_delete.ask, transforms=True),
    },
)
