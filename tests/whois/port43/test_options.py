"""RIPE's language: what options mean, and what is said of those that mean nothing."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whois.port43.options import Asked, ServerQuery, asked
from whois.port43.query import Malformed
from whois.queries import (
    AddressQuery,
    ContactQuery,
    DomainQuery,
    NameServerQuery,
    Pattern,
    RegistrarQuery,
    RoidQuery,
    SearchQuery,
)

ONE = DomainQuery("one.test")
SERVED = SearchQuery("domains nsLdhName", "ns1.one.test", Pattern("ns1.one.test"))
ADDRESS = ipaddress.ip_address("192.0.2.1")
UNDERSTOOD = {
    "one.test": Asked((ONE,)),
    "roid D1-NAMEHSE": Asked((RoidQuery("D1-NAMEHSE"),)),
    "-r one.test": Asked((ONE,), ripe=True, related=False),
    "-V Md5.5.22 one.test": Asked((ONE,), ripe=True),
    "-T domain One.TEST.": Asked((ONE,), ripe=True),
    "-rTdomain one.test": Asked((ONE,), ripe=True, related=False),
    "-r nameserver ns1.one.test": Asked((NameServerQuery("ns1.one.test"),), ripe=True, related=False),
    "-T DOMAIN,nserver one.test": Asked((ONE, NameServerQuery("one.test")), ripe=True),
    "-T nserver 192.0.2.1": Asked((AddressQuery(ADDRESS),), ripe=True),
    "-T registrar Alpha  Registrar": Asked((RegistrarQuery("Alpha Registrar"),), ripe=True),
    "-T contact ADA-1": Asked((ContactQuery("ADA-1"),), ripe=True),
    "-i nserver NS1.one.test": Asked((SERVED,), ripe=True),
    "-T domain -i nserver 192.0.2.1": Asked((SearchQuery("domains nsIp", "192.0.2.1", ADDRESS),), ripe=True),
    "-q version": Asked((ServerQuery("version"),), ripe=True),
    "-qtypes": Asked((ServerQuery("types"),), ripe=True),
}
REFUSED = {
    "": 106,
    "-r": 106,
    "-T domain": 106,
    "-": 111,
    "- one.test": 111,
    "--help": 111,
    "-Z one.test": 111,
    "-q everything": 111,
    "-q": 111,
    "-T person one.test": 103,
    "-T": 103,
    "-i phone 123": 104,
    "-i registrant ADA-1": 105,
    "-i admin-c ADA-1": 105,
    "-i tech-c,nserver ADA-1": 105,
    "-i registrar alpha": 105,
    "-T registrar -i nserver ns1.one.test": 109,
    "-q version one.test": 109,
    "-r exam ple.test": 108,
    "-i nserver not_a_host!": 108,
    "-T domain one.*": 108,
}


@pytest.mark.parametrize("line", UNDERSTOOD)
def test_a_line_is_understood(line: str) -> None:
    assert asked(line.encode()) == UNDERSTOOD[line]


@pytest.mark.parametrize("line", REFUSED)
def test_a_line_is_refused_with_a_number_and_a_sentence(line: str) -> None:
    (refused,) = asked(line.encode()).wanted
    assert isinstance(refused, Malformed)
    assert refused.code == REFUSED[line]
    assert refused.reason.endswith(".")


@given(
    st.lists(st.sampled_from(["-r", "-T", "-i", "-q", "-V", "domain", "nserver", "one.test", "-", "version", "=", "é"]))
)
def test_any_words_are_asked_or_refused(words: list[str]) -> None:
    assert asked(" ".join(words).encode()).wanted
