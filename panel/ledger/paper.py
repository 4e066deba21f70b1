"""What a statement on paper is filled with: the same figures as the page, as text."""

from datetime import datetime, timedelta
from typing import Any, Final

from panel.kit.branding import HOUSE
from panel.kit.formats import words
from panel.ledger.lists import KINDS
from panel.ledger.statement import Statement
from registry.model.money import EXPONENTS
from registry.model.registrar import Registrar

# Bookings that are printed; the file has them all.
PRINTED: Final = 1000


def paper_of(statement: Statement, registrar: Registrar, now: datetime) -> dict[str, Any]:
    """The data of the template `statement` (panel/document_templates/kinds.py)."""
    bounds, month = statement.bounds, statement.month
    return {
        "house": HOUSE.name,
        "registrar": {
            "handle": registrar.handle,
            "name": registrar.name,
            "street": list(registrar.street or ()),
            "city": registrar.city or "",
            "postal_code": registrar.postal_code or "",
            "country": registrar.country or "",
            "email": registrar.email or "",
        },
        "currency": statement.currency,
        "month": str(month),
        "first": f"{month.begins:%Y-%m-%d}",
        "last": f"{month.ends - timedelta(days=1):%Y-%m-%d}",
        "made": f"{now:%Y-%m-%d %H:%M} UTC",
        "opening": _sum(bounds.opening, statement.currency),
        "closing": _sum(bounds.closing, statement.currency),
        "change": _sum(bounds.closing - bounds.opening, statement.currency, signed=True),
        "number": statement.number,
        "shares": [
            {
                "what": KINDS.get(each.kind, words(each.kind)),
                "back": each.back,
                "number": each.number,
                "amount": _sum(each.amount, statement.currency, signed=True),
            }
            for each in statement.shares
        ],
        "bookings": [
            {
                "at": f"{each.at:%Y-%m-%d %H:%M}",
                "what": words(each.kind).capitalize(),
                "back": each.reverses_id is not None,
                "of": each.name or "",
                "years": str(each.years or ""),
                "amount": _sum(each.amount, statement.currency, signed=True),
            }
            for each in statement.bookings
        ],
        "left_out": statement.number - len(statement.bookings),
    }


def _sum(minor: int, currency: str, *, signed: bool = False) -> str:
    """As `-1,234.50`; with a plus where that says that something came in."""
    digits = EXPONENTS.get(currency, 2)
    whole, part = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else "+" if signed and minor else ""
    return f"{sign}{whole:,}.{part:0{digits}}" if digits else f"{sign}{whole:,}"
