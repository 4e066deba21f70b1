"""Good deposits made bad, in one way each, and the finding that must come of it."""

import re
from dataclasses import dataclass, replace

from rde.expected import Expected
from tests.rde.verify.conftest import EXPECTED, KEPT, NNDN, Good

URI = "urn:ietf:params:xml:ns:"


@dataclass(frozen=True)
class Edit:
    """In the first line that holds `line`, the first match of a pattern is replaced; objects are a line each."""

    line: str
    pattern: str
    new: str

    def __call__(self, content: bytes) -> bytes:
        lines = content.decode().splitlines(keepends=True)
        at = next(number for number, line in enumerate(lines) if self.line in line)
        lines[at], count = re.subn(
            self.pattern, lambda match: match.expand(self.new), lines[at], count=1, flags=re.DOTALL
        )
        assert count == 1, self
        return "".join(lines).encode()


@dataclass(frozen=True)
class Mutation:
    code: str
    edits: tuple[Edit, ...]
    base: str = "maximum"
    name: tuple[str, str] | None = None
    expected: Expected = Expected()
    beside: frozenset[str] = frozenset()  # what else is found, since it follows

    def __call__(self, good: dict[str, Good]) -> Good:
        found = good[self.base]
        for edit in self.edits:
            found = replace(found, content=edit(found.content))
        if self.name:
            assert self.name[0] in found.name
            found = replace(found, name=found.name.replace(*self.name))
        return found


def of(code: str, *edit: str, base: str = "maximum", also: Edit | None = None) -> Mutation:
    return Mutation(code, (Edit(*edit), *((also,) if also else ())), base)


def named(code: str, old: str, new: str, base: str = "maximum") -> Mutation:
    return Mutation(code, (), base, (old, new))


def known(code: str, *edits: Edit, base: str = "maximum", beside: tuple[str, ...] = (), **otherwise) -> Mutation:
    """Of a registry that the receiver knows, or knows otherwise than it is."""
    return Mutation(code, edits, base, expected=replace(EXPECTED[base], **otherwise), beside=frozenset(beside))


ONE, TWO, MOVED, DELETED = (f">{label}.test</rdeDomain:name>" for label in ("one", "two", "moved", "deleted"))
INSIDE, OUTSIDE = ">ns1.one.test</rdeHost:name>", ">ns.elsewhere.net</rdeHost:name>"
HOLDER, TECH = ">HOLDER</rdeContact:id>", ">TECH</rdeContact:id>"
ALPHA, BETA = ">alpha</rdeRegistrar:id>", ">beta</rdeRegistrar:id>"
DEPOSIT, MENU, HEADER, PARAMS = "<rde:deposit", "<rde:rdeMenu>", "<rdeHeader:header>", "<rdeEppParams:eppParams>"
WATERMARK, POLICY, CONTENTS, END = "<rde:watermark>", "<rdePolicy:policy", "<rde:contents>", "</rde:contents>"
IDN = "<rdeIDN:idnTableRef"


def count(kind: str, by: int) -> Edit:
    """The header counts so many."""
    return Edit(HEADER, rf'({kind}-1.0">)\d+', rf"\g<1>{by}")


