"""Every event that a mail tells of: which values its template may name, and which of them are secrets."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Event:
    """`values` are the placeholders of its templates, each with a sample for previews; `secrets` are those of them that open
    something: nobody but the recipient sees them, and they go when the mail is sent."""

    key: str
    title: str
    values: dict[str, str]
    secrets: frozenset[str] = frozenset()


EVENTS: Final = {
    event.key: event
    for event in (
        Event(
            "contact.confirm-address",
            "A contact is asked to confirm its e-mail address",
            {
                "name": "Vera Holder",
                "handle": "VH-1",
                "link": "https://panel.example/contacts/confirm/…",
                "hours": "24",
            },
            frozenset({"link"}),
        ),
        Event(
            "client-contact.confirm-address",
            "Somebody whom a client named is asked to confirm their e-mail address",
            {"name": "Vera Holder", "link": "https://panel.example/client-contacts/-/confirm?token=…", "hours": "24"},
            frozenset({"link"}),
        ),
        Event("system.test", "Somebody tries whether mail arrives", {"by": "operator"}),
    )
}
