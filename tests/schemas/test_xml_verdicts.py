"""Documents with literal verdicts: what our XML schemas accept and refuse, limit by limit.

Longer than most files because most of it is tables.
"""

from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from schemas.xml_schemas import (
    EPP_NAMESPACES,
    FOLDER,
    IETF,
    RDE_NAMESPACES,
    RRI_NAMESPACES,
    epp_schema,
    rde_schema,
    rri_schema,
)
from tests.schemas.xml_changes import EXTENSIONS

SECDNS, RGP = IETF + "secDNS-1.1", IETF + "rgp-1.0"
XSD = "http://www.w3.org/2001/XMLSchema"
PREFIXES = {
    "e": IETF + "epp-1.0",
    "d": IETF + "domain-1.0",
    "h": IETF + "host-1.0",
    "c": IETF + "contact-1.0",
    "s": SECDNS,
    "g": RGP,
    "r": IETF + "rde-1.0",
    "rh": IETF + "rdeHeader-1.0",
    "rd": IETF + "rdeDomain-1.0",
    "ro": IETF + "rdeHost-1.0",
    "rc": IETF + "rdeContact-1.0",
    "rr": IETF + "rdeRegistrar-1.0",
    "ri": IETF + "rdeIDN-1.0",
    "rn": IETF + "rdeNNDN-1.0",
    "rp": IETF + "rdeEppParams-1.0",
    "ry": IETF + "rdePolicy-1.0",
}
DOCUMENTS = {
    document.get("name"): document[0]
    for document in etree.parse(Path(__file__).with_name("xml_documents.xml")).getroot().iterchildren("document")
}


def verdict(root: etree._Element) -> bool:
    namespace = etree.QName(root).namespace
    if namespace in RRI_NAMESPACES:
        return rri_schema().validate(etree.ElementTree(root))
    schema = rde_schema() if namespace == PREFIXES["r"] else epp_schema(EXTENSIONS)
    return schema.validate(etree.ElementTree(root))


def document(title: str) -> etree._Element:
    return etree.fromstring(etree.tostring(DOCUMENTS[title], with_tail=False))


def first(root: etree._Element, path: str) -> etree._Element:
    found = root.xpath(f"(//{path})[1]", namespaces=PREFIXES)
    assert found, path
    return found[0]


@pytest.mark.parametrize("title", DOCUMENTS)
def test_a_sound_document_is_valid(title: str) -> None:
    assert verdict(document(title))


