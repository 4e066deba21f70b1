"""What people did is disposed of by rule, and each disposal says which rows went; it is sealed like the log itself."""

from alembic import op

revision = "0100"
down_revision = "0099"

STATEMENTS = (
    """
CREATE TABLE audit.disposal (
    id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    class       text        NOT NULL,
    days        integer     NOT NULL,
    before      timestamptz NOT NULL,
    ids         bigint[]    NOT NULL,
    rows        bigint      NOT NULL,
    first_id    bigint      NOT NULL,
    last_id     bigint      NOT NULL,
    first_at    timestamptz NOT NULL,
    last_at     timestamptz NOT NULL,
    digest      bytea       NOT NULL,
    at          timestamptz NOT NULL,
    CONSTRAINT disposal_names_its_rows CHECK (rows = cardinality(ids) AND rows > 0),
    CONSTRAINT disposal_is_of_what_is_old CHECK (last_at < before)
)""",
    "COMMENT ON TABLE audit.disposal IS 'Rows of activity that went because a rule does not keep them any longer'",
    "COMMENT ON COLUMN audit.disposal.class IS 'what they were: sign-ins, refusals, changes or money'",
    "COMMENT ON COLUMN audit.disposal.days IS 'how long the rule keeps them'",
    "COMMENT ON COLUMN audit.disposal.before IS 'what is older goes by that'",
    "COMMENT ON COLUMN audit.disposal.digest IS 'SHA-256 of their numbers and digests, in the order of their numbers'",
    "CREATE INDEX disposal_by_rows ON audit.disposal (first_id, last_id)",
    "CREATE INDEX disposal_by_time ON audit.disposal (at DESC, id DESC)",
    """
CREATE TABLE audit.kept (
    class       text        PRIMARY KEY,
    since       timestamptz
)""",
    "COMMENT ON TABLE audit.kept IS 'How far each class of activity was looked through for what goes'",
    "COMMENT ON COLUMN audit.kept.since IS 'what is older was disposed of; NULL: nothing yet'",
    "INSERT INTO audit.kept (class) VALUES ('sign-ins'), ('refusals'), ('changes'), ('money')",
    "ALTER TABLE audit.seal DROP CONSTRAINT sealed_log_is_known",
    """ALTER TABLE audit.seal ADD CONSTRAINT sealed_log_is_known
       CHECK (log IN ('activity', 'command', 'history', 'amendment', 'disposal')) NOT VALID""",
    """COMMENT ON TABLE audit.activity IS 'What people did, or tried to do, to accounts (their own and those they look after) and to objects of the registry. Rows are added, and go by rule; audit.disposal says which'""",  # noqa: E501  one comment
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
