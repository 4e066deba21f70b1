"""The roles that accounts are given, as a table: what each is made of, whom it looks after, and which rights are guarded.

Longer than most files: it is all tables, and what a role opens is read in one place.
"""

from typing import Final

# A role is other roles, permissions, and what it denies.
ROLES: Final[dict[str, tuple[str, ...]]] = {
    # parts
    "person": (
        "account.read",
        "account.update",
        "account.secure",
        "api-key.read",
        "api-key.update",
        "webhook.read",
        "webhook.update",
    ),
    "reader": (
        "dashboard.read",
        "domain.read",
        "transfer.read",
        "host.read",
        "contact.read",
        "application.read",
        "registrar.read",
        "message.read",
        "command.read",
        "command.read-frame",
    ),
    "staff": (
        "person",
        "reader",
        "list.export",
        "access.all",
        "registrar.read-sessions",
        "tld.read",
        "idn-table.read",
        "name-list.read",
        "token.read",
        "urs.read",
        "requester.read",
        "price.read",
        "deposit.read",
        "report.read",
        "note.update",
        "label.read",
        "label.update",
        "tag.read",
        "tag.update",
        "attribute.read",
        "attribute.update",
        "client.read",
        "client.get-note",
        "client-contact.read",
        "employee.read",
        "blacklist.read",
        "terms.read",
        "file.read",
        "file.create",
        "file.delete",
        "brand.read",
        "mailing.read",
        "integration.read",
    ),
    "keeper": (
        "people.read",
        "people.block",
        "people.end-sessions",
        "people.reset-second-factor",
        "people.remove-pin",
        "people.demand-second-factor",
        "activity.read",
    ),
    "overseer": (
        "brand.update",
        "client.erase",
        "client.set-verified",
        "client-contact.set-verified",
        "client-contact.force-verify",
        "blacklist.create",
        "blacklist.update",
        "blacklist.delete",
        "terms.publish",
        "domain.set-server-status",
        "domain.set-renewal",
        "domain.decide-transfer",
        "transfer.cancel",
        "domain.delete",
        "application.decide",
        "registrar.create",
        "registrar.set-profile",
        "registrar.set-state",
        "registrar.accredit",
        "registrar.set-limits",
        "registrar.set-credit",
        "registrar.top-up",
        "registrar.confirm-top-up",
        "tld.update",
        "name-list.update",
        "token.issue",
        "token.sell",
        "urs.update",
        "requester.update",
    ),
    "holder": (
        "dashboard.read",
        "document.read",
        "document.create",
        "consent.read",
        "consent.give",
        "client-contact.read",
        "client-contact.create",
        "client-contact.update",
        "client-contact.delete",
        "file.read",
        "file.create",
    ),
    "filer": ("document.read", "document.create", "document.update"),
    "employer": (
        "employee.read",
        "employee.create",
        "employee.update",
        "employee.block",
        "employee.delete",
        "employee.set-role",
        "employee.set-rights",
        "employee.set-tmp-pwd",
        "employee.set-others-allowed-ips",
        "employee.end-sessions",
        "employee.reset-second-factor",
        "employee.remove-pin",
    ),
    "seller": (
        "employer",
        "mailing.read",
        "mailing.send",
        "newcomer.read",
        "newcomer.decide",
        "filer",
        "document.delete",
        "document.replace",
        "document.see-history",
        "mail-template.read",
        "mail-template.update",
        "terms.read",
        "terms.publish",
        "client-contact.read",
        "client-contact.create",
        "client-contact.update",
        "client-contact.delete",
        "client.read",
        "client.create",
        "client.update",
        "client.block",
        "client.unblock",
        "client.delete",
        "client.restore",
        "client.set-seller",
        "client.set-kind",
        "client.set-tmp-pwd",
        "client.set-others-allowed-ips",
        "client.remove-pin",
        "client.export-data",
        "client.impersonate",
        "client.set-language",
        "client.set-description",
        "client.set-mailing",
        "client.notify",
        "client.get-note",
        "client.set-note",
    ),
    "resellers": (
        "person",
        "dashboard.read",
        "list.export",
        "access.subtree",
        "client.read",
        "client-contact.read",
        "document.read",
        "file.read",
    ),
    "registrars": (
        "person",
        "list.export",
        "access.registrar",
        "dashboard.read",
        "file.read",
        "domain.read",
        "registrar.read",
        "price.read",
        "deposit.read",
        "idn-table.read",
    ),
    # what an account is given
    "master": (
        "staff",
        "registrar.end-sessions",
        "seller",
        "keeper",
        "overseer",
        "system.watch",
        "deposit.update",
        "report.update",
        "integration.create",
        "integration.update",
        "integration.delete",
        "registrar.set-ways-in",
        "tld.create",
        "people.set-role",
        "people.set-rights",
        "registrar.read-financial-info",
        "registrar.read-ways-in",
        "registrar.read-history",
        "ref.read",
        "ref.update",
    ),
    "manager": (
        "staff",
        "seller",
        "overseer",
        "deposit.update",
        "report.update",
        "registrar.read-financial-info",
        "deny:command.read-frame",
    ),
    "support": (
        "staff",
        "filer",
        "client-contact.create",
        "client-contact.update",
        "client.set-verified",
        "client-contact.set-verified",
        "blacklist.create",
        "blacklist.update",
        "mailing.send",
        "client.update",
        "client.set-language",
        "client.set-description",
        "client.set-mailing",
        "client.notify",
        "client.set-note",
        "deny:registrar.read-ways-in",
        "deny:registrar.read-financial-info",
    ),
    "admin": (
        "staff",
        "keeper",
        "system.watch",
        "mailing.send",
        "registrar.set-limits",
        "registrar.read-ways-in",
        "registrar.set-ways-in",
        "registrar.end-sessions",
        "integration.create",
        "integration.update",
        "integration.delete",
        "deny:registrar.read-financial-info",
    ),
    "registrar": (
        "registrars",
        "reader",
        "keeper",
        "people.set-role",
        "people.set-rights",
        "domain.set-client-status",
        "domain.set-nss",
        "domain.set-authinfo",
        "domain.decide-transfer",
        "domain.delete",
        "domain.create",
        "domain.renew",
        "registrar.set-name-defaults",
        "registrar.ask-top-up",
        "message.acknowledge",
        "registrar.read-sessions",
        "registrar.read-financial-info",
        "registrar.read-ways-in",
        "registrar.set-ways-in",
        "registrar.end-sessions",
        "transfer.cancel",
        "registrar.read-history",
    ),
    "registrar-technical": (
        "registrars",
        "reader",
        "domain.set-client-status",
        "domain.set-nss",
        "message.acknowledge",
        "registrar.read-sessions",
        "registrar.read-ways-in",
        "registrar.set-ways-in",
        "registrar.end-sessions",
        "transfer.cancel",
    ),
    "registrar-finance": ("registrars", "registrar.read-financial-info", "registrar.ask-top-up"),
    "registrar-support": ("registrars", "reader", "registrar.read-sessions", "deny:command.read-frame"),
    "registrar-read": (
        "registrars",
        "transfer.read",
        "host.read",
        "contact.read",
        "application.read",
        "message.read",
        "command.read",
    ),
    "reseller": ("person", "holder", "seller", "list.export", "brand.read", "brand.update", "access.subtree"),
    "reseller-manager": ("resellers", "seller", "file.create", "brand.read", "brand.update"),
    "reseller-support": (
        "resellers",
        "filer",
        "file.create",
        "client-contact.create",
        "client-contact.update",
        "client.update",
        "client.set-language",
        "client.set-description",
        "client.set-mailing",
        "client.notify",
        "client.get-note",
        "client.set-note",
        "mailing.read",
    ),
    "reseller-read": ("resellers",),
    "client": ("person", "holder", "access.own"),
}

