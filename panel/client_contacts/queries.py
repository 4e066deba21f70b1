"""What the database knows of the contacts of clients: what they say, how far it is confirmed, codes sent to telephones.

Longer than most files: a third of it are the many fields of one dataclass, and the columns that they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from panel.kit.subtree import WITHIN
from registry.store.sql import Connection, do, many, maybe, one

_COLUMNS: Final = """c.id, a.login, c.account_id, a.sellers, a.state, c.main, c.profile, c.name, c.first_name, c.last_name,
           c.organization, c.email, c.abuse_email, c.street, c.city, c.province, c.postal_code, c.country, c.voice_phone,
           c.fax_phone, c.birth_date, c.director, c.registration_number, c.registration_data, c.vat_number,
           trim_scale(c.vat_rate)::text, c.inn, c.kpp, c.tic, c.resident, c.tax_comment, c.messengers, c.bank_accounts,
           c.local_forms,
           EXISTS (SELECT FROM panel.contact_passport p WHERE p.contact_id = c.id),
           ARRAY(SELECT r.handle FROM panel.contact_in_registry k JOIN registry.contact r ON r.roid = k.roid
                  WHERE k.contact_id = c.id ORDER BY r.handle),
           ARRAY(SELECT f.name || '=' || f.title FROM panel.contact_profile f ORDER BY f.position, f.name),
           c.created_at, c.updated_at"""
_SOURCE: Final = "panel.client_contact c JOIN iam.account a ON a.id = c.account_id"


@dataclass(frozen=True, slots=True)
class ClientContact:
    """`client` is whose it is, by login; `sellers` and `state` are that client's. What has no value is empty. `passport` says
    whether it has one, `handles` which of the registry's contacts it is, `choices` are all profiles, as `name=title`."""

    id: int
    client: str
    account_id: int
    sellers: list[int]
    state: str
    main: bool
    profile: str
    name: str
    first_name: str
    last_name: str
    organization: str
    email: str
    abuse_email: str
    street: str
    city: str
    province: str
    postal_code: str
    country: str
    voice_phone: str
    fax_phone: str
    birth_date: date | None
    director: str
    registration_number: str
    registration_data: str
    vat_number: str
    vat_rate: str | None
    inn: str
    kpp: str
    tic: str
    resident: str
    tax_comment: str
    messengers: list[Mapping[str, Any]]
    bank_accounts: list[Mapping[str, Any]]
    local_forms: Mapping[str, Any]
    passport: bool
    handles: list[str]
    choices: list[str]
    created_at: datetime
    updated_at: datetime | None

    @property
    def profiles(self) -> Mapping[str, str]:
        """What it can be, as people call that, in the order of the house."""
        return dict(each.split("=", 1) for each in self.choices)


@many(f"""
    SELECT {_COLUMNS}
      FROM {_SOURCE}
     WHERE c.id = ANY(:ids)
       AND (:everything OR {WITHIN})
""")
async def contacts(db: Connection, *, ids: list[int], everything: bool, root: int | None) -> list[ClientContact]:
    """Of the numbers those of contacts that the scope has."""


