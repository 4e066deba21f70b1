"""What a TLD's rules are called by people, and the fields that ask for them: the key of a rule is the name of its field."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from panel.kit.fields import About, Choice, Field, Text
from panel.kit.formats import words
from panel.kit.quantities import Amount, Instant, Number, Span
from panel.tlds.rule_fields import Entries, EntryRows, Figure, Named, Numbers, Roles, Words, YesNo, in_force
from registry.model.phases import FIRST_STATUSES
from registry.model.phases import NAMES as NAMES_OF_PHASES
from registry.model.policy_difference import Difference
from registry.model.pricing import OPERATIONS
from registry.model.rule_tables import TABLES


def _currency(about: About) -> Mapping[str, str]:
    return {each: each for each in {ruled.in_force.rules.prices.currency for ruled in about.subjects}}


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


def _numbers(key: str, title: str, hint: str) -> Field:
    return Numbers(key, title, hint, required=False, present=in_force(key))


def _entries(key: str, title: str, hint: str) -> Field:
    columns = ", ".join(TABLES[key])
    return Entries(key, title, f"CSV with the columns {columns}. {hint}", required=False, present=in_force(key))


def _rows(key: str, title: str, columns: tuple[Field, ...], hint: str) -> EntryRows:
    return EntryRows(key, title, columns, hint, present=in_force(key))


TRANSITIONS: Final = {
    "notify": "Is told of, no more",
    "expire": "Expires",
    "hold": "Leaves the DNS",
    "delete": "Is deleted",
    "renew": "Is renewed",
}

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
    _rows(
        "early_access",
        "Steps of early access",
        (
            Instant("valid_to", "Until"),
            Text("currency", "Currency", longest=3),
            Figure("amount", "Costs besides"),
        ),
        "The first step that is not over counts. Instants are in UTC.",
    ),
)
MOST_RATES: Final = 200
RATES: Final = (
    replace(
        _rows(
            "rates",
            "Exceptions to the price list",
            (
                Choice("operation", "Operation", {each: each.capitalize() for each in OPERATIONS}),
                Text("currency", "Currency", longest=3),
                Figure("amount", "Price"),
                Text("name_class", "Class of names", required=False, longest=64),
                Text("group", "Price group", required=False, longest=64),
                Number("years", "Years", 1, 99, required=False),
                Text("phase", "Phase", required=False, longest=64),
                Text("subphase", "Its own name", required=False, longest=64),
                Instant("valid_from", "From", required=False),
                Instant("valid_to", "Until", required=False),
            ),
            "A price is per year, of a restore once, as 12.50. What is left empty limits it to nothing. Instants are in UTC.",
        ),
        most=MOST_RATES,
    ),
)
PHASES: Final = (
    _rows(
        "phases",
        "Phases of the launch",
        (
            Choice("name", "Phase", {each: each.capitalize() for each in NAMES_OF_PHASES}),
            Instant("valid_from", "From", required=False),
            Instant("valid_to", "Until", required=False),
            Text("subphase", "Name of its own", required=False, longest=64),
            Words("needs", "A create brings", required=False),
            Choice(
                "creates",
                "A create makes",
                {"registration": "A registration", "application": "An application"},
                required=False,
            ),
            Choice(
                "first_status", "Applications begin as", {each: words(each) for each in FIRST_STATUSES}, required=False
            ),
            Number("most_per_registrar", "For a name by one registrar, at most", 1, 1_000_000, required=False),
            YesNo("qlp", "Qualified launch programme", required=False),
        ),
        "Instants are in UTC, none: an open end. What creates bring: mark, notice, token, with blanks between them.",
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
)
ENDS: Final = (
    _rows(
        "ladder",
        "Steps around the expiry",
        (
            Figure("days", "Days from the expiry", below=True),
            Choice("transition", "The name", TRANSITIONS),
            Text("text", "What its sponsor reads", required=False, longest=1000),
        ),
        "Days before the expiry have a minus. Without steps that go beyond the expiry names are renewed then.",
    ),
    _choice(
        "unfunded",
        "A renewal by time that the account does not cover",
        {"owe": "Is made, and owed for", "hold": "Takes the name out of the DNS", "delete": "Deletes the name"},
    ),
    _choice(
        "suspended_renewals",
        "Names suspended by a URS case are renewed by",
        {"registry": "The registry alone", "registrar": "Their registrar, too"},
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
    _choice(
        "label_counted",
        "Lengths of labels are counted in",
        {"characters": "Characters", "octets": "Octets of the A-label"},
    ),
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
    _choice(
        "tokens_given_back",
        "The token of a name can be used again",
        {"add_grace": "When the name is deleted in its add grace period", "never": "Never"},
    ),
)
TRANSFERS: Final = (
    _span("spans.transfer_pending", "Time to decide"),
    _span("transfer_lock_days", "Lock after registration and transfer"),
    _number("transfer_years", "Years that a transfer adds where none are asked for", 0, 1),
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
    _numbers("dnssec_algorithms", "Algorithms of DNSSEC", "IANA's numbers, with blanks between them: 8 13 15."),
    _numbers("dnssec_digests", "Digests of DS records", "IANA's numbers, with blanks between them: 2 4."),
    _choice(
        "host_model",
        "Name servers are",
        {"objects": "Objects of their own", "attributes": "Attributes of names"},
    ),
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
DISCLOSURE: Final = (
    _choice(
        "legal_persons",
        "Persons of the law are",
        {"none": "No contacts", "organizations": "Contacts that name an organisation"},
    ),
    _rows(
        "disclosure",
        "What is shown of contacts",
        (
            Words("fields", "Fields"),
            Words("roles", "Of", required=False),
            Choice("persons", "Persons", {"all": "All", "natural": "Natural", "legal": "Of the law"}, required=False),
            Choice(
                "wish",
                "Their wish",
                {"ignored": "Is ignored", "not_refused": "Was not to refuse", "allowed": "Was to allow"},
                required=False,
            ),
            Text("purpose", "To those with the purpose", required=False, longest=64),
        ),
        "Everybody is shown what is named without a purpose. Fields and roles have blanks between them. What no line shows is "
        "withheld.",
    ),
)
# What nobody changes here, and why.
ELSEWHERE: Final[Mapping[str, str]] = {
    "sandbox": "A TLD is one from its beginning: an account of OT&E brings it, and no name of the public lies in one."
}

TITLES: Final[Mapping[str, str]] = {
    each.name: each.title
    for each in (*PRICES, *EXCEPTIONS, *PHASES, *SPANS, *ENDS, *NAMES, *TRANSFERS, *OBJECTS, *DISCLOSURE)
}


def said(difference: Difference) -> str:
    """What is otherwise, with the rule called as people do."""
    title = TITLES.get(difference.key)
    return f"{title}{difference.words.removeprefix(difference.key)}" if title else difference.words
