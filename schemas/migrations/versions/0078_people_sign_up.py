"""People sign up, as whoever sells to them lets them."""

from alembic import op

revision = "0078"
down_revision = "0077"

STATEMENTS = (
    """
ALTER TABLE panel.brand
    ADD COLUMN sign_up text NOT NULL DEFAULT 'closed'
        CONSTRAINT who_signs_up_is_known CHECK (sign_up IN ('closed', 'invitation', 'approval', 'open')),
    ADD COLUMN sign_up_form text NOT NULL DEFAULT 'short'
        CONSTRAINT form_of_signing_up_is_known CHECK (sign_up_form IN ('short', 'full'))""",
    "COMMENT ON COLUMN panel.brand.sign_up IS 'who becomes a client by signing up at its hosts'",
    """
CREATE TABLE iam.newcomer (
    id            bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    digest        bytea       NOT NULL CONSTRAINT newcomer_is_written_to_once UNIQUE,
    seller_id     bigint      REFERENCES iam.account,
    email         text        NOT NULL,
    language      text        NOT NULL,
    state         text        NOT NULL DEFAULT 'asked'
                  CONSTRAINT state_of_a_newcomer_is_known CHECK (state IN ('asked', 'waiting', 'admitted', 'declined')),
    invited_by    text,
    name          text        NOT NULL DEFAULT '',
    password_hash text,
    terms         bigint[]    NOT NULL DEFAULT '{}',
    agreed_at     timestamptz,
    address       inet,
    at            timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    decided_by    text,
    decided_at    timestamptz,
    account_id    bigint      REFERENCES iam.account,
    CONSTRAINT who_waits_has_a_password CHECK ((state = 'waiting') = (password_hash IS NOT NULL)),
    CONSTRAINT who_is_admitted_has_an_account CHECK ((state = 'admitted') = (account_id IS NOT NULL))
)""",
    "COMMENT ON TABLE iam.newcomer IS 'who wants to sign up, or was invited to: their address of mail, and what became of it'",
    "COMMENT ON COLUMN iam.newcomer.digest IS 'SHA-256 of what the link carries that was written there'",
    "COMMENT ON COLUMN iam.newcomer.address IS 'from where they asked; of who was invited, from where they came'",
    "CREATE INDEX newcomer_by_email ON iam.newcomer (lower(email), at)",
    "CREATE INDEX newcomer_by_seller ON iam.newcomer (seller_id, id)",
    "CREATE INDEX newcomer_by_account ON iam.newcomer (account_id) WHERE account_id IS NOT NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
