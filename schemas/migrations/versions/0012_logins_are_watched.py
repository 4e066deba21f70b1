"""Logins are watched: how old a password is, how many logins failed since the last good one, and what each client is made of."""

from alembic import op

revision = "0012"
down_revision = "0011"

CHANGES = r"""
ALTER TABLE registry.registrar
    ADD COLUMN password_at timestamptz,
    ADD COLUMN last_login_at timestamptz,
    ADD COLUMN failed_logins integer NOT NULL DEFAULT 0
        CONSTRAINT failed_logins_are_not_negative CHECK (failed_logins >= 0);
COMMENT ON COLUMN registry.registrar.password_at IS 'when the password was given; NULL: with the registrar''s creation';
COMMENT ON COLUMN registry.registrar.failed_logins IS 'since the last that succeeded, in any session';

ALTER TABLE registry.session
    ADD COLUMN app registry.clean,
    ADD COLUMN tech registry.clean,
    ADD COLUMN os registry.clean;
COMMENT ON COLUMN registry.session.app IS 'the software of the client, as it says; so are tech and os (RFC 8807, userAgent)'
"""


def upgrade() -> None:
    for statement in CHANGES.split(";\n"):
        op.execute(statement)
