"""People prove who they are twice: by an authenticator app or a passkey beside the password; what they do is written down."""

from alembic import op

revision = "0020"
down_revision = "0019"

TABLES = r"""
ALTER TABLE iam.session
    ADD COLUMN half boolean NOT NULL DEFAULT false,
    ADD COLUMN proved_at timestamptz,
    ADD COLUMN proved_by text NOT NULL DEFAULT 'password'
        CONSTRAINT proof_is_known CHECK (proved_by IN ('password', 'app', 'passkey', 'recovery code'));
COMMENT ON COLUMN iam.session.half IS 'the password was right and the second factor is still asked for: good for nothing else';
COMMENT ON COLUMN iam.session.proved_at IS 'when whoever sits there last proved who they are; NULL: when it began';

CREATE TABLE iam.totp (
    account_id      bigint PRIMARY KEY REFERENCES iam.account ON DELETE CASCADE,
    secret          bytea NOT NULL,
    confirmed_at    timestamptz NOT NULL,
    last_step       bigint NOT NULL
);
COMMENT ON TABLE iam.totp IS 'authenticator apps (RFC 6238): one for each account at most';
COMMENT ON COLUMN iam.totp.secret IS 'sealed with panel.seal_key';
COMMENT ON COLUMN iam.totp.last_step IS 'the last time step whose code was accepted; neither it nor one before counts again';

CREATE TABLE iam.totp_offer (
    session_id      bigint PRIMARY KEY REFERENCES iam.session ON DELETE CASCADE,
    secret          bytea NOT NULL,
    expires_at      timestamptz NOT NULL
);
COMMENT ON TABLE iam.totp_offer IS 'secrets that are shown and not yet confirmed by a code; they count for nothing';

CREATE TABLE iam.recovery_code (
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    digest          bytea NOT NULL CONSTRAINT digest_is_sha256 CHECK (octet_length(digest) = 32),
    created_at      timestamptz NOT NULL,
    used_at         timestamptz,
    PRIMARY KEY (account_id, digest)
);
COMMENT ON TABLE iam.recovery_code IS 'codes on paper, each good for one sign-in; only their digests are here';

CREATE TABLE iam.passkey (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    name            text NOT NULL,
    credential_id   bytea NOT NULL CONSTRAINT passkey_is_unique UNIQUE,
    public_key      bytea NOT NULL,
    sign_count      bigint NOT NULL,
    transports      text[] NOT NULL,
    created_at      timestamptz NOT NULL,
    used_at         timestamptz
);
COMMENT ON TABLE iam.passkey IS 'passkeys (WebAuthn): what an authenticator told of itself when it was registered';
COMMENT ON COLUMN iam.passkey.sign_count IS 'as the authenticator counted last; one that counts backwards is a copy';
CREATE INDEX passkey_by_account ON iam.passkey (account_id, id);

CREATE TABLE iam.passkey_challenge (
    challenge       bytea PRIMARY KEY,
    session_id      bigint NOT NULL REFERENCES iam.session ON DELETE CASCADE,
    purpose         text NOT NULL CONSTRAINT purpose_is_known CHECK (purpose IN ('register', 'prove')),
    expires_at      timestamptz NOT NULL
);
COMMENT ON TABLE iam.passkey_challenge IS 'what an authenticator has to sign; each is answered once';
CREATE INDEX passkey_challenge_by_session ON iam.passkey_challenge (session_id);

CREATE TABLE iam.second_factor_demand (
    registrar_id    bigint PRIMARY KEY REFERENCES registry.registrar,
    since           timestamptz NOT NULL
);
COMMENT ON TABLE iam.second_factor_demand IS 'registrars whose people all must have a second factor';

CREATE SCHEMA audit;

CREATE TABLE audit.activity (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    at              timestamptz NOT NULL,
    door            text NOT NULL,
    action          text NOT NULL,
    result          text NOT NULL CONSTRAINT result_is_known CHECK (result IN ('done', 'refused')),
    actor           text NOT NULL,
    actor_id        bigint,
    account         text,
    account_id      bigint,
    registrar_id    bigint,
    address         inet,
    user_agent      text,
    reason          text,
    detail          text,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE audit.activity IS
    'What people did, or tried to do, to accounts: their own and those they look after. Rows are only ever added';
COMMENT ON COLUMN audit.activity.actor IS 'the login, as typed where there is no such account; at the command line, the operator';
COMMENT ON COLUMN audit.activity.registrar_id IS 'the registrar whose people the account belongs to';
CREATE INDEX activity_by_account ON audit.activity (account_id, at DESC);
CREATE INDEX activity_by_registrar ON audit.activity (registrar_id, at DESC);

CREATE TABLE audit.activity_default PARTITION OF audit.activity DEFAULT
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
