"""A form of the sign-up is good once; how often one place answered its question is known for a day."""

from alembic import op

revision = "0101"
down_revision = "0100"

STATEMENTS = (
    """
CREATE TABLE iam.spent_challenge (
    nonce       bytea       PRIMARY KEY,
    place       bytea,
    at          timestamptz NOT NULL
)""",
    "COMMENT ON TABLE iam.spent_challenge IS 'Forms of the sign-up that came back: none counts twice'",
    "COMMENT ON COLUMN iam.spent_challenge.nonce IS 'SHA-256 of what the form was drawn with'",
    """COMMENT ON COLUMN iam.spent_challenge.place IS
    'from where its question was answered, as a digest under a key of the panel; NULL: a script did the work'""",
    "CREATE INDEX spent_challenge_by_place ON iam.spent_challenge (place, at) WHERE place IS NOT NULL",
    "CREATE INDEX spent_challenge_by_time ON iam.spent_challenge (at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
