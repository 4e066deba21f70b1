"""What every answer of RDAP says beside its object: on which terms it is given, and where its reader is told more."""

from typing import Final

from whois.lookup import MOST
from whois.rdap.shapes import RDAP, Domain, Help, Link, Notice, Results, Top

STATUS_PAGE: Final = "https://icann.org/epp"
COMPLAINTS: Final = "https://icann.org/wicf"
AUTHENTICATION: Final = "https://www.rfc-editor.org/rfc/rfc7481#section-3.2"
TERMS: Final = (
    "This answer is given for information only and without warranty. By asking you agree to use it for lawful purposes "
    "only, not to send unsolicited messages, and not to load this service with automated queries.",
    "Personal data is withheld from the public.",
)
PAGED: Final = (f"A page has at most {MOST} results; the next one is linked in paging_metadata.",)
TRUNCATED: Final = "result set truncated due to unexplainable reasons"
WAYS: Final = (
    "Nobody has to say who he is; who does is shown what is his to see. Over HTTPS a registrar shows its handle and the "
    "password of its EPP logins (HTTP Basic), or a certificate that it has pinned for EPP; an accredited requester its "
    "token (HTTP Bearer), or its name and the token (HTTP Basic).",
)
PROVIDERS: Final = ("People may log in at an OpenID provider: farv1_openidcConfiguration tells of it.",)


def top(answer: object, asked: str, base: str) -> Top:
    """The notices of an answer: terms of service in all of them; others where a name, a page or this service is told about."""
    terms = Notice("Terms of Service", TERMS, (Link(asked, "terms-of-service", f"{base}help", RDAP),))
    if isinstance(answer, Results):
        more = answer.paging and answer.paging.links
        return Top((terms, Notice("Search Policy", PAGED, type=TRUNCATED)) if more else (terms,))
    if isinstance(answer, Help):
        ways = WAYS + PROVIDERS if answer.farv1_configuration else WAYS
        return Top((terms, Notice("How to say who you are", ways, (Link(asked, "help", AUTHENTICATION, "text/html"),))))
    if not isinstance(answer, Domain):
        return Top((terms,))
    return Top(
        (
            terms,
            Notice(
                "Status Codes",
                (f"For more information on domain status codes, please visit {STATUS_PAGE}",),
                (Link(asked, "glossary", STATUS_PAGE, "text/html"),),
            ),
            Notice(
                "RDDS Inaccuracy Complaint Form",
                (f"URL of the ICANN RDDS Inaccuracy Complaint Form: {COMPLAINTS}",),
                (Link(asked, "help", COMPLAINTS, "text/html"),),
            ),
        )
    )
