"""Masks of black and white lists: how they are written, and what they fit."""

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final, Literal, Protocol, TypeVar

import idna

Of = Literal["domain", "email", "ip", "phone", "payer"]

KINDS: Final[dict[str, str]] = {
    "domain": "Domain",
    "email": "E-mail",
    "ip": "Network address",
    "phone": "Telephone",
    "payer": "Payer",
}
HINTS: Final = (
    "A domain: bad.example, *.bad.example. An e-mail: spam*@bad.example. A network address: 192.0.2.7, 192.0.2.0/24. "
    "A telephone: +1900*. A payer: an account as banks write it, such as DE89*, or a name."
)
_SHAPES: Final[dict[str, re.Pattern[str]]] = {
    "domain": re.compile(r"(\*\.)?[a-z0-9*-]+(\.[a-z0-9*-]+)*"),
    "email": re.compile(r"[^\s@]+@[a-z0-9*.-]+"),
    "phone": re.compile(r"\+[0-9]{1,15}\*?"),
    "payer": re.compile(r"[^\x00-\x1f\x7f]{1,120}"),
}
# Signs that a mask has besides its stars at least: one that fits everything is a slip.
_LEAST: Final = 2


class MaskRefused(Exception):
    """No mask of its kind; the message is for people."""


class Entry(Protocol):
    @property
    def mask(self) -> str: ...
    @property
    def white(self) -> bool: ...


E = TypeVar("E", bound=Entry)


def canonical(of: str, text: str) -> str:
    """A mask as it is kept. Raises MaskRefused."""
    mask = text.strip().lower()
    if of == "ip":
        try:
            return str(ip_network(mask, strict=False))
        except ValueError:
            raise MaskRefused("That is no address or network, such as 192.0.2.0/24.") from None
    mask = _folded(of, mask)
    if not _SHAPES[of].fullmatch(mask):
        raise MaskRefused(f"That is no mask of this kind. {HINTS}")
    if len(re.sub(r"[*.@+-]", "", mask)) < _LEAST:
        raise MaskRefused("It would fit nearly everything.")
    return mask


def fits(of: str, mask: str, value: str) -> bool:
    """Whether the value is one of those that the mask means; what is no value of the kind fits none."""
    if of == "ip":
        try:
            network, address = ip_network(mask), ip_address(value)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return mapped in network
    return bool(_pattern(mask).fullmatch(_folded(of, value.strip().lower())))


def judged(of: str, entries: Iterable[E], value: str) -> E | None:
    """The entry that refuses the value; None: none does, or a white one takes it all the same."""
    fitting = [each for each in entries if fits(of, each.mask, value)]
    return None if not fitting or any(each.white for each in fitting) else fitting[0]


@lru_cache(maxsize=4096)
def _pattern(mask: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, mask.split("*"))))


def _folded(of: str, text: str) -> str:
    """As values of the kind are compared: payers without blanks, which people set as they please."""
    if of == "payer":
        return "".join(text.split())
    return _ascii(text) if of in ("domain", "email") else text


def _ascii(text: str) -> str:
    """Labels in their ASCII form, as far as they have one; those with stars are left alone."""
    head, at, host = text.rpartition("@")
    return f"{head}{at}{'.'.join(map(_label, host.rstrip('.').split('.')))}"


def _label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode()
    except idna.IDNAError:
        return label
