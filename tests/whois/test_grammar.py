"""The grammar that holds our answers to ICANN's layout accepts what the checker accepts, and says what is wrong with the rest."""

from pathlib import Path

import pytest

from tests.whois.grammar import violations

ANSWERS = Path(__file__).parent / "answers"
DOMAIN, REGISTRAR, SERVER, SERVERS = (
    (ANSWERS / f"{file}.txt").read_bytes().decode()
    for file in ("everything", "registrar", "nameserver-by-address", "nameservers-by-address")
)
OF = {DOMAIN: ("domain", "everything.test"), REGISTRAR: ("registrar", "alpha"), SERVER: ("name server", "2001:db8::7")}
OF[SERVERS] = ("name servers", "198.51.100.7")
ABUSE = "Registrar Abuse Contact Email: abuse@alpha.example\r\nRegistrar Abuse Contact Phone: +1.5550199\r\n"
BILLING = (
    "Registry Billing ID: C1-NAMEHSE\r\nBilling Name: B\r\nBilling Organization:\r\nBilling Street: 1\r\nBilling City: C\r\n"
    "Billing Country: US\r\nBilling Phone: +1.5\r\nBilling Email: b@a.example\r\n"
)
PEOPLE = (
    "Admin Contact: Joe\r\nPhone Number: +1.5\r\nPhone Ext: 5\r\nEmail: joe@a.example\r\n"
    "Technical Contact: Jane\r\nPhone Number: +1.5\r\nEmail: jane@a.example\r\nEmail: jim@a.example\r\n"
)
CODES = "For more information on Whois status codes, please visit https://icann.org/epp\r\n\r\n"

