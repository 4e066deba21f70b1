"""What IANA has registered for EPP (RFC 7451), by the namespaces of its mappings of objects and of its extensions.

IANA's registry names documents, and these the namespaces; so this list is made by hand, as of 2026-04-29, and what is missing in
it may have been registered since.
"""

from typing import Final

_IETF: Final = "urn:ietf:params:xml:ns:"
_VERISIGN: Final = "http://www.verisign.com/epp/"
_NAME: Final = "http://www.nic.name/epp/"
_TANGO: Final = "http://xmlns.tango-rs.net/epp/"
_CORE: Final = "http://xmlns.corenic.net/epp/"

OBJECTS: Final = frozenset(
    {
        *(_IETF + each for each in ("domain-1.0", "host-1.0", "contact-1.0", "finance-1.1", "keyrelay-1.0")),
        *(f"{_IETF}epp:{each}" for each in ("org-1.0", "maintenance-1.0")),
        *(_VERISIGN + each for each in ("registry-1.0", "balance-1.0", "whowas-1.0")),
        "http://www.verisign-grs.com/epp/suggestion-1.1",
        *(_NAME + each for each in ("nameWatch-1.0", "defReg-1.0", "emailFwd-1.0")),
        f"{_CORE}promotion-info-1.0",
        f"{_TANGO}promotion-info-1.0",
    }
)

_OF_IETF: Final = (
    "rgp-1.0",
    "e164epp-1.0",
    "e164valex-1.1",
    "secDNS-1.1",
    "coa-1.0",
    "idn-1.0",
    "verificationCode-1.0",
    "launch-1.0",
    "allocationToken-1.0",
    "changePoll-1.0",
    "fury-rgp-1.0",
    "fury-2.1",
    "artRecord-0.2",
    "cdn-1.0",
    "epp:addlEmail-1.0",
    "epp:ttl-1.0",
    "epp:secure-authinfo-transfer-1.0",
    "epp:orgext-1.0",
    "epp:fee-1.0",
    "epp:loginSec-1.0",
    "epp:unhandled-namespaces-1.0",
    "epp:b-dn",
)
_OF_VERISIGN: Final = (
    "rgp-poll-1.0",
    "sync-1.0",
    "idnLang-1.0",
    "premiumdomain-1.0",
    "relatedDomain-1.0",
    "whoisInf-1.0",
    "jobsContact-1.0",
    "lowbalance-poll-1.0",
)
_OF_TANGO_AND_CORE: Final = (
    "idn-1.0",
    "auction-1.0",
    "contact-eligibility-1.1",
    "eligibility-1.0",
    "privacy-1.0",
    "promotion-1.0",
    "mark-ext-1.0",
)

EXTENSIONS: Final = frozenset(
    {
        *(_IETF + each for each in _OF_IETF),
        *(_VERISIGN + each for each in _OF_VERISIGN),
        *(owner + each for owner in (_TANGO, _CORE) for each in _OF_TANGO_AND_CORE),
        f"{_NAME}persReg-1.0",
        "http://www.verisign-grs.com/epp/namestoreExt-1.1",
        "http://www.unitedtld.com/epp/charge-1.0",
        "http://www.nic.at/xsd/at-ext-verification-1.0",
        "urn:se:iis:xml:epp:iis-1.2",
        "urn:se:iis:xml:epp:registryLock-1.0",
        "urn:dkhm:params:xml:ns:dkhm-4.4",
        "urn:gdr:params:xml:ns:variant-1.0",
    }
)
