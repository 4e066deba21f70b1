"""Every event that a mail tells of: which values its template may name, and which of them are secrets."""

from datetime import timedelta
from typing import Final

from mail.event import BOTH, CLIENTS, STAFF, Event
from mail.events_of_registrars import OF_REGISTRARS
from mail.events_of_the_house import OF_THE_HOUSE

# What is known of everything that happens to an account.
_TOLD: Final = {
    "name": "Vera Holder",
    "login": "vera",
    "when": "2026-09-01 12:00 UTC",
    "address": "192.0.2.7",
    "browser": "Firefox on Linux",
    "what": "an authenticator app",
}
# What is known of a document that is sent: where its file is, and for how many days.
_SENT: Final = {
    **_TOLD,
    "what": "Frame contract (C-2026-00001)",
    "link": "https://panel.example/documents/-/sent/…",
    "days": "14",
}
# What is known of a link that is written to an account.
_LINKED: Final = {"name": "Vera Holder", "login": "vera", "link": "https://panel.example/restore/new?token=…"}

# What staff and sellers write themselves, and how it is refused.
_WRITTEN: Final = {
    "name": "Vera Holder",
    "subject": "We move",
    "text": "We move on Monday.\n\nNothing changes for you.",
}
_REFUSED: Final = {"link": "https://panel.example/notifications/-/refuse/…"}


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
        Event(
            "brand.prove-sender",
            "The postmaster of a domain is asked whether a brand may write from it",
            {
                "brand": "Shop",
                "address": "hello@shop.example",
                "domain": "shop.example",
                "link": "https://panel.example/brands/-/prove/…",
                "days": "3",
            },
            frozenset({"link"}),
        ),
        Event(
            "account.restore-password",
            "Somebody forgot the password",
            {**_LINKED, "address": "192.0.2.7"},
            frozenset({"link"}),
        ),
        Event(
            "account.confirm-address",
            "An account is asked to confirm its e-mail address",
            {**_LINKED, "hours": "24"},
            frozenset({"link"}),
        ),
        Event(
            "account.address-changed",
            "The former e-mail address of an account is told that another counts now",
            {**_LINKED, "when": "2026-09-01 12:00 UTC", "days": "7"},
            frozenset({"link"}),
        ),
        Event(
            "account.address-replaced",
            "The former e-mail address of an account is told that whoever looks after it wrote another",
            {"name": "Vera Holder", "login": "vera", "when": "2026-09-01 12:00 UTC"},
        ),
        Event(
            "account.sign-up",
            "Somebody wants to become a client, and proves the address",
            {"link": "https://panel.example/sign-up/new?token=…", "address": "192.0.2.7", "hours": "24"},
            frozenset({"link"}),
        ),
        Event(
            "account.sign-up-known",
            "Somebody who has an account wanted to sign up",
            {"login": "vera", "link": "https://panel.example/restore/", "address": "192.0.2.7"},
        ),
        Event(
            "account.invitation",
            "Somebody is invited to become a client",
            {"link": "https://panel.example/sign-up/new?token=…", "by": "shop", "days": "14"},
            frozenset({"link"}),
        ),
        Event("account.declined", "Somebody does not become a client", {"name": "Vera Holder"}),
        Event(
            "newcomer.came",
            "Somebody wants to become a client",
            _TOLD,
            channels=BOTH,
            kinds=STAFF | {"reseller", "employee"},
            needs="newcomer.read",
        ),
        Event(
            "account.sign-in-elsewhere",
            "Somebody gave the password from an address that is not allowed",
            {**_LINKED, "address": "192.0.2.7", "browser": "Firefox on Linux", "when": "2026-09-01 12:00 UTC"},
            frozenset({"link"}),
        ),
        Event(
            "account.places-changed",
            "From where the account is signed in to was changed",
            _TOLD,
            channels=BOTH,
            mandatory=True,
        ),
        Event(
            "account.social-linked", "The account was linked with one elsewhere", _TOLD, channels=BOTH, mandatory=True
        ),
        Event(
            "account.social-unlinked",
            "The account is linked with one elsewhere no more",
            _TOLD,
            channels=BOTH,
            mandatory=True,
        ),
        Event(
            "account.new-device",
            "Sign-in from a new device",
            _TOLD,
            channels=BOTH,
            mandatory=True,
            again=timedelta(hours=1),
        ),
        Event("account.password-changed", "The password was changed", _TOLD, channels=BOTH, mandatory=True),
        Event("account.email-changed", "The e-mail address was changed", _TOLD, channels=BOTH, mandatory=True),
        Event(
            "account.ways-ended",
            "What opened the account was ended",
            {
                **{name: _TOLD[name] for name in ("name", "login", "when", "address", "browser")},
                "keys": "nightly build, shop",
                "links": "github",
                "applications": "The shop",
                "webhooks": "orders",
                "factors": "1",
            },
            channels=BOTH,
            mandatory=True,
        ),
        Event(
            "account.token-reused",
            "A refresh token of an application came a second time",
            {name: _TOLD[name] for name in ("name", "login", "when")} | {"what": "The shop"},
            channels=BOTH,
            mandatory=True,
            again=timedelta(hours=1),
        ),
        Event("account.second-factor-on", "A second factor was added", _TOLD, channels=BOTH, mandatory=True),
        Event("account.second-factor-off", "A second factor was taken away", _TOLD, channels=BOTH, mandatory=True),
        Event("account.recovery-code-used", "A recovery code was used", _TOLD, channels=BOTH, mandatory=True),
        Event("account.pin-set", "A PIN was set, or changed", _TOLD, channels=BOTH, mandatory=True),
        Event("account.pin-removed", "The PIN was removed", _TOLD, channels=BOTH, mandatory=True),
        Event("account.pin-locked", "Wrong PINs were given", _TOLD, channels=BOTH, mandatory=True),
        Event("account.acted-as", "Staff acted as the account", _TOLD, channels=BOTH, quiet=frozenset({"mail"})),
        Event("account.created", "The account was made", _TOLD, channels=BOTH),
        Event("account.blocked", "The account was blocked", _TOLD, channels=BOTH, mandatory=True),
        Event("account.unblocked", "The account was unblocked", _TOLD, channels=BOTH),
        Event("account.deleted", "The account was deleted", _TOLD, channels=("mail",), mandatory=True, farewell=True),
        Event("account.verified", "Who the account is was verified", _TOLD, channels=BOTH, kinds=CLIENTS),
        Event(
            "account.unverified",
            "Who the account is does not count as verified any more",
            _TOLD,
            channels=BOTH,
            kinds=CLIENTS,
        ),
        Event("account.restored", "The account was restored", _TOLD, channels=BOTH),
        Event(
            "terms.changed",
            "Other terms are to be agreed to",
            _TOLD,
            channels=BOTH,
            mandatory=True,
            group="documents",
            kinds=CLIENTS,
            needs="consent.read",
        ),
        Event(
            "contact.confirmed",
            "What a contact says was confirmed",
            _TOLD,
            channels=BOTH,
            group="documents",
            kinds=CLIENTS,
        ),
        Event(
            "contact.unconfirmed",
            "What a contact says is not confirmed any more",
            _TOLD,
            channels=BOTH,
            group="documents",
            kinds=CLIENTS,
        ),
        Event(
            "export.ready",
            "A file of a list is ready",
            _TOLD,
            channels=BOTH,
            quiet=frozenset({"mail"}),
            group="documents",
            needs="list.export",
        ),
        Event("export.copy-ready", "The copy of somebody's data is ready", _TOLD, channels=BOTH, group="documents"),
        Event(
            "document.sent",
            "A document was sent to you",
            _SENT,
            frozenset({"link"}),
            channels=BOTH,
            mandatory=True,
            group="documents",
            kinds=CLIENTS,
        ),
        Event(
            "document.invoice-sent",
            "An invoice was sent to you",
            _SENT,
            frozenset({"link"}),
            channels=BOTH,
            group="statements",
            kinds=CLIENTS,
        ),
        Event("account.key-drawn", "A key of programs was drawn", _TOLD, channels=BOTH, mandatory=True),
        Event("account.webhook-added", "A webhook was registered", _TOLD, channels=BOTH, mandatory=True),
        Event("account.webhook-stopped", "A webhook was stopped, since nobody listens", _TOLD, channels=BOTH),
        Event(
            "money.confirm-address",
            "Somebody is asked whether mails of money may come there",
            {"name": "Vera Holder", "link": "https://panel.example/money-addresses/-/confirm?token=…", "hours": "24"},
            frozenset({"link"}),
        ),
        Event(
            "money.address-confirmed",
            "Mails of money go to another address too",
            _TOLD,
            channels=BOTH,
            mandatory=True,
        ),
        Event(
            "reminder.rang",
            "What somebody wanted to be reminded of",
            {**_TOLD, "of": "welcome.example"},
            channels=("mail",),
            group="reminders",
        ),
        Event(
            "message.important",
            "A message about the account",
            _WRITTEN,
            channels=BOTH,
            mandatory=True,
            kinds=CLIENTS,
            paragraphs=frozenset({"text"}),
        ),
        Event(
            "message.newsletter",
            "A newsletter",
            _WRITTEN | _REFUSED,
            channels=BOTH,
            group="newsletters",
            kinds=CLIENTS,
            paragraphs=frozenset({"text"}),
        ),
        Event(
            "message.offer",
            "An offer",
            _WRITTEN | _REFUSED,
            channels=BOTH,
            group="commercial",
            kinds=CLIENTS,
            paragraphs=frozenset({"text"}),
        ),
        Event("file.infected", "A scanner found something in your file", _TOLD, channels=BOTH, mandatory=True),
        Event("system.test", "Somebody tries whether mail arrives", {"by": "operator"}),
        *OF_REGISTRARS,
        *OF_THE_HOUSE,
    )
}

# What accounts are told of.
TOLD: Final = tuple(event for event in EVENTS.values() if event.channels)
