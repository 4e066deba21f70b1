"""The tables of schema `iam`, and the one of `audit`."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    ForeignKey,
    Identity,
    LargeBinary,
    Text,
    and_,
    column,
    or_,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, CIDR, INET, JSONB
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from panel.database import Table

# The registry's table, of which only the handle is read.
REGISTRAR: Final = table("registrar", column("id"), column("handle"), schema="registry")
_NUMBER = BigInteger()
_INSTANT = DateTime(timezone=True)


class AccountRole(Table):
    __tablename__ = "account_role"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012  as SQLAlchemy wants it

    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), primary_key=True, init=False)
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class AccountRight(Table):
    """A permission that the account has, or has not, whatever its roles say."""

    __tablename__ = "account_right"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(Text, primary_key=True)
    denied: Mapped[bool] = mapped_column(Boolean)

    @property
    def part(self) -> str:
        """As permissions are put together from (panel/kit/access.py)."""
        return f"deny:{self.permission}" if self.denied else self.permission


class Account(Table):
    """Somebody who may sign in; `registrar_id` is the registrar whose people the account belongs to, `sellers` who stands above
    a client, the own seller last (none: the house sells), or above one of a reseller's people, the employer last."""

    __tablename__ = "account"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, init=False)
    login: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text, repr=False)
    created_at: Mapped[datetime] = mapped_column(_INSTANT)
    password_at: Mapped[datetime] = mapped_column(_INSTANT)
    registrar_id: Mapped[int | None] = mapped_column(_NUMBER, default=None)
    state: Mapped[str] = mapped_column(Text, default="active")
    kind: Mapped[str] = mapped_column(Text, default="staff")
    language: Mapped[str] = mapped_column(Text, default="en")
    lists: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, default_factory=dict)
    look: Mapped[dict[str, str]] = mapped_column(JSONB, default_factory=dict)
    seller_id: Mapped[int | None] = mapped_column(_NUMBER, default=None)
    sellers: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default_factory=list)
    state_at: Mapped[datetime | None] = mapped_column(_INSTANT, default=None)
    state_by: Mapped[str | None] = mapped_column(Text, default=None)
    state_reason: Mapped[str | None] = mapped_column(Text, default=None)
    state_comment: Mapped[str | None] = mapped_column(Text, default=None)
    password_until: Mapped[datetime | None] = mapped_column(_INSTANT, default=None)
    confirmed_email: Mapped[str | None] = mapped_column(Text, default=None)
    shared_email: Mapped[str | None] = mapped_column(Text, default=None)
    allowed_networks: Mapped[list[str]] = mapped_column(ARRAY(CIDR), default_factory=list)
    roles: Mapped[list[AccountRole]] = relationship(default_factory=list, lazy="selectin", cascade="all, delete-orphan")

    @property
    def is_confirmed(self) -> bool:
        """Whether its address of mail was confirmed, and is still that one."""
        return bool(self.email) and self.confirmed_email == self.email

    def opens(self, now: datetime) -> bool:
        """Whether it may come in with the right password; a temporary one is right for a while."""
        return self.state == "active" and (self.password_until is None or now < self.password_until)


# Of the accounts those of a reseller's people, with the reseller.
Employer: Final = aliased(Account)
IS_EMPLOYER: Final = and_(Account.kind == "employee", Employer.id == Account.seller_id)
# Whether an account, joined with its employer, is let in: as long as that may come in itself.
LET_IN: Final = and_(Account.state == "active", or_(Account.kind != "employee", Employer.state == "active"))


class Session(Table):
    """A browser that is signed in; the token is in its cookie, here is only the hash."""

    __tablename__ = "session"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, repr=False)
    created_at: Mapped[datetime] = mapped_column(_INSTANT)
    seen_at: Mapped[datetime] = mapped_column(_INSTANT)
    expires_at: Mapped[datetime] = mapped_column(_INSTANT)
    address: Mapped[str] = mapped_column(INET)
    user_agent: Mapped[str] = mapped_column(Text)
    half: Mapped[bool] = mapped_column(Boolean, default=False)
    outside: Mapped[bool] = mapped_column(Boolean, default=False, kw_only=True)
    remembered: Mapped[bool] = mapped_column(Boolean, default=False, kw_only=True)
    idle_until: Mapped[datetime | None] = mapped_column(_INSTANT, default=None, kw_only=True)
    networks: Mapped[list[str]] = mapped_column(ARRAY(CIDR), default_factory=list, kw_only=True)
    proved_at: Mapped[datetime | None] = mapped_column(_INSTANT, default=None)
    proved_by: Mapped[str] = mapped_column(Text, default="password")
    acting_as: Mapped[int | None] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), default=None)


