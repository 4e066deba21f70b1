"""What a TLD is restored from waits beside the living registry, and what was restored is known."""

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.execute("CREATE SCHEMA rising")
    op.execute("""
        CREATE TABLE rising.rise (
            id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
            tld registry.fqdn NOT NULL,
            fingerprint bytea NOT NULL CONSTRAINT rise_fingerprint_is_sha256 CHECK (octet_length(fingerprint) = 32),
            begun_at timestamptz NOT NULL,
            verified jsonb NOT NULL,
            taken bigint[] NOT NULL DEFAULT '{}',
            rows bigint NOT NULL DEFAULT 0,
            found jsonb NOT NULL,
            risen_at timestamptz
        )
    """)
    op.execute(
        "COMMENT ON TABLE rising.rise IS"
        " 'A TLD being restored from deposits, or restored from them: how far it has come, so that it can go on'"
    )
    op.execute(
        "COMMENT ON COLUMN rising.rise.fingerprint IS"
        " 'of the deposits and of everything that says how they are read: another one begins anew'"
    )
    op.execute("COMMENT ON COLUMN rising.rise.taken IS 'how many elements of each deposit were staged'")
    op.execute("COMMENT ON COLUMN rising.rise.rows IS 'how many rows they made; with fewer, the staged ones were lost'")
    op.execute("COMMENT ON COLUMN rising.rise.verified IS 'what each deposit says of itself, in their order'")
    op.execute(
        "COMMENT ON COLUMN rising.rise.found IS 'what was found on the way; in the end, how many objects there are'"
    )
    op.execute("CREATE UNIQUE INDEX a_tld_rises_once_at_a_time ON rising.rise (tld) WHERE risen_at IS NULL")
    # What is lost in a crash of the database is read again from the deposits.
    op.execute("""
        CREATE UNLOGGED TABLE rising.object (
            rise_id bigint NOT NULL,
            number bigint NOT NULL,
            kind text NOT NULL,
            key text NOT NULL,
            roid text,
            due timestamptz,
            state jsonb,
            PRIMARY KEY (rise_id, number)
        )
    """)
    op.execute(
        "COMMENT ON TABLE rising.object IS 'What deposits say, in their order, until it becomes part of the registry'"
    )
    op.execute(
        "COMMENT ON COLUMN rising.object.state IS"
        " 'the object as a version in history has it; NULL: a later deposit deletes what was known by the key or the ROID'"
    )
