"""Accounts are linked with what people are at other providers, and signed in to by that."""

from alembic import op

revision = "0083"
down_revision = "0082"

STATEMENTS = (
    """
CREATE TABLE iam.remote_identity (
    id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id  bigint      NOT NULL REFERENCES iam.account,
    provider    text        NOT NULL,
    subject     text        NOT NULL,
    email       text        NOT NULL,
    verified    boolean     NOT NULL,
    linked_at   timestamptz NOT NULL,
    used_at     timestamptz,
    CONSTRAINT remote_identity_is_one_accounts UNIQUE (provider, subject),
    CONSTRAINT an_account_is_known_once_to_a_provider UNIQUE (account_id, provider)
)""",
    "COMMENT ON TABLE iam.remote_identity IS 'who somebody is at another provider, by what that calls them for good'",
    "COMMENT ON COLUMN iam.remote_identity.email IS 'as the provider said it when they were linked; it identifies nobody'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
