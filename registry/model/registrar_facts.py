"""What the facts about a registrar must look like: each function gives the fact as it is kept, or raises the refusal."""

import re
from ipaddress import ip_network
from typing import Final

from registry.errors import ParameterRange, ParameterSyntax
from registry.model.login import LITERAL

# More than any account will ever hold; with this, sums of a few amounts still fit the database.
MOST_MONEY: Final = 10**15
MOST_SESSIONS: Final = 10_000
_LONGEST_PASSWORD: Final = 128  # the slow hash takes any, a frame before login does not
_LARGEST_NUMBER: Final = 2**31 - 1

_HANDLE: Final = re.compile(r"[!-~]{3,16}")  # RFC 5730's clIDType, in ASCII
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
# What an address below can simply be added to (RFC 9224, section 3): no user, no query, no fragment, a slash at its end.
_WEB_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?")
_BASE_URL: Final = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/([A-Za-z0-9._~-]+/)*")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def is_handle(text: str) -> bool:
    return _HANDLE.fullmatch(text) is not None


def handle_of(text: str) -> str:
    if not is_handle(text):
        raise ParameterSyntax("A handle is 3 to 16 letters, digits and signs without blanks.", "handle", text)
    return text


def line_of(text: str, element: str) -> str:
    """A line of text for people: something, and nothing that XML or a terminal cannot show."""
    if not 0 < len(text.strip()) <= 255 or _CONTROL.search(text):
        raise ParameterSyntax(f"The {element} is a line of 1 to 255 characters.", element, _CONTROL.sub("?", text))
    return text.strip()


def base_url_of(text: str | None, element: str) -> str | None:
    """A base URL as IANA registers those of RDAP: https, and a slash at its end."""
    if text is not None and (len(text) > 255 or not _BASE_URL.fullmatch(text)):
        raise ParameterSyntax(
            f"The {element} begins with https:// and ends in a slash.", element, _CONTROL.sub("?", text[:255])
        )
    return text


def web_address_of(text: str | None, element: str) -> str | None:
    """A page for people, as escrow deposits and WHOIS tell it: http or https, and nothing that no URI has (RFC 3986)."""
    if text is not None and (len(text) > 255 or not _WEB_ADDRESS.fullmatch(text)):
        raise ParameterSyntax(
            f"The {element} begins with http:// or https:// and has no blanks.", element, _CONTROL.sub("?", text[:255])
        )
    return text


def password_of(text: str) -> str:
    """A password that a login can carry, in its base (up to 16 characters: RFC 5730, pwType) or in loginSec (RFC 8807).

    Blanks only single and within; and not what stands in the base where the one in loginSec is meant.
    """
    if not 6 <= len(text) <= _LONGEST_PASSWORD or _CONTROL.search(text) or " ".join(text.split()) != text:
        raise ParameterSyntax(
            f"A password is 6 to {_LONGEST_PASSWORD} characters, with blanks only one at a time and within."
        )
    if text == LITERAL:
        raise ParameterSyntax("That is no password: it says that one in loginSec is meant.")
    return text


def iana_id_of(number: int | None) -> int | None:
    if number is not None and not 0 < number <= _LARGEST_NUMBER:
        raise ParameterRange("IANA counts registrars from 1.", "ianaId", str(number))
    return number


def sessions_of(number: int) -> int:
    if not 0 < number <= MOST_SESSIONS:
        raise ParameterRange(f"Between 1 and {MOST_SESSIONS} sessions can be allowed.", "sessions", str(number))
    return number


def network_of(text: str) -> str:
    """A network in its canonical form; a single address is a network of one."""
    try:
        if "%" in text:
            raise ValueError("a network has no zone")
        return str(ip_network(text.strip()))
    except ValueError as error:
        raise ParameterSyntax(f"That is no network: {error}.", "network", line_of(text, "network")) from None


def networks_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Each network once."""
    return tuple(dict.fromkeys(map(network_of, texts)))


def currency_of(text: str) -> str:
    if not _CURRENCY.fullmatch(text):
        raise ParameterSyntax(
            "A currency is three capitals, as ISO 4217 has it.", "currency", line_of(text, "currency")
        )
    return text


def amount_of(number: int, element: str, *, least: int = -MOST_MONEY) -> int:
    """Minor units of some currency, at least `least`."""
    if not least <= number <= MOST_MONEY:
        raise ParameterRange(f"The {element} lies between {least} and {MOST_MONEY} minor units.", element, str(number))
    return number


def group_of(text: str | None) -> str | None:
    if text is not None and not _WORD.fullmatch(text):
        raise ParameterSyntax("A group is a word of letters, digits and hyphens.", "group", line_of(text, "group"))
    return text


def fingerprint_of(text: str) -> str:
    """The SHA-256 of a certificate's DER form: 64 hexadecimal digits, colons between them or not."""
    digits = text.replace(":", "").strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", digits):
        raise ParameterSyntax("A fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits.", "fingerprint")
    return digits
