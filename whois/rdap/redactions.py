"""What is withheld from an answer, told by the names that IANA registers for it (RFC 9537; ICANN's response profile, 2.7.4)."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from whois.rdap.shapes import Method, RedactedName, Redaction

# What an empty value stands for, and where in a jCard it stands: the property's value, or a part of an address.
_EMPTY: Final = {
    "registrant": (
        ("Registrant Name", "fn", "[3]"),
        ("Registrant Street", "adr", "[3][2]"),
        ("Registrant City", "adr", "[3][3]"),
        ("Registrant Postal Code", "adr", "[3][5]"),
    ),
    "technical": (("Tech Name", "fn", "[3]"),),
}
# What is left out, and the property it would be; None: the handle of the entity.
_REMOVED: Final = {
    "registrant": (
        ("Registry Registrant ID", None),
        ("Registrant Organization", "org"),
        ("Registrant Phone", "tel"),
        ("Registrant Phone Ext", "tel"),
        ("Registrant Fax", "tel"),
        ("Registrant Fax Ext", "tel"),
        ("Registrant Email", "email"),
    ),
    "technical": (
        ("Registry Tech ID", None),
        ("Tech Phone", "tel"),
        ("Tech Phone Ext", "tel"),
        ("Tech Email", "email"),
    ),
}


def redactions(roles: Sequence[str]) -> tuple[Redaction, ...]:
    """What is withheld of the entities with these roles."""
    return tuple(each for role in roles for each in _of(role))


@cache
def _of(role: str) -> tuple[Redaction, ...]:
    entity = f"$.entities[?(@.roles[0]=='{role}')]"
    removed = [
        Redaction(
            RedactedName(name),
            Method.REMOVAL,
            pre_path=f"{entity}.handle" if part is None else f"{entity}.vcardArray[1][?(@[0]=='{part}')]",
        )
        for name, part in _REMOVED[role]
    ]
    empty = [
        Redaction(RedactedName(name), Method.EMPTY_VALUE, post_path=f"{entity}.vcardArray[1][?(@[0]=='{part}')]{where}")
        for name, part, where in _EMPTY[role]
    ]
    return (*removed, *empty)
