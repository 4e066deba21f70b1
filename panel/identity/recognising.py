"""Who holds a token: the account of its session or of its key, with all that it may do; or the client as whom it acts.

Asked with every request, so by declared queries on a connection of the store: one round trip, and nothing of a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from panel.identity.openid.asking import opened
from panel.identity.places import is_allowed, network_of
from panel.kit.access import Employer, Viewer, sees_others
from registry.store.sql import Connection, do, maybe

# A session's row is touched at most this often: a page with ten requests is one visit.
TOUCH: Final = timedelta(seconds=60)

# What is known of the account `a`, as `Known` has it. Staff and registrars' people have contracts of another kind than terms.
_KNOWN: Final = """
           a.id, a.login, a.name, a.email, ARRAY(SELECT o.role FROM iam.account_role o WHERE o.account_id = a.id),
           ARRAY(SELECT CASE WHEN p.denied THEN 'deny:' ELSE '' END || p.permission
                   FROM iam.account_right p WHERE p.account_id = a.id),
           a.registrar_id, r.handle,
           EXISTS (SELECT FROM iam.totp t WHERE t.account_id = a.id)
               OR EXISTS (SELECT FROM iam.passkey y WHERE y.account_id = a.id),
           EXISTS (SELECT FROM iam.pin q WHERE q.account_id = a.id),
           EXISTS (SELECT FROM iam.second_factor_demand d WHERE d.registrar_id = a.registrar_id),
           a.password_until IS NOT NULL,
           a.email <> '' AND a.confirmed_email IS NOT DISTINCT FROM a.email,
           CASE WHEN a.kind IN ('client', 'reseller') THEN EXISTS (SELECT FROM panel.terms_owed(a.id, :now)) ELSE false END,
           a.language, a.lists, a.look,
           e.id, e.login,
           ARRAY(SELECT o.role FROM iam.account_role o WHERE o.account_id = e.id
                  UNION ALL
                 SELECT CASE WHEN p.denied THEN 'deny:' ELSE '' END || p.permission
                   FROM iam.account_right p WHERE p.account_id = e.id)
"""
# An account is let in while it is active; who works for a reseller, as long as that may come in itself.
_LET_IN: Final = """
      LEFT JOIN registry.registrar r ON r.id = a.registrar_id
      LEFT JOIN iam.account e ON e.id = a.seller_id AND a.kind = 'employee'
     WHERE a.state = 'active'
       AND (a.kind <> 'employee' OR e.state = 'active')
"""


@dataclass(frozen=True, slots=True)
class Demands:
    """The roles whose people must have a second `factor`, and a confirmed `address` of mail."""

    factor: frozenset[str] = frozenset()
    address: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """`rights` are single permissions, and denials as `deny:…`; `demanded`: the registrar wants a second factor of its people;
    `renews`: the password is a temporary one; `owes`: there are terms to agree to; `employer…` is whose people they are of,
    with its roles and rights."""

    account_id: int
    login: str
    name: str
    email: str
    roles: list[str]
    rights: list[str]
    registrar_id: int | None
    registrar: str | None
    has_factor: bool
    has_pin: bool
    demanded: bool
    renews: bool
    is_confirmed: bool
    owes: bool
    language: str
    lists: Mapping[str, Any]
    look: Mapping[str, Any]
    employer_id: int | None
    employer: str | None
    employer_parts: list[str]

    def viewer(self, demands: Demands, session_id: int = 0, **of_session: Any) -> Viewer:
        held = frozenset(self.roles)
        return Viewer(
            self.account_id,
            session_id,
            self.login,
            self.name,
            self.email,
            held,
            self.registrar_id,
            self.registrar,
            has_factor=self.has_factor,
            must_enrol=not self.has_factor and (self.demanded or not held.isdisjoint(demands.factor)),
            rights=frozenset(self.rights),
            language=self.language,
            must_renew=self.renews,
            must_confirm=not self.is_confirmed and not held.isdisjoint(demands.address),
            must_consent=self.owes,
            lists=self.lists,
            look=self.look,
            employer=self._employer(),
            has_pin=self.has_pin,
            **of_session,
        )

    def _employer(self) -> Employer | None:
        if self.employer_id is None or self.employer is None:
            return None
        return Employer(self.employer_id, self.employer, frozenset(self.employer_parts))


@dataclass(frozen=True, slots=True)
class KnownBySession(Known):
    session_id: int
    half: bool
    proved_at: datetime
    seen_at: datetime
    acting_as: int | None
    outside: bool
    pin_at: datetime | None
    address: str
    networks: list[str]
    allowed: list[str]

    def is_allowed(self, address: str) -> bool:
        """Whether the account is signed in to from there, or was let in from there by a mailed link."""
        return is_allowed(address, self.allowed) or network_of(address) == network_of(self.address)

    def is_at_home(self, address: str) -> bool:
        """Whether they have proved from there who they are."""
        here = network_of(address)
        return here == network_of(self.address) or str(here) in self.networks


@dataclass(frozen=True, slots=True)
class KnownByKey(Known):
    key_id: int
    key: str
    permissions: list[str]
    networks: list[str]
    used_at: datetime | None
    used_from: str | None
    allowed: list[str]


@maybe(f"""
    SELECT {_KNOWN}, s.id, s.half, coalesce(s.proved_at, s.created_at), s.seen_at, s.acting_as, s.outside, s.pin_at,
           host(s.address), s.networks::text[], a.allowed_networks::text[]
      FROM iam.session s
      JOIN iam.account a ON a.id = s.account_id
      {_LET_IN}
       AND s.token_hash = :token_hash
       AND s.expires_at > :now
       AND (s.remembered OR s.seen_at > :seen_since)
