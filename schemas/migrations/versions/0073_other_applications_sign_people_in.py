"""The panel as an OpenID provider: who relies on it, what people let them know, what was handed out."""

from alembic import op

revision = "0073"
down_revision = "0072"

STATEMENTS = (
    """
CREATE TABLE iam.relying_party (
    id               bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    client_id        text NOT NULL CONSTRAINT relying_party_is_known_once UNIQUE
                     CONSTRAINT client_id_has_its_shape CHECK (client_id ~ '^[a-z0-9][a-z0-9._-]{2,63}$'),
    name             text NOT NULL,
    secret_digest    bytea,
    redirect_uris    text[] NOT NULL,
    logout_uris      text[] NOT NULL DEFAULT '{}',
    backchannel_uri  text,
    scopes           text[] NOT NULL,
    trusted          boolean NOT NULL DEFAULT false,
    service          boolean NOT NULL DEFAULT false,
    state            text NOT NULL DEFAULT 'active'
                     CONSTRAINT state_of_a_relying_party_is_known CHECK (state IN ('active', 'ended')),
    by               text NOT NULL,
    at               timestamptz NOT NULL,
    CONSTRAINT a_service_has_a_secret CHECK (NOT service OR secret_digest IS NOT NULL)
)""",
    "COMMENT ON TABLE iam.relying_party IS 'applications that people sign in to by this panel (OAuth 2.0 clients)'",
    "COMMENT ON COLUMN iam.relying_party.secret_digest IS 'SHA-256 of its secret; none: it can keep none (a public client)'",
    "COMMENT ON COLUMN iam.relying_party.trusted IS 'it is the house''s own: nobody is asked, and it may look into any token'",
    "COMMENT ON COLUMN iam.relying_party.service IS 'it may have tokens for itself (client credentials)'",
    """
CREATE TABLE iam.party_consent (
    account_id  bigint NOT NULL REFERENCES iam.account,
    party_id    bigint NOT NULL REFERENCES iam.relying_party,
    scopes      text[] NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (account_id, party_id)
)""",
    "COMMENT ON TABLE iam.party_consent IS 'what people let an application know of them'",
    "CREATE INDEX party_consent_by_party ON iam.party_consent (party_id)",
    """
CREATE TABLE iam.party_grant (
    id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    party_id    bigint NOT NULL REFERENCES iam.relying_party,
    account_id  bigint REFERENCES iam.account,
    session_id  bigint,
    scopes      text[] NOT NULL,
    nonce       text,
    proved_at   timestamptz,
    proved_by   text,
    at          timestamptz NOT NULL,
    until       timestamptz NOT NULL,
    ended       boolean NOT NULL DEFAULT false
)""",
    "COMMENT ON TABLE iam.party_grant IS 'one sign-in to an application: its code and all its tokens live and end with it'",
    "COMMENT ON COLUMN iam.party_grant.session_id IS 'of the browser it began in; kept afterwards, since its logout is told'",
    "CREATE INDEX party_grant_by_session ON iam.party_grant (session_id) WHERE session_id IS NOT NULL",
    "CREATE INDEX party_grant_by_account ON iam.party_grant (account_id, party_id)",
    "CREATE INDEX party_grant_by_party ON iam.party_grant (party_id)",
    "CREATE INDEX party_grant_by_end ON iam.party_grant (until)",
    """
CREATE TABLE iam.authorization_code (
    digest        bytea PRIMARY KEY,
    grant_id      bigint NOT NULL REFERENCES iam.party_grant ON DELETE CASCADE,
    redirect_uri  text NOT NULL,
    challenge     text NOT NULL,
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz
)""",
    "CREATE INDEX authorization_code_by_grant ON iam.authorization_code (grant_id)",
    "COMMENT ON TABLE iam.authorization_code IS 'codes, by the SHA-256 of each: good once, for a minute'",
    """
CREATE TABLE iam.refresh_token (
    digest      bytea PRIMARY KEY,
    grant_id    bigint NOT NULL REFERENCES iam.party_grant ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
)""",
    "CREATE INDEX refresh_token_by_grant ON iam.refresh_token (grant_id)",
    "COMMENT ON TABLE iam.refresh_token IS 'refresh tokens, by the SHA-256 of each: each is good once, and followed by another'",
    """
CREATE TABLE iam.signing_key (
    kid     text PRIMARY KEY,
    sealed  bytea NOT NULL,
    since   timestamptz NOT NULL
)""",
    "COMMENT ON TABLE iam.signing_key IS 'keys that tokens are signed with, sealed; one signs from `since` to that of the next'",
    """
CREATE TABLE iam.party_logout (
    id        bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    grant_id  bigint NOT NULL REFERENCES iam.party_grant ON DELETE CASCADE,
    due       timestamptz NOT NULL,
    tries     integer NOT NULL DEFAULT 0
)""",
    "CREATE INDEX party_logout_by_due ON iam.party_logout (due)",
    "CREATE INDEX party_logout_by_grant ON iam.party_logout (grant_id)",
    "COMMENT ON TABLE iam.party_logout IS 'applications that are still to be told that somebody has signed out'",
    # A session ends in many places: whoever ends one cannot forget those that relied on it.
    """
CREATE FUNCTION iam.session_has_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO iam.party_logout (grant_id, due)
    SELECT g.id, OLD.seen_at
      FROM iam.party_grant g
      JOIN iam.relying_party p ON p.id = g.party_id
     WHERE g.session_id = OLD.id
       AND NOT g.ended
       AND p.backchannel_uri IS NOT NULL;
    UPDATE iam.party_grant g
       SET ended = true
     WHERE g.session_id = OLD.id
       AND NOT 'offline_access' = ANY (g.scopes);
    RETURN NULL;
END
$$""",
    """
CREATE TRIGGER who_relies_on_a_session_is_told
    AFTER DELETE ON iam.session
    FOR EACH ROW EXECUTE FUNCTION iam.session_has_ended()""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