# An answer, what of it becomes what else.
ACCEPTED = {
    "as it is": (DOMAIN, "", ""),
    "the abuse contact after DNSSEC": (DOMAIN.replace(ABUSE, ""), "URL of", f"{ABUSE}URL of"),
    "fields that nobody knows": (DOMAIN, "URL of", "Nisse: x\r\nNasse:\r\nURL of"),
    "a billing contact": (DOMAIN, "Name Server:", f"{BILLING}Name Server:"),
    "glue": (DOMAIN, "DNSSEC:", "IP Address: 192.0.2.1\r\nIP Address: 2001:db8::1\r\nDNSSEC:"),
    "ok in capitals": (
        DOMAIN,
        "clientDeleteProhibited https://icann.org/epp#clientDeleteProhibited",
        "ok https://icann.org/epp#OK",
    ),
    "Whois in small letters": (DOMAIN, "of WHOIS database", "of Whois database"),
    "no name servers": (DOMAIN, "Name Server: ns1.elsewhere.net\r\n", ""),
    "a street in many lines": (DOMAIN, "Tech City", "Tech Street: b\r\nTech Street: c\r\nTech Street: d\r\nTech City"),
    "people of a registrar": (REGISTRAR, ">>>", f"{PEOPLE}>>>"),
    "several faxes": (REGISTRAR, "Email", "Fax Number: +1.5\r\nFax Ext:\r\nFax Number: +1.6\r\nFax Ext: 7\r\nEmail"),
    "an extension": (REGISTRAR, "Email", "Phone Ext: 5\r\nEmail"),
    "no line of codes": (REGISTRAR, CODES, ""),
    "a field of a name server that nobody knows": (SERVER, ">>>", "Nisse: x\r\n>>>"),
    "no line of codes with choices": (SERVERS, CODES, ""),
}
REFUSED = {
    "the wrong name": (DOMAIN, "Domain Name: everything", "Domain Name: one", "Domain Name: not of its type"),
    "LF": (DOMAIN, "\r\n", "\n", "a line that does not end in CRLF"),
    "a blank at the end": (DOMAIN, "DNSSEC: signedDelegation", "DNSSEC: signedDelegation ", "trailing blank"),
    "a tab": (DOMAIN, "DNSSEC: ", "DNSSEC:\t", "white space that is no blank"),
    "many blanks": (DOMAIN, "DNSSEC", "          DNSSEC", "too many leading blanks"),
    "an order of its own": (
        DOMAIN,
        "Registrar URL",
        "Updated Date: 2026-05-30T12:00:00Z\r\nRegistrar URL",
        "Registrar URL is missing",
    ),
    "the ROID of another registry": (DOMAIN, "D1004-NAMEHSE", "D1004-OTHER", "Registry Domain ID: not of its type"),
    "a required field without value": (DOMAIN, "Tech City: REDACTED FOR PRIVACY", "Tech City:", "Tech City is empty"),
    "one empty, others left out": (
        DOMAIN,
        "Domain Status",
        "Reseller:\r\nDomain Status",
        "Reseller is empty, others are not",
    ),
    "an unknown status": (DOMAIN, "epp#clientDelete", "epp#serverDelete", "Domain Status: not of its type"),
    "a redaction in other words": (
        DOMAIN,
        "Admin Country: REDACTED FOR PRIVACY",
        "Admin Country: hidden",
        "Admin Country",
    ),
    "a redacted address of mail": (
        DOMAIN,
        "Please query the RDDS",
        "Please query RDDS",
        "Registrant Email: not of its type",
    ),
    "the abuse contact twice": (DOMAIN, "URL of", f"{ABUSE}URL of", "is missing before: Registrar Abuse"),
    "no abuse contact": (DOMAIN, ABUSE, "", "Registrar Abuse Contact Email is missing"),
    "an old key": (DOMAIN, "URL of", "Referral URL: https://a.example\r\nURL of", "is missing before: Referral URL"),
    "glue without a name server": (
        DOMAIN,
        "Name Server: ns1.elsewhere.net",
        "IP Address: 192.0.2.1",
        "DNSSEC is missing",
    ),
    "another form of complaints": (DOMAIN, "https://www.icann.org/wicf/", "https://icann.org/wicf/", "not of its type"),
    "codes in other words": (DOMAIN, "on Whois status codes", "on domain status codes", "no line of the status codes"),
    "no legal notice": (SERVER, SERVER[SERVER.index("This answer") :], "", "no legal notice"),
    "four empty lines": (DOMAIN, "<<<\r\n", "<<<\r\n\r\n\r\n\r\n", "not one to three empty lines"),
    "no instant": (
        DOMAIN,
        "Creation Date: 2026-03-01T12:00:00Z",
        "Creation Date: 2026-03-01",
        "Creation Date: not of its type",
    ),
    "another registrar": (REGISTRAR, "Registrar: Alpha", "Registrar: Omega", "Registrar: not of its type"),
    "a fax between other things": (REGISTRAR, "Email", "Fax Number:\r\nEmail", "Fax Number is empty, others are not"),
    "another address": (SERVER, "2001:db8::7", "2001:db8::8", "IP Address: none is 2001:db8::7"),
    "one choice": (SERVERS, SERVERS.split("\r\n")[2] + "\r\n", "", "not a list of two or more name servers"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_the_checker_accepts_is_no_violation(case: str) -> None:
    answer, old, new = ACCEPTED[case]
    assert violations(changed(answer, old, new), *of(answer)) == []


@pytest.mark.parametrize("case", REFUSED)
def test_the_grammar_tells_what_is_wrong(case: str) -> None:
    answer, old, new, complaint = REFUSED[case]
    found = violations(changed(answer, old, new), *of(answer))
    assert any(complaint in sentence for sentence in found), found


def of(answer: str) -> tuple[str, str]:
    return OF.get(answer, OF[DOMAIN])


def changed(answer: str, old: str, new: str) -> bytes:
    whole = answer.replace(old, new) if old == "\r\n" else answer.replace(old, new, 1)
    assert whole != answer or not old
    return whole.encode()
