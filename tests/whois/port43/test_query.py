"""What can be asked on port 43, and what is no question."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model.names import is_fqdn
from whois.port43.query import Malformed, parse
from whois.queries import AddressQuery, DomainQuery, NameServerQuery, RegistrarQuery, RoidQuery

UNDERSTOOD = {
    "example.test": DomainQuery("example.test"),
    "  Example.TEST.  ": DomainQuery("example.test"),
    "domain example.test": DomainQuery("example.test"),
    "DOMAIN\t example.test": DomainQuery("example.test"),
    "=example.test": DomainQuery("example.test"),
    "domain =example.test": DomainQuery("example.test"),
    "domain": DomainQuery("domain"),
    "bücher.test": DomainQuery("xn--bcher-kva.test"),
    "BÜCHER。test": DomainQuery("xn--bcher-kva.test"),
    "xn--bcher-kva.test": DomainQuery("xn--bcher-kva.test"),
    "nameserver NS1.example.test": NameServerQuery("ns1.example.test"),
    "nameserver ns1.bücher.test.": NameServerQuery("ns1.xn--bcher-kva.test"),
    "nameserver 192.0.2.1": AddressQuery(ipaddress.ip_address("192.0.2.1")),
    "nameserver 2001:DB8::0:1": AddressQuery(ipaddress.ip_address("2001:db8::1")),
    "registrar  Alpha   Registrar ": RegistrarQuery("Alpha Registrar"),
    "registrar Ålesund Navn": RegistrarQuery("Ålesund Navn"),
    "roid D1-NAMEHSE": RoidQuery("D1-NAMEHSE"),
    "ROID  =D1-NAMEHSE": RoidQuery("D1-NAMEHSE"),
}
REFUSED = (
    b"",
    b"   ",
    b"\r",
    b"=",
    b".",
    b"exam ple.test",
    b"roid D1-NAMEHSE D2-NAMEHSE",
    b"-r one.test",
    b"show me everything",
    b"-example.test",
    b"example..test",
    b"a" * 64 + b".test",
    b"nameserver 192.0.2.256/8",
    b"nameserver fe80::1%eth0",
    b"ex*mple.test",
    b"domain %.test",
    b"registrar ?",
    b"\xff\xfe\xfd",
    b"one.test\x00",
    b"one.test\x1b[2J",
    "one\N{RIGHT-TO-LEFT OVERRIDE}.test".encode(),
    "\N{HOT BEVERAGE}.test".encode(),
)


@pytest.mark.parametrize("line", UNDERSTOOD)
def test_a_line_is_understood(line: str) -> None:
    assert parse(line.encode()) == UNDERSTOOD[line]


@pytest.mark.parametrize("line", REFUSED)
def test_a_line_is_refused_with_a_sentence(line: bytes) -> None:
    refused = parse(line)
    assert isinstance(refused, Malformed)
    assert refused.reason.endswith(".")


@given(st.one_of(st.binary(max_size=512), st.text(max_size=200).map(str.encode)))
def test_any_octets_are_a_query_or_refused_and_a_name_is_always_canonical(line: bytes) -> None:
    match parse(line):
        case DomainQuery(name) | NameServerQuery(name):
            assert is_fqdn(name)
            assert name == name.lower()
        case RegistrarQuery(text):
            assert text.isprintable()
