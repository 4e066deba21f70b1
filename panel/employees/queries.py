"""What the database knows of the people of resellers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.kit.access import employed_with, permissions_of
from panel.kit.roles import ASSIGNABLE
from panel.kit.subtree import BELOW
from registry.store.sql import Connection, do, many, maybe


def _parts(account: str) -> str:
    """The roles of an account with its single rights and denials."""
    return f"""ARRAY(SELECT g.role FROM iam.account_role g WHERE g.account_id = {account}.id
                  UNION ALL
                 SELECT CASE WHEN g.denied THEN 'deny:' ELSE '' END || g.permission
                   FROM iam.account_right g WHERE g.account_id = {account}.id)"""


_COLUMNS: Final = f"""a.id, a.login, a.name, a.email, a.state, a.sellers, o.id, o.login, o.name, o.state, a.language,
           a.created_at, a.state_at, a.state_by, a.state_reason, a.state_comment, a.allowed_networks::text[],
           {_parts("a")}, {_parts("o")},
           EXISTS (SELECT FROM iam.totp t WHERE t.account_id = a.id)
               OR EXISTS (SELECT FROM iam.passkey k WHERE k.account_id = a.id),
           ARRAY(SELECT e.name || '=' || e.label FROM panel.reference e
                  WHERE e.class = 'block-reason' AND e.used ORDER BY e.position, e.label),
           EXISTS (SELECT FROM iam.pin q WHERE q.account_id = a.id)"""
_SOURCE: Final = "iam.account a JOIN iam.account o ON o.id = a.seller_id"


@dataclass(frozen=True, slots=True)
class Employee:
    """`sellers` are the employer and all above it, the employer last; `parts` are roles, rights and denials; `blocked_for` are
    reasons, as `name=label`."""

    id: int
    login: str
    name: str
    email: str
    state: str
    sellers: list[int]
    employer_id: int
    employer: str
    employer_name: str
    employer_state: str
    language: str
    created_at: datetime
    state_at: datetime | None
    state_by: str | None
    state_reason: str | None
    state_comment: str | None
    networks: list[str]
    parts: list[str]
    employers_parts: list[str]
    has_factor: bool
    blocked_for: list[str]
    has_pin: bool

    @property
    def seller_id(self) -> int | None:
        """At whose brand they are at home: their employer's."""
        return self.employer_id

    @property
    def role(self) -> str:
        return next((each for each in self.parts if each in ASSIGNABLE), "")

    @property
    def permissions(self) -> frozenset[str]:
        """What they may: no more than their employer."""
        return employed_with(permissions_of(frozenset(self.parts)), permissions_of(frozenset(self.employers_parts)))

    @property
    def reasons(self) -> Mapping[str, str]:
        """For what people are blocked, as references are worded now, in their order."""
        return dict(each.split("=", 1) for each in self.blocked_for)


@many(f"""
    SELECT {_COLUMNS}
      FROM {_SOURCE}
     WHERE a.login = ANY(:logins)
       AND a.kind = 'employee'
       AND (:everything OR {BELOW})
""")
async def employees(db: Connection, *, logins: list[str], everything: bool, root: int | None) -> list[Employee]:
    """Of the logins those of people that the scope has."""


@maybe(f"""
    SELECT {_COLUMNS}
      FROM {_SOURCE}
     WHERE a.id = :id
       AND a.kind = 'employee'
       FOR UPDATE OF a
""")
async def locked(db: Connection, *, id: int) -> Employee | None: ...


@dataclass(frozen=True, slots=True)
class Employer:
    """A reseller who can have people; `sellers` are those above it, `parts` its roles, rights and denials."""

    id: int
    login: str
    state: str
    sellers: list[int]
    parts: list[str]


@maybe(f"""
    SELECT o.id, o.login, o.state, o.sellers, {_parts("o")}
      FROM iam.account o
     WHERE o.kind = 'reseller'
       AND CASE WHEN :login::text IS NULL THEN o.id = :id ELSE o.login = :login END
       FOR SHARE OF o
""")
async def employer(db: Connection, *, login: str | None, id: int | None) -> Employer | None:
    """By login, or by number where there is no login; it stays what it is until the transaction ends."""


@do("""
    WITH app AS (DELETE FROM iam.totp WHERE account_id = :id),
         passkeys AS (DELETE FROM iam.passkey WHERE account_id = :id)
    DELETE FROM iam.recovery_code WHERE account_id = :id
""")
async def forget_factors(db: Connection, *, id: int) -> None: ...
