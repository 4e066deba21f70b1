"""What the schema refuses is named: the offending element as it was sent, its attribute, and never a secret."""

import pytest

from epp.codec import envelope, safe
from epp.dispatch import Dispatch
from epp.valid import Validity
from registry.errors import Refusal
from tests.epp.talk import command

VALIDITY = Validity(Dispatch().namespaces)
SECRET = "canary-secret-0123456789"


def refusal_of(frame: str) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        VALIDITY.demand(envelope.read(safe.parse(frame.encode())))
    return refusal.value


def contact(**parts: str) -> str:
    has = {
        "id": "C-1",
        "type": "int",
        "name": "N",
        "street": "",
        "cc": "US",
        "voice": "",
        "email": "a@b.example",
    } | parts
    return command(
        f"<create><contact:create><contact:id>{has['id']}</contact:id><contact:postalInfo type='{has['type']}'>"
        f"<contact:name>{has['name']}</contact:name><contact:addr>{has['street']}<contact:city>C</contact:city>"
        f"<contact:cc>{has['cc']}</contact:cc></contact:addr></contact:postalInfo>{has['voice']}"
        f"<contact:email>{has['email']}</contact:email><contact:authInfo><contact:pw>{SECRET}</contact:pw></contact:authInfo>"
        "</contact:create></create>"
    )


def domain(inside: str) -> str:
    return command(
        f"<create><domain:create><domain:name>one.test</domain:name>{inside}"
        f"<domain:authInfo><domain:pw>{SECRET}</domain:pw></domain:authInfo></domain:create></create>"
    )


def attribute(address: str) -> str:
    return domain(
        f"<domain:ns><domain:hostAttr><domain:hostName>ns.one.test</domain:hostName>{address}</domain:hostAttr></domain:ns>"
    )


def signed(record: str) -> str:
    update = "<update><domain:update><domain:name>one.test</domain:name></domain:update></update>"
    return command(f"{update}<extension><secDNS:update><secDNS:add>{record}</secDNS:add></secDNS:update></extension>")


def ds(tag: str, digest: str) -> str:
    return signed(
        f"<secDNS:dsData><secDNS:keyTag>{tag}</secDNS:keyTag><secDNS:alg>13</secDNS:alg>"
        f"<secDNS:digestType>2</secDNS:digestType><secDNS:digest>{digest}</secDNS:digest></secDNS:dsData>"
    )


NAMED = [
    (contact(id="x"), 2005, "contact:id", "x", None),
    (contact(type="both"), 2005, "contact:postalInfo", "", ("type", "both")),
    (contact(name=""), 2005, "contact:name", "", None),
    (contact(name="n" * 300), 2005, "contact:name", "n" * 300, None),
    (contact(name="n" * 3000), 2005, "contact:name", "n" * 1024, None),
    (contact(cc="USA"), 2005, "contact:cc", "USA", None),
    (contact(voice="<contact:voice>555</contact:voice>"), 2005, "contact:voice", "555", None),
    (contact(voice="<contact:telex>555</contact:telex>"), 2001, "contact:telex", "555", None),
    (contact(street="<contact:street>S</contact:street>" * 4), 2001, "contact:street", "S", None),
    (domain("<domain:period unit='d'>1</domain:period>"), 2005, "domain:period", "1", ("unit", "d")),
    (domain("<domain:period unit='y'>100</domain:period>"), 2004, "domain:period", "100", None),
    (domain("<domain:period unit='y' tag='t' namespace='n'>1</domain:period>"), 2001, "domain:period", "1", ("tag", "t")),
    (domain("<domain:ns/>"), 2001, "domain:ns", "", None),
    (attribute("<domain:hostAddr>1</domain:hostAddr>"), 2005, "domain:hostAddr", "1", None),
    (attribute("<domain:hostAddr ip='v5'>1.2.3.4</domain:hostAddr>"), 2005, "domain:hostAddr", "1.2.3.4", ("ip", "v5")),
    (ds("99999", "AB"), 2005, "secDNS:keyTag", "99999", None),
    (ds("1", "XYZ"), 2005, "secDNS:digest", "XYZ", None),
    (command("<poll/>"), 2001, "poll", "", None),
    (command("<poll op='dance'/>"), 2005, "poll", "", ("op", "dance")),
    (command("<check><domain:check/></check>"), 2001, "domain:check", "", None),
    (command("<poll op='req'/>", "x"), 2005, "clTRID", "x", None),
    (command("<update><domain:update><domain:name>a.test</domain:name><domain:add><domain:status s='bogus'/></domain:add>"
             "</domain:update></update>"), 2005, "domain:status", "", ("s", "bogus")),
    (command("<renew><domain:renew><domain:name>a.test</domain:name><domain:curExpDate>then</domain:curExpDate>"
             "</domain:renew></renew>"), 2005, "domain:curExpDate", "then", None),
    (command("<info><domain:info><domain:name hosts='some'>a.test</domain:name></domain:info></info>"),
     2005, "domain:name", "a.test", ("hosts", "some")),
    (command("<create><host:create><host:name>n.test</host:name><host:addr ip='v4'>1</host:addr></host:create></create>"),
     2005, "host:addr", "1", None),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "code", "element", "value", "attribute"), NAMED)
