"""What a TLD's rules are called by people, and the fields that ask for them: the key of a rule is the name of its field."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import reduce
from typing import Any, Final

from panel.kit.fields import About, Choice, Field, Lines, Problem, Text, Typed
from panel.kit.quantities import Amount, Number, Span
from panel.tlds.ruled import Ruled
from registry.model.money import Money
from registry.model.policy_difference import Difference
from registry.model.rule_tables import TABLES, read_entries, written


def in_force(key: str) -> Any:
    """Of a TLD the value that counts now, as its field reads it: sums as money in the TLD's currency, lists as entries."""

    def read(ruled: Ruled) -> Any:
        rules = ruled.in_force.rules
        value: Any = reduce(getattr, key.split("."), rules)
        if key in TABLES:
            return read_entries(key, written(key, map(asdict, value)))
        return Money(value, rules.prices.currency) if key.startswith("prices.") else value

    return read


def _currency(about: About) -> Mapping[str, str]:
    return {each: each for each in {ruled.in_force.rules.prices.currency for ruled in about.subjects}}


@dataclass(frozen=True, slots=True)
class Entries(Lines):
    """A list of entries as CSV; the first line alone empties the list, and nothing leaves it as it is."""

    accept: str = ".csv,text/csv"
    longest: int = 400_000
    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Entries, self).read(typed, about)
        if text is None:
            return None
        try:
            return read_entries(self.name, text)
        except ValueError as error:
            raise Problem(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [written(self.name, value)]}


YES_NO: Final = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class YesNo(Choice):
    """A rule that holds or does not; not to choose leaves it as it is."""

    options: Any = field(default_factory=lambda: YES_NO)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(YesNo, self).read(typed, about)
        return None if text is None else text == "yes"

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: ["yes" if value else "no"]}


ROLES: Final = {
    "none": "None but its registrant",
    "admin": "Admin",
    "tech": "Tech",
    "admin tech": "Admin and tech",
    "admin tech billing": "Admin, tech and billing",
}


@dataclass(frozen=True, slots=True)
class Roles(Choice):
    """Which contacts are demanded."""

    options: Any = field(default_factory=lambda: ROLES)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Roles, self).read(typed, about)
        return None if text is None else () if text == "none" else tuple(text.split())

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [" ".join(each for each in ("admin", "tech", "billing") if each in value) or "none"]}


@dataclass(frozen=True, slots=True)
class Named(Text):
    """Names of things in their order, with blanks between them; `none` for no thing, nothing for as it is."""

    longest: int = 2_000
    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Named, self).read(typed, about)
        return None if text is None else () if text == "none" else tuple(text.replace(",", " ").split())

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [" ".join(value) or "none"]}


def _sum(key: str, title: str, hint: str = "") -> Field:
    return Amount(f"prices.{key}", title, _currency, hint, required=False, present=in_force(f"prices.{key}"))


def _span(key: str, title: str, hint: str = "In days.") -> Field:
    return Span(key, title, hint, required=False, present=in_force(key), most=3660)


def _number(key: str, title: str, least: int, most: int, hint: str = "") -> Field:
    return Number(key, title, least, most, hint, required=False, present=in_force(key))


def _choice(key: str, title: str, options: Mapping[str, str], hint: str = "") -> Field:
    return Choice(key, title, options, hint, required=False, present=in_force(key))


def _yes_no(key: str, title: str, hint: str = "") -> Field:
    return YesNo(key, title, hint=hint, required=False, present=in_force(key))


def _named(key: str, title: str, hint: str) -> Field:
    return Named(key, title, hint, required=False, present=in_force(key))


def _entries(key: str, title: str, hint: str) -> Field:
    columns = ", ".join(TABLES[key])
    return Entries(key, title, f"CSV with the columns {columns}. {hint}", required=False, present=in_force(key))


