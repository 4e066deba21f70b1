"""What documents are set with: who the client and its seller are, and what a document was set with before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.store.sql import Connection, do, maybe


@dataclass(frozen=True, slots=True)
class Party:
    """An account as a document names it, by its main contact where it has one; `seller_id` is who sells to it, `brand` the name
    of its panel."""

    login: str
    seller_id: int | None
    account_name: str
    account_email: str
    brand: str | None
    support: str | None
    name: str | None
    organization: str | None
    street: str | None
    city: str | None
    province: str | None
    postal_code: str | None
    country: str | None
    email: str | None
    phone: str | None
    registration_number: str | None
    vat_number: str | None
    contact_id: int | None
    inn: str | None
    kpp: str | None
    director: str | None
    bank_accounts: list[Mapping[str, Any]] | None


@maybe("""
    SELECT a.login, a.seller_id, coalesce(a.name, ''), coalesce(a.email, ''), b.name, b.support_email,
           c.name, c.organization, c.street, c.city, c.province, c.postal_code, c.country, c.email, c.voice_phone,
           c.registration_number, c.vat_number, c.id, c.inn, c.kpp, c.director, c.bank_accounts
      FROM iam.account a
      LEFT JOIN panel.brand b ON b.seller_id = a.id
      LEFT JOIN panel.client_contact c
             ON c.account_id = a.id AND CASE WHEN :contact_id::bigint IS NULL THEN c.main ELSE c.id = :contact_id END
     WHERE a.id = :id
""")
async def party(db: Connection, *, id: int, contact_id: int | None) -> Party | None:
    """By this one of its contacts; None: the main one."""


@do("UPDATE panel.document SET made_from = :made_from WHERE id = :id")
async def set_made_from(db: Connection, *, id: int, made_from: Mapping[str, Any]) -> None: ...


@maybe("SELECT d.made_from FROM panel.document d WHERE d.id = :id AND d.made_from IS NOT NULL")
async def made_from(db: Connection, *, id: int) -> Mapping[str, Any] | None:
    """What it was set with; None: it was handed in."""