def test_the_offending_element_is_named_with_what_it_holds(frame, code, element, value, attribute) -> None:
    refusal = refusal_of(frame)
    assert (refusal.code, refusal.element, refusal.value, refusal.attribute) == (code, element, value, attribute)


def test_what_is_missing_is_said() -> None:
    refusal = refusal_of(command("<create><domain:create><domain:period>1</domain:period></domain:create></create>"))
    assert refusal.reason == "The frame is not what the schema allows. Expected: name."


LOGIN = (
    "<login><clID>alpha</clID>{}<options><version>1.0</version><lang>en</lang></options>"
    "<svcs><objURI>u</objURI></svcs></login>"
)
SECRETIVE = [
    command(LOGIN.format(f"<pw>{SECRET}</pw>")),  # too long
    command(LOGIN.format(f"<pw>password</pw><newPW>{SECRET}</newPW>")),
    command(LOGIN.format(f"<phrase>{SECRET}</phrase>")),
    command(LOGIN.format(f"<pw>password</pw><phrase>{SECRET}</phrase>")),
    command(LOGIN.format("<pw>password</pw>").replace("<login>", f"<login phrase='{SECRET}'>")),
    command(LOGIN.format("<pw>password</pw>").replace("<version>", f"<version phrase='{SECRET}'>")),
    domain(f"<domain:pw>{SECRET}</domain:pw>"),
    domain(f"<domain:password>{SECRET}</domain:password>"),
    domain(f"<domain:period password='{SECRET}'>1</domain:period>"),
    domain("").replace("<domain:pw>", f"<domain:pw roid='{SECRET}'>"),
    domain("").replace("domain:pw>", "domain:phrase>"),
]


@pytest.mark.parametrize("frame", SECRETIVE)
def test_a_secret_is_not_told_even_under_a_mistaken_name(frame) -> None:
    refusal = refusal_of(frame)
    assert refusal.element and SECRET not in repr((refusal, refusal.attribute))


def test_the_element_is_found_whatever_prefixes_mean() -> None:
    """One prefix with two meanings, and none at all."""
    clashing = ds("99999", "AB").replace("<domain:update>", '<x:update xmlns:x="urn:ietf:params:xml:ns:domain-1.0">', 1)
    clashing = (
        clashing.replace("domain:name", "x:name").replace("</domain:update>", "</x:update>").replace("secDNS:", "x:")
    )
    clashing = clashing.replace("<x:update><x:add>", '<x:update xmlns:x="urn:ietf:params:xml:ns:secDNS-1.1"><x:add>')
    plain = (
        ds("99999", "AB")
        .replace("secDNS:", "")
        .replace("<update><add>", '<update xmlns="urn:ietf:params:xml:ns:secDNS-1.1"><add>')
    )
    for frame in (clashing, plain):
        refusal = refusal_of(frame)
        assert (refusal.code, refusal.element, refusal.value) == (2005, "secDNS:keyTag", "99999")


def test_an_element_of_a_stranger_is_told_by_its_name_alone() -> None:
    refusal = refusal_of(domain("<y:thing xmlns:y='urn:example:y'>text</y:thing>"))
    assert (refusal.code, refusal.element) == (2001, None) and refusal.reason.endswith("Look at thing.")


async def test_the_answer_shows_the_element_with_its_attribute(alpha) -> None:
    answer = await alpha.say(attribute("<domain:hostAddr ip='v5'>1.2.3.4</domain:hostAddr>"))
    (shown,) = answer.root.find(".//{*}value")
    assert (shown.tag.rpartition("}")[2], shown.get("ip"), shown.text) == ("hostAddr", "v5", "1.2.3.4")


async def test_glue_that_is_refused_is_shown_as_the_address(alpha) -> None:
    """Not the host: the registrar looks for what it has to change."""
    outside = attribute("<domain:hostAddr>9.9.9.9</domain:hostAddr>").replace("one.test", "one.invalid")
    answer = await alpha.say(outside.replace("ns.one.invalid", "ns.else.net"))
    assert (answer.code, answer.text("domain:hostAddr")) == (2306, "9.9.9.9")
    for address, code in (("127.0.0.1", 2004), ("999.1.1.1", 2005)):
        answer = await alpha.say(
            attribute(f"<domain:hostAddr>{address}</domain:hostAddr>").replace("one.test", "one.invalid")
        )
        assert (answer.code, answer.text("domain:hostAddr")) == (code, address)
    host = "<create><host:create><host:name>ns.else.net</host:name><host:addr>{}</host:addr></host:create></create>"
    for address, code in (("127.0.0.1", 2004), ("999.1.1.1", 2005), ("9.9.9.9", 2306)):
        answer = await alpha.say(command(host.format(address)))
        assert (answer.code, answer.text("host:addr")) == (code, address)
