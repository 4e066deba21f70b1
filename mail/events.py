"""Every event that a mail tells of: which values its template may name, and which of them are secrets."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Event:
    """`values` are the placeholders of its templates, each with a sample for previews; `secrets` are those of them that open
    something: nobody but the recipient sees them, and they go when the mail is sent.

    What has `channels` happens to an account and is told to it (mail/notices.py): by all of them where it is `mandatory`, else as
    each wishes, and by those in `quiet` only where somebody wishes so; the same once in the time of `again`. What has none is a
    mail to whoever is named.
    """

    key: str
    title: str
    values: dict[str, str]
    secrets: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ()
    mandatory: bool = False
    quiet: frozenset[str] = frozenset()
    again: timedelta | None = None


_BOTH: Final = ("site", "mail")
# What is known of everything that happens to an account.
_TOLD: Final = {
    "name": "Vera Holder",
    "login": "vera",
    "when": "2026-09-01 12:00 UTC",
    "address": "192.0.2.7",
    "browser": "Firefox on Linux",
    "what": "an authenticator app",
}
# What is known of a link that is written to an account.
_LINKED: Final = {"name": "Vera Holder", "login": "vera", "link": "https://panel.example/restore/new?token=…"}


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
        Event("newcomer.came", "Somebody wants to become a client", _TOLD, channels=_BOTH),
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
            channels=_BOTH,
            mandatory=True,
        ),
        Event(
            "account.social-linked", "The account was linked with one elsewhere", _TOLD, channels=_BOTH, mandatory=True
        ),
        Event(
            "account.social-unlinked",
            "The account is linked with one elsewhere no more",
            _TOLD,
            channels=_BOTH,
            mandatory=True,
        ),
        Event(
            "account.new-device",
            "Sign-in from a new device",
            _TOLD,
            channels=_BOTH,
            mandatory=True,
            again=timedelta(hours=1),
        ),
        Event("account.password-changed", "The password was changed", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.email-changed", "The e-mail address was changed", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.second-factor-on", "A second factor was added", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.second-factor-off", "A second factor was taken away", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.recovery-code-used", "A recovery code was used", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.pin-set", "A PIN was set, or changed", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.pin-removed", "The PIN was removed", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.pin-locked", "Wrong PINs were given", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.acted-as", "Staff acted as the account", _TOLD, channels=_BOTH, quiet=frozenset({"mail"})),
        Event("account.created", "The account was made", _TOLD, channels=_BOTH),
        Event("account.blocked", "The account was blocked", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.unblocked", "The account was unblocked", _TOLD, channels=_BOTH),
        Event("document.sent", "A document was sent to you", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.key-drawn", "A key of programs was drawn", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.webhook-added", "A webhook was registered", _TOLD, channels=_BOTH, mandatory=True),
        Event("account.webhook-stopped", "A webhook was stopped, since nobody listens", _TOLD, channels=_BOTH),
        Event("system.test", "Somebody tries whether mail arrives", {"by": "operator"}),
    )
}

# What accounts are told of.
TOLD: Final = tuple(event for event in EVENTS.values() if event.channels)
