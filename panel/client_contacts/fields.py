"""Fields of contacts: numbers that others have given out, each brought to the one form in which it is kept."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import phonenumbers
import pycountry
from phonenumbers import NumberParseException, PhoneNumberFormat
from stdnum import bic, get_cc_module, iban
from stdnum.exceptions import ValidationError
from stdnum.ru import inn

from panel.client_contacts.postal_codes import SHAPES, as_written_there
from panel.kit.fields import About, Problem, Prose, Text, Typed, one
from panel.kit.languages import gettext as _
from panel.kit.quantities import Day
from registry.model.countries import CODES

LINES_OF_STREET: Final = 3
LONGEST_LINE: Final = 60
MOST_VAT: Final = 99


def country_in(typed: Typed) -> str:
    """The country that was typed beside a field; empty where there is none (an input that is checked alone sees no other)."""
    code = one(typed, "country").upper()
    return code if code in CODES else ""


@dataclass(frozen=True, slots=True)
class Country(Text):
    """A country by its code of two letters."""

    longest: int = 2

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is None:
            return None
        if text.upper() not in CODES:
            raise Problem(_("That is no code of a country, such as DE."))
        return text.upper()


@dataclass(frozen=True, slots=True)
class Street(Prose):
    """Up to three lines."""

    longest: int = LINES_OF_STREET * (LONGEST_LINE + 1)

    def read(self, typed: Typed, about: About) -> str | None:
        text = Prose.read(self, typed, about)
        lines = (text or "").splitlines()
        if len(lines) > LINES_OF_STREET or any(len(line) > LONGEST_LINE for line in lines):
            raise Problem(
                _("A street has up to %(lines)d lines of %(number)d characters.")
                % {"lines": LINES_OF_STREET, "number": LONGEST_LINE}
            )
        return text


@dataclass(frozen=True, slots=True)
class PostalCode(Text):
    """A postal code as the country beside it writes one."""

    longest: int = 16

    def read(self, typed: Typed, about: About) -> str | None:
        text, country = Text.read(self, typed, about), country_in(typed)
        if text is None or not country:
            return text
        written = as_written_there(text, country)
        if written is None:
            raise Problem(
                _("In %(country)s a postal code is written like %(shape)s.")
                % {"country": country, "shape": " / ".join(SHAPES[country]).upper()}
            )
        return written


@dataclass(frozen=True, slots=True)
class Phone(Text):
    """A telephone number, kept as in E.164; without `+` it is one of the country beside it."""

    longest: int = 40

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is None:
            return None
        try:
            number = phonenumbers.parse(text, country_in(typed) or None)
        except NumberParseException:
            raise Problem(_("That is no telephone number: write it like +49 30 901820.")) from None
        if number.extension or not phonenumbers.is_valid_number(number):
            raise Problem(_("Nobody can have that telephone number."))
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@dataclass(frozen=True, slots=True)
class VatNumber(Text):
    """A number by which an enterprise pays VAT, checked by the rules of its country where these are known."""

    longest: int = 20

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is None:
            return None
        bare = "".join(each for each in text.upper() if each.isalnum())
        country = country_in(typed) or (bare[:2] if bare[:2] in (*CODES, "EL") else "")
        rules = get_cc_module(country.lower(), "vat") if country else None
        if rules is None:
            return bare
        try:
            number = rules.validate(bare)
        except ValidationError:
            raise Problem(_("That is no VAT number of %(country)s.") % {"country": country}) from None
        prefix = bare[:2] if bare[:2].isalpha() and not number.startswith(bare[:2]) else ""
        return f"{prefix}{number}"


@dataclass(frozen=True, slots=True)
class Percent(Text):
    """A rate of VAT, exactly; at most 99."""

    longest: int = 5

    def read(self, typed: Typed, about: About) -> Decimal | None:  # type: ignore[override]
        text = Text.read(self, typed, about)
        if text is None:
            return None
        if not re.fullmatch(r"[0-9]{1,2}([.,][0-9]{1,2})?", text) or Decimal(text.replace(",", ".")) > MOST_VAT:
            raise Problem(_("That is no rate: write it like 19, or 7.5; at most %(most)d.") % {"most": MOST_VAT})
        return Decimal(text.replace(",", "."))


@dataclass(frozen=True, slots=True)
class Inn(Text):
    """The number of a Russian taxpayer: of ten digits for organisations, of twelve for people, the last of which check."""

    longest: int = 12

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is not None and not inn.is_valid(text):
            raise Problem(_("That is no INN: its check digits are of another."))
        return text and inn.compact(text)


@dataclass(frozen=True, slots=True)
class Kpp(Text):
    """Where and why a Russian organisation is registered: four digits, two digits or letters, three digits."""

    longest: int = 9

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is not None and not re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", text.upper()):
            raise Problem(_("That is no KPP: it has nine signs, such as 770701001."))
        return text and text.upper()


@dataclass(frozen=True, slots=True)
class IssueDate(Day):
    """A day on which papers were issued that somebody may still carry."""

    def read(self, typed: Typed, about: About) -> date | None:
        day = Day.read(self, typed, about)
        today = about.situation.now.date()
        if day is not None and not today.replace(year=today.year - 100, day=1) <= day <= today:
            raise Problem(_("Nobody carries papers of that day."))
        return day


@dataclass(frozen=True, slots=True)
class BirthDate(Day):
    """A day on which somebody who is alive may be born."""

    def read(self, typed: Typed, about: About) -> date | None:
        day = Day.read(self, typed, about)
        today = about.situation.now.date()
        if day is not None and not today.replace(year=today.year - 130, day=1) <= day < today:
            raise Problem(_("Nobody alive was born then."))
        return day


@dataclass(frozen=True, slots=True)
class BankAccount(Text):
    """The number of an account: an IBAN, checked, where it begins like one."""

    longest: int = 34

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is None:
            return None
        bare = text.upper().replace(" ", "")
        if bare[:2].isalpha() and bare[2:4].isdigit() and not iban.is_valid(bare, check_country=False):
            raise Problem(_("That is no IBAN: its check digits are of another."))
        return bare


@dataclass(frozen=True, slots=True)
class Currency(Text):
    """A currency by its code of three letters (ISO 4217)."""

    longest: int = 3

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is not None and pycountry.currencies.get(alpha_3=text.upper()) is None:
            raise Problem(_("That is no code of a currency, such as EUR."))
        return text and text.upper()


@dataclass(frozen=True, slots=True)
class Bic(Text):
    """The code of a bank (ISO 9362)."""

    longest: int = 11

    def read(self, typed: Typed, about: About) -> str | None:
        text = Text.read(self, typed, about)
        if text is None:
            return None
        if not bic.is_valid(text):
            raise Problem(_("That is no code of a bank (BIC), such as DEUTDEFF."))
        return bic.compact(text)