PRICES: Final = (
    _sum("create", "Registration, a year"),
    _sum("renew", "Renewal, a year"),
    _sum("transfer", "Transfer, a year"),
    _sum("restore", "Restore"),
    _choice(
        "renewals_as_of",
        "Renewals cost",
        {
            "now": "What the price list in force says",
            "create": "What it said when the name was registered",
            "transfer": "What it said when the name came to its registrar",
        },
    ),
    _choice(
        "fees_stated",
        "A client must say what it believes a command costs",
        {"never": "Never", "special": "Where it is not the price of every other name", "always": "Always"},
    ),
    _yes_no("fees_tell_balance", "Answers tell what is left on the account"),
)
EXCEPTIONS: Final = (
    _entries("rates", "Exceptions to the price list", "Amounts in minor units: 1000 are 10.00 USD."),
    _entries("early_access", "Steps of early access", "Instants as 2027-01-01T00:00:00Z."),
)
PHASES: Final = (
    _entries(
        "phases",
        "Phases of the launch",
        "Names are sunrise, landrush, claims, open and custom; instants as 2027-01-01T00:00:00Z, none: an open end.",
    ),
)
SPANS: Final = (
    _span("spans.add_grace", "Add grace period"),
    _span("spans.renew_grace", "Renew grace period"),
    _span("spans.auto_renew_grace", "Auto-renew grace period"),
    _span("spans.transfer_grace", "Transfer grace period"),
    _span("spans.redemption", "Redemption"),
    _span("spans.pending_restore", "Report of a restore due within"),
    _span("spans.pending_delete", "Pending delete"),
    _yes_no("restore_report", "A restore needs a report"),
    _choice(
        "unfunded",
        "A renewal by time that the account does not cover",
        {"owe": "Is made, and owed for", "hold": "Takes the name out of the DNS", "delete": "Deletes the name"},
    ),
)
NAMES: Final = (
    _named(
        "lists",
        "Premium and reserved lists that count",
        "With blanks between them; of two with a label the first counts.",
    ),
    _named("idn_tables", "IDN tables", "With blanks between them. none: no internationalized labels."),
    _number("shortest_years", "Shortest period, in years", 1, 99),
    _number("default_years", "Period where none is asked for", 1, 99),
    _number("longest_years", "Longest period", 1, 99),
    _number("horizon_years", "Names end within so many years", 1, 99),
    _number("label_shortest", "Shortest label", 1, 63),
    _number("label_longest", "Longest label", 1, 63),
    _choice("labels", "Labels", {"any": "Any", "ascii": "ASCII alone", "idn": "Internationalized alone"}),
    _choice(
        "two_characters",
        "Labels of two characters",
        {"sold": "Are sold", "not_letters": "Are sold, but for two letters", "kept": "Are kept"},
    ),
    _yes_no("digits_only", "Labels of digits alone are sold"),
    _choice(
        "variants",
        "Who may register a variant of a registered name",
        {
            "blocked": "Nobody",
            "same_registrant": "Its registrar, for the same registrant",
            "same_registrar": "Its registrar",
        },
    ),
)
TRANSFERS: Final = (
    _span("spans.transfer_pending", "Time to decide"),
    _span("transfer_lock_days", "Lock after registration and transfer"),
    _choice("transfer_at_horizon", "A year that does not fit", {"cap": "Is cut short", "refuse": "Is refused"}),
    _yes_no("transfer_keeps_statuses", "The statuses of the losing registrar stay"),
    _number("authinfo_bits", "Secrets are at least so hard to guess, in bits", 0, 256),
    _span("authinfo_days", "A secret opens the name for"),
)
OBJECTS: Final = (
    _choice("contacts", "Contacts", {"required": "Required", "optional": "Welcome", "forbidden": "Refused"}),
    Roles("required_roles", "Contacts that every name has", required=False, present=in_force("required_roles")),
    _number("most_nameservers", "Name servers, at most", 0, 99),
    _choice("dnssec_interface", "DNSSEC", {"ds": "DS records", "key": "Keys"}),
    _number("dnssec_most", "DS records or keys, at most", 0, 99),
    _choice(
        "hosts_in_use",
        "Deleting a name below which hosts are used",
        {"keep": "Is refused", "restorable": "May be demanded"},
    ),
    _choice(
        "whois",
        "WHOIS looks like",
        {"icann": "ICANN's layout", "minimal": "The same without contacts", "ripe": "RIPE's layout"},
    ),
    _choice(
        "changes_told",
        "Of what the registry changes sponsors hear",
        {"after": "What it is", "both": "What it was, too"},
    ),
)

TITLES: Final[Mapping[str, str]] = {
    each.name: each.title for each in (*PRICES, *EXCEPTIONS, *PHASES, *SPANS, *NAMES, *TRANSFERS, *OBJECTS)
} | {
    "ladder": "Steps around the expiry",
    "disclosure": "Disclosure",
}


def said(difference: Difference) -> str:
    """What is otherwise, with the rule called as people do."""
    title = TITLES.get(difference.key)
    return f"{title}{difference.words.removeprefix(difference.key)}" if title else difference.words
