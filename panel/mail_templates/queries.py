"""Templates that were changed."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import WITHIN
from registry.store.sql import Connection, do, many


@dataclass(frozen=True, slots=True)
class Owner:
    id: int
    login: str
    brand: str | None
    colour: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """`seller_id` None: the house's."""

    event: str
    language: str
    seller_id: int | None
    subject: str
    text: str
    updated_at: datetime
    updated_by: str


@many(f"""
    SELECT a.id, a.login, b.name, b.colour
      FROM iam.account a
      LEFT JOIN panel.brand b ON b.seller_id = panel.shown_as(a.id)
     WHERE a.login = ANY (:logins)
       AND a.kind = 'reseller'
       AND (:everything OR {WITHIN})
""")
async def owners(db: Connection, *, logins: list[str], everything: bool, root: int | None) -> list[Owner]:
    """Those resellers of them that the scope has."""


@many("""
    SELECT t.event, t.language, t.seller_id, t.subject, t.text, t.updated_at, t.updated_by
      FROM mail.template t
     WHERE t.event = ANY (:events)
""")
async def changed(db: Connection, *, events: list[str]) -> list[Changed]: ...


@do("""
    INSERT INTO mail.template (event, language, seller_id, subject, text, updated_at, updated_by)
    VALUES (:event, :language, :seller_id, :subject, :text, :now, :by)
        ON CONFLICT ON CONSTRAINT template_is_the_only_one
        DO UPDATE SET subject = excluded.subject, text = excluded.text, updated_at = excluded.updated_at,
                      updated_by = excluded.updated_by
""")
async def keep(
    db: Connection, *, event: str, language: str, seller_id: int | None, subject: str, text: str, now: datetime, by: str
) -> None: ...


@do("""
    DELETE FROM mail.template t
     WHERE t.event = :event AND t.language = :language AND t.seller_id IS NOT DISTINCT FROM :seller_id
""")
async def drop(db: Connection, *, event: str, language: str, seller_id: int | None) -> None: ...