# What a person calls the roles that an account can be given.
ASSIGNABLE: Final[dict[str, str]] = {
    "master": "Master",
    "manager": "Manager",
    "support": "Support",
    "admin": "Administrator",
    "registrar": "Registrar, owner",
    "registrar-technical": "Registrar, technical",
    "registrar-finance": "Registrar, finance",
    "registrar-support": "Registrar, support",
    "registrar-read": "Registrar, reading",
    "reseller": "Reseller",
    "reseller-manager": "Reseller, manager",
    "reseller-support": "Reseller, support",
    "reseller-read": "Reseller, reading",
    "client": "Client",
}

# The roles of a registrar's people; everybody who has one belongs to a registrar, and nobody else does.
OF_REGISTRARS: Final = frozenset(role for role in ASSIGNABLE if "registrars" in ROLES[role])

# The roles of a reseller's people; likewise.
OF_RESELLERS: Final = frozenset(role for role in ASSIGNABLE if "resellers" in ROLES[role])

# What kind of account each role is for: of the house's people, of a registrar's, of a client, of one that sells on, or of such
# a one's people. A role is taken for another of the same kind.
KIND_OF: Final[dict[str, str]] = (
    dict.fromkeys(ASSIGNABLE, "staff")
    | dict.fromkeys(OF_REGISTRARS, "registrar")
    | dict.fromkeys(OF_RESELLERS, "employee")
    | {"client": "client", "reseller": "reseller"}
)