# Document, element, texts that are valid there, texts that are not.
TEXTS = [
    ("login", "e:clTRID", ["abc", "a" * 64, "  abc  "], ["ab", "a" * 65, "", "  ab  "]),
    ("login", "e:clID", ["abc", "a" * 16], ["ab", "a" * 17]),
    ("login", "e:pw", ["a" * 6, "a" * 16, "a b c d"], ["a" * 5, "a" * 17, "a     b"]),
    ("login", "e:newPW", ["a" * 6, "a" * 16], ["a" * 5, "a" * 17, ""]),
    ("login", "e:version", ["1.0", " 1.0 "], ["1.1", "1", "01.0", ""]),
    ("login", "e:lang", ["en", "fr-CA", "x-none"], ["", "e_n", "englishlanguage"]),
    ("greeting", "e:svID", ["abc", "a" * 64, "a  b"], ["ab", "a" * 65]),
    ("greeting", "e:svDate", ["2031-04-05T06:07:08Z", "2031-04-05T06:07:08.5+02:00"], ["2031-04-05", "now", ""]),
    ("greeting", "e:relative", ["P1Y", "P1DT2H"], ["1Y", "P"]),
    ("greeting", "e:recDesc", ["a", "a" * 255], ["", "a" * 256]),
    ("domain create", "d:name", ["a", "a" * 255], ["", " ", "a" * 256]),
    ("domain create", "d:period", ["1", "99", "01"], ["0", "100", "", "1.5", "-1", "one"]),
    ("domain create", "d:registrant", ["abc", "a" * 16], ["ab", "a" * 17, ""]),
    ("domain create", "d:pw", ["", "a" * 1000], []),
    ("domain create", "s:maxSigLife", ["1", "2147483647"], ["0", "2147483648", ""]),
    ("domain create", "s:keyTag", ["0", "65535"], ["-1", "65536", ""]),
    ("domain create", "s:alg", ["0", "255"], ["256", "RSA"]),
    ("domain create", "s:digest", ["", "0aFF"], ["0", "0g", "0x0A"]),
    ("domain create with host attributes", "s:pubKey", ["AQPJ", "AQ PJ", "AQ=="], ["", "AQP", "AQ-_"]),
    ("domain create with host attributes", "d:hostAddr", ["::1", "a" * 45], ["::", "a" * 46]),
    ("domain update", "d:chg/d:registrant", ["", "a", "a" * 16], ["a" * 17]),
    ("domain update that takes away", "s:all", ["true", "0"], ["yes", ""]),
    ("domain check answer", "d:reason", ["a", "a" * 32], ["", "a" * 33]),
    ("domain info answer", "d:roid", ["D_1-X", "a" * 80 + "-12345678"], ["D1", "-X", "D1-123456789", "a" * 81 + "-X"]),
    ("domain renew", "d:curExpDate", ["2032-02-29", "2032-01-01Z"], ["2031-02-29", "2032-01-01T00:00:00Z", ""]),
    ("poll response", "d:trStatus", ["pending", "clientCancelled", "serverApproved"], ["ok", "serverRejected", ""]),
    ("host create", "h:addr", ["1.2", "a" * 45], ["::", "a" * 46, ""]),
    ("contact create", "c:voice", ["", "+1.2", "+123.123456789012"], ["+1.", "1.2", "+1234.5", "+123.1234567890123"]),
    ("contact create", "c:cc", ["NZ", "zz"], ["N", "NZL", ""]),
    ("contact create", "c:pc", ["", "a" * 16], ["a" * 17]),
    ("contact create", "c:street", ["", "a" * 255], ["a" * 256]),
    ("contact create", "c:city", ["a", "a" * 255], ["", "a" * 256]),
    ("contact create", "c:email", ["a", "no sign at all"], ["", " "]),
    ("contact create", "c:fax", ["", "+64.4"], ["+64"]),
    ("deposit of one kind", "r:watermark", ["2031-04-05T00:00:00Z"], ["2031-04-05", ""]),
    ("deposit of one kind", "r:version", ["1.0"], ["2.0", ""]),
    ("deposit of one kind", "rh:tld", ["a"], ["", "a" * 256]),
    ("deposit of one kind", "rh:count", ["0", "-1", "9223372036854775807"], ["9223372036854775808", "", "1.0"]),
    ("deposit of one kind", "rd:idnTableId", ["a", "a" * 64], ["", "a" * 65]),
    ("deposit of one kind", "rd:crRr", ["abc"], ["ab"]),
    ("deposit of a registrar", "rh:registrar", ["1", "9" * 30], ["0", "-1", ""]),
    ("deposit of everything else", "rr:status", ["ok", "readonly", "terminated"], ["", "linked"]),
    ("deposit of everything else", "rr:registrar/rr:name", ["a", "a" * 255], ["", "a" * 256]),
    ("deposit of everything else", "rn:nameState", ["blocked", "withheld", "mirrored"], ["", "allocated"]),
]

# Document, element, attribute, values that are valid there, values that are not; None leaves the attribute out.
ATTRIBUTES = [
    ("poll request", "e:poll", "op", ["ack", "req", " req "], [None, "", "REQ", "delete"]),
    ("poll acknowledgement", "e:poll", "msgID", [None, "", "4 1 7"], []),
    ("poll response", "e:msgQ", "count", ["0", "18446744073709551615"], [None, "-1", "18446744073709551616", ""]),
    ("poll response", "e:msgQ", "id", ["a"], [None, ""]),
    ("response", "e:result", "code", ["1000", "1500", "2106", "2308", "2502"], [None, "1002", "2107", "2309", "2503"]),
    ("domain create", "d:period", "unit", ["y", "m"], [None, "d", "Y", ""]),
    ("domain create", "d:contact", "type", [None, "admin", "billing", "tech"], ["", "owner"]),
    ("domain info", "d:name", "hosts", [None, "all", "del", "none", "sub"], ["", "some"]),
    ("domain check answer", "d:name", "avail", ["0", "1", "true", "false"], [None, "", "yes", "2"]),
    ("domain transfer query", "e:transfer", "op", ["request", "reject", "cancel"], [None, "", "deny"]),
    ("domain update", "d:status", "s", ["serverHold", "pendingRenew", "inactive"], [None, "linked", "clientLock"]),
    ("domain update", "s:update", "urgent", [None, "0", "true"], ["", "no"]),
    ("domain restore request", "g:restore", "op", ["request", "report"], [None, "", "restore"]),
    ("domain restore answer", "g:rgpStatus", "s", ["redemptionPeriod", "pendingDelete"], [None, "gracePeriod"]),
    (
        "host info answer",
        "h:status",
        "s",
        ["pendingTransfer", "serverDeleteProhibited"],
        [None, "serverHold", "inactive"],
    ),
    ("host create", "h:addr", "ip", [None, "v4", "v6"], ["", "v5"]),
    ("contact info answer", "c:status", "s", ["clientTransferProhibited"], [None, "clientRenewProhibited", "inactive"]),
    ("contact create", "c:postalInfo", "type", ["int", "loc"], [None, "", "ascii"]),
    ("contact create", "c:disclose", "flag", ["0", "true"], [None, "", "on"]),
    ("contact create", "c:voice", "x", [None, "", "12 34"], []),
    ("deposit of one kind", "r:deposit", "type", ["FULL", "DIFF", "INCR"], [None, "full", ""]),
    ("deposit of one kind", "r:deposit", "id", ["1", "a" * 13], [None, "", "a" * 14, "a-1", "a_1"]),
    ("deposit of one kind", "r:deposit", "resend", [None, "0", "65535"], ["-1", "65536", ""]),
    ("deposit of one kind", "rh:count", "uri", ["urn:x"], [None]),
    ("deposit of everything else", "ri:idnTableRef", "id", ["a"], [None, "", "a" * 65]),
    ("deposit of everything else", "rn:nameState", "mirroringNS", [None, "1"], ["", "some"]),
    ("deposit of everything else", "ry:policy", "scope", ["//x", ""], [None]),
]


