"""What an event is: which values its template names, who is told of it by what, and to which group of wishes it belongs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

BOTH: Final = ("site", "mail")

# What accounts say their wishes for together; an event of its own may be wished otherwise.
GROUPS: Final[dict[str, str]] = {
    "important": "The account and what is safe about it",
    "documents": "Documents, contacts and files",
    "domains": "Domains and transfers",
    "access": "The registrar and its ways in",
    "money": "Money",
    "statements": "Monthly statements and invoices",
    "newsletters": "Newsletters",
    "commercial": "Offers",
    "house": "How the house runs",
    "reminders": "Reminders",
}
# What anybody may refuse by one click in a mail (RFC 8058).
REFUSABLE: Final = frozenset({"newsletters", "commercial"})
# Mails of these go to the addresses too that an account named for them.
OF_MONEY: Final = frozenset({"money", "statements"})

CLIENTS: Final = frozenset({"client", "reseller", "employee"})
STAFF: Final = frozenset({"staff"})
REGISTRARS: Final = frozenset({"registrar"})
EVERYBODY: Final = CLIENTS | STAFF | REGISTRARS


@dataclass(frozen=True, slots=True)
class Event:
    """`values` are the placeholders of its templates, each with a sample for previews; `secrets` are those of them that open
    something: nobody but the recipient sees them, and they go when the mail is sent; `paragraphs` those that keep their lines.

    What has `channels` happens to an account and is told to it (mail/notices.py): by all of them where it is `mandatory`, else
    as each wishes of it, or of its `group`, and by those in `quiet` only where somebody wishes so of it by name; the same once
    in the time of `again`. It is for accounts of these `kinds` that hold the permission `needs`. `farewell`: the deleted are
    told it too. What has no channels is a mail to whoever is named.
    """

    key: str
    title: str
    values: dict[str, str]
    secrets: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    mandatory: bool = False
    quiet: frozenset[str] = frozenset()
    again: timedelta | None = None
    group: str = "important"
    kinds: frozenset[str] = EVERYBODY
    needs: str = ""
    farewell: bool = False
    paragraphs: frozenset[str] = frozenset()