@maybe(f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE c.id = :id FOR UPDATE OF c FOR SHARE OF a")
async def locked(db: Connection, *, id: int) -> ClientContact | None: ...


@dataclass(frozen=True, slots=True)
class Owner:
    """A client that contacts may be given to; `count` are those that it has."""

    id: int
    login: str
    sellers: list[int]
    state: str
    count: int


@maybe("""
    SELECT a.id, a.login, a.sellers, a.state, (SELECT count(*) FROM panel.client_contact c WHERE c.account_id = a.id)
      FROM iam.account a
     WHERE (a.login = :login OR a.id = :id)
       AND a.kind IN ('client', 'reseller')
       FOR UPDATE OF a
""")
async def owner(db: Connection, *, login: str | None, id: int | None) -> Owner | None:
    """By login or number; nobody else gives it a contact until the transaction ends."""


@one("""
    INSERT INTO panel.client_contact (account_id, main, profile, name, version, created_at)
    VALUES (:account_id, :main, :profile, :name, 0, :now)
 RETURNING id
""")
async def add(db: Connection, *, account_id: int, main: bool, profile: str, name: str, now: datetime) -> int: ...


@do("""
    UPDATE panel.client_contact c
       SET (profile, name, first_name, last_name, organization, email, abuse_email, street, city, province, postal_code, country,
            voice_phone, fax_phone, birth_date, director, registration_number, registration_data, vat_number, vat_rate, inn, kpp,
            tic, resident, tax_comment, messengers, bank_accounts, local_forms)
         = (SELECT f.profile, f.name, f.first_name, f.last_name, f.organization, f.email, f.abuse_email, f.street, f.city,
                   f.province, f.postal_code, f.country, f.voice_phone, f.fax_phone, f.birth_date, f.director,
                   f.registration_number, f.registration_data, f.vat_number, f.vat_rate, f.inn, f.kpp, f.tic, f.resident,
                   f.tax_comment, f.messengers, f.bank_accounts, f.local_forms
              FROM jsonb_populate_record(c, :facts) f)
     WHERE c.id = :id
""")
async def write(db: Connection, *, id: int, facts: Mapping[str, Any]) -> None:
    """Give it these facts; what they do not name stays."""


@do("""
    WITH said AS (
        UPDATE panel.client_contact c
           SET version = c.version + 1, updated_at = CASE WHEN c.version = 0 THEN NULL ELSE :now::timestamptz END
         WHERE c.id = :id
     RETURNING c.id, c.account_id, c.name, c.version,
               to_jsonb(c) - '{id, account_id, version, created_at, updated_at}'::text[] AS state
    )
    INSERT INTO panel.version (kind, key, version, account_id, name, at, by, event, reason, state)
    SELECT 'client-contact', said.id::text, said.version, said.account_id, said.name, :now, :by, :event, :reason,
           CASE WHEN :event = 'delete' THEN NULL ELSE said.state END
      FROM said
""")
async def write_version(db: Connection, *, id: int, now: datetime, by: str, event: str, reason: str | None) -> None:
    """What the contact says now is kept for good."""


@do("DELETE FROM panel.client_contact WHERE id = :id")
async def drop(db: Connection, *, id: int) -> None: ...


@maybe("SELECT c.id FROM panel.client_contact c WHERE c.account_id = :account_id AND c.main FOR UPDATE")
async def main_of(db: Connection, *, account_id: int) -> int | None: ...


@do("UPDATE panel.client_contact SET main = :main WHERE id = :id")
async def set_main(db: Connection, *, id: int, main: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Level:
    """How far a value is confirmed; `confirmed` is the one that was, which may be another; `at` and `by`: when and by whom."""

    attribute: str
    value: str
    level: str
    confirmed: str | None
    at: datetime | None
    by: str | None


@many("""
    SELECT l.attribute, l.value, l.level, l.confirmed, l.at, l.by
      FROM panel.contact_level l
     WHERE l.contact_id = :contact_id
     ORDER BY array_position('{name, address, email, voice_phone, fax_phone}', l.attribute)
""")
async def levels(db: Connection, *, contact_id: int) -> list[Level]: ...


@do("""
    INSERT INTO panel.contact_confirmation (contact_id, attribute, value, level, at, by)
    VALUES (:contact_id, :attribute, :value, :level, :now, :by)
        ON CONFLICT (contact_id, attribute)
        DO UPDATE SET value = excluded.value, level = excluded.level, at = excluded.at, by = excluded.by
""")
async def confirm(
    db: Connection, *, contact_id: int, attribute: str, value: str, level: str, now: datetime, by: str
) -> None: ...


@do("DELETE FROM panel.contact_confirmation WHERE contact_id = :contact_id AND attribute = :attribute")
async def unconfirm(db: Connection, *, contact_id: int, attribute: str) -> None: ...


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """`codes` and `tries` count from the last code that was right."""

    phone: str
    salt: bytes
    digest: bytes
    drawn_at: datetime
    expires_at: datetime
    codes: int
    tries: int
    answer: str | None


@maybe("""
    SELECT p.phone, p.salt, p.digest, p.drawn_at, p.expires_at, p.codes, p.tries, p.answer
      FROM panel.phone_code p
     WHERE p.contact_id = :contact_id
""")
async def code(db: Connection, *, contact_id: int) -> PhoneCode | None: ...


@do("""
    INSERT INTO panel.phone_code AS p (contact_id, phone, channel, salt, digest, drawn_at, expires_at, codes, tries, words,
                                       due_at)
    VALUES (:contact_id, :phone, :channel, :salt, :digest, :now, :expires_at, 1, 0, :words, :now)
        ON CONFLICT (contact_id)
        DO UPDATE SET phone = excluded.phone, channel = excluded.channel, salt = excluded.salt, digest = excluded.digest,
                      drawn_at = excluded.drawn_at, expires_at = excluded.expires_at, codes = p.codes + 1,
                      words = excluded.words, due_at = excluded.due_at, answer = NULL
""")
async def keep_code(
    db: Connection,
    *,
    contact_id: int,
    phone: str,
    channel: str,
    salt: bytes,
    digest: bytes,
    now: datetime,
    expires_at: datetime,
    words: str,
) -> None: ...


@do("UPDATE panel.phone_code SET tries = tries + 1 WHERE contact_id = :contact_id")
async def count_try(db: Connection, *, contact_id: int) -> None: ...


@do("DELETE FROM panel.phone_code WHERE contact_id = :contact_id")
async def forget_code(db: Connection, *, contact_id: int) -> None: ...


@do("UPDATE panel.phone_code SET words = NULL WHERE words IS NOT NULL AND expires_at <= :now")
async def drop_late(db: Connection, *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    contact_id: int
    channel: str
    phone: str
    words: str


@many("""
    UPDATE panel.phone_code p
       SET due_at = :again
     WHERE p.contact_id IN (SELECT w.contact_id FROM panel.phone_code w
                             WHERE w.words IS NOT NULL AND w.due_at <= :now
                             ORDER BY w.due_at
                             LIMIT 100
                               FOR UPDATE SKIP LOCKED)
 RETURNING p.contact_id, p.channel, p.phone, p.words
""")
async def claim(db: Connection, *, now: datetime, again: datetime) -> list[Waiting]:
    """What waits to be sent is ours until `again`."""


@do("""
    UPDATE panel.phone_code SET words = NULL, answer = :answer WHERE contact_id = :contact_id AND words = :words
""")
async def sent(db: Connection, *, contact_id: int, words: str, answer: str) -> None: ...


@dataclass(frozen=True, slots=True)
class EmailLink:
    contact_id: int
    email: str
    drawn_at: datetime
    expires_at: datetime


@maybe(
    "SELECT k.contact_id, k.email, k.drawn_at, k.expires_at FROM panel.email_link k WHERE k.contact_id = :contact_id"
)
async def link(db: Connection, *, contact_id: int) -> EmailLink | None: ...


@do("""
    INSERT INTO panel.email_link (contact_id, email, digest, drawn_at, expires_at)
    VALUES (:contact_id, :email, :digest, :now, :expires_at)
        ON CONFLICT (contact_id)
        DO UPDATE SET email = excluded.email, digest = excluded.digest, drawn_at = excluded.drawn_at,
                      expires_at = excluded.expires_at
""")
async def keep_link(
    db: Connection, *, contact_id: int, email: str, digest: bytes, now: datetime, expires_at: datetime
) -> None:
    """In place of the one before."""


@maybe("""
    DELETE FROM panel.email_link k
     USING panel.client_contact c
     WHERE k.digest = :digest
       AND k.expires_at > :now
       AND c.id = k.contact_id
       AND c.email = k.email
 RETURNING k.contact_id, k.email, k.drawn_at, k.expires_at
""")
async def use_link(db: Connection, *, digest: bytes, now: datetime) -> EmailLink | None:
    """It is gone with that; None: there is no such link that is good."""


@dataclass(frozen=True, slots=True)
class Correspondent:
    language: str
    seller_id: int | None


@one("SELECT a.language, a.seller_id FROM iam.account a WHERE a.id = :id")
async def correspondent(db: Connection, *, id: int) -> Correspondent: ...
