"""The kinds of documents that are set here: how they are called, what numbers begin with, which data a template has."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).with_name("builtin")

_PARTY: Final[dict[str, Any]] = {
    "login": "vera",
    "name": "Vera Holder",
    "organization": "Holder & Daughters",
    "street": ["1 Long Street", "Yard B"],
    "city": "Kyiv",
    "province": "",
    "postal_code": "01001",
    "country": "UA",
    "email": "vera@holder.example",
    "phone": "+380.441234567",
    "registration_number": "12345678",
    "vat_number": "",
    "inn": "",
    "kpp": "",
    "director": "Vera Holder",
    "bank_accounts": [
        {
            "account": "DE89370400440532013000",
            "currency": "EUR",
            "bank": "Bank of Kyiv",
            "bic": "DEUTDEFF",
            "address": "",
            "correspondent": "",
            "correspondent_bic": "",
        }
    ],
}
_PAPER: Final[dict[str, Any]] = {
    "title": "Frame contract",
    "number": "C-2026-00001",
    "date": "2026-09-01",
    "valid_from": "2026-09-01",
    "valid_until": "",
    "text": ["The seller registers names and keeps them.", "The client pays for them in advance."],
    "client": _PARTY,
    "seller": _PARTY | {"login": "", "name": "Namehouse", "organization": "", "email": "help@panel.example"},
}
_STATEMENT: Final[dict[str, Any]] = {
    "house": "Namehouse",
    "registrar": {
        "handle": "alpha",
        "name": "Alpha Names",
        "street": ["1 Long Street"],
        "city": "Kyiv",
        "postal_code": "01001",
        "country": "UA",
        "email": "office@alpha.example",
    },
    "currency": "USD",
    "month": "2026-08",
    "first": "2026-08-01",
    "last": "2026-08-31",
    "made": "2026-09-01 09:00 UTC",
    "opening": "1,000.00",
    "closing": "1,080.00",
    "change": "+80.00",
    "number": 3,
    "shares": [
        {"what": "Registrations", "back": False, "number": 2, "amount": "-20.00"},
        {"what": "Top-ups", "back": False, "number": 1, "amount": "+100.00"},
    ],
    "bookings": [
        {
            "at": "2026-08-03 10:00",
            "what": "Create",
            "back": False,
            "of": "one.example",
            "years": "1",
            "amount": "-10.00",
        },
        {
            "at": "2026-08-04 11:30",
            "what": "Create",
            "back": False,
            "of": "two.example",
            "years": "1",
            "amount": "-10.00",
        },
        {
            "at": "2026-08-09 12:00",
            "what": "Top-up",
            "back": False,
            "of": "wire 4711",
            "years": "",
            "amount": "+100.00",
        },
    ],
    "left_out": 0,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """`prefix`: what its numbers begin with, None: it has none, since it is no document of a client, and of the house alone."""

    title: str
    builtin: str
    sample: Mapping[str, Any]
    prefix: str | None = None


# Those with a prefix are types of documents (panel/documents/states.py).
KINDS: Final[dict[str, Kind]] = {
    "contract": Kind("Contract", "contract", _PAPER, "C-"),
    "acceptance": Kind(
        "Acceptance report",
        "acceptance",
        _PAPER | {"title": "Acceptance report", "number": "A-2026-00001", "text": ["Five names were registered."]},
        "A-",
    ),
    "probation": Kind("Contract on probation", "contract", _PAPER | {"number": "P-2026-00001"}, "P-"),
    "nda": Kind("Non-disclosure agreement", "contract", _PAPER | {"number": "N-2026-00001"}, "N-"),
    "other": Kind("Other", "contract", _PAPER | {"number": "D-2026-00001"}, "D-"),
    "statement": Kind("Statement of a registrar's account", "statement", _STATEMENT),
}
NUMBERED: Final[dict[str, Kind]] = {name: each for name, each in KINDS.items() if each.prefix is not None}


@cache
def builtin(kind: str) -> str:
    """The template that comes with the product."""
    return (_FOLDER / f"{KINDS[kind].builtin}.typ").read_text(encoding="utf-8")
