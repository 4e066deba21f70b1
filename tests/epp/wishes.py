"""Hypothesis strategies for every wish a client can have, within what the schemas allow."""

import base64
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from epp.codec.signed_mark import opened
from registry.model.change import UNCHANGED, DomainParts, NameServers
from registry.model.contact import Disclose, Phone, Postal
from registry.model.dnssec import DnssecUpdate, DsData, KeyBesideDs, KeyData
from registry.model.domain import ContactLink
from registry.model.host import NameServer
from registry.model.launch import EncodedMark, LaunchCreate, LaunchInfo, Notice
from registry.model.period import Period
from registry.model.phases import NamedPhase
from registry.requests import contact, domain, host, poll

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# What people write: any script, markup, quotes; no control characters, which XML cannot carry.
characters = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
)


def tokens(shortest: int, longest: int) -> st.SearchStrategy[str]:
    """Texts that survive the collapsing of blanks."""
    return st.text(characters | st.just(" "), min_size=shortest, max_size=longest).map(
        lambda text: " ".join(text.split()).ljust(shortest, "x")
    )


lines = st.text(characters | st.sampled_from(" &<>\"']"), min_size=1, max_size=40)
labels = st.text(LETTERS, min_size=1, max_size=12)
names = st.lists(labels, min_size=2, max_size=4).map(".".join)
handles = tokens(3, 16)
secrets = st.text(characters | st.sampled_from(" &<"), min_size=1, max_size=30)
roids = st.from_regex(r"\A[A-Z0-9_]{1,10}-[A-Z0-9]{1,8}\Z")
periods = st.builds(Period, st.integers(1, 99), st.sampled_from(["y", "m"]))
maybe_periods = st.none() | periods


def several(one: st.SearchStrategy, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple]:
    return st.lists(one, min_size=least, max_size=most).map(tuple)


addresses = st.ip_addresses().filter(lambda each: len(str(each)) > 2)  # the schemas forget "::"
claimed = addresses.map(lambda each: (str(each), f"v{each.version}"))
nameservers = st.one_of(
    st.just(NameServers()),
    several(names, 1).map(lambda hosts: NameServers(hosts=hosts)),
    several(st.builds(NameServer, names, several(addresses)), 1).map(lambda each: NameServers(attributes=each)),
)
links = several(st.builds(ContactLink, st.sampled_from(["admin", "tech", "billing"]), handles))
domain_statuses = several(st.sampled_from(["clientHold", "clientDeleteProhibited", "serverHold", "ok"]), most=4)
host_statuses = several(st.sampled_from(["clientUpdateProhibited", "clientDeleteProhibited", "linked"]))
contact_statuses = several(st.sampled_from(["clientUpdateProhibited", "clientTransferProhibited", "ok"]))
parts = st.builds(DomainParts, nameservers, links, domain_statuses)

octets = st.integers(0, 255)
ds = st.builds(
    DsData,
    st.integers(0, 65535),
    octets,
    octets,
    st.binary(min_size=1, max_size=48).map(lambda each: each.hex().upper()),
)
keys = st.builds(
    KeyData,
    st.integers(0, 65535),
    octets,
    octets,
    st.binary(min_size=1, max_size=70).map(lambda each: base64.b64encode(each).decode()),
)


def records(least: int = 0) -> st.SearchStrategy[tuple]:
    return several(ds, least) | several(keys, least)


# Each key stands in DS data of its own.
proven = st.lists(st.builds(KeyBesideDs, ds, keys), min_size=1, max_size=3, unique_by=lambda each: each.ds).map(tuple)


def named(proofs: tuple[KeyBesideDs, ...]) -> tuple[DsData, ...]:
    return tuple(each.ds for each in proofs)


dnssec_updates = (
    st.builds(
        DnssecUpdate,
        add=records(),
        remove=st.just(()),
        remove_all=st.booleans(),
        urgent=st.booleans(),
        asks_max_signature_life=st.booleans(),
    )
    | st.builds(DnssecUpdate, add=records(), remove=records(1))
    | proven.map(lambda proofs: DnssecUpdate(add=named(proofs), keys=proofs))
)


