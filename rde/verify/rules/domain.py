"""Rules for domains (RFC 9022, section 5.1)."""

from collections.abc import Iterator
from typing import Final

from rde.objects import names
from rde.verify.findings import Finding
from rde.verify.frame import Frame, instant
from rde.verify.kinds import Record
from rde.verify.rules.every import is_address
from registry.model.names import is_fqdn

_DOMAIN: Final = "{urn:ietf:params:xml:ns:domain-1.0}"


def a_domain_has_a_host_name(each: Record, frame: Frame) -> Iterator[Finding]:
    """A-labels, and at least one below the TLD."""
    if each.key and not is_fqdn(each.key, 2):
        yield Finding("RDE_DOMAIN_HAS_INVALID_NAME", each.about, f"{each.key[:100]} is no name of a host")


def a_domain_has_a_beginning_and_an_end(each: Record, frame: Frame) -> Iterator[Finding]:
    """crDate and exDate are mandatory for every name that is allocated."""
    for name in ("crDate", "exDate"):
        if not each.text(name):
            yield Finding("RDE_DATE_MISSING", each.about, f"it has no {name}")


def registrants_and_contacts_are_those_of_the_data_model(each: Record, frame: Frame) -> Iterator[Finding]:
    """ICANN's tests, rde-07 and rde-14: a registrant for each name in the maximum data model, nobody in the minimum one."""
    model = frame.expected.data_model
    if frame.is_thin:
        return
    if model == "maximum" and not each.text("registrant"):
        yield Finding("RDE_DOMAIN_HAS_NO_REGISTRANT", each.about, "it has none, and every name must")
    elif model == "minimum" and (each.all("registrant") or each.all("contact")):
        yield Finding("RDE_DOMAIN_HAS_UNEXPECTED_CONTACT", each.about, "it has contacts, and none may")


def a_name_that_ended_is_on_its_way_out(each: Record, frame: Frame) -> Iterator[Finding]:
    """Unless it is pendingDelete, a name expires after the watermark."""
    ends, statuses = instant(each.text("exDate")), each.statuses
    if ends is None or frame.watermark is None or ends > frame.watermark or "pendingDelete" in statuses:
        return
    held = "serverHold" in statuses
    code = "RDE_DOMAIN_EXPIRED_ON_HOLD" if held else "RDE_DOMAIN_HAS_INVALID_EXDATE"
    yield Finding(code, each.about, f"it expired on {each.text('exDate')}")


def name_servers_have_the_form_of_the_host_model(each: Record, frame: Frame) -> Iterator[Finding]:
    """Hosts are deposited, and names refer to them; or they are attributes, and no hosts are deposited."""
    for servers in each.all("ns"):
        objects = servers.find(f"{_DOMAIN}hostObj") is not None
        if not frame.is_thin and objects != frame.listed(names.HOST):
            form = "objects, and no hosts are deposited" if objects else "attributes, and hosts are deposited"
            yield Finding("RDE_DOMAIN_NS_NOT_OF_HOST_MODEL", each.about, f"its name servers are {form}")


def name_servers_are_hosts(each: Record, frame: Frame) -> Iterator[Finding]:
    """Names and addresses of name servers that are attributes."""
    for servers in each.all("ns"):
        for name in servers.iterfind(f"{_DOMAIN}hostAttr/{_DOMAIN}hostName"):
            if not is_fqdn((name.text or "").strip().lower()):
                yield Finding("RDE_DOMAIN_HAS_INVALID_NS", each.about, f"{(name.text or '')[:100]} is no host name")
        for address in servers.iterfind(f"{_DOMAIN}hostAttr/{_DOMAIN}hostAddr"):
            if not is_address(address):
                yield Finding("RDE_DOMAIN_HAS_INVALID_NS", each.about, f"{address.text} is no {address.get('ip')}")


def an_inactive_name_has_no_name_servers(each: Record, frame: Frame) -> Iterator[Finding]:
    """RFC 5731, section 2.3."""
    if "inactive" in each.statuses and each.all("ns"):
        yield Finding("RDE_DOMAIN_INACTIVE_WITH_NS", each.about, "it is inactive and has name servers")
