"""The tables of schema `iam`."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, LargeBinary, Text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column, relationship

from panel.database import Table

_NUMBER = BigInteger()
_INSTANT = DateTime(timezone=True)


class AccountRole(Table):
    __tablename__ = "account_role"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012  as SQLAlchemy wants it

    account_id: Mapped[int] = mapped_column(_NUMBER, ForeignKey("iam.account.id"), primary_key=True, init=False)
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class Account(Table):
    """Somebody who may sign in; `registrar_id` is the registrar whose people the account belongs to."""

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
    roles: Mapped[list[AccountRole]] = relationship(default_factory=list, lazy="selectin", cascade="all, delete-orphan")


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


class FailedLogin(Table):
    __tablename__ = "failed_login"
    __table_args__ = {"schema": "iam"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(_INSTANT)
    login: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(INET)