def optional(value: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | value


def changed(value: st.SearchStrategy) -> st.SearchStrategy:
    return st.just(UNCHANGED) | value


def with_secret(wish: type, **fields: st.SearchStrategy) -> st.SearchStrategy:
    """A wish that may show a secret, and then may say whose it is."""
    return st.builds(wish, **fields) | st.builds(wish, **fields, authinfo=secrets, authinfo_roid=optional(roids))


phones = st.builds(
    Phone, st.from_regex(r"\A\+[0-9]{1,3}\.[0-9]{1,12}\Z"), optional(st.text(LETTERS, min_size=1, max_size=6))
)
countries = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
address = {
    "city": lines,
    "country": countries,
    "street": several(st.just("") | lines),
    "state_or_province": optional(lines),
    "postal_code": optional(tokens(1, 16)),
}
forms = st.sampled_from([("int",), ("loc",), ("int", "loc")])
disclosed = st.sampled_from(
    ["name:int", "name:loc", "org:int", "org:loc", "addr:int", "addr:loc", "voice", "fax", "email"]
)
discloses = st.builds(Disclose, st.booleans(), st.frozensets(disclosed))


def each_form(one: type, **fields: st.SearchStrategy) -> st.SearchStrategy[tuple]:
    """One or both postal forms."""
    return forms.flatmap(lambda some: st.tuples(*[st.builds(one, type=st.just(form), **fields) for form in some]))


operations = st.sampled_from(["request", "query", "approve", "reject", "cancel"])
shown = st.sampled_from(["all", "del", "sub", "none"])
reports = st.builds(
    domain.RestoreReport,
    pre_data=st.just("whois"),
    post_data=st.just("whois"),
    deleted_at=st.just("2026-03-01T12:00:00.0Z"),
    restored_at=st.just("2026-03-02T12:00:00.0Z"),
    reason=st.just("Registrant error."),
    statements=several(st.just("We did so."), 1, 2),
    other=optional(st.just("More.")),
)

instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
phases = st.builds(
    NamedPhase, st.sampled_from(["sunrise", "landrush", "claims", "open", "custom"]), optional(tokens(1, 20))
)
launches = st.builds(
    LaunchCreate,
    phases,
    optional(st.sampled_from(["registration", "application"])),
    several(st.builds(Notice, tokens(1, 30), instants, instants, tokens(1, 10))),
    several(st.builds(EncodedMark, st.text("ABCabc+/=", max_size=40), st.just(opened))),
)

applications = {"phase": phases, "application": roids}

WISHES: dict[type, st.SearchStrategy] = {
    domain.ClaimsCheck: st.builds(
        domain.ClaimsCheck, several(names, 1), st.sampled_from(["claims", "trademark"]), optional(phases)
    ),
    domain.DomainCheck: st.builds(domain.DomainCheck, several(names, 1), phase=optional(phases)),
    domain.DomainInfo: with_secret(domain.DomainInfo, name=names, hosts=shown)
    | st.builds(domain.DomainInfo, names, launch=st.builds(LaunchInfo, phases, optional(tokens(1, 20)), st.booleans())),
    domain.DomainCreate: st.builds(
        domain.DomainCreate, names, maybe_periods, nameservers, optional(handles), links, optional(secrets)
    )
    | st.builds(domain.DomainCreate, name=names, launch=launches)
    | st.builds(domain.DomainCreate, name=names, dnssec=records(1), asks_max_signature_life=st.booleans())
    | st.builds(domain.DomainCreate, name=names, idn=st.builds(domain.IdnData, handles, optional(names)))
    | st.builds(
        lambda name, proofs: domain.DomainCreate(name, dnssec=named(proofs), dnssec_keys=proofs), names, proven
    ),
    domain.DomainUpdate: st.builds(
        domain.DomainUpdate,
        names,
        parts,
        parts,
        changed(optional(handles)),
        changed(optional(secrets)),
        optional(dnssec_updates),
    ),
    domain.ApplicationUpdate: st.builds(
        domain.ApplicationUpdate,
        names,
        parts,
        parts,
        changed(optional(handles)),
        changed(optional(secrets)),
        optional(dnssec_updates),
        **applications,
    ),
    domain.ApplicationDelete: st.builds(domain.ApplicationDelete, names, **applications),
    domain.DomainRenew: st.builds(
        domain.DomainRenew, names, st.dates(date(1990, 1, 1), date(2100, 1, 1)), maybe_periods
    ),
    domain.DomainDelete: st.builds(domain.DomainDelete, names),
    domain.DomainTransfer: with_secret(domain.DomainTransfer, name=names, operation=operations, period=maybe_periods),
    domain.DomainRestore: st.builds(domain.DomainRestore, names, st.just("request"))
    | st.builds(domain.DomainRestore, names, st.just("report"), reports),
    contact.ContactCheck: st.builds(contact.ContactCheck, several(handles, 1)),
    contact.ContactInfo: with_secret(contact.ContactInfo, handle=handles),
    contact.ContactCreate: st.builds(
        contact.ContactCreate,
        handle=handles,
        postals=each_form(Postal, name=lines, org=optional(lines), **address),
        email=tokens(1, 60),
        voice=optional(phones),
        fax=optional(phones),
        authinfo=optional(secrets),
        disclose=optional(discloses),
    ),
    contact.ContactUpdate: st.builds(
        contact.ContactUpdate,
        handle=handles,
        add=contact_statuses,
        remove=contact_statuses,
        postals=st.just(())
        | each_form(
            contact.PostalChange,
            name=changed(lines),
            org=changed(optional(lines)),
            address=changed(st.builds(contact.PostalAddress, **address)),
        ),
        voice=changed(optional(phones)),
        fax=changed(optional(phones)),
        email=changed(tokens(1, 60)),
        authinfo=changed(optional(secrets)),
        disclose=changed(discloses),
    ),
    contact.ContactDelete: st.builds(contact.ContactDelete, handles),
    contact.ContactTransfer: with_secret(contact.ContactTransfer, handle=handles, operation=operations),
    host.HostCheck: st.builds(host.HostCheck, several(names, 1)),
    host.HostInfo: st.builds(host.HostInfo, names),
    host.HostCreate: st.builds(host.HostCreate, names, several(claimed)),
    host.HostUpdate: st.builds(
        host.HostUpdate,
        names,
        st.builds(host.HostParts, several(claimed), host_statuses),
        st.builds(host.HostParts, several(claimed), host_statuses),
        optional(names),
    ),
    host.HostDelete: st.builds(host.HostDelete, names),
    poll.PollRequest: st.just(poll.PollRequest()),
    poll.PollAck: st.builds(poll.PollAck, tokens(1, 20)),
}
