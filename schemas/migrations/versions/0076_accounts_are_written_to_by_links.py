"""Accounts are written to by links that are good once; an address of mail is confirmed by lying beside itself."""

from alembic import op

revision = "0076"
down_revision = "0075"

STATEMENTS = (
    """
CREATE TABLE iam.mailed_link (
    id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    digest      bytea       NOT NULL CONSTRAINT mailed_link_is_drawn_once UNIQUE,
    purpose     text        NOT NULL CONSTRAINT purpose_of_a_link_is_known
                            CHECK (purpose IN ('restore', 'confirm', 'take-back')),
    account_id  bigint      NOT NULL REFERENCES iam.account,
    email       text        NOT NULL,
    holds_for   text,
    made_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
)""",
    "COMMENT ON TABLE iam.mailed_link IS 'links that were mailed, by the SHA-256 of what each carries: good once, for a while'",
    "COMMENT ON COLUMN iam.mailed_link.email IS 'what it is about: where it was sent, or (take-back) where it leads back to'",
    "COMMENT ON COLUMN iam.mailed_link.holds_for IS 'it is good while the account has this address; none: whatever it has'",
    "CREATE INDEX mailed_link_by_account ON iam.mailed_link (account_id, purpose, made_at)",
    "CREATE INDEX mailed_link_by_end ON iam.mailed_link (expires_at)",
    "ALTER TABLE iam.account ADD COLUMN confirmed_email text",
    "COMMENT ON COLUMN iam.account.confirmed_email IS 'the address that was confirmed: the account''s is, while both are one'",
    """
CREATE INDEX account_by_confirmed_email ON iam.account (lower(confirmed_email)) WHERE confirmed_email IS NOT NULL""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
