"""All that the database keeps of a person with an account, as one table: what a copy of it has, and what erasing leaves.

Longer than most files: it is one table, which is read best in one piece.

A table that refers to accounts and is not here fails tests/panel/test_personal_data.py, which also looks for what was erased in
every column of the schemas. What the registry keeps of registrants is not the panel's: it is left as it is
(docs/decisions/0057-erasing-leaves-what-others-need.md).

Longer than most files: it is one table, and read as one.
"""

import re
from dataclasses import dataclass
from typing import Final

from panel.identity.states import TOMBSTONE

_NAMED: Final = re.compile(r"(?<![:\w]):(id|login|tomb)\b")


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    login: str

    @property
    def tombstone(self) -> str:
        """What stands for the login once they are erased."""
        return f"{TOMBSTONE}{self.id}"

    def fill(self, declared: str) -> tuple[str, list[object]]:
        """The text with `:id`, `:login` and `:tomb` as numbered parameters, and their values."""
        known: dict[str, object] = {"id": self.id, "login": self.login, "tomb": self.tombstone}
        used = sorted({match[1] for match in _NAMED.finditer(declared)})
        kinds = {"id": "bigint", "login": "text", "tomb": "text"}
        numbered = {name: f"${number}::{kinds[name]}" for number, name in enumerate(used, 1)}
        return _NAMED.sub(lambda match: numbered[match[1]], declared), [known[name] for name in used]


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a table that say something of a person: those of `table x` where `whose` holds.

    `told` are the columns of a copy, in the order `order`; none: it says nothing that is theirs. `becomes` is what erasing makes
    of a row; none: the row goes.
    """

    name: str
    title: str
    table: str
    whose: str
    told: str = ""
    order: str = ""
    becomes: str = ""

    @property
    def copying(self) -> str:
        return f"SELECT {self.told} FROM {self.table} x WHERE {self.whose} ORDER BY {self.order}"  # noqa: S608  declared

    @property
    def counting(self) -> str:
        return f"SELECT count(*) FROM {self.table} x WHERE {self.whose}"  # noqa: S608  declared

    @property
    def erasing(self) -> str:
        if self.becomes:
            return f"UPDATE {self.table} x SET {self.becomes} WHERE {self.whose}"  # noqa: S608  declared
        return f"DELETE FROM {self.table} x WHERE {self.whose}"  # noqa: S608  declared


_OWN: Final = "x.account_id = :id"
_OWN_EMAIL: Final = "(SELECT lower(a.email) FROM iam.account a WHERE a.id = :id)"
_DONE_BY: Final = "(x.actor_id = :id OR x.actor = :login)"
_SAT: Final = "(x.behind_id = :id OR x.behind = :login)"
_ABOUT: Final = "(x.account_id = :id OR x.account = :login OR (x.object IN ('client', 'employee') AND x.name = :login))"
_OWN_BROWSER: Final = f"({_SAT} OR ({_DONE_BY} AND x.behind IS NULL))"
_WORDS: Final = "string_to_array(x.detail, ' ')"

_ON_THEM: Final = (
    "(x.kind IN ('account', 'client', 'employee') AND x.key = :id::text OR x.kind = 'client-contact'"
    " AND x.key IN (SELECT c.id::text FROM panel.client_contact c WHERE c.account_id = :id)"
    " OR x.kind IN ('document', 'document-file')"
    " AND x.key IN (SELECT d.id::text FROM panel.document d WHERE d.account_id = :id))"
)
_THEIRS_EVER: Final = "(x.object, x.name) IN (SELECT v.kind, v.key FROM panel.version v WHERE v.account_id = :id)"
_OF_CONTACTS: Final = "x.contact_id IN (SELECT c.id FROM panel.client_contact c WHERE c.account_id = :id)"
_OF_FILES: Final = "x.at, x.media, CASE WHEN x.shown THEN x.name END AS name"
_IN_NO_FILE: Final = "NOT EXISTS (SELECT FROM panel.file f WHERE f.sha256 = x.sha256)"

KEPT: Final[tuple[Kept, ...]] = (
    Kept(
        "browsers",
        "Signed-in browsers",
        "iam.session",
        _OWN,
        "x.created_at, x.seen_at, host(x.address) AS address, x.user_agent",
        "x.id",
    ),
    Kept("last-sign-in", "When they signed in last", "iam.last_sign_in", _OWN, "x.at", "x.at"),
    Kept(
        "keys",
        "Keys of their programs",
        "iam.api_key",
        _OWN,
        "x.name, x.begins, x.permissions, x.made_at, x.ends_at, x.used_at, host(x.used_from) AS used_from, x.revoked_at",
        "x.id",
    ),
    Kept(
        "told-to-programs",
        "What programs were told of them, or to them",
        "panel.webhook_delivery",
        "(x.client_id = :id OR x.webhook_id IN (SELECT w.id FROM panel.webhook w WHERE w.account_id = :id))",
        "x.happened_at, x.type, x.body, x.state",
        "x.id",
    ),
    Kept(
        "webhooks",
        "Where their programs are told what happens",
        "panel.webhook",
        _OWN,
        "x.name, x.url, x.events, x.state, x.made_at, x.heard_at",
        "x.id",
    ),
    Kept(
        "requests",
        "Requests of their programs of the last day",
        "panel.request",
        _OWN,
        "x.key, x.begun_at, x.status",
        "x.begun_at",
    ),
    Kept(
        "connected-applications",
        "What they let applications know",
        "iam.party_consent",
        _OWN,
        "(SELECT p.name FROM iam.relying_party p WHERE p.id = x.party_id) AS application, x.scopes, x.at",
        "x.party_id",
    ),
    Kept(
        "sign-ins-to-applications",
        "Sign-ins to applications",
        "iam.party_grant",
        _OWN,
        "(SELECT p.name FROM iam.relying_party p WHERE p.id = x.party_id) AS application, x.scopes, x.at, x.until, x.ended",
        "x.id",
    ),
    Kept(
        "applications-by-them",
        "Applications that they registered (stay, with another name)",
        "iam.relying_party",
        "x.by = :login",
        becomes="by = :tomb",
    ),
    Kept("passkeys", "Passkeys", "iam.passkey", _OWN, "x.name, x.created_at, x.used_at", "x.id"),
    Kept("apps", "Authenticator apps", "iam.totp", _OWN, "x.confirmed_at", "x.confirmed_at"),
    Kept("pin", "Their PIN", "iam.pin", _OWN, "x.set_at, x.question", "x.set_at"),
    Kept(
        "recovery-codes",
        "Recovery codes",
        "iam.recovery_code",
        _OWN,
        "x.created_at, x.used_at",
        "x.created_at, x.used_at",
    ),
    Kept(
        "failed-sign-ins",
        "Failed tries to sign in",
        "iam.failed_login",
        f"x.login IN (:login, 'restore ' || :login, {_OWN_EMAIL}, 'restore ' || {_OWN_EMAIL}, 'sign-up ' || {_OWN_EMAIL})",
        "x.at, host(x.address) AS address",
        "x.id",
    ),
    Kept(
        "links-to-them",
        "Links that were written to them",
        "iam.mailed_link",
        _OWN,
        "x.purpose, x.email, x.made_at, x.used_at",
        "x.id",
    ),
    Kept(
        "signing-up",
        "How they signed up",
        "iam.newcomer",
        "x.account_id = :id OR x.account_id IS NULL AND lower(x.email) = " + _OWN_EMAIL,
        "x.email, x.name, x.state, x.at, x.agreed_at, host(x.address) AS address, x.decided_at, x.provider, x.subject",
        "x.id",
    ),
    Kept(
        "newcomers-of-theirs",
        "Newcomers whom they sell to, invited or decided on (stay, with another name)",
        "iam.newcomer",
        "x.seller_id = :id OR x.invited_by = :login OR x.decided_by = :login",
        becomes="invited_by = CASE WHEN x.invited_by = :login THEN :tomb ELSE x.invited_by END,"
        " decided_by = CASE WHEN x.decided_by = :login THEN :tomb ELSE x.decided_by END",
    ),
    Kept(
        "linked-elsewhere",
        "Who they are at other providers",
        "iam.remote_identity",
        _OWN,
        "x.provider, x.subject, x.email, x.linked_at, x.used_at",
        "x.id",
    ),
    Kept("roles", "Roles", "iam.account_role", _OWN, "x.role", "x.role"),
    Kept("rights", "Single rights", "iam.account_right", _OWN, "x.permission, x.denied", "x.permission"),
    Kept(
        "views",
        "Kept views of lists",
        "panel.saved_view",
        _OWN,
        "x.list, x.name, x.query, x.shared, x.created_at",
        "x.id",
    ),
    Kept(
        "imports",
        "Files that were imported",
        "panel.import",
        _OWN,
        "x.deed, x.name, x.headings, x.made_at",
        "x.id",
    ),
    # of what others imported there is nothing more than what was made is called
    Kept("imported", "Rows of imports", "panel.import_row", "x.object = :login"),
    Kept(
        "dashboard",
        "Chosen dashboard",
        "panel.dashboard",
        _OWN,
        "x.shown, x.hidden, x.at",
        "x.account_id",
    ),
    Kept(
        "reminders",
        "Reminders",
        "panel.reminder",
        _OWN,
        "x.list, x.name, x.message, x.every, x.first_at, x.rings_at, x.until",
        "x.id",
    ),
    Kept(
        "exports",
        "Exported files, and copies of these data",
        "panel.export",
        "(x.account_id = :id OR x.of_account = :id)",
        "x.list, x.format, x.state, x.asked_at, x.ready_at",
        "x.id",
    ),
    Kept(
        "brand",
        "The brand of the panel",
        "panel.brand",
        "x.seller_id = :id",
        "x.host, x.name, x.colour, x.site_url, x.terms_url, x.privacy_url, x.support_email, x.sender_name, x.sender_address, "
        "x.reply_to, x.updated_at, x.sender_proved_at, x.sender_proved_by",
        "x.host",
    ),
    Kept(
        "mails",
        "Mails that were written to them",
        "mail.message",
        _OWN,
        "x.event, x.address, x.name, x.subject, coalesce(x.shown, x.text) AS text, x.state, x.queued_at, x.ended_at",
        "x.id",
    ),
    Kept(
        "mails-of-theirs",
        "Mails to others that carry their brand (stay)",
        "mail.message",
        "x.seller_id = :id AND x.account_id IS DISTINCT FROM :id",
        becomes="seller_id = NULL",
    ),
    Kept(
        "notifications",
        "What they were told of their account",
        "mail.notice",
        _OWN,
        "x.event, x.subject, x.text, x.at, x.read_at",
        "x.id",
    ),
    Kept(
        "wishes",
        "By what they wish to be told of what",
        "mail.wish",
        _OWN,
        "x.event, x.channel, x.wanted",
        "x.event, x.channel",
    ),
    Kept(
        "wishes-of-groups",
        "By what they wish to be told of groups of events",
        "mail.group_wish",
        _OWN,
        "x.of, x.channel, x.wanted",
        "x.of, x.channel",
    ),
    Kept(
        "addresses-of-money",
        "Where mails of money go as well",
        "mail.money_address",
        _OWN,
        "x.address, x.drawn_at, x.confirmed_at",
        "x.id",
    ),
    Kept("told-of-their-terms", "Who was told of their terms", "mail.spread", "x.seller_id = :id"),
    Kept(
        "mail-templates",
        "What mails to their clients say",
        "mail.template",
        "x.seller_id = :id",
        "x.event, x.language, x.subject, x.text, x.updated_at",
        "x.event, x.language",
    ),
    Kept(
        "document-templates",
        "What documents of their clients are set from",
        "panel.document_template",
        "x.seller_id = :id",
        "x.kind, x.source, x.updated_at",
        "x.kind",
    ),
    Kept(
        "document-prefixes",
        "What numbers of documents of their clients begin with",
        "panel.document_prefix",
        "x.seller_id = :id",
        "x.kind, x.prefix",
        "x.kind",
    ),
    Kept(
        "document-series",
        "How far those numbers have come",
        "panel.document_series",
        "x.seller_id = :id",
        "x.kind, x.year, x.last",
        "x.kind, x.year",
    ),
    Kept(
        "notes-on-contacts",
        "What is noted of them, their contacts and documents",
        "panel.note",
        _ON_THEM,
        "x.at, CASE WHEN x.sort = 'note' THEN x.text END AS note",
        "x.at",
    ),
    Kept("tags-of-contacts", "Their tags, and those of what is theirs", "panel.tag", _ON_THEM),
    Kept("attributes-of-contacts", "Their attributes, and those of what is theirs", "panel.attribute", _ON_THEM),
    Kept(
        "files",
        "Files attached to them and their contacts, and their documents",
        "panel.file",
        _ON_THEM,
        _OF_FILES,
        "x.id",
    ),
    Kept(
        "files-by-them",
        "Files that they attached to what is others' (stay, with another name)",
        "panel.file",
        "x.by = :login",
        becomes="by = :tomb",
    ),
    Kept("contents", "What was in files that nothing has any more", "panel.content", _IN_NO_FILE),
    Kept(
        "confirmations",
        "What is confirmed of their contacts",
        "panel.contact_confirmation",
        _OF_CONTACTS,
        "x.contact_id, x.attribute, x.value, x.level, x.at",
        "x.contact_id, x.attribute",
    ),
    Kept(
        "links",
        "Links that were sent to their e-mail",
        "panel.email_link",
        _OF_CONTACTS,
        "x.contact_id, x.email, x.drawn_at",
        "x.contact_id",
    ),
    Kept(
        "codes",
        "Codes that were sent to their telephones",
        "panel.phone_code",
        _OF_CONTACTS,
        "x.contact_id, x.phone, x.channel, x.drawn_at",
        "x.contact_id",
    ),
    Kept(
        "passports",
        "Passports of their contacts",
        "panel.contact_passport",
        _OF_CONTACTS,
        "x.contact_id, x.number, x.issued_by, x.issued_on",
        "x.contact_id",
    ),
    Kept(
        "contacts-in-the-registry",
        "What their contacts are in the registry",
        "panel.contact_in_registry",
        _OF_CONTACTS,
        "x.contact_id, (SELECT r.handle FROM registry.contact r WHERE r.roid = x.roid) AS handle",
        "x.contact_id, x.roid",
    ),
    Kept(
        "contacts",
        "Contacts",
        "panel.client_contact",
        _OWN,
        "x.id, x.main, x.profile, x.name, x.first_name, x.last_name, x.organization, x.email, x.abuse_email, x.street, x.city,"
        " x.province, x.postal_code, x.country, x.voice_phone, x.fax_phone, x.birth_date, x.director, x.registration_number,"
        " x.registration_data, x.vat_number, x.vat_rate, x.inn, x.kpp, x.tic, x.resident, x.tax_comment, x.messengers,"
        " x.bank_accounts, x.local_forms, x.created_at, x.updated_at",
        "x.id",
    ),
    Kept(
        "documents",
        "Documents, with what was said of them",
        "panel.document",
        _OWN,
        "x.type, x.title, x.number, x.description, x.valid_from, x.valid_until, x.state, x.statuses, x.created_at, x.updated_at,"
        " x.made_from -> 'text' AS text",
        "x.id",
    ),
    Kept(
        "documents-by-them",
        "Documents of others that they made (stay, with another name)",
        "panel.document",
        "x.by = :login AND x.account_id <> :id",
        becomes="by = :tomb",
    ),
    Kept(
        "statuses-by-them",
        "What they said of others' documents (stays, with another name)",
        "panel.document_status",
        "x.by = :login",
        becomes="by = :tomb",
    ),
    Kept(
        "confirmations-by-them",
        "What they confirmed of others (stays, with another name)",
        "panel.contact_confirmation",
        "x.by = :login",
        becomes="by = :tomb",
    ),
    Kept(
        "activity-at-theirs",
        "What was done to their contacts and documents (stays, without the reasons)",
        "audit.activity",
        _THEIRS_EVER,
        becomes="reason = NULL, detail = NULL",
    ),
    Kept(
        "versions",
        "What their contacts and documents said before",
        "panel.version",
        _OWN,
        "x.kind, x.key, x.version, x.at, x.event, x.state",
        "x.kind, x.key, x.version",
    ),
    Kept(
        "versions-naming-them",
        "What others' rows said of them (stays, with another name)",
        "panel.version",
        "x.account_id IS DISTINCT FROM :id AND :login IN (x.state ->> 'seller', x.state ->> 'employer', x.state ->> 'by')",
        becomes="""state = state || (SELECT jsonb_object_agg(said.name, :tomb::text)
                                       FROM jsonb_each_text(state) said(name, value)
                                      WHERE said.name IN ('seller', 'employer', 'by') AND said.value = :login)""",
    ),
    Kept(
        "versions-by-them",
        "Changes of others' contacts and documents that they made (stay, with another name)",
        "panel.version",
        "x.by = :login AND x.account_id <> :id",
        becomes="by = :tomb",
    ),
    Kept(
        "activity",
        "What was done by them or to them (stays, without what tells of them)",
        "audit.activity",
        f"({_DONE_BY} OR {_ABOUT} OR {_SAT})",
        f"x.at, x.action, x.result, CASE WHEN {_OWN_BROWSER} THEN 'yourself'"
        f" WHEN {_DONE_BY} THEN 'somebody who was signed in as you' ELSE 'somebody else' END AS by, x.object, x.name,"
        f" CASE WHEN {_OWN_BROWSER} THEN host(x.address) END AS address,"
        f" CASE WHEN {_OWN_BROWSER} THEN x.user_agent END AS user_agent,"
        " x.reason, x.detail",
        "x.at, x.id",
        f"actor = CASE WHEN {_DONE_BY} THEN :tomb ELSE x.actor END,"
        f" behind = CASE WHEN {_SAT} THEN :tomb ELSE x.behind END,"
        f" address = CASE WHEN {_OWN_BROWSER} THEN NULL ELSE x.address END,"
        f" user_agent = CASE WHEN {_OWN_BROWSER} THEN NULL ELSE x.user_agent END,"
        f" account = CASE WHEN {_ABOUT} THEN :tomb ELSE x.account END,"
        " name = CASE WHEN x.object IN ('client', 'employee') AND x.name = :login THEN :tomb ELSE x.name END,"
        f" reason = CASE WHEN {_ABOUT} THEN NULL ELSE x.reason END,"
        f" detail = CASE WHEN {_ABOUT} THEN NULL ELSE x.detail END",
    ),
    Kept(
        "mentions",
        "Words about others that name them (stay, with another name)",
        "audit.activity",
        f"x.object IN ('client', 'employee') AND :login = ANY ({_WORDS})",
        becomes=f"detail = array_to_string(array_replace({_WORDS}, :login, :tomb), ' ')",
    ),
    Kept(
        "states-of-others",
        "Blocks of others that they ordered (stay, with another name)",
        "iam.account",
        "x.state_by = :login AND x.id <> :id",
        becomes="state_by = :tomb",
    ),
    Kept(
        "consents",
        "Terms that you agreed to, or took that back (stay, without the address)",
        "panel.consent",
        "x.account_id = :id",
        told="terms_id, given, at, address",
        order="x.id",
        becomes="address = NULL",
    ),
    Kept(
        "terms-by-them",
        "Terms that they published, or that are their clients' (stay, with another name)",
        "panel.terms",
        "x.seller_id = :id OR x.by = :login",
        becomes="by = CASE WHEN x.by = :login THEN :tomb ELSE x.by END",
    ),
    Kept(
        "masks-by-them",
        "Masks of the black and white lists that they added (stay, with another name)",
        "panel.blacklist",
        "x.by = :login",
        becomes="by = :tomb",
    ),
    Kept(
        "brands-of-others",
        "Brands of others that they changed (stay, with another name)",
        "panel.brand",
        "x.updated_by = :login",
        becomes="updated_by = :tomb",
    ),
    Kept(
        "templates-of-others",
        "Templates of mails of others that they changed (stay, with another name)",
        "mail.template",
        "x.updated_by = :login",
        becomes="updated_by = :tomb",
    ),
    Kept(
        "document-templates-of-others",
        "Templates of documents of others that they changed (stay, with another name)",
        "panel.document_template",
        "x.updated_by = :login",
        becomes="updated_by = :tomb",
    ),
    Kept(
        "account",
        "The account (stays as a tombstone, without login, name and e-mail)",
        "iam.account",
        "x.id = :id",
        "x.login, x.name, x.email, x.kind, x.state, x.language, x.lists, x.look, x.allowed_networks,"
        " x.description, x.created_at, x.password_at,"
        " x.state_at, x.state_reason, x.state_comment, x.verified_name, x.verified_at",
        "x.id",
        "login = :tomb, name = '', email = '', note = '', description = '', language = 'en', lists = '{}', look = '{}',"
        " password_hash = '!', password_until = NULL, confirmed_email = NULL, shared_email = NULL, allowed_networks = '{}',"
        " state_reason = NULL, state_comment = NULL, verified_name = NULL, verified_at = NULL, verified_by = NULL",
    ),
)
