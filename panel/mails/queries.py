"""Mails as they are looked at: never with what opens something."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import held_within
from panel.mails.lists import CLIENT
from registry.store.sql import Connection, many


@dataclass(frozen=True, slots=True)
class Written:
    """A mail, its text with the secrets hidden; `spent`: they are gone, and it cannot be sent again. `brand` and what follows is
    how its seller looks (None: the house)."""

    id: int
    event: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    secret: bool
    spent: bool
    digest: bytes | None
    state: str
    tries: int
    doubtful: bool
    queued_at: datetime
    due_at: datetime
    until: datetime | None
    ended_at: datetime | None
    message_id: str | None
    sender: str | None
    account: str | None
    seller: str | None
    brand: str | None
    colour: str | None
    logo: bytes | None
    logo_kind: str | None


@dataclass(frozen=True, slots=True)
class Attempt:
    at: datetime
    outcome: str
    answer: str


@many(f"""
    SELECT m.id, m.event, m.address, m.name, m.language, m.subject, coalesce(m.shown, m.text), m.shown IS NOT NULL, m.spent,
           m.digest, m.state, m.tries, m.doubtful, m.queued_at, m.due_at, m.until, m.ended_at, m.message_id, m.sender,
           a.login, s.login, b.name, b.colour, b.logo, b.logo_kind
      FROM mail.message m
      LEFT JOIN iam.account a ON a.id = m.account_id
      LEFT JOIN iam.account s ON s.id = m.seller_id
      LEFT JOIN panel.brand b ON b.seller_id = panel.shown_as(m.seller_id)
     WHERE m.id = ANY (:ids)
       AND (:everything OR {held_within(CLIENT)})
""")
async def written(db: Connection, *, ids: list[int], everything: bool, root: int | None) -> list[Written]:
    """Those of them that the scope has."""


@many("""
    SELECT t.at, t.outcome, t.answer FROM mail.attempt t WHERE t.message_id = :id ORDER BY t.id DESC LIMIT :most
""")
async def attempts(db: Connection, *, id: int, most: int) -> list[Attempt]:
    """The newest first."""
