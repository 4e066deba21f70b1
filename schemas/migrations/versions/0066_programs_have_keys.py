"""Programs have keys: each is an account's, with less than the account may, from some networks, until an instant."""

from alembic import op

revision = "0066"
down_revision = "0065"

TABLES = r"""
CREATE TABLE iam.api_key (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id      bigint NOT NULL REFERENCES iam.account,
    name            text NOT NULL CONSTRAINT name_of_key_is_bounded CHECK (length(name) BETWEEN 1 AND 100),
    begins          text NOT NULL,
    token_hash      bytea NOT NULL UNIQUE,
    permissions     text[] NOT NULL,
    networks        cidr[] NOT NULL DEFAULT '{}',
    made_at         timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    used_at         timestamptz,
    used_from       inet,
    revoked_at      timestamptz
);
CREATE INDEX api_key_of_account ON iam.api_key (account_id, id);
COMMENT ON TABLE iam.api_key IS 'keys by which programs ask in the name of an account; only their hashes are kept';
COMMENT ON COLUMN iam.api_key.begins IS 'the first letters of the key, by which people tell keys apart';
COMMENT ON COLUMN iam.api_key.permissions IS 'what it opens, of what the account may itself at the time';
COMMENT ON COLUMN iam.api_key.networks IS 'where it is good; none: everywhere'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
