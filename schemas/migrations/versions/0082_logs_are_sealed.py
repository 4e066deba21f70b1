"""Logs are sealed after the fact: a seal holds the digests of its rows and hangs on the one before; anchors hold all."""

from alembic import op

revision = "0082"
down_revision = "0081"

STATEMENTS = (
    "SET LOCAL statement_timeout = '30min'",  # each row of years is read once
    """
CREATE INDEX command_by_id ON registry.command USING brin (id) WITH (pages_per_range = 16, autosummarize = on)
""",
    """
CREATE INDEX activity_by_id ON audit.activity USING brin (id) WITH (pages_per_range = 16, autosummarize = on)
""",
    """
CREATE TABLE audit.amendment (
    id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    log         text        NOT NULL,
    row_id      bigint      NOT NULL,
    before      bytea       NOT NULL,
    after       bytea,
    at          timestamptz NOT NULL,
    why         text        NOT NULL
)""",
    """COMMENT ON TABLE audit.amendment IS
       'Rows of logs that were changed as the law demands, when somebody was erased: what their digests were and are'""",
    "CREATE INDEX amendment_of_row ON audit.amendment (log, row_id, id)",
    """
CREATE TABLE audit.seal (
    log         text        NOT NULL CONSTRAINT sealed_log_is_known
                CHECK (log IN ('activity', 'command', 'history', 'amendment')),
    number      bigint      NOT NULL,
    after_id    bigint      NOT NULL,
    upto_id     bigint      NOT NULL,
    ids         bigint[]    NOT NULL,
    digests     bytea       NOT NULL,
    first_at    timestamptz,
    last_at     timestamptz,
    sealed_at   timestamptz NOT NULL,
    previous    bytea       NOT NULL,
    head        bytea       NOT NULL,
    PRIMARY KEY (log, number),
    CONSTRAINT seal_holds_a_digest_of_each CHECK (octet_length(digests) = 32 * cardinality(ids)),
    CONSTRAINT seal_goes_on CHECK (upto_id > after_id)
)""",
    "COMMENT ON TABLE audit.seal IS 'What the rows of a log were when they were sealed, in the order of their numbers'",
    "COMMENT ON COLUMN audit.seal.upto_id IS 'all rows after after_id up to this are sealed: no other will ever come'",
    "COMMENT ON COLUMN audit.seal.digests IS 'SHA-256 of each row, one after the other'",
    "COMMENT ON COLUMN audit.seal.previous IS 'the head of the seal before'",
    "COMMENT ON COLUMN audit.seal.head IS 'SHA-256 of all of the seal and of the head before'",
    """
CREATE TABLE audit.anchor (
    number      bigint      PRIMARY KEY,
    at          timestamptz NOT NULL,
    heads       jsonb       NOT NULL,
    hash        bytea       NOT NULL
)""",
    "COMMENT ON TABLE audit.anchor IS 'Where all chains stood on a day; its hash is kept elsewhere too'",
    "COMMENT ON COLUMN audit.anchor.heads IS 'by log: the number of its last seal, and its head'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
