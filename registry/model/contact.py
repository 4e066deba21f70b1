"""Contacts: people and organisations that names are held by (RFC 5733)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from registry.model.transfer import Transfer

PostalType = Literal["int", "loc"]

_HANDLE: Final = re.compile("[!-~]{3,16}")


def is_handle(text: str) -> bool:
    """Whether a contact can be named so: 3 to 16 visible characters of ASCII; case matters."""
    return _HANDLE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Postal:
    """One form of name and address: `int` in ASCII, `loc` in any script (RFC 5733, section 2.4)."""

    type: PostalType
    name: str
    city: str
    country: str
    org: str | None = None
    street: tuple[str, ...] = ()
    state_or_province: str | None = None
    postal_code: str | None = None

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every part that is there, with the name of its element."""
        yield "name", self.name
        yield "org", self.org or ""
        for line in self.street:
            yield "street", line
        yield "city", self.city
        yield "sp", self.state_or_province or ""
        yield "pc", self.postal_code or ""
        yield "cc", self.country


@dataclass(frozen=True, slots=True)
class Phone:
    """E.164 as `+CC.NUMBER`, with an extension."""

    number: str
    extension: str | None = None


@dataclass(frozen=True, slots=True)
class Disclose:
    """An exception to the server's policy for `fields` (RFC 5733, section 2.9).

    Fields are `name:int`, `name:loc`, `org:int`, `org:loc`, `addr:int`, `addr:loc`, `voice`, `fax`, `email`.
    """

    flag: bool
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as stored."""

    id: int
    roid: str
    handle: str
    registrar: str
    postals: tuple[Postal, ...]
    voice: Phone | None
    fax: Phone | None
    email: str
    disclose: Disclose | None
    authinfo: str | None
    statuses: frozenset[str]
    linked: bool
    created_at: datetime
    created_by: str
    updated_at: datetime | None
    updated_by: str | None
    transferred_at: datetime | None
    transfer: Transfer | None
    version: int
