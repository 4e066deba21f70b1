"""People sign in to the panel: accounts, the roles they hold, their sessions, and the tries that failed."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = r"""
CREATE SCHEMA iam;

CREATE TABLE iam.account (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login           text NOT NULL CONSTRAINT login_is_unique UNIQUE
                    CONSTRAINT login_is_canonical CHECK (login = lower(login) AND login ~ '^\S{1,64}$'),
    name            text NOT NULL,
    email           text NOT NULL,
    password_hash   text NOT NULL,
    registrar_id    bigint REFERENCES registry.registrar,
    state           text NOT NULL CONSTRAINT account_state_is_known CHECK (state IN ('active', 'blocked')),
    created_at      timestamptz NOT NULL,
    password_at     timestamptz NOT NULL
);
COMMENT ON TABLE iam.account IS 'people who sign in to the panel';
CREATE INDEX account_by_registrar ON iam.account (registrar_id) WHERE registrar_id IS NOT NULL;
COMMENT ON COLUMN iam.account.registrar_id IS 'the registrar whose people this account belongs to: the limit of what it sees';

CREATE TABLE iam.account_role (
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    role            text NOT NULL,
    PRIMARY KEY (account_id, role)
);
COMMENT ON TABLE iam.account_role IS
    'What a role may do is the table in panel/kit/access.py; a name that is not in it grants nothing';

CREATE TABLE iam.session (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    token_hash      bytea NOT NULL CONSTRAINT session_token_is_unique UNIQUE
                    CONSTRAINT token_hash_is_sha256 CHECK (octet_length(token_hash) = 32),
    created_at      timestamptz NOT NULL,
    seen_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    address         inet NOT NULL,
    user_agent      text NOT NULL,
    CONSTRAINT session_has_length CHECK (expires_at > created_at)
);
COMMENT ON TABLE iam.session IS 'The token itself is only in the browser''s cookie';
CREATE INDEX panel_session_by_account ON iam.session (account_id, seen_at);
COMMENT ON COLUMN iam.session.expires_at IS 'however busy it is; without use it ends earlier';

CREATE TABLE iam.failed_login (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at              timestamptz NOT NULL,
    login           text NOT NULL,
    address         inet NOT NULL
);
COMMENT ON TABLE iam.failed_login IS 'tries that failed: too many of them, and a login or an address waits';
CREATE INDEX failed_login_by_login ON iam.failed_login (login, at);
CREATE INDEX failed_login_by_address ON iam.failed_login (address, at);
CREATE INDEX failed_login_by_time ON iam.failed_login (at);
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