# Whose accounts somebody may look after who holds the permissions for it: those with these roles, within their scope.
IN_CARE: Final[dict[str, frozenset[str]]] = {
    "master": frozenset(ASSIGNABLE),
    "admin": frozenset(ASSIGNABLE) - {"master"},
    "registrar": OF_REGISTRARS,
}

# What everybody has who signs in, whatever else they may.
OF_EVERYBODY: Final = frozenset(ROLES["person"])

# What comes with a role alone: whose things somebody sees is no single right.
BY_ROLE_ALONE: Final[frozenset[str]] = frozenset({"access.all", "access.registrar", "access.subtree", "access.own"})

# Money, ways in, second factors, roles: what changes something by one of these asks again for the second factor (or for the
# password, where there is none) when the last proof is older than `panel.step_up_minutes`.
PROVED_AGAIN: Final[frozenset[str]] = frozenset(
    {
        "account.secure",
        "api-key.update",
        "webhook.update",
        "people.set-role",
        "people.set-rights",
        "people.block",
        "people.reset-second-factor",
        "people.remove-pin",
        "people.demand-second-factor",
        "registrar.create",
        "employee.create",
        "employee.block",
        "employee.set-role",
        "employee.set-rights",
        "employee.set-tmp-pwd",
        "employee.reset-second-factor",
        "employee.remove-pin",
        "employee.set-others-allowed-ips",
        "client.set-tmp-pwd",
        "client.set-others-allowed-ips",
        "client.remove-pin",
        "client.export-data",
        "client.erase",
        "client.impersonate",
        "registrar.set-state",
        "registrar.set-credit",
        "registrar.top-up",
        "registrar.ask-top-up",
        "registrar.confirm-top-up",
        "registrar.set-ways-in",
        "tld.update",
        "tld.create",
        "name-list.update",
        "token.issue",
        "token.sell",
        "requester.update",
        "integration.create",
        "integration.update",
    }
)

# What nobody may who acts as somebody else, whatever both may: the other's password, second factors and own settings, and to act
# as a third.
NOT_WHILE_ACTING: Final[frozenset[str]] = frozenset(
    {
        "account.update",
        "account.secure",
        "api-key.read",
        "api-key.update",
        "webhook.read",
        "webhook.update",
        "client.impersonate",
        "consent.give",
    }
)

# What no key opens, whatever its account may: other keys, and what only people do who prove who they are.
NOT_BY_KEY: Final[frozenset[str]] = frozenset(
    {"account.secure", "api-key.update", "client.impersonate", "consent.give"}
)

# All that somebody may do of whom a second factor is demanded, until they have one.
BEFORE_ENROLMENT: Final[frozenset[str]] = frozenset({"account.secure"})

# All that a client may do who has not agreed to the terms: read them, and agree, or look after the account.
BEFORE_CONSENT: Final[frozenset[str]] = frozenset(
    {"consent.read", "consent.give", "account.read", "account.update", "account.secure"}
)

# All that somebody may do whose password is a temporary one.
BEFORE_RENEWAL: Final[frozenset[str]] = frozenset({"account.read", "account.update"})
