"""What the database knows of the profiles of contacts."""

from dataclasses import dataclass

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Profile:
    """`needs` are fields of contacts, `written_in` the language in which name and address must be written too (empty: none),
    `tlds` those whose holders are of it, or of another that names them; `used` counts the contacts that are of it."""

    name: str
    title: str
    needs: list[str]
    written_in: str
    tlds: list[str]
    position: int
    used: int


_COLUMNS = """p.name, p.title, p.needs, p.written_in, p.tlds, p.position,
           (SELECT count(*) FROM panel.client_contact c WHERE c.profile = p.name)"""


@many(f"SELECT {_COLUMNS} FROM panel.contact_profile p WHERE p.name = ANY (:names::text[])")
async def profiles(db: Connection, *, names: list[str]) -> list[Profile]: ...


@many("""
    SELECT p.name, p.title, p.needs, p.written_in, p.tlds, p.position, 0::bigint
      FROM panel.contact_profile p
     ORDER BY p.position, p.name
""")
async def every_profile(db: Connection) -> list[Profile]:
    """As they are offered; how many contacts are of each is not counted."""


@maybe("""
    INSERT INTO panel.contact_profile (name, title, needs, written_in, tlds, position)
    SELECT :name, :title, :needs, :written_in, :tlds, coalesce(max(p.position), 0) + 10
      FROM panel.contact_profile p
        ON CONFLICT DO NOTHING
 RETURNING position
""")
async def add(
    db: Connection, *, name: str, title: str, needs: list[str], written_in: str, tlds: list[str]
) -> int | None:
    """The last one; None: there is one of that name."""


@do("""
    UPDATE panel.contact_profile
       SET title = :title, needs = :needs, written_in = :written_in, tlds = :tlds
     WHERE name = :name
""")
async def write(
    db: Connection, *, name: str, title: str, needs: list[str], written_in: str, tlds: list[str]
) -> None: ...


@do("UPDATE panel.contact_profile SET position = :position WHERE name = :name")
async def move(db: Connection, *, name: str, position: int) -> None: ...


@maybe("""
    DELETE FROM panel.contact_profile p
     WHERE p.name = :name
       AND NOT EXISTS (SELECT FROM panel.client_contact c WHERE c.profile = p.name)
 RETURNING p.name
""")
async def drop(db: Connection, *, name: str) -> str | None:
    """None: contacts are of it."""
