"""Names: canonical forms, what a label may look like, which TLD a name belongs to."""

import re
from functools import lru_cache
from typing import Final

import idna

LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
A_LABEL: Final = "xn--"
# Below it hosts find their rest whose domain has ended while others delegate to them (RFC 9874, section 6).
SACRIFICIAL: Final = "sacrificial.invalid"
HOST_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?")


def canonical(text: str) -> str:
    """Lower case and without surrounding blanks, as names are compared and stored; no judgement of syntax.

    U-labels become A-labels by IDNA2008; a name that has no A-label form stays as it is and fails the rules later.
    """
    name = text.strip().lower()
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        return name


def unicode_form(name: str) -> str:
    """The U-label form for people; the name itself where a label does not decode."""
    try:
        return idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return name


def label_in(name: str, tld: str) -> str:
    """What stands before the TLD."""
    return name.removesuffix("." + tld)


@lru_cache(10_000)
def u_label(label: str) -> str | None:
    """What a label stands for that begins with xn--; the label itself where it does not.

    None where it is no A-label: it does not decode, IDNA2008 does not allow what it decodes to (RFC 5892, RFC 5893), or that
    would be written as another A-label.
    """
    if not label.startswith(A_LABEL):
        return label
    try:
        form = idna.ulabel(label)
        return form if idna.alabel(form).decode() == label else None
    except (idna.IDNAError, UnicodeError):
        return None


def is_fqdn(name: str, labels: int = 1) -> bool:
    """Whether `name` is a canonical host name of at least `labels` labels (RFC 1123, RFC 5732 section 2.1)."""
    parts = name.split(".")
    return len(name) <= 253 and len(parts) >= labels and all(HOST_LABEL.fullmatch(part) for part in parts)


def is_below(name: str, parent: str) -> bool:
    return name.endswith("." + parent)


def ancestors(name: str) -> tuple[str, ...]:
    """The name itself and everything above it, longest first: `a.b.c` gives `a.b.c`, `b.c`, `c`."""
    parts = name.split(".")
    return tuple(".".join(parts[i:]) for i in range(len(parts)))