MUTATIONS: dict[str, Mutation] = {
    # --- the document
    "cut off": of("XML_MALFORMED", "</rde:deposit>", ".*", ""),
    "something after the end": of("XML_MALFORMED", "</rde:deposit>", "$", "<more/>"),
    "a tag that closes another": of("XML_MALFORMED", ONE, "</rdeDomain:domain>", "</rdeHost:host>"),
    "an entity that nobody declared": of("XML_MALFORMED", ONE, "one.test<", "one.test&amp;&lol;<"),
    "a document type": of("XML_DOCTYPE", "<?xml", "$", '<!DOCTYPE x [<!ENTITY lol "lol">]>\n'),
    "latin letters": of("XML_NOT_UTF8", "<?xml", "UTF-8", "ISO-8859-1"),
    "another root": of("XML_NOT_A_DEPOSIT", DEPOSIT, "<rde:deposit", "<rde:watermark"),
    "an element that no schema knows": of("XML_SCHEMA_INVALID", ONE, "</rdeDomain:domain>", "<x/></rdeDomain:domain>"),
    "an object without a sponsor": of("XML_SCHEMA_INVALID", ONE, "<rdeDomain:clID>.*?</rdeDomain:clID>", ""),
    "an id that is none": of("XML_SCHEMA_INVALID", DEPOSIT, ' id="', ' id="-'),
    "a status that there is not": of("XML_SCHEMA_INVALID", ONE, 's="clientHold"', 's="onHold"'),
    "both forms of name servers": of(
        "XML_SCHEMA_INVALID",
        ONE,
        "</rdeDomain:ns>",
        "<domain:hostAttr><domain:hostName>a.b.test</domain:hostName></domain:hostAttr></rdeDomain:ns>",
    ),
    "authorization information": of(
        "RDE_SECRET_IN_DEPOSIT",
        ONE,
        "</rdeDomain:domain>",
        "<rdeDomain:authInfo><domain:pw>x</domain:pw></rdeDomain:authInfo></rdeDomain:domain>",
    ),
    "a hash of a password in a comment": of("RDE_SECRET_IN_DEPOSIT", CONTENTS, "$", "<!-- $argon2id$v=19$m=1 -->"),
    "a private key in an address": of(
        "RDE_SECRET_IN_DEPOSIT", HOLDER, "<contact:city>", "<contact:city>-----BEGIN RSA PRIVATE KEY"
    ),
    # --- the name and the frame
    "a name that is none": named("RDE_INVALID_FILENAME", "_full_", "_whole_"),
    "a name with a dot": named("RDE_INVALID_FILENAME", "test_", ".test_"),
    "a day that there is not": named("RDE_INVALID_FILENAME", "2026-03-21", "2026-03-32"),
    "another day": named("RDE_FILENAME_DATE_MISMATCH", "2026-03-21", "2026-03-22"),
    "another kind": named("RDE_FILENAME_TYPE_MISMATCH", "_full_", "_diff_"),
    "a revision that was not resent": named("RDE_RESEND_MISMATCH", "_R0", "_R1"),
    "a resend that is no revision": of("RDE_RESEND_MISMATCH", DEPOSIT, 'resend="0"', 'resend="1"'),
    "a file of another TLD": named("RDE_HEADER_TLD_MISMATCH", "test_", "tset_"),
    "a header of a registrar": of(
        "RDE_HEADER_HAS_NO_TLD",
        HEADER,
        "<rdeHeader:tld>.*</rdeHeader:tld>",
        "<rdeHeader:registrar>9990</rdeHeader:registrar>",
    ),
    "no header": of("RDE_HEADER_MISSING", HEADER, ".*\n", "\n"),
    "a watermark of tomorrow": Mutation(
        "RDE_WATERMARK_IN_FUTURE", (Edit(WATERMARK, "2026-03-21", "2026-03-22"),), name=("2026-03-21", "2026-03-22")
    ),
    "a watermark in local time": of("RDE_DATE_NOT_UTC", WATERMARK, "Z<", "+00:00<"),
    "a difference from nothing": of("RDE_PREVIOUS_ID_MISSING", DEPOSIT, ' prevId="\\d+"', "", base="difference"),
    "a difference from itself": of(
        "RDE_PREVIOUS_ID_IS_ITS_OWN", DEPOSIT, r' prevId="\d+" id="(\d+)"', r' prevId="\1" id="\1"', base="difference"
    ),
    "a full deposit after another": of("RDE_PREVIOUS_ID_IN_FULL", DEPOSIT, " id=", ' prevId="1" id='),
    "a full deposit that deletes": of(
        "RDE_DELETES_IN_FULL",
        CONTENTS,
        "^",
        "<rde:deletes><rdeDomain:delete><rdeDomain:name>a.test</rdeDomain:name></rdeDomain:delete></rde:deletes>",
    ),
    "a menu with more": of(
        "RDE_MENU_AND_HEADER_URIS_DIFFER", MENU, "</rde:rdeMenu>", f"<rde:objURI>{NNDN}</rde:objURI></rde:rdeMenu>"
    ),
    "a count with more": of(
        "RDE_MENU_AND_HEADER_URIS_DIFFER",
        HEADER,
        "</rdeHeader:header>",
        f'<rdeHeader:count uri="{NNDN}">0</rdeHeader:count></rdeHeader:header>',
    ),
    "a menu that repeats itself": of("RDE_MENU_HAS_URI_TWICE", MENU, "(<rde:objURI>.*?</rde:objURI>)", r"\1\1"),
    "a header that repeats itself": of(
        "RDE_HEADER_HAS_URI_TWICE", HEADER, "(<rdeHeader:count.*?</rdeHeader:count>)", r"\1\1"
    ),
    "objects in no menu": of("RDE_OBJECT_NOT_IN_MENU", END, "^", KEPT.format("never")),
    "a name too few": of("RDE_COUNT_MISMATCH", DELETED, ".*\n", "\n"),
    "a count too many": Mutation("RDE_COUNT_MISMATCH", (count("rdeHost", 3),)),
    "no parameters of EPP": Mutation("RDE_EPP_PARAMS_MISSING", (Edit(PARAMS, ".*\n", "\n"), count("rdeEppParams", 0))),
    "parameters of EPP twice": Mutation(
        "RDE_EPP_PARAMS_TWICE", (Edit(PARAMS, "(.*\n)", r"\1\1"), count("rdeEppParams", 2))
    ),
    "parameters without domains": of("RDE_EPP_PARAMS_HAS_NO_DOMAIN", PARAMS, f">{URI}domain-1.0<", f">{URI}host-1.0<"),
    "parameters without secDNS": of(
        "RDE_EPP_PARAMS_LACKS_EXTENSION", PARAMS, f"<epp:extURI>{URI}secDNS-1.1</epp:extURI>", ""
    ),
    "an extension that nobody registered": of(
        "RDE_EPP_PARAMS_HAS_UNREGISTERED_URI",
        PARAMS,
        "<epp:extURI>",
        "<epp:extURI>urn:x:own-1.0</epp:extURI><epp:extURI>",
    ),
    "an object that nobody registered": of(
        "RDE_EPP_PARAMS_HAS_UNREGISTERED_URI", PARAMS, f">{URI}host-1.0<", f">{URI}ghost-1.0<"
    ),
    # --- what the receiver knows otherwise
    "hosts of a registry that has attributes": known("RDE_MENU_HAS_UNEXPECTED_URI", host_model="attributes"),
    "no hosts of a registry that has them": known("RDE_MENU_LACKS_URI", base="attributes", host_model="objects"),
    "contacts of a registry that has none": known(
        "RDE_MENU_HAS_UNEXPECTED_URI",
        data_model="minimum",
        beside=("RDE_DOMAIN_HAS_UNEXPECTED_CONTACT", "RDE_POLICY_OBJECT_UNEXPECTED"),
    ),
    "a contact of a name that may have none": known(
        "RDE_DOMAIN_HAS_UNEXPECTED_CONTACT",
        Edit(">plain.example<", "(<rdeDomain:ns>)", r"<rdeDomain:registrant>GHOST</rdeDomain:registrant>\1"),
        base="minimum",
        beside=("RDE_REFERENCE_NOT_IN_DEPOSIT",),
    ),
    "no policy where all names have registrants": known("RDE_POLICY_OBJECT_MISSING", Edit(POLICY, ".*\n", "\n")),
    "a policy where names need no registrants": known("RDE_POLICY_OBJECT_UNEXPECTED", data_model="per-registrar"),
    "a name without the registrant that all have": known(
        "RDE_DOMAIN_HAS_NO_REGISTRANT",
        Edit(TWO, "<rdeDomain:registrant>.*?</rdeDomain:registrant>", ""),
        beside=("RDE_POLICY_ELEMENT_MISSING",),
    ),
    "a name of a repository that is not registered": known(
        "RDE_DOMAIN_HAS_UNREGISTERED_ROID", Edit(TWO, "-NAMEHSE", "-namehse")
    ),
    "a host of a repository that is not registered": known(
        "RDE_HOST_HAS_UNREGISTERED_ROID", Edit(INSIDE, "-NAMEHSE", "-OURS")
    ),
    "a contact of a repository that is not registered": known(
        "RDE_CONTACT_HAS_UNREGISTERED_ROID", Edit(HOLDER, "-NAMEHSE", "-OURS")
    ),
    "a menu with tables that there are not": Mutation(
        "RDE_MENU_HAS_UNUSED_URI",
        (
            Edit(MENU, "</rde:rdeMenu>", f"<rde:objURI>{URI}rdeIDN-1.0</rde:objURI></rde:rdeMenu>"),
            Edit(
                HEADER,
                "</rdeHeader:header>",
                f'<rdeHeader:count uri="{URI}rdeIDN-1.0">0</rdeHeader:count></rdeHeader:header>',
            ),
        ),
    ),
    "a thin deposit with an IDN table": Mutation(
        "RDE_THIN_HOLDS_MORE",
        (
            Edit(
                END,
                "^",
                '<rdeIDN:idnTableRef id="de"><rdeIDN:url>https://a.example/</rdeIDN:url>'
                "<rdeIDN:urlPolicy>https://a.example/</rdeIDN:urlPolicy></rdeIDN:idnTableRef>\n",
            ),
            Edit(MENU, "</rde:rdeMenu>", f"<rde:objURI>{URI}rdeIDN-1.0</rde:objURI></rde:rdeMenu>"),
            Edit(HEADER, "$", f'<rdeHeader:count uri="{URI}rdeIDN-1.0">1</rdeHeader:count></rdeHeader:header>'),
            Edit(HEADER, "</rdeHeader:header>", ""),
        ),
        "thin",
    ),
    # --- objects among each other
    "a name twice": Mutation("RDE_DOMAIN_HAS_NON_UNIQUE_NAME", (Edit(TWO, "two.test", "ONE.test"),)),
    "a host twice": of(
        "RDE_HOST_HAS_NON_UNIQUE_NAME", OUTSIDE, "(.*?<rdeHost:roid>)(.)(.*)", r"\1\2\3\1X\3", also=count("rdeHost", 3)
    ),
    "a contact twice": of(
        "RDE_CONTACT_HAS_NON_UNIQUE_ID",
        TECH,
        "(.*?<rdeContact:roid>)(.)(.*)",
        r"\1\2\3\1X\3",
        also=count("rdeContact", 3),
    ),
    "a registrar twice": Mutation(
        "RDE_REGISTRAR_HAS_NON_UNIQUE_ID", (Edit(">delta</rdeRegistrar:id>", "delta", "gamma"),)
    ),
    "a roid of two names": of(
        "RDE_DOMAIN_HAS_NON_UNIQUE_ROID",
        TWO,
        "<rdeDomain:roid>[^<]*",
        "<rdeDomain:roid>D9-NAMEHSE",
        also=Edit(ONE, "<rdeDomain:roid>[^<]*", "<rdeDomain:roid>D9-NAMEHSE"),
    ),
    "a roid of two hosts": of(
        "RDE_HOST_HAS_NON_UNIQUE_ROID",
        INSIDE,
        "<rdeHost:roid>[^<]*",
        "<rdeHost:roid>H9-NAMEHSE",
        also=Edit(OUTSIDE, "<rdeHost:roid>[^<]*", "<rdeHost:roid>H9-NAMEHSE"),
    ),
    "a roid of two contacts": of(
        "RDE_CONTACT_HAS_NON_UNIQUE_ROID",
        TECH,
        "<rdeContact:roid>[^<]*",
        "<rdeContact:roid>C9-NAMEHSE",
        also=Edit(HOLDER, "<rdeContact:roid>[^<]*", "<rdeContact:roid>C9-NAMEHSE"),
    ),
    "a registrant who is not here": of("RDE_REFERENCE_NOT_IN_DEPOSIT", ONE, ">HOLDER<", ">NOBODY<"),
    "a contact who is not here": of("RDE_REFERENCE_NOT_IN_DEPOSIT", ONE, ">TECH<", ">NOBODY<"),
    "a host that is not here": of("RDE_REFERENCE_NOT_IN_DEPOSIT", TWO, ">ns.elsewhere.net<", ">ns.nowhere.net<"),
    "a sponsor who is not here": of(
        "RDE_REFERENCE_NOT_IN_DEPOSIT", ONE, "<rdeDomain:clID>alpha", "<rdeDomain:clID>omega"
    ),
    "a transfer to somebody who is not here": of(
        "RDE_REFERENCE_NOT_IN_DEPOSIT", MOVED, "<rdeDomain:reRr>beta", "<rdeDomain:reRr>omega"
    ),
    "a table that is not here": of(
        "RDE_REFERENCE_NOT_IN_DEPOSIT",
        ">xn--mnchen-3ya.example<",
        "<rdeDomain:idnTableId>de",
        "<rdeDomain:idnTableId>fr",
        base="idn",
    ),
    "a contact whom nobody has": of(
        "RDE_OBJECT_NOT_REFERENCED",
        TECH,
        "^(.*?<rdeContact:id>)(.*?<rdeContact:roid>)(.*)",
        r"\1\2\3\1UN\2U\3",
        also=count("rdeContact", 3),
    ),
    "a name without what a policy demands": of(
        "RDE_POLICY_ELEMENT_MISSING", TWO, "<rdeDomain:registrant>.*?</rdeDomain:registrant>", ""
    ),
    "a policy for nothing": of("RDE_POLICY_NOT_UNDERSTOOD", POLICY, "rdeDomain:domain", "rdeDomain:nothing"),
    # --- domains
    "a name of another TLD": of("RDE_DOMAIN_NOT_UNDER_TLD", TWO, "two.test", "two.tset"),
    "a name with a blank": of("RDE_DOMAIN_HAS_INVALID_NAME", TWO, "two.test", "t wo.test"),
    "another Unicode form": of(
        "RDE_DOMAIN_HAS_INVALID_UNAME", ">xn--mnchen-3ya.example<", ">münchen", ">munchen", base="idn"
    ),
    "an internationalized name of no table": of(
        "RDE_DOMAIN_HAS_NO_IDN_TABLE",
        ">xn--mnchen-3ya.example<",
        "<rdeDomain:idnTableId>de</rdeDomain:idnTableId>",
        "",
        base="idn",
    ),
    "a roid of no repository": of("RDE_DOMAIN_HAS_INVALID_ROID", TWO, "-NAMEHSE", "-NÄMEHSE"),
    "ok and not ok": of(
        "RDE_STATUS_COMBINATION", ONE, "<rdeDomain:status", '<rdeDomain:status s="ok"/><rdeDomain:status'
    ),
    "a status twice": of("RDE_STATUS_COMBINATION", ONE, "(<rdeDomain:status[^>]*>)", r"\1\1"),
    "a prohibited operation that is pending": of(
        "RDE_STATUS_CONTRADICTION",
        MOVED,
        "<rdeDomain:status",
        '<rdeDomain:status s="clientTransferProhibited"/><rdeDomain:status',
    ),
    "a transfer that is not told": of("RDE_TRANSFER_MISMATCH", MOVED, "pendingTransfer", "serverHold"),
    "no creation": of("RDE_DATE_MISSING", TWO, "<rdeDomain:crDate>.*?</rdeDomain:crDate>", ""),
    "no expiry": of("RDE_DATE_MISSING", TWO, "<rdeDomain:exDate>.*?</rdeDomain:exDate>", ""),
    "a creation after the watermark": of(
        "RDE_DATE_AFTER_WATERMARK", TWO, "<rdeDomain:crDate>2026-03-01", "<rdeDomain:crDate>2026-03-31"
    ),
    "an update before the creation": of(
        "RDE_DATES_OUT_OF_ORDER", ONE, "<rdeDomain:upDate>2026", "<rdeDomain:upDate>2025"
    ),
    "an expiry that has passed": of(
        "RDE_DOMAIN_HAS_INVALID_EXDATE", TWO, "<rdeDomain:exDate>2027-03-01", "<rdeDomain:exDate>2026-03-11"
    ),
    "an expiry that has passed, on hold": of(
        "RDE_DOMAIN_EXPIRED_ON_HOLD",
        TWO,
        's="ok"/>(.*)<rdeDomain:exDate>2027-03-01',
        r's="serverHold"/>\1<rdeDomain:exDate>2026-03-11',
    ),
    "a date in local time": of("RDE_DATE_NOT_UTC", TWO, "Z</rdeDomain:crDate>", "+01:00</rdeDomain:crDate>"),
    "an update without a date": of("RDE_UPDATE_WITHOUT_DATE", ONE, "<rdeDomain:upDate>.*?</rdeDomain:upDate>", ""),
    "an update of what nobody touched": of(
        "RDE_UPDATE_AT_CREATION",
        TWO,
        "<rdeDomain:crDate>(.*?)</rdeDomain:crDate>(.*?)</rdeDomain:exDate>",
        r"<rdeDomain:crDate>\1</rdeDomain:crDate>\2</rdeDomain:exDate><rdeDomain:upRr>beta</rdeDomain:upRr><rdeDomain:upDate>\1</rdeDomain:upDate>",
    ),
    "name servers of the other model": of(
        "RDE_DOMAIN_NS_NOT_OF_HOST_MODEL",
        ONE,
        "<domain:hostObj>ns.elsewhere.net</domain:hostObj>",
        "<domain:hostAttr><domain:hostName>ns.elsewhere.net</domain:hostName></domain:hostAttr>",
    ),
    "hosts in a model of attributes": of(
        "RDE_DOMAIN_NS_NOT_OF_HOST_MODEL",
        ">one.invalid<",
        "<rdeDomain:ns>.*</rdeDomain:ns>",
        "<rdeDomain:ns><domain:hostObj>ns.elsewhere.net</domain:hostObj></rdeDomain:ns>",
        base="attributes",
    ),
    "an address that is none": of(
        "RDE_DOMAIN_HAS_INVALID_NS", ">one.invalid<", ">9.9.9.9<", ">9.9.9.999<", base="attributes"
    ),
    "a name server that is none": of(
        "RDE_DOMAIN_HAS_INVALID_NS", ">one.invalid<", ">ns.elsewhere.net<", ">ns..net<", base="attributes"
    ),
    "an inactive name with name servers": of("RDE_DOMAIN_INACTIVE_WITH_NS", TWO, 's="ok"', 's="inactive"'),
    # --- hosts
    "a host of no name": of(
        "RDE_HOST_HAS_INVALID_NAME",
        INSIDE,
        ">ns1.one.test<",
        ">ns1..one.test<",
        also=Edit(TWO, ">ns1.one.test<", ">ns1..one.test<"),
    ),
    "an address of the other version": of("RDE_HOST_HAS_INVALID_ADDRESS", INSIDE, 'ip="v4"', 'ip="v6"'),
    "a host inside without an address": of("RDE_HOST_HAS_NO_ADDRESS", INSIDE, "<rdeHost:addr.*</rdeHost:addr>", ""),
    "a host inside without address or use": of(
        "RDE_HOST_UNUSED_HAS_NO_ADDRESS",
        INSIDE,
        "<rdeHost:addr.*</rdeHost:addr>",
        "",
        also=Edit(TWO, "<domain:hostObj>ns1.one.test</domain:hostObj>", ""),
    ),
    "a host of no repository": of("RDE_HOST_HAS_INVALID_ROID", INSIDE, "-NAMEHSE", "-NÄMEHSE"),
    # --- contacts
    "two addresses of a type": of("RDE_CONTACT_HAS_POSTALINFO_TWICE", HOLDER, 'type="int"', 'type="loc"'),
    "a country that there is not": of("RDE_CONTACT_HAS_INVALID_CC", HOLDER, ">DE<", ">XX<"),
    "an e-mail address that is none": of(
        "RDE_CONTACT_HAS_INVALID_EMAIL", HOLDER, ">new@b.example<", ">new at b.example<"
    ),
    "a contact of no repository": of("RDE_CONTACT_HAS_INVALID_ROID", HOLDER, "-NAMEHSE", "-NÄMEHSE"),
    # --- registrars
    "a registrar without a number": of(
        "RDE_REGISTRAR_HAS_NO_GURID", BETA, "<rdeRegistrar:gurid>.*?</rdeRegistrar:gurid>", ""
    ),
    "a registrar of no country": of("RDE_REGISTRAR_HAS_INVALID_CC", ALPHA, ">US<", ">ZZ<"),
    "a registrar with two addresses of a type": of(
        "RDE_REGISTRAR_HAS_POSTALINFO_TWICE", ALPHA, "(<rdeRegistrar:postalInfo.*</rdeRegistrar:postalInfo>)", r"\1\1"
    ),
    "a registrar without a mailbox": of("RDE_REGISTRAR_HAS_INVALID_EMAIL", ALPHA, ">hostmaster@alpha", ">@alpha"),
    # --- tables and kept names
    "a table of no language": of("RDE_IDN_HAS_INVALID_ID", 'id="ru"', 'id="ru"', 'id="table_1"', base="idn"),
    "a table that lies nowhere": of(
        "RDE_IDN_HAS_INVALID_URL", 'id="ru"', "<rdeIDN:url>[^<]*", "<rdeIDN:url>tables/ru.txt", base="idn"
    ),
    "a table twice": of("RDE_IDN_HAS_NON_UNIQUE_ID", 'id="ru"', 'id="ru"', 'id="zh"', base="idn"),
    "a kept name twice": of("RDE_NNDN_HAS_NON_UNIQUE_NAME", ">nowhere.test<", "nowhere", "never", base="kept names"),
    "a kept name that is a domain": of(
        "RDE_NNDN_CONFLICTS_WITH_DOMAIN", ">nowhere.test<", "nowhere", "one", base="kept names"
    ),
    "a kept name elsewhere": of(
        "RDE_NNDN_NOT_UNDER_TLD", ">nowhere.test<", "nowhere.test", "nowhere.tset", base="kept names"
    ),
    "a kept name in other letters": of(
        "RDE_NNDN_HAS_INVALID_UNAME",
        ">nowhere.test<",
        "</n:aName>",
        "</n:aName><n:uName>elsewhere.test</n:uName>",
        base="kept names",
    ),
    "an internationalized kept name of no table": of(
        "RDE_NNDN_HAS_NO_IDN_TABLE", ">nowhere.test<", "nowhere", "xn--mnchen-3ya", base="kept names"
    ),
    "a variant of no name": of("RDE_NNDN_HAS_NO_ORIGINAL", ">nowhere.test<", "blocked", "withheld", base="kept names"),
    "a kept name that is none": of("RDE_NNDN_HAS_INVALID_NAME", ">nowhere.test<", "nowhere", "no-", base="kept names"),
}
