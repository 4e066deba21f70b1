"""People whom an OpenID provider vouches for have sessions at RDAP, and each of their logins counts once (RFC 9560)."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE registry.rdap_session (
            digest bytea PRIMARY KEY CONSTRAINT session_digest_is_sha256 CHECK (octet_length(digest) = 32),
            issuer text NOT NULL,
            subject text NOT NULL,
            identifier text,
            claims jsonb NOT NULL,
            access_token bytea NOT NULL,
            refresh_token bytea,
            id_token bytea,
            begun_at timestamptz NOT NULL,
            token_until timestamptz NOT NULL,
            ends_at timestamptz NOT NULL,
            refreshing_until timestamptz,
            CONSTRAINT session_ends_after_it_begins CHECK (ends_at > begun_at)
        )
    """)
    op.execute("CREATE INDEX rdap_session_by_person ON registry.rdap_session (issuer, subject)")
    op.execute("CREATE INDEX rdap_session_by_end ON registry.rdap_session (ends_at)")
    op.execute(
        "COMMENT ON TABLE registry.rdap_session IS 'people at RDAP whom an OpenID provider vouches for (RFC 9560)'"
    )
    for column, comment in {
        "digest": "SHA-256 of what the cookie holds, which nobody keeps but its client",
        "identifier": "whom the client said that it logs in (farv1_id)",
        "claims": "what the provider said of that person, as far as it is of use here",
        "access_token": "sealed under whois.session_key, as the other tokens are",
        "token_until": "from here on it admits nobody until it is refreshed",
        "ends_at": "from here on it is over, whatever is refreshed",
        "refreshing_until": "a process is refreshing it; another may not before this instant",
    }.items():
        op.execute(f"COMMENT ON COLUMN registry.rdap_session.{column} IS '{comment}'")
    op.execute("""
        CREATE TABLE registry.rdap_login (
            digest bytea PRIMARY KEY CONSTRAINT login_digest_is_sha256 CHECK (octet_length(digest) = 32),
            until timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX rdap_login_by_end ON registry.rdap_login (until)")
    op.execute(
        "COMMENT ON TABLE registry.rdap_login IS"
        " 'logins that came back from an OpenID provider: none does twice; forgotten when it could not any more'"
    )
    op.execute("COMMENT ON COLUMN registry.rdap_login.digest IS 'SHA-256 of what identifies the login'")