@pytest.mark.parametrize(("title", "path", "good", "bad"), TEXTS)
def test_a_text_is_held_to_its_limits(title: str, path: str, good: list[str], bad: list[str]) -> None:
    root = document(title)
    element = first(root, path)
    for text, expected in [*((text, True) for text in good), *((text, False) for text in bad)]:
        element.text = text
        assert verdict(root) is expected, text


@pytest.mark.parametrize(("title", "path", "name", "good", "bad"), ATTRIBUTES)
def test_an_attribute_is_held_to_its_values(
    title: str, path: str, name: str, good: list[str | None], bad: list[str | None]
) -> None:
    root = document(title)
    element = first(root, path)
    for value, expected in [*((value, True) for value in good), *((value, False) for value in bad)]:
        element.attrib.pop(name, None)
        if value is not None:
            element.set(name, value)
        assert verdict(root) is expected, value


# Document, element, how many of it in a row are valid, how many are not.
REPETITIONS = [
    ("hello", "e:hello", [1], [0, 2]),
    ("login", "e:newPW", [0, 1], [2]),
    ("login", "e:objURI", [1, 9], [0]),
    ("login", "e:clTRID", [0, 1], [2]),
    ("greeting", "e:dcp", [1], [0, 2]),
    ("greeting", "e:ours", [0, 1, 9], []),
    ("response", "e:result", [1, 9], [0]),
    ("response with offending values", "e:extValue/e:reason", [1], [0, 2]),
    ("domain delete", "d:name", [1], [0, 2]),
    ("domain create", "d:authInfo", [1], [0, 2]),
    ("domain create", "d:create", [1], [0, 2]),
    ("domain create", "s:create", [1, 2], [0]),
    ("domain create", "s:dsData", [1, 9], [0]),
    ("domain create", "d:period", [0, 1], [2]),
    ("domain update that takes away", "d:null", [1], [0, 2]),
    ("domain info answer", "d:infData/d:status", [0, 1, 10], [11]),  # one more status stands beside it
    ("domain restore report", "g:statement", [0, 1], [2]),  # likewise
    ("domain restore answer", "g:rgpStatus", [1, 9], [0]),
    ("host info answer", "h:status", [0, 6], [7]),  # likewise
    ("contact create", "c:postalInfo", [1, 2], [0, 3]),
    ("contact create", "c:street", [0, 3], [4]),
    ("contact update", "c:add/c:status", [1, 7], [0, 8]),
    ("contact info answer", "c:disclose/c:org", [0, 2], [3]),
    ("deposit of one kind", "r:contents", [0, 1], [2]),
    ("deposit of one kind", "rd:domain", [0, 9], []),
    ("deposit of one kind", "rd:trnData", [0, 1], [2]),
    ("deposit of everything else", "rn:aName", [0, 9], []),
    ("deposit of everything else", "ri:delete/ri:id", [1], [0, 2]),
]


@pytest.mark.parametrize(("title", "path", "good", "bad"), REPETITIONS)
def test_an_element_is_held_to_its_number(title: str, path: str, good: list[int], bad: list[int]) -> None:
    for times, expected in [*((times, True) for times in good), *((times, False) for times in bad)]:
        root = document(title)
        element = first(root, path)
        for _ in range(times):
            element.addprevious(deepcopy(element))
        element.getparent().remove(element)
        assert verdict(root) is expected, times