class LastSignIn(Table):
    """When an account signed in for the last time."""

    __tablename__ = "last_sign_in"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(_INSTANT)


class ApiKey(Table):
    """What a program shows instead of signing in; here is only the hash."""

    __tablename__ = "api_key"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"))
    name: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, repr=False)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    networks: Mapped[list[str]] = mapped_column(ARRAY(CIDR))
    ends_at: Mapped[datetime] = mapped_column(_INSTANT)
    used_at: Mapped[datetime | None] = mapped_column(_INSTANT, default=None)
    used_from: Mapped[str | None] = mapped_column(INET, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(_INSTANT, default=None)


class AccountPin(Table):
    """That there is one; the rest of it is for panel/identity/pin_queries.py."""

    __tablename__ = "pin"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), primary_key=True)


class FailedLogin(Table):
    __tablename__ = "failed_login"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(_INSTANT)
    login: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(INET)


class Totp(Table):
    """An authenticator app; the secret is sealed."""

    __tablename__ = "totp"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    confirmed_at: Mapped[datetime] = mapped_column(_INSTANT)
    last_step: Mapped[int] = mapped_column(_NUMBER)


class TotpOffer(Table):
    """A secret that is shown in one session and waits for its first code."""

    __tablename__ = "totp_offer"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    session_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.session.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    expires_at: Mapped[datetime] = mapped_column(_INSTANT)


class RecoveryCode(Table):
    __tablename__ = "recovery_code"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, repr=False)
    created_at: Mapped[datetime] = mapped_column(_INSTANT)
    used_at: Mapped[datetime | None] = mapped_column(_INSTANT, default=None)


class Passkey(Table):
    """What an authenticator told of itself (WebAuthn section 4, "credential record")."""

    __tablename__ = "passkey"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"))
    name: Mapped[str] = mapped_column(Text)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(_NUMBER)
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(_INSTANT)
    used_at: Mapped[datetime | None] = mapped_column(_INSTANT, default=None)


class PasskeyChallenge(Table):
    __tablename__ = "passkey_challenge"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    challenge: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.session.id"))
    purpose: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(_INSTANT)


class SecondFactorDemand(Table):
    """A registrar whose people all must have a second factor."""

    __tablename__ = "second_factor_demand"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    registrar_id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    since: Mapped[datetime] = mapped_column(_INSTANT)


class Activity(Table):
    """Something that was done to an account or an object, or tried."""

    __tablename__ = "activity"
    __table_args__ = {"schema": "audit"}  # noqa: RUF012

    at: Mapped[datetime] = mapped_column(_INSTANT, primary_key=True)
    id: Mapped[int] = mapped_column(_NUMBER, Identity(always=True), primary_key=True, init=False)
    door: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(_NUMBER, default=None)
    account: Mapped[str | None] = mapped_column(Text, default=None)
    account_id: Mapped[int | None] = mapped_column(_NUMBER, default=None)
    registrar_id: Mapped[int | None] = mapped_column(_NUMBER, default=None)
    address: Mapped[str | None] = mapped_column(INET, default=None)
    user_agent: Mapped[str | None] = mapped_column(Text, default=None)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    detail: Mapped[str | None] = mapped_column(Text, default=None)
    request: Mapped[str | None] = mapped_column(Text, default=None)
    object: Mapped[str | None] = mapped_column(Text, default=None)
    name: Mapped[str | None] = mapped_column(Text, default=None)
    behind: Mapped[str | None] = mapped_column(Text, default=None)
    behind_id: Mapped[int | None] = mapped_column(_NUMBER, default=None)