""")  # noqa: S608  declared pieces
async def _by_session(
    db: Connection, *, token_hash: bytes, now: datetime, seen_since: datetime
) -> KnownBySession | None: ...


@do("UPDATE iam.session SET seen_at = :now, idle_until = :idle_until WHERE id = :id AND seen_at < :now")
async def _touch_session(db: Connection, *, id: int, now: datetime, idle_until: datetime) -> None: ...


@maybe(f"""
    SELECT {_KNOWN}, k.id, k.name, k.permissions, k.networks::text[], k.used_at, host(k.used_from), a.allowed_networks::text[]
      FROM iam.api_key k
      JOIN iam.account a ON a.id = k.account_id
      {_LET_IN}
       AND k.token_hash = :token_hash
       AND k.ends_at > :now
       AND k.revoked_at IS NULL
""")  # noqa: S608  declared pieces
async def _by_key(db: Connection, *, token_hash: bytes, now: datetime) -> KnownByKey | None: ...


@do("UPDATE iam.api_key SET used_at = :now, used_from = :address::text::inet WHERE id = :id")
async def _touch_key(db: Connection, *, id: int, now: datetime, address: str) -> None: ...


async def recognised(
    db: Connection, token_hash: bytes, now: datetime, address: str, idle: timedelta, demands: Demands
) -> tuple[Viewer, int | None] | None:
    """Who sits there, at this address, and the number of the account as whom they act; None where the token opens nothing (any
    more)."""
    known = await _by_session(db, token_hash=token_hash, now=now, seen_since=now - idle)
    if known is None or not (known.half or known.is_allowed(address)):
        return None
    person = known.viewer(
        demands,
        known.session_id,
        half=known.half,
        proved_at=known.proved_at,
        outside=known.outside,
        pin_at=known.pin_at,
    )
    if not (known.half or known.is_at_home(address)) and sees_others(person):
        return replace(person, moved=True), None
    if now - known.seen_at >= TOUCH:
        await _touch_session(db, id=known.session_id, now=now, idle_until=now + idle)
    return person, known.acting_as


@dataclass(frozen=True, slots=True)
class KnownByGrant(Known):
    application: str


@maybe(f"""
    SELECT {_KNOWN}, p.name
      FROM iam.party_grant g
      JOIN iam.relying_party p ON p.id = g.party_id
      JOIN iam.account a ON a.id = g.account_id
      {_LET_IN}
       AND g.id = :grant_id
       AND NOT g.ended
       AND p.state = 'active'
""")  # noqa: S608  declared pieces
async def _by_grant(db: Connection, *, grant_id: int, now: datetime) -> KnownByGrant | None: ...


async def recognised_by_grant(
    db: Connection, grant_id: int, scopes: Sequence[str], now: datetime, demands: Demands
) -> Viewer | None:
    """In whose name an application asks that has a token with these scopes; None where it opens nothing (any more)."""
    known = await _by_grant(db, grant_id=grant_id, now=now)
    if known is None:
        return None
    person = known.viewer(demands)
    return replace(person, granted=opened(scopes, person.permissions), key=known.application)


async def recognised_by_key(
    db: Connection, token_hash: bytes, now: datetime, address: str, demands: Demands
) -> Viewer | None:
    """Whoever asks by a key from this address; None where it opens nothing (any more), or not from there."""
    known = await _by_key(db, token_hash=token_hash, now=now)
    if known is None:
        return None
    if not is_allowed(address, known.networks or known.allowed):  # a key that names none is bound as its account is
        return None
    if known.used_at is None or now - known.used_at >= TOUCH or known.used_from != address:
        await _touch_key(db, id=known.key_id, now=now, address=address)
    return replace(known.viewer(demands), granted=frozenset(known.permissions), key=known.key)