ORDERS = [
    ("login", "e:pw"),
    ("domain create", "d:name"),
    ("domain create", "e:create"),
    ("domain info answer", "d:registrant"),
    ("host create", "h:name"),
    ("contact create", "c:email"),
    ("domain create", "s:alg"),
    ("domain restore report", "g:delTime"),
    ("deposit of one kind", "r:watermark"),
    ("deposit of one kind", "rd:clID"),
    ("deposit of everything else", "rr:gurid"),
]


@pytest.mark.parametrize(("title", "path"), ORDERS)
def test_the_order_of_elements_is_fixed(title: str, path: str) -> None:
    root = document(title)
    element = first(root, path)
    element.getnext().addnext(element)
    assert not verdict(root)


def test_an_extension_that_was_not_composed_in_is_refused() -> None:
    root = document("domain create")
    assert epp_schema([SECDNS]).validate(root)
    assert not epp_schema().validate(root)
    assert not epp_schema([RGP]).validate(root)


def test_a_command_cannot_carry_elements_of_the_envelope() -> None:
    root = document("domain delete")
    command = first(root, "e:delete")
    command[0] = etree.fromstring(f"<hello xmlns='{PREFIXES['e']}'/>")
    assert not verdict(root)


def test_an_offending_value_is_quoted_unchecked() -> None:
    root = document("response with offending values")
    first(root, "e:result/e:value")[0].tag = "{urn:unknown}thing"
    assert verdict(root)


def test_known_elements_of_a_restore_report_are_checked_and_unknown_ones_are_not() -> None:
    root = document("domain restore report")
    name = first(root, "g:other/d:delete/d:name")
    name.text = ""
    assert not verdict(root)
    name.getparent().tag = "{urn:unknown}delete"
    assert verdict(root)


def test_name_servers_are_objects_or_attributes_but_not_both() -> None:
    root = document("domain create with host attributes")
    etree.SubElement(first(root, "d:ns"), f"{{{PREFIXES['d']}}}hostObj").text = "ns.other.test"
    assert not verdict(root)


def test_keys_come_as_signers_or_as_keys_but_not_both() -> None:
    root = document("domain create")
    key = deepcopy(first(DOCUMENTS["domain create with host attributes"], "s:keyData"))
    first(root, "s:create").append(key)
    assert not verdict(root)


def test_an_object_of_escrow_cannot_be_the_abstract_one() -> None:
    root = document("deposit of one kind")
    first(root, "rd:domain").tag = f"{{{PREFIXES['rd']}}}abstractDomain"
    assert not verdict(root)


def test_objects_and_deletions_have_each_their_place() -> None:
    root = document("deposit of everything else")
    first(root, "r:deletes").append(first(root, "ro:host"))
    assert not verdict(root)


def test_xsi_type_cannot_put_a_foreign_type_in_place() -> None:
    xsi = "{http://www.w3.org/2001/XMLSchema-instance}type"
    root = etree.fromstring(
        f"<d:delete xmlns:d='{PREFIXES['d']}' xmlns:com='{IETF}eppcom-1.0' xmlns:xs='{XSD}'><d:name>abc</d:name></d:delete>"
    )
    for name, expected in {"com:labelType": True, "com:clIDType": False, "xs:string": False, "com:none": False}.items():
        root[0].set(xsi, name)
        assert verdict(root) is expected, name


def test_every_element_and_attribute_of_the_schemas_occurs_in_the_documents() -> None:
    """Else the tests above, and those against the published schemas, would look past it."""
    present = {element.tag for root in DOCUMENTS.values() for element in root.iter(etree.Element)}
    attributes = {
        (etree.QName(element).namespace, name)
        for root in DOCUMENTS.values()
        for element in root.iter(etree.Element)
        for name in element.attrib
    }
    for path in FOLDER.glob("*.xsd"):
        schema = etree.parse(path).getroot()
        namespace = schema.get("targetNamespace")
        if namespace not in {*EPP_NAMESPACES, *RDE_NAMESPACES, *EXTENSIONS}:
            continue
        for element in schema.iter(f"{{{XSD}}}element"):
            if element.get("name") and element.get("abstract") != "true":
                assert f"{{{namespace}}}{element.get('name')}" in present
        used_elsewhere = {"x", "client"}
        for attribute in schema.iter(f"{{{XSD}}}attribute"):
            assert (namespace, attribute.get("name")) in attributes or attribute.get("name") in used_elsewhere
